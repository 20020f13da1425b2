"""What a selection is, for those who were not there: in words, with its n and its data's hash."""

from dataclasses import dataclass

from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.domain.selection_words import describe
from lib.services.access import requires
from lib.services.projects import labeling_config_of
from lib.store import annotators
from lib.store.database import Database
from lib.store.selected import get_data_hash


@dataclass(frozen=True)
class SelectionFacts:
    """`data_hash` is the same exactly where the same revisions of annotations are selected."""

    words: str
    n_annotations: int
    data_hash: str


@requires("reviewer")
def selection_facts(database: Database, project: Project, selection: Selection) -> SelectionFacts:
    """The facts as they stand now."""
    variable = labeling_config_of(project.labeling_config).prompt_variable
    names = database.read(annotators.list_names)
    n, data_hash = database.read(
        lambda c: get_data_hash(c, project.project_id, selection, variable)
    )
    return SelectionFacts(describe(selection, names), n, data_hash)
