"""Where this process listens, asked of the uvicorn servers in it, and whether that is safe."""

import gc
import ipaddress
import os
import socket
from collections.abc import Iterable

import uvicorn

from lib.gate.local_mode import is_loopback


def running_servers() -> list[uvicorn.Server]:
    """The uvicorn servers of this process, of which there is one.

    Nobody hands it to an application, and Streamlit's configuration does not know it when uvicorn
    was started by itself, so it is looked up among the live objects.
    """
    return [each for each in gc.get_objects() if issubclass(type(each), uvicorn.Server)]


def start_refusal(addresses: Iterable[str]) -> str | None:
    """Why local mode must not start on these addresses, in one line; None if all are loopback."""
    addresses = tuple(addresses)
    foreign = [each or "all interfaces" for each in addresses if not _only_loopback(each)]
    if addresses and not foreign:
        return None
    found = (
        f"bound to {', '.join(foreign)}" if foreign else "bound to an address it cannot find out"
    )
    return (
        "Podium does not start: local mode has no password, so other computers must not reach it, "
        f"but it is {found}. Start it with `make run`, `streamlit run app.py --server.address "
        "localhost` or `uvicorn app:app --host 127.0.0.1`."
    )


def bound_addresses(server: uvicorn.Server) -> list[str]:
    """What a server is bound to, or is about to be: host names, addresses or a socket's path."""
    config = server.config
    if config.uds is not None:
        return [f"the socket {config.uds}"]
    if config.fd is not None:
        with socket.socket(fileno=os.dup(config.fd)) as inherited:
            return [_text(inherited.getsockname())]
    return [config.host or ""]


def local_url(server: uvicorn.Server) -> str | None:
    """The address to open in a browser on this computer, once the server has started.

    None where it listens on a socket that no browser can reach.
    """
    bound = _bound_to(server)
    if bound is None:
        return None
    host, port = bound
    if _any_interface(host) or is_loopback(host):
        host = "localhost"
    return _url(server, host, port)


def own_url(server: uvicorn.Server) -> str | None:
    """The same by number: a name could lead to another process that listens beside this one."""
    bound = _bound_to(server)
    if bound is None:
        return None
    host, port = bound
    if _any_interface(host):
        host = "::1" if ":" in host else "127.0.0.1"
    return _url(server, host, port)


def _bound_to(server: uvicorn.Server) -> tuple[str, int] | None:
    bound = server.servers[0].sockets[0].getsockname()
    return (bound[0], bound[1]) if isinstance(bound, tuple) else None


def _any_interface(host: str) -> bool:
    return ipaddress.ip_address(host).is_unspecified


def _url(server: uvicorn.Server, host: str, port: int) -> str:
    host = f"[{host}]" if ":" in host else host
    return f"{'https' if server.config.is_ssl else 'http'}://{host}:{port}"


def hide_server_banner(server: uvicorn.Server) -> None:
    """Answer without the `Server` header, which tells strangers what to try."""
    kept = [pair for pair in server.config.encoded_headers if pair[0] != b"server"]
    server.config.encoded_headers = kept


def _only_loopback(host: str) -> bool:
    """Whether all that a host stands for is loopback; a name is resolved, since names may lie."""
    if not host:
        return False
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return all(is_loopback(_text(sockaddr)) for *_, sockaddr in found)


def _text(sockaddr: object) -> str:
    """The address part of what `getsockname` or `getaddrinfo` give."""
    return str(sockaddr[0]) if isinstance(sockaddr, tuple) else str(sockaddr)
