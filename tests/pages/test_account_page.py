"""The Account page: who I am, where I am signed in, and what I wrote."""

import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.access import Actor
from lib.services import application
from lib.services.people import list_sessions, session_key_of, sign_in
from lib.services.team import set_admin, set_role
from lib.settings import Settings
from lib.ui import access, account_sections
from tests.factories import add_project


@pytest.fixture
def with_roles(database, monkeypatch):
    """Have roles count, as outside local mode."""
    monkeypatch.setattr(
        access,
        "database_for",
        lambda person: database.acting_for(Actor(person.annotator_id)),
    )
    settings = Settings(database=database.path, auth="password")
    monkeypatch.setattr(application, "_open", [(database, settings)])


def words(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(each.value for kind in (page.markdown, page.caption) for each in kind)


def me(database):
    return sign_in(database, "Ann").person


def test_it_says_who_one_is_and_what_one_may_do(database, run_page, with_roles):
    project = add_project(database, "Mine")
    add_project(database, "Other")
    assert "no role in a project yet" in words(run_page("account"))
    set_role(database, project.project_id, me(database).annotator_id, "annotator")
    page = run_page("account")
    assert "- Mine: annotator" in words(page)
    assert "Other" not in words(page)
    set_admin(database, me(database).annotator_id, True)
    assert "You are an admin" in words(run_page("account"))


def test_ones_own_sessions_are_listed_and_can_be_ended(database, run_page, monkeypatch):
    this = sign_in(database, "Ann", "Firefox on Linux")
    sign_in(database, "Ann", "Safari on iPhone")
    sign_in(database, "Ben", "Edge on Windows")
    monkeypatch.setattr(account_sections, "this_session", lambda: session_key_of(this.session_id))
    page = run_page("account")
    shown = words(page)
    assert "Firefox on Linux · **this one**" in shown
    assert "Safari on iPhone" in shown
    assert "Edge" not in shown
    page.button(key="end_others").click().run()
    assert [each.browser for each in list_sessions(database, this.person)] == ["Firefox on Linux"]
    assert not [each for each in page.button if each.key == "end_others"]


def test_a_single_other_session_can_be_ended(database, run_page, monkeypatch):
    this = sign_in(database, "Ann", "Firefox on Linux")
    sign_in(database, "Ann", "Safari on iPhone")
    monkeypatch.setattr(account_sections, "this_session", lambda: session_key_of(this.session_id))
    page = run_page("account")
    # The newest comes first.
    page.button(key="end_session_0").click().run()
    assert "Safari on iPhone" not in words(page)


def test_the_password_is_changed_in_password_mode_only(database, run_page, monkeypatch):
    assert not list(run_page("account").text_input)
    settings = Settings(database=database.path, auth="password")
    monkeypatch.setattr(application, "_open", [(database, settings)])
    page = run_page("account")
    old, new, again = page.text_input
    old.set_value("old one")
    new.set_value("a new long password")
    again.set_value("another long password")
    page.button[-1].click().run()
    assert "The two new passwords differ" in page.error[0].value
    changed = []
    monkeypatch.setattr(
        account_sections,
        "change_password",
        lambda _database, person, old, new, keep: changed.append((person.name, old, new)),
    )
    page = run_page("account")
    for field in page.text_input:
        field.set_value("the same long one")
    page.button[-1].click().run()
    assert changed == [("Ann", "the same long one", "the same long one")]
    assert "Your password is changed" in page.success[0].value
    assert [each.value for each in page.toast] == [page.success[0].value]
    page.run()
    assert not [*page.success, *page.toast]


def test_what_one_wrote_can_be_taken_out(database, run_page):
    page = run_page("account")
    links = [each.proto.url for each in page.get("link_button")]
    assert links == [f"/download/person/{me(database).number}"]
