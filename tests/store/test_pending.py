"""What waits to be pushed."""

from functools import partial

import pytest

from lib.domain.label_studio import LinkedPrediction
from lib.store import pending
from lib.store.annotations import set_ground_truth
from lib.store.linked_annotations import list_linked_annotations, put_linked_annotations
from lib.store.linked_predictions import list_linked_predictions, put_linked_predictions
from lib.store.sync_conflicts import put_conflict, resolve
from tests.factories import add_person, add_project, add_rows, make_data, make_region
from tests.store.linked_rows import (
    NOON,
    link_task,
    make_conflict,
    make_linked_annotation,
    store_linked,
    task_id_of,
)
from tests.stored_rankings import archive_task, store_ranking, store_revision


@pytest.fixture
def project(database):
    """A project of five tasks, beside another one of which nothing is linked."""
    other = add_project(database, "Other", n_tasks=2)
    store_ranking(database, other, 1, add_person(database, "Other"), "a b c")
    return add_project(database, "Ours", n_tasks=5)


@pytest.fixture
def person(database):
    return add_person(database)


def task_numbers(database, project, after=0, limit=10):
    found = database.read(
        lambda c: pending.list_unlinked_tasks(c, project.project_id, after, limit)
    )
    return [task.number for task in found]


def annotations(database, project, after=None, limit=10):
    return database.read(
        lambda c: pending.list_pending_annotations(c, project.project_id, after, limit)
    )


def counts(database, project):
    return database.read(lambda c: pending.count_pending(c, project.project_id))


def test_nothing_waits_in_an_empty_project(database):
    project = add_project(database)
    assert task_numbers(database, project) == annotations(database, project) == []
    assert counts(database, project) == (0, 0, 0)


def test_tasks_wait_that_are_not_there_or_only_being_sent_in_order_of_their_numbers(
    database, project
):
    link_task(database, project, 1)
    link_task(database, project, 2, ls_task_id=None)
    link_task(database, project, 3, gone_at=NOON)
    archive_task(database, project, 4)
    assert task_numbers(database, project) == [2, 5]
    assert counts(database, project) == (2, 0, 0)


def test_tasks_are_listed_page_by_page_and_whole(database, project):
    assert task_numbers(database, project, limit=2) == [1, 2]
    assert task_numbers(database, project, after=2, limit=2) == [3, 4]
    assert task_numbers(database, project, after=5) == []
    (task,) = database.read(lambda c: pending.list_unlinked_tasks(c, project.project_id, 4, 9))
    assert (task.number, task.data["id"]) == (5, "t5")


def test_predictions_wait_where_their_task_is_there_and_they_are_not(database):
    project = add_project(database)
    rows = [
        {
            "data": make_data(number),
            "predictions": [
                {"result": [make_region({"relevant_results": "abc"})], "model_version": version}
                for version in (f"{number}a", f"{number}b")
            ],
        }
        for number in range(1, 5)
    ]
    add_rows(database, project, rows)
    link_task(database, project, 1)
    link_task(database, project, 2, ls_task_id=None)
    link_task(database, project, 3, gone_at=NOON)

    def waiting(limit=10):
        found = database.read(
            lambda c: pending.list_unlinked_predictions(c, project.project_id, limit)
        )
        return [each.model_version for each in found], found

    names, found = waiting()
    assert names == ["1a", "1b"]
    assert waiting(limit=1)[0] == ["1a"]
    # Tasks 2 and 4 are not there.
    assert counts(database, project) == (2, 2, 0)

    linked = LinkedPrediction(found[0].prediction_id, 9)
    database.write(lambda c: put_linked_predictions(c, project.project_id, [linked]))
    assert waiting()[0] == ["1b"]
    assert database.read(
        lambda c: list_linked_predictions(c, [found[0].task_id, task_id_of(database, project, 2)])
    ) == {linked.prediction_id: linked}
    archive_task(database, project, 1)
    assert waiting()[0] == []


