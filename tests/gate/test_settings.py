"""What the environment decides."""

from pathlib import Path

import pytest

from lib.settings import DEFAULT_DATABASE, InvalidSettings, Settings, read_settings

OIDC = {
    "PODIUM_AUTH": "oidc",
    "PODIUM_URL": "https://podium.example.org",
    "PODIUM_OIDC_ISSUER": "https://accounts.example.org/realm/",
    "PODIUM_OIDC_CLIENT_ID": "podium",
    "PODIUM_OIDC_CLIENT_SECRET": "very secret",
}


def test_without_variables_the_database_is_in_the_data_folder_and_the_mode_local() -> None:
    checkout = Path(__file__).parents[2]
    assert read_settings({}) == Settings(checkout / "data" / "podium.duckdb", "local")
    assert read_settings({"PODIUM_DATABASE": "", "PODIUM_AUTH": ""}).database == DEFAULT_DATABASE


def test_a_relative_path_is_seen_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings({"PODIUM_DATABASE": "a.duckdb"}).database == tmp_path / "a.duckdb"


def test_a_mode_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(InvalidSettings) as caught:
        read_settings({"PODIUM_AUTH": "Local"})
    assert str(caught.value).startswith("PODIUM_AUTH is 'Local', which Podium does not know; ")
    assert "valid is 'local', 'password', 'oidc'." in str(caught.value)


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://Podium.Example.org/", "https://podium.example.org"),
        ("https://podium.example.org:443", "https://podium.example.org"),
        ("http://192.0.2.7:8501", "http://192.0.2.7:8501"),
        ("http://[2001:DB8::1]:80", "http://[2001:db8::1]"),
        ("  ", None),
    ],
)
def test_the_address_is_known_without_what_goes_without_saying(given: str, url: str | None) -> None:
    assert read_settings({"PODIUM_AUTH": "password", "PODIUM_URL": given}).url == url


@pytest.mark.parametrize(
    "value",
    [
        "podium.example.org",
        "ftp://podium.example.org",
        "https://",
        "https://a.example/podium",
        "https://a.example?x",
        "https://a.example#x",
        "https://user:pass@a.example",
        "https://a.example:99999",
        "https://a.example; script-src *",
        "https://*.example.org",
        "https://a\nb",
        "https://ä.example",
    ],
)
def test_what_is_no_address_is_refused_in_one_line(value: str) -> None:
    for name in ("PODIUM_URL", "PODIUM_IMAGES_FROM"):
        with pytest.raises(InvalidSettings) as caught:
            read_settings({name: value})
        assert str(caught.value).startswith(name)
        assert "\n" not in str(caught.value)


def test_images_may_come_from_several_origins() -> None:
    given = {"PODIUM_IMAGES_FROM": " https://cdn.example.org  http://127.0.0.1:9000/ "}
    assert read_settings(given).images_from == ("https://cdn.example.org", "http://127.0.0.1:9000")


def test_single_sign_on_takes_its_settings_and_shows_no_secret() -> None:
    settings = read_settings({**OIDC, "PODIUM_ADMINS": " Ada@Example.org, grace@example.org,"})
    assert settings.oidc is not None
    assert settings.oidc.issuer == "https://accounts.example.org/realm/"
    assert settings.oidc.host == "accounts.example.org"
    assert settings.oidc.admins == {"ada@example.org", "grace@example.org"}
    assert settings.oidc.client_secret == "very secret"
    assert "very secret" not in repr(settings)
    assert read_settings({**OIDC, "PODIUM_AUTH": "password"}).oidc is None


@pytest.mark.parametrize("name", [name for name in OIDC if name != "PODIUM_AUTH"])
def test_single_sign_on_names_what_is_missing(name: str) -> None:
    with pytest.raises(InvalidSettings, match=f"'oidc', and {name} is not set. Set all of"):
        read_settings({**OIDC, name: ""})


@pytest.mark.parametrize("issuer", ["accounts.example.org", "http://accounts.example.org"])
def test_a_provider_must_be_asked_by_https(issuer: str) -> None:
    with pytest.raises(InvalidSettings, match=r"PODIUM_OIDC_ISSUER is .* must begin with https"):
        read_settings({**OIDC, "PODIUM_OIDC_ISSUER": issuer})


@pytest.mark.parametrize("issuer", ["http://localhost:9400", "http://127.0.0.1:9400"])
def test_a_provider_on_this_computer_may_do_without(issuer: str) -> None:
    assert read_settings({**OIDC, "PODIUM_OIDC_ISSUER": issuer}).oidc is not None


def test_an_admin_who_is_no_address_is_refused_by_name() -> None:
    with pytest.raises(InvalidSettings, match="PODIUM_ADMINS holds 'ada', which is no e-mail"):
        read_settings({**OIDC, "PODIUM_ADMINS": "ada"})
