"""Which requests are answered where people sign in: those for Podium's own address."""

from dataclasses import replace

import pytest
from starlette.requests import HTTPConnection

from lib.gate.request_check import request_refusal
from lib.services.application import close_application, open_application
from lib.settings import Settings

URL = "https://podium.example.org"


def connection(*hosts: str, path: str = "/", method: str = "GET") -> HTTPConnection:
    headers = [*(("host", host) for host in hosts), ("x-forwarded-for", "192.0.2.9")]
    return HTTPConnection(
        {
            "type": "http",
            "method": method,
            "path": path,
            "client": ("192.0.2.2", 50000),
            "server": ("192.0.2.7", 8501),
            "headers": [(name.encode(), value.encode()) for name, value in headers],
        }
    )


@pytest.fixture(params=[URL, "http://podium.example.org:8501", None])
def url(request: pytest.FixtureRequest) -> str | None:
    found: str | None = request.param
    return found


@pytest.fixture(autouse=True)
def opened(settings: Settings, url: str | None):
    open_application(replace(settings, auth="password", url=url))
    yield
    close_application()


def test_its_own_address_is_answered_from_other_computers_and_behind_a_proxy(
    url: str | None,
) -> None:
    port = ":8501" if url and url.startswith("http:") else ""
    for host in (f"podium.example.org{port}", f"Podium.Example.Org{port}"):
        assert request_refusal(connection(host)) is None


@pytest.mark.parametrize("url", [URL], indirect=True)
def test_the_usual_port_goes_without_saying() -> None:
    assert request_refusal(connection("podium.example.org:443")) is None


@pytest.mark.parametrize("url", [None], indirect=True)
def test_without_an_address_of_its_own_any_host_is_answered() -> None:
    assert request_refusal(connection("192.0.2.7:8501")) is None


FOREIGN = [
    ("evil.example",),
    ("podium.example.org.evil.example",),
    ("podium.example.org:80",),
    ("podium.example.org", "evil.example"),
    ("",),
    (),
]


@pytest.mark.parametrize("url", [URL], indirect=True)
@pytest.mark.parametrize("hosts", FOREIGN)
def test_any_other_host_is_refused_with_a_sentence(hosts: tuple[str, ...]) -> None:
    assert request_refusal(connection(*hosts)) == (
        f"Podium answers at {URL} only; this request asks for the host {', '.join(hosts)!r}. "
        "A proxy in front of it must pass the Host header on."
    )


@pytest.mark.parametrize("url", [URL], indirect=True)
def test_probes_and_programs_with_a_secret_of_their_own_may_use_another_address() -> None:
    assert request_refusal(connection("127.0.0.1:8501", path="/healthz")) is None
    for path in ("/api/sync", "/api/label-studio/3"):
        assert request_refusal(connection("127.0.0.1:8501", path=path, method="POST")) is None
        assert request_refusal(connection("127.0.0.1:8501", path=path)) is not None
