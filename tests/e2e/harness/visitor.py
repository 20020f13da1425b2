"""Who looks at the harness's pages."""

from lib.domain.annotation import Annotator
from tests.factories import make_id

VISITOR = Annotator(make_id("visitor"), 1, "Vera", None)
