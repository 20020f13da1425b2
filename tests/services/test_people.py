"""Signing in by name, sessions that stand, and sessions that have ended."""

import threading

import pytest

from lib.errors import InvalidInput, NotFound
from lib.services.application import close_application, current_database, open_application
from lib.services.people import get_person, session_person, sign_in, sign_out
from lib.settings import Settings
from lib.store import annotators
from tests.factories import make_id


def test_the_same_name_finds_the_same_person_and_starts_another_session(database):
    first, second = sign_in(database, "Ann Lee"), sign_in(database, "  Ann \n Lee ")
    assert second.person == first.person
    assert second.session_id != first.session_id
    assert get_person(database, first.person.annotator_id) == first.person


def test_names_that_differ_are_different_people(database):
    people = [sign_in(database, name).person for name in ("Ann", "Anne", "علی", "李 🙂")]
    assert len({each.annotator_id for each in people}) == 4
    assert [each.number for each in people] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "The name is empty. Type the name"),
        (" \t\n", "The name is empty. Type the name"),
        ("x" * 101, "of 101 characters, does not serve. Use 1 to 100 printable characters."),
        ("a\x00b", r"The name 'a\x00b', of 3 characters, does not serve."),
        ("a\x1b[31m", r"The name 'a\x1b[31m'"),
        ("\u202eabc", r"The name '\u202eabc'"),
    ],
)
def test_a_name_that_does_not_serve_is_refused_and_nobody_is_made(database, name, message):
    with pytest.raises(InvalidInput) as caught:
        sign_in(database, name)
    assert message in str(caught.value)
    assert sign_in(database, "x" * 100).person.number == 1


def test_a_session_stands_until_it_is_ended(database):
    session = sign_in(database, "Ann")
    other = sign_in(database, "Ann")
    assert session_person(database, session.session_id) == session.person
    sign_out(database, session.session_id)
    assert session_person(database, session.session_id) is None
    assert session_person(database, other.session_id) == session.person


def test_nobody_has_a_session_that_never_was_and_ending_it_is_no_fault(database):
    assert session_person(database, "guess") is None
    sign_out(database, "guess")


def test_there_is_no_person_of_an_unknown_id(database):
    with pytest.raises(NotFound, match="sign in again"):
        get_person(database, make_id("nobody"))


def test_a_session_ended_while_it_is_read_does_not_stand_afterwards(database, monkeypatch):
    session = sign_in(database, "Ann")
    read, ended = threading.Event(), threading.Event()
    get_session_annotator = annotators.get_session_annotator

    def slow(connection, session_id):
        found = get_session_annotator(connection, session_id)
        read.set()
        assert ended.wait(10)
        return found

    monkeypatch.setattr(annotators, "get_session_annotator", slow)
    reader = threading.Thread(target=session_person, args=(database, session.session_id))
    reader.start()
    assert read.wait(10)
    sign_out(database, session.session_id)
    ended.set()
    reader.join(10)
    assert session_person(database, session.session_id) is None


def test_a_session_of_one_database_does_not_stand_in_the_next_one(tmp_path):
    open_application(Settings(tmp_path / "one.duckdb"))
    session = sign_in(current_database(), "Ann")
    assert session_person(current_database(), session.session_id) == session.person
    close_application()
    open_application(Settings(tmp_path / "two.duckdb"))
    assert session_person(current_database(), session.session_id) is None
    close_application()
    open_application(Settings(tmp_path / "one.duckdb"))
    assert session_person(current_database(), session.session_id) == session.person
    close_application()


def test_a_name_in_another_case_is_the_same_person(database):
    first = sign_in(database, "Anna").person
    assert sign_in(database, "ANNA").person == first
    assert sign_in(database, "Anna").person == first
