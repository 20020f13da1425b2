"""Unfinished pieces of work."""

from lib.store import drafts
from tests.factories import add_person, add_project, make_id
from tests.store.linked_rows import task_id_of


def begun(database, task_ids):
    return database.read(lambda c: drafts.list_tasks_begun(c, task_ids))


def test_tasks_are_begun_by_whoever_has_a_draft_of_them_and_told_once(database):
    project = add_project(database, n_tasks=3)
    first, second, third = (task_id_of(database, project, number) for number in (1, 2, 3))
    for task_id, name in ((first, "Ann"), (first, "Bea"), (third, "Ann")):
        person = add_person(database, name).annotator_id
        database.write(
            lambda c, t=task_id, p=person: drafts.put_draft(c, project.project_id, t, p, {})
        )
    assert begun(database, [first, second, make_id("unknown")]) == {first}
    assert begun(database, [first, second, third]) == {first, third}
    assert begun(database, []) == set()

    ann = add_person(database, "Ann").annotator_id
    for task_id in (first, third):
        database.write(lambda c, t=task_id: drafts.remove_draft(c, t, ann))
    assert begun(database, [first, second, third]) == {first}
