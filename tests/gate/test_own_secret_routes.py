"""The two routes that programs post to: let through without a session, and nothing beside them."""

import httpx
import pytest

from lib.gate.headers import IDENTITY_HEADER

ROUTES = pytest.mark.parametrize("path", ["/api/sync", "/api/label-studio/3"])


@ROUTES
@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": ""}, {"Sec-Fetch-Site": "cross-site"}],
    ids=str,
)
def test_what_asks_for_a_secret_of_its_own_is_let_through_from_anywhere(
    client: httpx.Client, path: str, headers: dict[str, str]
) -> None:
    assert client.post(path, headers=headers).json() == {"persons": []}


@ROUTES
def test_nobody_has_an_identity_there(signed_in: httpx.Client, path: str) -> None:
    answer = signed_in.post(path, headers={IDENTITY_HEADER: "somebody"})
    assert answer.json() == {"persons": []}


@ROUTES
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_only_posts_are_let_through(client: httpx.Client, path: str, method: str) -> None:
    assert client.request(method, path).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/sync/",
        "/api/syncs",
        "/api/sync/x",
        "/x/api/sync",
        "//api/sync",
        "/API/sync",
        "/api/label-studio",
        "/api/label-studio/",
        "/api/label-studio/x",
        "/api/label-studio/-1",
        "/api/label-studio/1/",
        "/api/label-studio/1%0A",
        "/api/label-studio/1/2",
        "/api/label-studio/1234567890",
        "/api/label-studio/%D9%A1",
        "/api/label-studio/1/../../media",
    ],
)
def test_a_path_beside_them_stands_behind_the_gate(client: httpx.Client, path: str) -> None:
    assert client.post(path).status_code == 401
    elsewhere = client.post(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403


@ROUTES
@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"X-Forwarded-For": "127.0.0.1"}])
def test_local_mode_refuses_there_what_it_refuses_everywhere(
    client: httpx.Client, path: str, headers: dict[str, str]
) -> None:
    answer = client.post(path, headers=headers)
    assert answer.status_code == 403
    assert answer.text.startswith("Podium is in local mode")
