"""Try a use case and tell how it ended."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from itertools import islice
from typing import Any, NamedTuple

from lib.errors import NotAllowed, PodiumError
from lib.services.label_studio.jobs import SyncJob
from lib.store.database import Database


class Ending(NamedTuple):
    """`said` is everything that who tried it got to see: what it gave back, or why it refused."""

    refused: bool
    said: str


def use_case_of(name: str) -> Callable[..., Any]:
    """The function by the name that it has in USE_CASES."""
    module, _, function = name.rpartition(".")
    found: Callable[..., Any] = getattr(import_module(f"lib.services.{module}"), function)
    return found


def tried(use_case: Callable[..., Any], database: Database, given: Mapping[str, Any]) -> Ending:
    """Any other error than Podium's own is a mistake of the test's arguments, and is raised."""
    try:
        return Ending(False, _text(use_case(database, **given)))
    except NotAllowed as error:
        return Ending(True, str(error))
    except PodiumError as error:
        return Ending(False, str(error))


def _text(result: Any) -> str:
    """What was given back, as text; what is made only when it is asked for is asked for."""
    if isinstance(result, AbstractContextManager):
        with result as inner:
            return repr(inner)
    if isinstance(result, SyncJob):
        assert result.wait(30)
        return f"{result.outcome!r} {result.failure!r}"
    if isinstance(result, Iterator):
        return repr(list(islice(result, 1000)))
    return repr(result)
