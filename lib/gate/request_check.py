"""Whether a request is answered at all, in the way of signing in that the settings name."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from lib.gate import local_mode
from lib.gate.open_routes import HEALTH, asks_for_own_secret
from lib.services.application import current_settings


def request_refusal(connection: HTTPConnection) -> str | None:
    """Why a request is not answered, in one sentence; None if it is."""
    settings = current_settings()
    if settings.auth == "local":
        return local_mode.request_refusal(connection)
    # Probes and programs know the process by another address, and show no cookie.
    if connection.scope["path"] == HEALTH or asks_for_own_secret(connection):
        return None
    if settings.url is None:
        return None
    hosts = connection.headers.getlist("host")
    if [_without_usual_port(host, settings.url) for host in hosts] == [
        urlsplit(settings.url).netloc
    ]:
        return None
    return (
        f"Podium answers at {settings.url} only; this request asks for the host "
        f"{', '.join(hosts)!r}. A proxy in front of it must pass the Host header on."
    )


def _without_usual_port(host: str, url: str) -> str:
    usual = ":443" if url.startswith("https:") else ":80"
    return host.lower().removesuffix(usual)
