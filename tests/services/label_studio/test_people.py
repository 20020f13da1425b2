"""Annotators here and users there."""

from typing import Any

import pytest

from lib.domain.annotation import Annotator
from lib.domain.label_studio import RemoteUser
from lib.services.label_studio.people import People
from lib.store.annotators import find_or_add_annotator
from tests.factories import make_id

OWNER = RemoteUser(1, "admin@example.com", "Ada")
BEA = RemoteUser(7, "bea@example.com", "Bea B")


class Registry:
    """Stands for the one call that makes a user."""

    def __init__(self) -> None:
        self.made: list[tuple[str, str]] = []

    def create_user(self, email: str, name: str) -> RemoteUser:
        self.made.append((email, name))
        return RemoteUser(100 + len(self.made), email, name)


def make_people(**overrides: Any) -> People:
    fields: dict[str, Any] = {
        "client": Registry(),
        "owner": OWNER,
        "users": {each.user_id: each for each in (OWNER, BEA)},
    }
    return People(**{**fields, **overrides})


def make_person(name: str, email: str | None = None) -> Annotator:
    return Annotator(make_id(name), 3, name, email)


def test_a_person_is_the_user_of_the_same_email_in_any_case_of_letters():
    people = make_people()
    assert people.user_id_of(make_person("Bea", "BEA@example.com")) == 7
    assert people.message() is None


@pytest.mark.parametrize("person", [make_person("Cid", "cid@example.com"), make_person("Bea")])
def test_somebody_without_account_or_email_is_nobody_there_and_named(person):
    people = make_people()
    assert people.user_id_of(person) is None
    assert people.message() == (
        f"The work of “{person.name}” bears the name of admin@example.com in Label Studio, "
        "since they have no account there. Here it keeps their own names."
    )


def test_of_many_without_account_five_are_named():
    people = make_people()
    for name in "GFEDCBA":
        people.user_id_of(make_person(name))
        people.user_id_of(make_person(name))
    assert (people.message() or "").startswith(
        "The work of “A”, “B”, “C”, “D”, “E” and 2 more bears"
    )


def test_a_user_is_made_once_and_only_where_that_is_allowed_and_an_email_known():
    people = make_people(makes_users=True)
    cid = make_person("Cid", "cid@example.com")
    assert [people.user_id_of(cid), people.user_id_of(cid)] == [101, 101]
    assert people.user_id_of(make_person("Ann")) is None
    assert people.client.made == [("cid@example.com", "Cid")]


def test_a_user_is_the_annotator_of_the_same_email_and_made_where_there_is_none(database):
    people = make_people()
    known = database.write(lambda c: find_or_add_annotator(c, "Beatrice", "Bea@example.com"))
    assert database.write(lambda c: people.person_of(c, 7)) == known
    owner = database.write(lambda c: people.person_of(c, 1))
    assert (owner.name, owner.email) == ("Ada", "admin@example.com")


def test_where_the_server_has_forgotten_who_made_it_it_is_nobody_known_here(database):
    people = make_people()
    owner = database.write(lambda c: people.person_of(c, 1))
    unknown = database.write(lambda c: people.person_of(c, None))
    assert (unknown.name, unknown.email) == ("unknown annotator", None)
    assert unknown != owner
    assert database.write(lambda c: people.person_of(c, None)) == unknown


def test_a_user_who_is_no_more_there_is_known_by_number(database):
    people = make_people()
    gone = database.write(lambda c: people.person_of(c, 55))
    assert (gone.name, gone.email, gone.number) == ("Label Studio user 55", None, 55)
    assert database.write(lambda c: people.person_of(c, 55)) == gone
