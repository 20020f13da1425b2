"""Annotations as they stand now, with and without the deleted ones."""

import pytest

from lib.store import annotations
from tests.factories import add_person, add_project, make_id
from tests.store.linked_rows import task_id_of
from tests.stored_rankings import store_ranking, store_revision


@pytest.fixture
def project(database):
    return add_project(database, n_tasks=2)


@pytest.fixture
def person(database):
    return add_person(database)


@pytest.fixture
def stored(database, project, person):
    """The ids of an annotation that is there and of a deleted one, both of the first task."""
    kept = store_ranking(database, project, 1, person, "a b c")
    deleted = store_ranking(database, project, 1, person, "a b c")
    store_revision(database, project, 1, person, deleted, 2, status="deleted")
    return kept, deleted


def test_only_the_list_of_all_holds_the_deleted_ones(database, project, stored):
    task_ids = [task_id_of(database, project, number) for number in (1, 2)]
    present = database.read(lambda c: annotations.list_annotations(c, task_ids))
    everything = database.read(lambda c: annotations.list_all_annotations(c, task_ids))
    assert {key: [each.annotation_id for each in found] for key, found in present.items()} == {
        task_ids[0]: [stored[0]]
    }
    assert {key: [each.annotation_id for each in found] for key, found in everything.items()} == {
        task_ids[0]: list(stored)
    }
    assert [each.status for each in everything[task_ids[0]]] == ["submitted", "deleted"]


def test_a_task_all_of_whose_annotations_are_deleted_has_none(database, project, person):
    annotation_id = store_ranking(database, project, 2, person, "a b c", status="deleted")
    task_ids = [task_id_of(database, project, 2)]
    assert database.read(lambda c: annotations.list_annotations(c, task_ids)) == {}
    everything = database.read(lambda c: annotations.list_all_annotations(c, task_ids))
    assert [each.annotation_id for each in everything[task_ids[0]]] == [annotation_id]


def test_annotations_are_got_by_id_in_order_of_their_numbers_and_unknown_ones_left_out(
    database, stored
):
    asked = [stored[1], make_id("unknown"), stored[0]]
    found = database.read(lambda c: annotations.get_annotations(c, asked))
    assert [(each.annotation_id, each.revision) for each in found] == [
        (stored[0], 1),
        (stored[1], 2),
    ]
    assert database.read(lambda c: annotations.get_annotations(c, [])) == []


def test_the_ground_truth_is_set_and_taken_back_for_one_annotation(database, stored):
    for value in (True, False):

        def change(connection, value=value):
            # Twice, as where a change of a group is run again by itself.
            annotations.set_ground_truth(connection, stored[0], value)
            annotations.set_ground_truth(connection, stored[0], value)

        database.write(change)
        found = database.read(lambda c: annotations.get_annotations(c, stored))
        assert [each.ground_truth for each in found] == [value, False]
