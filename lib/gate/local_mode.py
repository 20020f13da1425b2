"""Local mode has no password, so it answers requests of this computer only."""

import ipaddress
import re
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

_OF_PROXIES = frozenset({"forwarded", "via", "x-real-ip", "cf-connecting-ip", "true-client-ip"})
_HOST = re.compile(r"(?P<name>\[[^\]]*\]|[^:]*)(:\d{1,5})?")


def request_refusal(connection: HTTPConnection) -> str | None:
    """Why local mode does not answer this request, in one sentence; None if it does.

    The addresses keep other computers out, the Host a page elsewhere whose name was made to
    point here, the forwarding headers a proxy that lets others in; where that one gives itself as
    localhost, the browser still says which site it believes to be on.
    """
    reason = _foreign(connection)
    if reason is None:
        return None
    return f"Podium is in local mode and answers this computer only, at localhost; {reason}."


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this computer's loopback: localhost, 127.0.0.0/8 or ::1."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _foreign(connection: HTTPConnection) -> str | None:
    for name in connection.headers:
        if name in _OF_PROXIES or name.startswith("x-forwarded-"):
            return f"this request came through a proxy (it has the header {name})"
    client = connection.client.host if connection.client else "an unknown address"
    if not is_loopback(client):
        return f"this request came from {client}"
    server = (connection.scope.get("server") or ("an unknown address",))[0]
    if not is_loopback(server):
        return f"this request was sent to {server}"
    hosts = connection.headers.getlist("host")
    if len(hosts) != 1 or not _names_this_computer(hosts[0]):
        return f"this request asks for the host {', '.join(hosts)!r}"
    # Not the Referer: a link on another site may lead here, and shows no more than our own does.
    for site in connection.headers.getlist("origin"):
        # Browsers write “null” of our own pages, too; the gate asks Sec-Fetch-Site then.
        if site not in ("", "null") and not _is_of_this_computer(site):
            return f"this request came from the page {site[:100]!r}"
    return None


def _is_of_this_computer(site: str) -> bool:
    """Whether an Origin is of a page that only this computer can open."""
    try:
        return _names_this_computer(urlsplit(site).netloc)
    except ValueError:
        return False


def _names_this_computer(host: str) -> bool:
    """Whether a Host header, with or without a port, is one that only this computer goes by."""
    match = _HOST.fullmatch(host)
    if match is None:
        return False
    name = match["name"]
    bracketed = name.startswith("[")
    return bracketed == (":" in name) and is_loopback(name.strip("[]"))
