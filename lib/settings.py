"""What the environment decides, read once at start-up."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import SplitResult, urlsplit

AuthMode = Literal["local", "password", "oidc"]

DEFAULT_DATABASE = Path(__file__).resolve().parent.parent / "data" / "podium.duckdb"

_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\]")
_EMAIL = re.compile(r"[^@\s,]+@[^@\s,]+")


class InvalidSettings(ValueError):
    """An environment variable holds what Podium cannot use; the text says what to do."""


@dataclass(frozen=True)
class OidcSettings:
    """The OpenID provider that people sign in at, and what Podium is called there.

    `admins` are the e-mail addresses, in lower case, of those who are admins.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    admins: frozenset[str] = frozenset()

    @property
    def host(self) -> str:
        """How people know the provider."""
        return urlsplit(self.issuer).netloc


@dataclass(frozen=True)
class Settings:
    """`database` is the path of the DuckDB file; `auth` says how people sign in.

    `url` is the address at which people reach Podium, without a slash at its end, where it is known
    beforehand. `images_from` are the origins that images in a task's texts may be loaded from.
    """

    database: Path = DEFAULT_DATABASE
    auth: AuthMode = "local"
    url: str | None = None
    oidc: OidcSettings | None = None
    images_from: tuple[str, ...] = ()

    @property
    def is_https(self) -> bool:
        """Whether people reach Podium by https, so that a cookie may ask for it."""
        return self.url is not None and self.url.startswith("https:")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from the variables PODIUM_…; an empty variable counts as not set.

    Raises InvalidSettings when a variable has a value that is not valid, or is missing where the
    way of signing in needs it.
    """
    database = environ.get("PODIUM_DATABASE") or DEFAULT_DATABASE
    auth = _auth_mode(environ.get("PODIUM_AUTH") or "local")
    return Settings(
        database=Path(database).expanduser().absolute(),
        auth=auth,
        url=_own_url(environ.get("PODIUM_URL", "")),
        oidc=_oidc(environ) if auth == "oidc" else None,
        images_from=tuple(map(_image_origin, environ.get("PODIUM_IMAGES_FROM", "").split())),
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


def _own_url(value: str) -> str | None:
    if not value.strip():
        return None
    return _origin(
        value.strip(),
        f"PODIUM_URL is {value!r}, which is no address that Podium can be reached at. "
        "Give its beginning only, such as https://podium.example.org.",
    )


def _image_origin(value: str) -> str:
    return _origin(
        value,
        f"PODIUM_IMAGES_FROM holds {value!r}, which is no origin that images can come from. "
        "Give the beginnings of their addresses, such as https://cdn.example.org, separated by "
        "spaces.",
    )


def _origin(value: str, refusal: str) -> str:
    """Scheme, host and port in lower case, without the port that goes without saying."""
    parts = _split(value)
    if parts is None or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise InvalidSettings(refusal)
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = parts.netloc.lower().removesuffix(f":{parts.port}")
    return f"{parts.scheme}://{host}" + (
        f":{parts.port}" if parts.port not in (None, usual) else ""
    )


def _split(value: str) -> SplitResult | None:
    """The parts of an http or https address without user and password; None if it is none."""
    if not value.isascii() or not value.isprintable() or set(value) & set(" ;,'\"<>\\*?#"):
        return None
    try:
        parts = urlsplit(value)
        host = parts.netloc.lower().removesuffix("" if parts.port is None else f":{parts.port}")
    except ValueError:
        return None
    valid = parts.scheme in ("http", "https") and _HOST.fullmatch(host)
    return parts if valid else None


def _oidc(environ: Mapping[str, str]) -> OidcSettings:
    needed = (
        "PODIUM_URL",
        "PODIUM_OIDC_ISSUER",
        "PODIUM_OIDC_CLIENT_ID",
        "PODIUM_OIDC_CLIENT_SECRET",
    )
    values = {name: environ.get(name, "").strip() for name in needed}
    if missing := [name for name in needed if not values[name]]:
        raise InvalidSettings(
            f"PODIUM_AUTH is 'oidc', and {', '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} not set. Set all of {', '.join(needed)}."
        )
    return OidcSettings(
        issuer=_issuer(values["PODIUM_OIDC_ISSUER"]),
        client_id=values["PODIUM_OIDC_CLIENT_ID"],
        client_secret=values["PODIUM_OIDC_CLIENT_SECRET"],
        admins=_admins(environ.get("PODIUM_ADMINS", "")),
    )


def _issuer(value: str) -> str:
    parts = _split(value)
    if parts is None or (parts.scheme == "http" and not _is_loopback(parts.hostname or "")):
        raise InvalidSettings(
            f"PODIUM_OIDC_ISSUER is {value!r}, which is no address of an OpenID provider. Give its "
            "issuer address, such as https://accounts.example.org; it must begin with https."
        )
    return value


def _admins(value: str) -> frozenset[str]:
    addresses = [each.strip().lower() for each in value.split(",") if each.strip()]
    for address in addresses:
        if not _EMAIL.fullmatch(address):
            raise InvalidSettings(
                f"PODIUM_ADMINS holds {address!r}, which is no e-mail address. Give the addresses "
                "of the admins, separated by commas."
            )
    return frozenset(addresses)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
