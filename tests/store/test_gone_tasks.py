"""Tasks that were deleted in Label Studio."""

import pytest

from lib.domain.imported import ImportedPrediction
from lib.domain.label_studio import LinkedPrediction
from lib.store import gone_tasks, linked_tasks, tasks
from lib.store.linked_annotations import list_linked_annotations
from lib.store.linked_predictions import list_linked_predictions, put_linked_predictions
from lib.store.pending import count_of_new_tasks, count_pending
from lib.store.sync_conflicts import get_open_conflicts, put_conflict, resolve
from tests.factories import add_person, add_project
from tests.store.linked_rows import NOON, link_task, make_conflict, store_linked, task_id_of


@pytest.fixture
def project(database):
    """Three tasks, all linked, with a prediction and an annotation each; beside such another."""
    fill(database, add_project(database, "Other", n_tasks=1))
    return fill(database, add_project(database, "Ours", n_tasks=3))


def fill(database, project):
    for number in range(1, 4 if project.name == "Ours" else 2):
        task_id = link_task(database, project, number)
        store_linked(database, project, number, add_person(database))
        given = [(task_id, ImportedPrediction([]))]
        (made,) = database.write(lambda c, g=given: tasks.add_predictions(c, project.project_id, g))
        linked = [LinkedPrediction(made, 7)]
        database.write(lambda c, x=linked: put_linked_predictions(c, project.project_id, x))
    return project


def lose(database, project, *numbers):
    """These tasks are gone there and in the archive here; gives their ids."""
    task_ids = [task_id_of(database, project, number) for number in numbers]

    def change(connection):
        ls_ids = [100 + number for number in numbers]
        linked_tasks.set_gone(connection, project.project_id, ls_ids, NOON)
        tasks.archive_tasks(connection, task_ids, NOON)

    database.write(change)
    return task_ids


def forget(database, task_ids):
    database.write(lambda c: gone_tasks.forget_contents(c, task_ids))


def known(database, project):
    """Numbers of the tasks whose annotation and whose prediction are linked."""
    found = []
    for read in (list_linked_annotations, list_linked_predictions):
        numbers = []
        for number in (1, 2, 3):
            task_id = task_id_of(database, project, number)
            if database.read(lambda c, t=task_id, r=read: r(c, [t])):
                numbers.append(number)
        found.append(numbers)
    return found


def test_what_gone_tasks_held_has_no_counterpart_any_more(database, project):
    forget(database, lose(database, project, 1, 3))
    assert known(database, project) == [[2], [2]]
    forget(database, [])
    assert known(database, project) == [[2], [2]]


def test_what_tasks_that_are_there_hold_keeps_its_counterpart(database, project):
    lose(database, project, 1)
    forget(database, [task_id_of(database, project, 2), task_id_of(database, project, 3)])
    assert known(database, project) == [[1, 2, 3], [1, 2, 3]]


def test_what_is_in_conflict_keeps_its_counterpart_until_that_is_decided(database, project):
    (task_id,) = task_ids = lose(database, project, 1)
    (annotation_id,) = database.read(lambda c: list_linked_annotations(c, [task_id]))
    database.write(lambda c: put_conflict(c, project.project_id, make_conflict(annotation_id)))
    forget(database, task_ids)
    assert known(database, project) == [[1, 2, 3], [2, 3]]
    assert database.read(lambda c: get_open_conflicts(c, [annotation_id]))
    database.write(lambda c: resolve(c, annotation_id, "ours", NOON))
    forget(database, task_ids)
    assert known(database, project) == [[2, 3], [2, 3]]


def test_gone_tasks_are_counted_in_their_own_project(database, project):
    def count():
        return database.read(lambda c: gone_tasks.count_gone(c, project.project_id))

    assert count() == 0
    lose(database, project, 1, 3)
    assert count() == 2
    other = add_project(database, "Third", n_tasks=1)
    link_task(database, other, 1, gone_at=NOON)
    assert count() == 2


def test_tasks_that_are_brought_back_wait_to_be_sent_with_all_they_hold(database, project):
    forget(database, lose(database, project, 1, 3))
    project_id = project.project_id
    assert database.read(lambda c: count_pending(c, project_id)) == (0, 0, 0)
    assert database.write(lambda c: gone_tasks.bring_back(c, project_id)) == 2
    rows = database.read(lambda c: tasks.list_tasks_after(c, project_id, 0, 9))
    assert [row["number"] for row in rows] == [1, 2, 3]
    linked = database.read(lambda c: linked_tasks.list_linked_tasks(c, project_id))
    assert [each.ls_task_id for each in linked] == [102]
    assert database.read(lambda c: count_pending(c, project_id)) == (2, 0, 0)
    assert database.read(lambda c: count_of_new_tasks(c, project_id)) == (2, 2)
    assert database.write(lambda c: gone_tasks.bring_back(c, project_id)) == 0


def test_gone_tasks_that_were_never_archived_are_brought_back_too(database, project):
    link_task(database, project, 2, gone_at=NOON)
    assert database.write(lambda c: gone_tasks.bring_back(c, project.project_id)) == 1
    linked = database.read(lambda c: linked_tasks.list_linked_tasks(c, project.project_id))
    assert sorted(each.ls_task_id for each in linked) == [101, 103]


def test_of_other_projects_nothing_is_brought_back(database, project):
    other = add_project(database, "Third", n_tasks=1)
    link_task(database, other, 1, gone_at=NOON)
    assert database.write(lambda c: gone_tasks.bring_back(c, project.project_id)) == 0
    linked = database.read(lambda c: linked_tasks.list_linked_tasks(c, other.project_id))
    assert [each.gone_at for each in linked] == [NOON]
