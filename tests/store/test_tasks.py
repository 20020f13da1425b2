"""Tasks that are put away, and predictions that are stored."""

from datetime import timedelta

from lib.domain.imported import ImportedPrediction
from lib.store import tasks
from tests.factories import add_person, add_project, make_id
from tests.store.linked_rows import NOON, task_id_of
from tests.stored_rankings import store_ranking


def archived_at(database):
    return database.read(
        lambda c: c.execute("SELECT number, archived_at FROM task ORDER BY number").fetchall()
    )


def test_archived_tasks_are_out_of_the_work_and_stay_in_the_database(database):
    project = add_project(database, n_tasks=3)
    store_ranking(database, project, 1, add_person(database), "a b c")
    task_ids = [task_id_of(database, project, number) for number in (1, 3)]
    database.write(lambda c: tasks.archive_tasks(c, task_ids, NOON))
    rows = database.read(lambda c: tasks.list_tasks_after(c, project.project_id, 0, 10))
    assert [row["number"] for row in rows] == [2]
    stored = NOON.replace(tzinfo=None)
    assert archived_at(database) == [(1, stored), (2, None), (3, stored)]
    assert database.read(lambda c: c.execute("SELECT count(*) FROM annotation").fetchone()) == (1,)


def test_a_task_was_archived_when_it_first_was(database):
    project = add_project(database, n_tasks=1)
    for days in range(2):
        when = NOON + timedelta(days=days)
        task_ids = [task_id_of(database, project, 1)]
        database.write(lambda c, ids=task_ids, when=when: tasks.archive_tasks(c, ids, when))
    assert archived_at(database) == [(1, NOON.replace(tzinfo=None))]


def test_no_tasks_can_be_archived(database):
    add_project(database, n_tasks=1)
    database.write(lambda c: tasks.archive_tasks(c, [], NOON))
    assert archived_at(database) == [(1, None)]


def test_restored_tasks_are_in_the_work_again_and_the_others_stay_in_the_archive(database):
    project = add_project(database, n_tasks=3)
    first, second, third = (task_id_of(database, project, number) for number in (1, 2, 3))
    database.write(lambda c: tasks.archive_tasks(c, [first, third], NOON))
    database.write(lambda c: tasks.restore_tasks(c, [first, second, make_id("unknown")]))
    assert archived_at(database) == [(1, None), (2, None), (3, NOON.replace(tzinfo=None))]
    rows = database.read(lambda c: tasks.list_tasks_after(c, project.project_id, 0, 10))
    assert [row["number"] for row in rows] == [1, 2]
    database.write(lambda c: tasks.restore_tasks(c, []))
    assert archived_at(database)[2][1] is not None


def test_a_task_can_be_archived_again_after_it_was_restored(database):
    project = add_project(database, n_tasks=1)
    task_ids = [task_id_of(database, project, 1)]
    later = NOON + timedelta(days=1)
    database.write(lambda c: tasks.archive_tasks(c, task_ids, NOON))
    database.write(lambda c: tasks.restore_tasks(c, task_ids))
    database.write(lambda c: tasks.archive_tasks(c, task_ids, later))
    assert archived_at(database) == [(1, later.replace(tzinfo=None))]


def test_stored_predictions_are_named_in_the_order_in_which_they_were_given(database):
    project = add_project(database, n_tasks=2)
    given = [
        (task_id_of(database, project, number), ImportedPrediction([], model_version=version))
        for number, version in ((2, "x"), (1, "y"), (2, "z"))
    ]
    made = database.write(lambda c: tasks.add_predictions(c, project.project_id, given))
    found = database.read(lambda c: tasks.list_predictions(c, [task_id for task_id, _ in given]))
    names = {each.prediction_id: each.model_version for of in found.values() for each in of}
    assert [names[prediction_id] for prediction_id in made] == ["x", "y", "z"]
    assert database.write(lambda c: tasks.add_predictions(c, project.project_id, [])) == []
