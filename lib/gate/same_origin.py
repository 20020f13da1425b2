"""Whether a request comes from one of our own pages, and not from another site (CSRF)."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_same_origin(connection: HTTPConnection) -> bool:
    """Whether the browser says so in Sec-Fetch-Site, or else whether Origin names our own Host.

    Browsers send no Sec-Fetch-Site to plain-http addresses that are not loopback.
    """
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin, host = connection.headers.get("origin"), connection.headers.get("host")
    return bool(origin and host) and urlsplit(origin).netloc.lower() == (host or "").lower()
