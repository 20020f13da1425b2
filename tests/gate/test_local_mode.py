"""Local mode is for this computer: what it answers, and where it starts."""

import pytest
from starlette.requests import HTTPConnection

from lib.gate.listeners import start_refusal
from lib.gate.local_mode import is_loopback, request_refusal


def connection(
    *,
    client: str | None = "127.0.0.1",
    server: tuple[str, int | None] | None = ("127.0.0.1", 8501),
    hosts: tuple[str, ...] = ("localhost:8501",),
    headers: tuple[tuple[str, str], ...] = (),
) -> HTTPConnection:
    pairs = [*(("host", host) for host in hosts), *headers]
    return HTTPConnection(
        {
            "type": "http",
            "client": None if client is None else (client, 50000),
            "server": server,
            "headers": [(name.encode(), value.encode()) for name, value in pairs],
        }
    )


@pytest.mark.parametrize(
    "host",
    ["localhost:8501", "LOCALHOST", "127.0.0.1", "127.8.9.1:1", "[::1]", "[::1]:8501"],
)
def test_a_host_that_only_this_computer_goes_by_is_answered(host: str) -> None:
    assert request_refusal(connection(hosts=(host,))) is None


@pytest.mark.parametrize(
    "hosts",
    [
        ("evil.example",),
        ("localhost.evil.example:8501",),
        ("evil.example#localhost",),
        ("user@localhost",),
        ("192.0.2.2:8501",),
        ("0.0.0.0:8501",),
        ("127.0.0.1.nip.example",),
        ("128.0.0.1",),
        ("[::2]:8501",),
        ("::1",),
        ("[localhost]",),
        ("localhost:",),
        ("localhost:x",),
        ("",),
        (),
        ("localhost", "evil.example"),
    ],
)
def test_any_other_host_is_refused(hosts: tuple[str, ...]) -> None:
    refusal = request_refusal(connection(hosts=hosts))
    assert refusal is not None
    assert f"asks for the host {', '.join(hosts)!r}." in refusal


@pytest.mark.parametrize(
    "name",
    [
        "x-forwarded-for",
        "x-forwarded-host",
        "forwarded",
        "via",
        "x-real-ip",
        "cf-connecting-ip",
        "true-client-ip",
    ],
)
def test_what_came_through_a_proxy_is_refused(name: str) -> None:
    refusal = request_refusal(connection(headers=((name, "127.0.0.1"),)))
    assert refusal == (
        "Podium is in local mode and answers this computer only, at localhost; "
        f"this request came through a proxy (it has the header {name})."
    )


@pytest.mark.parametrize(
    "site",
    [
        "https://evil.example",
        "http://localhost.evil.example/page",
        "http://192.0.2.2:8501/",
        "http://[::2]:8501",
        "http://[::1",
        "file:///page",
    ],
)
def test_what_a_page_of_another_site_asks_for_is_refused(site: str) -> None:
    refusal = request_refusal(connection(headers=(("origin", site),)))
    assert refusal is not None
    assert f"came from the page {site!r}." in refusal


@pytest.mark.parametrize("site", ["http://localhost:8501", "http://127.0.0.1:9/x?y", "", "null"])
def test_what_a_page_of_this_computer_asks_for_is_answered(site: str) -> None:
    assert request_refusal(connection(headers=(("origin", site),))) is None


def test_a_link_on_another_site_may_lead_here() -> None:
    assert request_refusal(connection(headers=(("referer", "https://wiki.example/page"),))) is None


@pytest.mark.parametrize("client", ["192.0.2.2", "10.0.0.1", "2001:db8::1", None, ""])
def test_what_came_from_another_computer_is_refused(client: str | None) -> None:
    assert "this request came from" in str(request_refusal(connection(client=client)))


@pytest.mark.parametrize("server", [("192.0.2.2", 8501), ("podium.sock", None), None])
def test_what_was_sent_to_an_address_that_others_reach_is_refused(
    server: tuple[str, int | None] | None,
) -> None:
    assert "this request was sent to" in str(request_refusal(connection(server=server)))


@pytest.mark.parametrize("host", ["::1", "::ffff:127.0.0.1", "127.0.0.1", "localhost"])
def test_these_are_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["::", "0.0.0.0", "", "::ffff:192.0.2.2", "localhost.example"])
def test_these_are_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("addresses", [["localhost"], ["127.0.0.1"], ["127.0.0.1", "::1"]])
def test_local_mode_starts_on_loopback(addresses: list[str]) -> None:
    assert start_refusal(addresses) is None


@pytest.mark.parametrize(
    ("addresses", "found"),
    [
        (["0.0.0.0"], "bound to 0.0.0.0"),
        (["::"], "bound to ::"),
        ([""], "bound to all interfaces"),
        (["127.0.0.1", "192.0.2.2"], "bound to 192.0.2.2"),
        (["the socket podium.sock"], "bound to the socket podium.sock"),
        ([], "bound to an address it cannot find out"),
    ],
)
def test_local_mode_starts_nowhere_else_and_says_so_in_one_line(
    addresses: list[str], found: str
) -> None:
    refusal = start_refusal(addresses)
    assert refusal is not None
    assert f"but it is {found}. Start it with `make run`" in refusal
    assert "\n" not in refusal
