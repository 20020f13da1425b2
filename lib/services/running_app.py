"""How the app tells the command line where it is: a file beside the database.

Only one process can hold the database, so the command line asks the app to sync while it runs. The
file names the app's address and a secret made anew at each start; only its owner can read it.
"""

import hmac
import ipaddress
import json
import os
import secrets
import stat
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from lib.errors import StorageError


@dataclass(frozen=True)
class RunningApp:
    """A process that serves the app, the address at which it answers, and the secret to show it."""

    address: str
    pid: int
    secret: str = field(repr=False)


_FILE = TypeAdapter(RunningApp)
_ours: list[RunningApp] = []


def announce_app(database: Path, address: str) -> RunningApp:
    """Write where this process answers; readable by its owner only from the first byte on.

    Raises StorageError where the folder cannot be written.
    """
    app = RunningApp(address, os.getpid(), secrets.token_urlsafe(32))
    content = {"address": app.address, "pid": app.pid, "secret": app.secret}
    path, partial = _path(database), _path(database, ".part")
    try:
        with ExitStack() as on_failure:
            partial.unlink(missing_ok=True)
            descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            on_failure.callback(partial.unlink)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(content, file)
            partial.replace(path)
            on_failure.pop_all()
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}. So `podium sync` will not find this app."
        ) from error
    _ours.append(app)
    return app


def withdraw_app(database: Path) -> None:
    """Remove the file, if this process has written it. Call it while the database is ours."""
    if _ours:
        _path(database).unlink(missing_ok=True)
    _ours.clear()


def is_our_secret(secret: str) -> bool:
    """Whether it is the secret of this process; takes as long whatever is wrong with it."""
    given = secret.encode()
    return any(hmac.compare_digest(given, app.secret.encode()) for app in _ours)


def is_on_this_computer(host: str) -> bool:
    """Whether an address is one of this computer's loopback addresses."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def find_running_app(database: Path) -> RunningApp | None:
    """The app that has announced itself beside the database; None where its process has gone.

    A file that others could have written or read, or that names another computer, is no use: a
    token is sent to where it says.
    """
    try:
        with _path(database).open("rb") as file:
            about = os.fstat(file.fileno())
            content = file.read(64 * 1024)
    except OSError:
        return None
    if os.name == "posix" and (about.st_uid != os.geteuid() or stat.S_IMODE(about.st_mode) & 0o077):
        return None
    try:
        app = _FILE.validate_json(content)
        host = urlsplit(app.address).hostname or ""
    except (ValidationError, ValueError):
        return None
    return app if is_on_this_computer(host) and _is_alive(app.pid) else None


def _path(database: Path, ending: str = "") -> Path:
    return database.with_name(f"{database.name}.app{ending}")


def _is_alive(pid: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return False  # it is another owner's, so it is not the one that wrote the file
    return True
