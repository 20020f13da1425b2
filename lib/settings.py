"""What the environment decides, read once at start-up."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

AuthMode = Literal["local", "password", "oidc"]

DEFAULT_DATABASE = Path(__file__).resolve().parent.parent / "data" / "podium.duckdb"


class InvalidSettings(ValueError):
    """An environment variable holds what Podium cannot use; the text says what to do."""


@dataclass(frozen=True)
class Settings:
    """`database` is the path of the DuckDB file; `auth` says how people sign in."""

    database: Path = DEFAULT_DATABASE
    auth: AuthMode = "local"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from PODIUM_DATABASE and PODIUM_AUTH; an empty variable counts as not set.

    Raises InvalidSettings when a variable has a value that is not valid.
    """
    database = environ.get("PODIUM_DATABASE") or DEFAULT_DATABASE
    return Settings(
        database=Path(database).expanduser().absolute(),
        auth=_auth_mode(environ.get("PODIUM_AUTH") or "local"),
    )


def _auth_mode(value: str) -> AuthMode:
    for mode in get_args(AuthMode):
        if value == mode:
            return value  # type: ignore[return-value]
    valid = ", ".join(repr(mode) for mode in get_args(AuthMode))
    raise InvalidSettings(
        f"PODIUM_AUTH is {value!r}, which Podium does not know; valid is {valid}. "
        "Unset it for local mode."
    )
