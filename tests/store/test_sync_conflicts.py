"""Annotations that were changed on both sides."""

from dataclasses import replace
from datetime import timedelta

from lib.domain.label_studio import Conflict
from lib.store import sync_conflicts
from lib.store.columns import as_utc
from tests.factories import make_id
from tests.store.linked_rows import NOON, make_conflict

PROJECT, OTHER = make_id("p"), make_id("q")
FIRST, SECOND = make_conflict(make_id(1)), make_conflict(make_id(2))
LATER = NOON + timedelta(days=1)


def put(database, conflict, project_id=PROJECT):
    database.write(lambda c: sync_conflicts.put_conflict(c, project_id, conflict))


def listed(database):
    return database.read(lambda c: sync_conflicts.list_open_conflicts(c, PROJECT))


def stored(database):
    """All of the project, also those that are resolved, by annotation."""
    rows = database.read(
        lambda c: c.execute(
            """
            SELECT annotation_id, our_revision, their_revision, their_ground_truth, remote_hash,
                   found_at, resolved_at, resolution
            FROM sync_conflict WHERE project_id = $1
            """,
            [PROJECT],
        ).fetchall()
    )
    return {
        row[0]: Conflict(*row[:5], as_utc(row[5]), row[6] and as_utc(row[6]), row[7])
        for row in rows
    }


def resolve(database, conflict, resolution, when):
    database.write(lambda c: sync_conflicts.resolve(c, conflict.annotation_id, resolution, when))


def test_a_projects_conflicts_are_listed_the_oldest_first(database):
    later = replace(FIRST, found_at=LATER)
    put(database, later)
    put(database, SECOND)
    put(database, make_conflict(make_id(3)), OTHER)
    assert listed(database) == [SECOND, later]


def test_a_conflict_is_open_until_it_is_resolved(database):
    put(database, FIRST)
    put(database, SECOND)
    resolve(database, FIRST, "theirs", LATER)
    done = replace(FIRST, resolution="theirs", resolved_at=LATER)
    assert listed(database) == [SECOND]
    assert stored(database) == {make_id(1): done, make_id(2): SECOND}


def test_open_conflicts_are_found_by_their_annotations(database):
    put(database, FIRST)
    put(database, SECOND)
    resolve(database, FIRST, "ours", LATER)
    asked = [make_id(1), make_id(2), make_id(3)]
    found = database.read(lambda c: sync_conflicts.get_open_conflicts(c, asked))
    assert found == {make_id(2): SECOND}
    assert database.read(lambda c: sync_conflicts.get_open_conflicts(c, [])) == {}


def test_the_first_decision_stands(database):
    put(database, FIRST)
    resolve(database, FIRST, "ours", NOON)
    resolve(database, FIRST, "theirs", LATER)
    assert stored(database) == {make_id(1): replace(FIRST, resolution="ours", resolved_at=NOON)}


def test_an_annotation_can_be_in_conflict_again(database):
    put(database, FIRST)
    resolve(database, FIRST, "ours", NOON)
    again = replace(FIRST, their_revision=4, our_revision=5, remote_hash="other", found_at=LATER)
    again = replace(again, their_ground_truth=True)
    put(database, again)
    assert listed(database) == [again]
    assert stored(database) == {make_id(1): again}


def test_a_conflict_remembers_whether_theirs_is_ground_truth(database):
    marked = replace(SECOND, their_ground_truth=True)
    put(database, FIRST)
    put(database, marked)
    assert listed(database) == sorted([FIRST, marked], key=lambda each: each.annotation_id)
    found = database.read(lambda c: sync_conflicts.get_open_conflicts(c, [make_id(2)]))
    assert found[make_id(2)].their_ground_truth
