"""The server that the other tests rely on."""

import httpx

from tests.label_studio.private_server import PrivateLabelStudio


def test_both_kinds_of_token_are_of_the_administrator(label_studio: PrivateLabelStudio) -> None:
    access = httpx.post(
        f"{label_studio.url}/api/token/refresh",
        json={"refresh": label_studio.access_token},
        trust_env=False,
    ).json()["access"]
    for authorization in (f"Token {label_studio.token}", f"Bearer {access}"):
        whoami = httpx.get(
            f"{label_studio.url}/api/current-user/whoami",
            headers={"Authorization": authorization},
            trust_env=False,
        )
        assert whoami.json()["email"] == label_studio.email


def test_an_added_user_is_listed(label_studio: PrivateLabelStudio) -> None:
    number = label_studio.add_user("ada@example.com")
    users = {user["id"]: user["email"] for user in label_studio.ask("GET", "/api/users/")}
    assert users[number] == "ada@example.com"


def test_a_killed_server_starts_again_at_its_address_with_its_data(
    mortal_label_studio: PrivateLabelStudio,
) -> None:
    before = mortal_label_studio.url
    made = mortal_label_studio.ask("POST", "/api/projects/", {"title": "Kept"})
    mortal_label_studio.kill()
    mortal_label_studio.start()
    assert mortal_label_studio.url == before
    assert mortal_label_studio.ask("GET", f"/api/projects/{made['id']}/")["title"] == "Kept"
