"""Accounts with a password, and the one-time links with which it is set."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from lib.domain.access import Actor
from lib.errors import InvalidInput, NotAllowed, NotFound
from lib.services import accounts, passwords
from lib.services.access import role_of
from lib.services.accounts import (
    change_password,
    find_link,
    needs_first_admin,
    new_first_admin_link,
    new_password_link,
    sign_in_with_password,
    use_link,
)
from lib.services.people import list_sessions, session_key_of, session_person, sign_in
from lib.store import annotators
from lib.store.team import set_archived

GOOD, BETTER = "correct horse battery", "staple under the moon"
ADA = "ada@example.org"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))


def token_of(path):
    start, _, token = path.partition("#")
    assert (start, len(token)) == ("/setup", 43)
    return token


def first_admin(database, name="Ada", email=ADA):
    token = token_of(new_first_admin_link(database))
    return use_link(database, token, GOOD, name=name, email=email).person


def add_person(database, name="Bea", email="bea@example.org"):
    return database.write(lambda c: annotators.find_or_add_annotator(c, name, email))


def set_archived_at(database, person, moment):
    database.write(lambda c: set_archived(c, person.annotator_id, moment))


def acting(database, person):
    return database.acting_for(Actor(person.annotator_id))


def expire_links(database):
    past = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1)
    database.write(lambda c: c.execute("UPDATE one_time_link SET expires_at = $1", [past]))


def test_the_first_admin_is_made_by_a_link_and_is_signed_in(database):
    assert needs_first_admin(database)
    token = token_of(new_first_admin_link(database))
    assert find_link(database, token).person is None
    session = use_link(database, token, GOOD, "Firefox", name=" Ada  Byron ", email=f" {ADA} ")
    assert (session.person.name, session.person.email) == ("Ada Byron", ADA)
    assert session_person(database, session.session_id, "password") == session.person
    assert session_person(database, session.session_id, "local") is None
    assert role_of(acting(database, session.person)) == "admin"
    assert not needs_first_admin(database)
    assert sign_in_with_password(database, ADA, GOOD).person == session.person


def test_links_and_passwords_are_stored_as_hashes_only(database):
    token = token_of(new_first_admin_link(database))
    key = hashlib.sha256(token.encode()).hexdigest()
    rows = str(database.read(lambda c: c.execute("SELECT * FROM one_time_link").fetchall()))
    assert key in rows
    assert token not in rows
    use_link(database, token, GOOD, name="Ada", email=ADA)
    rows = str(database.read(lambda c: c.execute("SELECT * FROM account").fetchall()))
    assert "$argon2id$" in rows
    assert GOOD not in rows


def test_a_link_serves_once(database):
    token = token_of(new_first_admin_link(database))
    use_link(database, token, GOOD, name="Ada", email=ADA)
    for use in (
        lambda: find_link(database, token),
        lambda: use_link(database, token, BETTER, name="Eve", email="eve@example.org"),
    ):
        with pytest.raises(NotFound, match="This link does not serve any more"):
            use()
    assert sign_in_with_password(database, "eve@example.org", BETTER) is None


def test_a_newer_link_for_a_first_admin_ends_the_older_ones(database):
    old, new = (token_of(new_first_admin_link(database)) for _ in range(2))
    with pytest.raises(NotFound):
        find_link(database, old)
    assert find_link(database, new).person is None


def test_a_link_expires(database):
    token = token_of(new_first_admin_link(database))
    rows = database.read(
        lambda c: c.execute("SELECT expires_at - created_at FROM one_time_link").fetchall()
    )
    assert abs(rows[0][0] - timedelta(hours=24)) < timedelta(seconds=5)
    expire_links(database)
    with pytest.raises(NotFound):
        find_link(database, token)
    with pytest.raises(NotFound):
        use_link(database, token, GOOD, name="Ada", email=ADA)


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "\ud800", "a\x00b"])
def test_a_guess_is_no_link(database, token):
    new_first_admin_link(database)
    with pytest.raises(NotFound):
        find_link(database, token)


@pytest.mark.parametrize(
    ("name", "email", "password", "words"),
    [
        ("", ADA, GOOD, "The name is empty"),
        ("Ada", "", GOOD, "“” is no e-mail address"),
        ("Ada", "ada", GOOD, "“ada” is no e-mail address"),
        ("Ada", "a b@c", GOOD, "is no e-mail address"),
        ("Ada", ADA, "too short", "The password has 9 characters. Use 12 to 1000"),
        ("Ada", ADA, ADA.upper(), "The password is the name or the e-mail address"),
    ],
)
def test_what_does_not_serve_is_refused_and_the_link_can_be_used_again(
    database, name, email, password, words
):
    token = token_of(new_first_admin_link(database))
    with pytest.raises(InvalidInput, match=words):
        use_link(database, token, password, name=name, email=email)
    assert needs_first_admin(database)
    use_link(database, token, GOOD, name="Ada", email=ADA)


def test_the_first_admin_keeps_what_they_did_under_their_name_in_local_mode(database):
    before = sign_in(database, "Ada").person
    admin = first_admin(database, name="ADA")
    assert (admin.annotator_id, admin.email) == (before.annotator_id, ADA)


def test_somebody_of_that_name_with_an_address_of_their_own_is_somebody_else(database):
    other = add_person(database, "Ada", "other@example.org")
    assert first_admin(database, name="Ada").annotator_id != other.annotator_id


def test_the_first_admin_is_not_somebody_archived(database):
    set_archived_at(database, add_person(database, "Ada", ADA), datetime.now(UTC))
    token = token_of(new_first_admin_link(database))
    with pytest.raises(InvalidInput, match="belongs to somebody archived"):
        use_link(database, token, GOOD, name="Ada", email=ADA)


def test_an_admin_gives_somebody_a_link_with_which_they_set_their_password(database):
    admin, bea = first_admin(database), add_person(database)
    old = token_of(new_password_link(acting(database, admin), bea.annotator_id))
    token = token_of(new_password_link(acting(database, admin), bea.annotator_id))
    with pytest.raises(NotFound):
        find_link(database, old)
    assert find_link(database, token).person == bea
    session = use_link(database, token, BETTER, name="Eve", email="eve@example.org")
    assert session.person == bea
    assert role_of(acting(database, bea)) is None
    assert sign_in_with_password(database, "BEA@example.org", BETTER).person == bea


def test_only_an_admin_gives_links(database):
    bea = add_person(database)
    with pytest.raises(NotAllowed):
        new_password_link(acting(database, bea), bea.annotator_id)
    with pytest.raises(NotAllowed):
        new_first_admin_link(acting(database, first_admin(database)))


def test_there_is_no_link_for_somebody_without_address_or_archived(database):
    ann = sign_in(database, "Ann").person
    with pytest.raises(InvalidInput, match="“Ann” has no e-mail address"):
        new_password_link(database, ann.annotator_id)
    bea = add_person(database)
    token = token_of(new_password_link(database, bea.annotator_id))
    set_archived_at(database, bea, datetime.now(UTC))
    with pytest.raises(NotFound, match="“Bea” is archived"):
        new_password_link(database, bea.annotator_id)
    with pytest.raises(NotFound):
        find_link(database, token)


def test_a_password_set_by_a_link_ends_all_sessions_and_all_other_links(database):
    bea = add_person(database)
    use_link(database, token_of(new_password_link(database, bea.annotator_id)), GOOD)
    before = sign_in_with_password(database, bea.email, GOOD)
    assert session_person(database, before.session_id, "password") == bea
    token = token_of(new_password_link(database, bea.annotator_id))
    after = use_link(database, token, BETTER)
    assert session_person(database, before.session_id, "password") is None
    assert session_person(database, after.session_id, "password") == bea
    assert sign_in_with_password(database, bea.email, GOOD) is None
    left = database.read(
        lambda c: c.execute("SELECT * FROM one_time_link WHERE used_at IS NULL").fetchall()
    )
    assert left == []


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (ADA, BETTER),
        (ADA, ""),
        (ADA, GOOD.upper()),
        ("", GOOD),
        ("nobody@example.org", GOOD),
        ("ada%", GOOD),
        ("a\x00b\ud800", GOOD),
        ("Ada", GOOD),
    ],
)
def test_a_wrong_pair_signs_nobody_in(database, email, password):
    first_admin(database)
    assert sign_in_with_password(database, email, password) is None


def test_somebody_without_an_account_cannot_sign_in_with_any_password(database):
    bea = add_person(database)
    assert sign_in_with_password(database, bea.email, "") is None


def test_somebody_archived_is_refused_like_a_wrong_password(database):
    ada = first_admin(database)
    set_archived_at(database, ada, datetime.now(UTC))
    assert sign_in_with_password(database, ADA, GOOD) is None
    set_archived_at(database, ada, None)
    assert sign_in_with_password(database, ADA, GOOD).person == ada


def test_who_is_archived_while_the_password_is_checked_is_not_signed_in(database, monkeypatch):
    ada = first_admin(database)

    def archived_meanwhile(password, stored):
        set_archived_at(database, ada, datetime.now(UTC))
        return passwords.is_password(password, stored)

    monkeypatch.setattr(accounts, "is_password", archived_meanwhile)
    assert sign_in_with_password(database, ADA, GOOD) is None


def test_a_hash_with_old_parameters_is_renewed_at_the_next_sign_in(database, monkeypatch):
    first_admin(database)
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 16, 1))
    assert sign_in_with_password(database, ADA, BETTER) is None
    hashes = [
        database.read(lambda c: c.execute("SELECT password_hash FROM account").fetchall())[0][0]
        for _ in range(2)
        if sign_in_with_password(database, ADA, GOOD)
    ]
    assert len(hashes) == 2
    assert hashes[0] == hashes[1]
    assert "m=16," in hashes[0]


def test_ones_own_password_can_be_changed_with_the_old_one(database):
    ada = first_admin(database)
    here, there = (sign_in_with_password(database, ADA, GOOD) for _ in range(2))
    as_ada, key = acting(database, ada), session_key_of(here.session_id)
    change_password(as_ada, ada, GOOD, BETTER, key)
    assert sign_in_with_password(database, ADA, GOOD) is None
    assert session_person(database, here.session_id, "password") == ada
    assert session_person(database, there.session_id, "password") is None
    change_password(as_ada, ada, BETTER, GOOD)
    assert list_sessions(as_ada, ada) == []


def test_a_change_of_password_is_refused_without_the_old_one_and_for_somebody_else(database):
    ada, bea = first_admin(database), add_person(database)
    with pytest.raises(NotAllowed, match="The old password is another one"):
        change_password(acting(database, ada), ada, BETTER, BETTER)
    with pytest.raises(NotAllowed, match="in the name of somebody else"):
        change_password(acting(database, bea), ada, GOOD, BETTER)
    with pytest.raises(NotAllowed, match="The old password is another one"):
        change_password(acting(database, bea), bea, "", BETTER)
    with pytest.raises(InvalidInput, match="11 characters"):
        change_password(acting(database, ada), ada, GOOD, "x" * 11)
    assert sign_in_with_password(database, ADA, GOOD)


def test_the_old_password_cannot_be_guessed_on_and_on(database):
    ada = first_admin(database)
    for number in range(20):
        with pytest.raises(NotAllowed, match="The old password is another one"):
            change_password(acting(database, ada), ada, f"guess {number}", BETTER)
    with pytest.raises(NotAllowed, match="too many wrong passwords"):
        change_password(acting(database, ada), ada, GOOD, BETTER)
    assert sign_in_with_password(database, ADA, GOOD)