def test_a_new_annotation_waits_once_its_task_is_there(database, project, person):
    annotation_id = store_ranking(database, project, 1, person, "a b c")
    assert annotations(database, project) == []
    link_task(database, project, 1, ls_task_id=None)
    assert annotations(database, project) == []
    link_task(database, project, 1)
    assert annotations(database, project) == [annotation_id]
    # The other four tasks are not there.
    assert counts(database, project) == (4, 0, 1)


@pytest.mark.parametrize("put_away", ["gone", "archived"])
def test_annotations_of_a_task_that_is_put_away_do_not_wait(database, project, person, put_away):
    store_ranking(database, project, 1, person, "a b c")
    link_task(database, project, 1, gone_at=NOON if put_away == "gone" else None)
    if put_away == "archived":
        archive_task(database, project, 1)
    assert annotations(database, project) == []
    assert counts(database, project)[2] == 0


def test_an_annotation_in_step_does_not_wait_until_it_is_changed_or_marked(
    database, project, person
):
    link_task(database, project, 1)
    ids = sorted(store_linked(database, project, 1, person) for _ in range(4))
    assert annotations(database, project) == []

    store_revision(database, project, 1, person, ids[0], 2, "c b a")
    store_revision(database, project, 1, person, ids[1], 2, status="deleted")
    database.write(lambda c: set_ground_truth(c, ids[2], True))
    assert annotations(database, project) == ids[:3]
    assert counts(database, project)[2] == 3

    pushed = [
        make_linked_annotation(ids[0], revision=2),
        make_linked_annotation(ids[1], revision=2),
        make_linked_annotation(ids[2], ground_truth=True),
    ]
    database.write(lambda c: put_linked_annotations(c, project.project_id, pushed))
    assert annotations(database, project) == []
    known = database.read(lambda c: list_linked_annotations(c, [task_id_of(database, project, 1)]))
    assert [known[annotation_id] for annotation_id in ids[:3]] == pushed


def test_an_annotation_changed_several_times_and_marked_waits_once(database, project, person):
    link_task(database, project, 1)
    annotation_id = store_linked(database, project, 1, person)
    for number in (2, 3, 4):
        store_revision(database, project, 1, person, annotation_id, number, "c b a")
    database.write(lambda c: set_ground_truth(c, annotation_id, True))
    assert annotations(database, project) == [annotation_id]
    assert counts(database, project)[2] == 1


def test_what_was_deleted_before_it_was_ever_there_does_not_wait_until_it_is_back(
    database, project, person
):
    link_task(database, project, 1)
    annotation_id = store_ranking(database, project, 1, person, "a b c")
    store_revision(database, project, 1, person, annotation_id, 2, status="deleted")
    assert annotations(database, project) == []
    store_revision(database, project, 1, person, annotation_id, 3, "a b c")
    assert annotations(database, project) == [annotation_id]


def test_a_skip_waits_as_a_submission_does(database, project, person):
    link_task(database, project, 1)
    annotation_id = store_ranking(database, project, 1, person, "", status="skipped")
    assert annotations(database, project) == [annotation_id]


def test_an_annotation_in_an_open_conflict_waits_only_after_somebody_has_decided(
    database, project, person
):
    link_task(database, project, 1)
    annotation_id = store_linked(database, project, 1, person)
    for number in (2, 3):
        store_revision(database, project, 1, person, annotation_id, number, "c b a")
    database.write(lambda c: put_conflict(c, project.project_id, make_conflict(annotation_id)))
    assert annotations(database, project) == []
    database.write(partial(resolve, annotation_id=annotation_id, resolution="ours", when=NOON))
    assert annotations(database, project) == [annotation_id]


def test_annotations_are_listed_page_by_page_in_the_order_of_their_ids(database, project, person):
    for number in (1, 2):
        link_task(database, project, number)
    ids = sorted(store_ranking(database, project, 1 + n % 2, person, "a b c") for n in range(5))
    assert annotations(database, project, limit=2) == ids[:2]
    assert annotations(database, project, after=ids[1], limit=2) == ids[2:4]
    assert annotations(database, project, after=ids[4]) == []
