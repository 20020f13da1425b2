"""The proxy that the other tests rely on."""

import httpx
import pytest

from tests.label_studio.faulty_proxy import FaultyProxy
from tests.label_studio.private_server import PrivateLabelStudio

WHOAMI = "/api/current-user/whoami"


@pytest.fixture
def client(faulty_proxy: FaultyProxy, label_studio: PrivateLabelStudio) -> httpx.Client:
    """Asks the server through the proxy as its administrator."""
    token = {"Authorization": f"Token {label_studio.token}"}
    return httpx.Client(base_url=faulty_proxy.url, headers=token, trust_env=False, timeout=60)


def _titles(server: PrivateLabelStudio) -> list[str]:
    return [project["title"] for project in server.ask("GET", "/api/projects/")["results"]]


def test_without_a_fault_every_answer_comes_through_and_is_recorded(
    client: httpx.Client, faulty_proxy: FaultyProxy, label_studio: PrivateLabelStudio
) -> None:
    with client:
        assert client.get(WHOAMI).json() == label_studio.ask("GET", WHOAMI)
        made = client.post("/api/projects/?a=b", json={"title": "Through the proxy"})
        assert client.delete(f"/api/projects/{made.json()['id']}/").status_code == 204
        assert client.get(WHOAMI, headers={"Authorization": "Token wrong"}).status_code == 401
    assert faulty_proxy.requests == [
        f"GET {WHOAMI}",
        "POST /api/projects/?a=b",
        f"DELETE /api/projects/{made.json()['id']}/",
        f"GET {WHOAMI}",
    ]


def test_a_request_that_fails_before_it_is_sent_on_has_no_effect(
    client: httpx.Client, faulty_proxy: FaultyProxy, label_studio: PrivateLabelStudio
) -> None:
    faulty_proxy.fail_at(1, "before")
    with client:
        with pytest.raises(httpx.RemoteProtocolError):
            client.post("/api/projects/", json={"title": "Never made"})
        assert client.get(WHOAMI).status_code == 200
    assert "Never made" not in _titles(label_studio)


def test_a_request_that_fails_after_the_answer_was_carried_out(
    client: httpx.Client, faulty_proxy: FaultyProxy, label_studio: PrivateLabelStudio
) -> None:
    faulty_proxy.fail_at(2, "after")
    with client:
        client.get(WHOAMI)
        with pytest.raises(httpx.RemoteProtocolError):
            client.post("/api/projects/", json={"title": "Made in secret"})
        assert client.get(WHOAMI).status_code == 200
    assert "Made in secret" in _titles(label_studio)


def test_a_fault_for_good_fails_all_later_requests_until_the_reset(
    client: httpx.Client, faulty_proxy: FaultyProxy
) -> None:
    seen: list[str] = []
    faulty_proxy.fail_at(1, "after", for_good=True, action=lambda: seen.append("now"))
    with client:
        for _ in range(3):
            with pytest.raises(httpx.RemoteProtocolError):
                client.get(WHOAMI)
        assert (faulty_proxy.count, seen) == (3, ["now"])
        faulty_proxy.reset()
        assert client.get(WHOAMI).status_code == 200
    assert faulty_proxy.count == 1


def test_a_real_server_that_has_gone_is_a_closed_connection(
    mortal_label_studio: PrivateLabelStudio,
) -> None:
    with FaultyProxy(mortal_label_studio.url) as proxy:
        mortal_label_studio.kill()
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(proxy.url + WHOAMI, trust_env=False)
        mortal_label_studio.start()
        assert httpx.get(proxy.url + WHOAMI, trust_env=False).status_code == 401
