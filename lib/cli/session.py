"""What every command needs: the database, and choices checked."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TypeVar

from lib.errors import InvalidInput
from lib.services.application import Database, close_application, open_application
from lib.settings import read_settings

Choice = TypeVar("Choice", bound=str)


@contextmanager
def open_database() -> Iterator[Database]:
    """The database that the settings name, until the command ends."""
    try:
        yield open_application(read_settings(os.environ))
    finally:
        close_application()


def one_of(name: str, value: str, valid: Collection[Choice]) -> Choice:
    """The value as one of the choices. Raises InvalidInput, naming them."""
    for choice in valid:
        if choice == value:
            return choice
    raise InvalidInput(f"“{value}” is no {name}. Choose one of: {', '.join(valid)}.")
