"""What the calls of the client share: their connection, and a sentence for what is missing."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from lib.errors import NotLabelStudio, RemoteRefused, TokenRefused, Unreachable
from lib.label_studio import rows
from lib.label_studio.connection import Connection, Question


class Calls:
    """Calls to the Label Studio at `url`."""

    def __init__(self, connection: Connection) -> None:
        self.url = connection.url
        self._connection = connection

    @contextmanager
    def _missing_is_said(self, path: str, what: str) -> Iterator[None]:
        """Where the server only refuses, or shows a page, look whether `what` at `path` is gone."""
        try:
            yield
        except (NotLabelStudio, RemoteRefused):
            with suppress(NotLabelStudio, RemoteRefused, TokenRefused, Unreachable):
                self._connection.ask(Question("GET", path, what), rows.read_object)
            raise
