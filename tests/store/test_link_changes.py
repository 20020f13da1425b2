"""A link that is changed in part, and the key that a project keeps for its opaque ids."""

from dataclasses import replace
from functools import partial

import pytest

from lib.store import links
from lib.store.database import Database
from tests.factories import make_id
from tests.store.linked_rows import NOON, make_link

LINK = make_link(
    make_id("p"),
    token_env="TOKEN",
    opaque=True,
    makes_users=True,
    interval_minutes=5,
    webhook_secret_hash="abc",
    watermark="2026-01-01T12:00:00.000001Z",
    synced_at=NOON,
    opaque_key="key",
)
OTHER = replace(LINK, project_id=make_id("q"), opaque_key="other key")


def put(database, *given):
    for link in given:
        database.write(partial(links.put_link, link=link))


def link_of(database, link=LINK):
    return database.read(lambda c: links.get_link(c, link.project_id))


def remove(database, link=LINK):
    database.write(lambda c: links.remove_link(c, link.project_id))


@pytest.fixture
def stored(database):
    put(database, LINK, OTHER)
    return database


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ({}, {}),
        ({"ls_project": (9, "Elsewhere")}, {"ls_project_id": 9, "ls_title": "Elsewhere"}),
        ({"makes_users": False}, {"makes_users": False}),
        ({"interval_minutes": 15}, {"interval_minutes": 15}),
        ({"interval_minutes": 0}, {"interval_minutes": None}),
        ({"webhook_secret_hash": "def"}, {"webhook_secret_hash": "def"}),
        (
            {"makes_users": False, "interval_minutes": 0},
            {"makes_users": False, "interval_minutes": None},
        ),
    ],
)
def test_of_a_link_changes_what_is_given_and_nothing_else(stored, given, changed):
    stored.write(lambda c: links.update_link(c, LINK.project_id, **given))
    assert link_of(stored) == replace(LINK, **changed)
    assert link_of(stored, OTHER) == OTHER


def test_an_interval_can_be_ended_and_begun_again(stored):
    for minutes, expected in ((0, None), (0, None), (1, 1), (60, 60)):
        stored.write(lambda c, m=minutes: links.update_link(c, LINK.project_id, interval_minutes=m))
        assert link_of(stored) == replace(LINK, interval_minutes=expected)


def test_a_link_without_an_interval_stays_so_whatever_else_changes(database):
    link = replace(LINK, interval_minutes=None)
    put(database, link)
    database.write(lambda c: links.update_link(c, link.project_id, makes_users=False))
    assert link_of(database) == replace(link, makes_users=False)


def test_a_change_of_one_field_leaves_what_a_sync_noted_meanwhile(stored):
    """Whoever changes a link has read it before; only what is given may be written."""
    stored.write(lambda c: links.set_watermark(c, LINK.project_id, "later", NOON))
    stored.write(lambda c: links.update_link(c, LINK.project_id, interval_minutes=15))
    assert link_of(stored) == replace(LINK, watermark="later", interval_minutes=15)


def test_the_project_there_gets_its_number_once_it_is_made(database):
    unmade = replace(LINK, ls_project_id=None)
    put(database, unmade)
    database.write(lambda c: links.update_link(c, LINK.project_id, ls_project=(7, "There")))
    assert link_of(database) == LINK


def test_a_stored_token_takes_the_place_of_the_variable_of_that_link_alone(stored):
    for _ in range(2):
        stored.write(lambda c: links.use_stored_token(c, LINK.project_id))
        assert link_of(stored) == replace(LINK, token_env=None)
    assert link_of(stored, OTHER) == OTHER


def test_a_link_that_is_not_there_is_not_made_by_a_change(stored):
    absent = make_id("absent")
    stored.write(lambda c: links.update_link(c, absent, ls_project=(9, "x"), makes_users=True))
    stored.write(lambda c: links.use_stored_token(c, absent))
    assert stored.read(links.list_links) == sorted([LINK, OTHER], key=lambda link: link.project_id)


def test_every_project_has_a_key_of_its_own(stored):
    assert {each.opaque_key for each in stored.read(links.list_links)} == {"key", "other key"}


def test_the_first_key_stays_when_another_link_is_stored(stored):
    put(stored, replace(LINK, ls_project_id=8, opaque_key="a new key"))
    assert link_of(stored) == replace(LINK, ls_project_id=8)
    put(stored, replace(LINK, opaque=False, opaque_key=None))
    assert link_of(stored) == replace(LINK, opaque=False)


@pytest.mark.parametrize("meanwhile", [[], [replace(LINK, opaque=False, opaque_key=None)]])
def test_the_key_outlives_unlinking_and_linking_again(stored, meanwhile):
    remove(stored)
    assert link_of(stored) is None
    for link in meanwhile:
        put(stored, link)
        assert link_of(stored).opaque_key == "key"
        remove(stored)
    put(stored, replace(LINK, opaque_key="a new key"))
    assert link_of(stored) == LINK
    assert link_of(stored, OTHER) == OTHER


def test_the_key_outlives_the_process(tmp_path):
    path = tmp_path / "podium.duckdb"
    database = Database(path)
    put(database, LINK)
    remove(database)
    database.close()
    database = Database(path)
    put(database, replace(LINK, opaque_key="a new key"))
    assert link_of(database) == LINK
    database.close()


def test_a_link_in_the_clear_has_no_key_until_one_is_given(database):
    clear = replace(LINK, opaque=False, opaque_key=None)
    put(database, clear)
    assert link_of(database) == clear
    put(database, LINK)
    assert link_of(database) == LINK


def test_a_change_leaves_the_key(stored):
    stored.write(lambda c: links.update_link(c, LINK.project_id, ls_project=(9, "x")))
    stored.write(lambda c: links.use_stored_token(c, LINK.project_id))
    stored.write(lambda c: links.set_watermark(c, LINK.project_id, None, NOON))
    assert link_of(stored).opaque_key == "key"


def test_a_change_that_fails_leaves_no_key_behind(database):
    def break_off(connection):
        links.put_link(connection, LINK)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(break_off)
    put(database, replace(LINK, opaque_key="a new key"))
    assert link_of(database).opaque_key == "a new key"


def test_a_link_that_is_printed_does_not_tell_its_key():
    assert "'key'" not in repr(LINK)
