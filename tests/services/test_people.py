"""Signing in by name, sessions that stand, and sessions that have ended."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta

import pytest

from lib.domain.access import Actor
from lib.errors import InvalidInput, NotAllowed, NotFound
from lib.services import standing_sessions
from lib.services.application import close_application, current_database, open_application
from lib.services.people import (
    begin_session,
    end_other_sessions,
    end_session_of,
    end_sessions_of,
    get_person,
    list_sessions,
    prepare_sessions,
    session_key_of,
    session_person,
    sign_in,
    sign_out,
)
from lib.settings import Settings
from lib.store import sessions
from lib.store.database import Database
from lib.store.team import set_archived
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


def test_ending_one_session_or_a_made_up_one_has_nobody_elses_read_anew(database, monkeypatch):
    ann, ben = sign_in(database, "Ann"), sign_in(database, "Ben")
    for session in (ann, ben):
        assert session_person(database, session.session_id) == session.person
    written, read = [], []
    write, find_session = Database.write, sessions.find_session
    monkeypatch.setattr(
        Database, "write", lambda self, change: written.append(1) or write(self, change)
    )
    monkeypatch.setattr(
        sessions, "find_session", lambda c, key: read.append(key) or find_session(c, key)
    )
    for _ in range(3):
        sign_out(database, "made up")
    assert session_person(database, ann.session_id) == ann.person
    assert (written, read) == ([], [])
    sign_out(database, ben.session_id)
    sign_out(database, ben.session_id)
    assert session_person(database, ann.session_id) == ann.person
    assert session_person(database, ben.session_id) is None
    assert (written, read) == ([1], [session_key_of(ben.session_id)])


def test_there_is_no_person_of_an_unknown_id(database):
    with pytest.raises(NotFound, match="sign in again"):
        get_person(database, make_id("nobody"))


def test_a_session_ended_while_it_is_read_does_not_stand_afterwards(database, monkeypatch):
    session = sign_in(database, "Ann")
    read, ended = threading.Event(), threading.Event()
    find_session = sessions.find_session

    def slow(connection, session_key):
        found = find_session(connection, session_key)
        read.set()
        assert ended.wait(10)
        return found

    monkeypatch.setattr(sessions, "find_session", slow)
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


def stands(database, session, auth="local"):
    return session_person(database, session.session_id, auth) == session.person


def archive(database, person):
    now = datetime.now(UTC)
    database.write(lambda c: set_archived(c, person.annotator_id, now))


def began(database, session, moment):
    database.write(
        lambda c: c.execute(
            "UPDATE session SET created_at = $1 WHERE session_key = $2",
            [moment.replace(tzinfo=None), session_key_of(session.session_id)],
        )
    )


def test_the_store_holds_only_the_hash_of_what_is_in_the_cookie(database):
    session = sign_in(database, "Ann", "Firefox on Linux")
    rows = database.read(lambda c: c.execute("SELECT * FROM session").fetchall())
    key = hashlib.sha256(session.session_id.encode()).hexdigest()
    assert rows[0][0] == key == session_key_of(session.session_id)
    assert session.session_id not in str(rows)
    assert session.session_id not in repr(session)


def test_ones_sessions_can_be_listed_and_ended_one_by_one(database):
    first = sign_in(database, "Ann", "Firefox on Linux")
    second = sign_in(database, "Ann", "Safari on iPhone")
    other = sign_in(database, "Bea")
    as_ann = database.acting_for(Actor(first.person.annotator_id))
    listed = list_sessions(as_ann, first.person)
    assert [each.browser for each in listed] == ["Safari on iPhone", "Firefox on Linux"]
    this = session_key_of(first.session_id)
    assert [each.is_this(this) for each in listed] == [False, True]
    assert stands(database, first)
    assert stands(database, second)
    end_session_of(as_ann, first.person, listed[0].session_key)
    assert (stands(database, first), stands(database, second)) == (True, False)
    assert [each.session_key for each in list_sessions(as_ann, first.person)] == [this]
    end_session_of(as_ann, first.person, session_key_of(other.session_id))
    assert stands(database, other)


def test_all_but_this_session_can_be_ended_at_once(database):
    mine = [sign_in(database, "Ann") for _ in range(3)]
    other = sign_in(database, "Bea")
    as_ann = database.acting_for(Actor(other.person.annotator_id))
    with pytest.raises(NotAllowed):
        end_other_sessions(as_ann, mine[0].person, session_key_of(other.session_id))
    as_ann = database.acting_for(Actor(mine[0].person.annotator_id))
    end_other_sessions(as_ann, mine[0].person, session_key_of(mine[1].session_id))
    assert [stands(database, each) for each in [*mine, other]] == [False, True, False, True]


def test_only_an_admin_ends_the_sessions_of_somebody_else(database):
    session = sign_in(database, "Ann")
    as_bea = database.acting_for(Actor(sign_in(database, "Bea").person.annotator_id))
    with pytest.raises(NotAllowed):
        end_sessions_of(as_bea, session.person.annotator_id)
    assert stands(database, session)
    end_sessions_of(database, session.person.annotator_id)
    assert not stands(database, session)


def test_a_session_stands_only_in_the_mode_that_it_was_made_in(database):
    local = sign_in(database, "Ann")
    signed_in = database.write(lambda c: begin_session(c, local.person, "password", ""))
    for _ in range(2):  # the second time from what is known already
        assert [stands(database, each, "local") for each in (local, signed_in)] == [True, False]
        assert [stands(database, each, "password") for each in (local, signed_in)] == [False, True]
        assert not stands(database, signed_in, "oidc")
    prepare_sessions(database, "password")
    assert [stands(database, each, "local") for each in (local, signed_in)] == [False, False]
    assert stands(database, signed_in, "password")


def test_a_session_ends_after_thirty_days_even_if_it_is_used_all_the_time(database, monkeypatch):
    session = sign_in(database, "Ann")
    assert stands(database, session)
    later = datetime.now(UTC) + timedelta(days=30, seconds=1)
    monkeypatch.setattr(standing_sessions.time, "time", later.timestamp)
    assert not stands(database, session)


def test_a_session_that_is_over_is_neither_listed_nor_kept(database):
    old, new = sign_in(database, "Ann"), sign_in(database, "Ann")
    began(database, old, datetime.now(UTC) - timedelta(days=30, seconds=1))
    assert not stands(database, old)
    assert [each.session_key for each in list_sessions(database, new.person)] == [
        session_key_of(new.session_id)
    ]
    prepare_sessions(database, "local")
    rows = database.read(lambda c: c.execute("SELECT session_key FROM session").fetchall())
    assert rows == [(session_key_of(new.session_id),)]


def test_nobody_signs_in_as_somebody_archived_and_their_sessions_do_not_stand(database):
    session = sign_in(database, "Ann")
    archive(database, session.person)
    assert not stands(database, session)
    with pytest.raises(InvalidInput, match=r"“Ann” is archived here\. Use another name"):
        sign_in(database, "ann")
