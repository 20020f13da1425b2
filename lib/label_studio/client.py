"""What Podium asks a Label Studio for, in calls that take and give plain JSON.

What it holds comes through unchanged. Writes are repeated only where twice is the same as once.
"""

from typing import Self

from lib.label_studio.address import read_token, read_url
from lib.label_studio.annotation_calls import AnnotationCalls
from lib.label_studio.connection import Connection
from lib.label_studio.project_calls import ProjectCalls
from lib.label_studio.user_calls import UserCalls


class LabelStudioClient(UserCalls, ProjectCalls, AnnotationCalls):
    """One Label Studio, asked with one token; not for several threads at once.

    Every call raises a LabelStudioError, whose message never holds the token. RemoteNotFound is
    raised only where a Label Studio says so itself, never for what a proxy before it says.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        tries: int = 4,
        wait_seconds: float = 0.5,
        timeout: float = 600.0,
    ) -> None:
        """`tries` per request where repeating is safe; times in seconds. Opens nothing yet."""
        super().__init__(
            Connection(
                read_url(url),
                read_token(token),
                tries=tries,
                wait_seconds=wait_seconds,
                timeout=timeout,
            )
        )

    def __repr__(self) -> str:
        return f"LabelStudioClient({self.url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End idle connections; another call opens them again."""
        self._connection.close()
