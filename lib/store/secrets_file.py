"""Tokens by name, in a file of their own beside the database: readable by its owner only."""

import json
import os
import stat
import threading
from collections.abc import Mapping
from pathlib import Path

from lib.errors import StorageError
from lib.store.opening import first_line

# One process has the database, so that it need not be held against others.
_changing = threading.Lock()


def read_secret(database_path: Path, name: str) -> str | None:
    """The secret of that name, None where there is none.

    Raises StorageError for a file that others can read, or that cannot be read.
    """
    return _read(_path(database_path)).get(name)


def write_secret(database_path: Path, name: str, value: str) -> None:
    """Store a secret in place of the last one of its name. Raises StorageError as `read_secret`."""
    path = _path(database_path)
    with _changing:
        _replace(path, {**_read(path), name: value})


def remove_secret(database_path: Path, name: str) -> None:
    """Forget a secret; the last one takes the file along. Raises StorageError as `read_secret`."""
    path = _path(database_path)
    with _changing:
        known = _read(path)
        if name in known:
            _replace(path, {each: known[each] for each in known if each != name})


def _path(database_path: Path) -> Path:
    return Path(f"{database_path}.secrets")


def _read(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(
            f"The tokens in {path} cannot be read: {first_line(error)}. "
            "See that it is a file of your own, or delete it and enter the tokens again."
        ) from error
    if os.name == "posix" and mode & 0o077:
        raise StorageError(
            f"The tokens in {path} are not used, because others can get at them (mode {mode:o}): "
            "set its mode to 600, and better make new tokens in Label Studio."
        )
    return _secrets(path, text)


def _secrets(path: Path, text: str) -> dict[str, str]:
    broken = StorageError(
        f"The tokens in {path} cannot be read, because it is no JSON object of texts. "
        "Delete it and enter the tokens again."
    )
    try:
        known = json.loads(text)
    except (ValueError, RecursionError):
        # Not chained: the error of the parser holds the text, and the text the tokens.
        raise broken from None
    if not isinstance(known, dict) or not all(isinstance(each, str) for each in known.values()):
        raise broken
    return known


def _replace(path: Path, known: Mapping[str, str]) -> None:
    """Put these secrets in the file's place, all of them or nothing."""
    coming = Path(f"{path}.new")
    try:
        if not known:
            path.unlink()
            return
        # What a crash left there may have another mode, or be a link to another place.
        coming.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(coming, flags, 0o600), "w", encoding="utf-8") as file:
            json.dump(known, file)
            file.flush()
            os.fsync(file.fileno())
        coming.replace(path)
    except OSError as error:
        raise StorageError(
            f"The token cannot be stored in {path}: {first_line(error)}. See that you may write "
            "there and that the disk has room, or give the token in an environment variable."
        ) from error
