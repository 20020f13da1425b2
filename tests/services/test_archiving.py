"""An archived project: in no list, no work in it, nothing deleted, and back again."""

import pytest

from lib.domain.access import Actor
from lib.errors import NotAllowed, NotFound, SyncIsRunning
from lib.services.access import role_of
from lib.services.archiving import (
    archive_project,
    find_archived_project,
    list_archived_projects,
    restore_project,
)
from lib.services.imports import read_files, store_import
from lib.services.label_studio.sync import sync_project
from lib.services.label_studio.turns import only_one_at
from lib.services.label_studio.webhook import webhook_project
from lib.services.labeling import open_next_task
from lib.services.projects import (
    change_settings,
    find_numbered_project,
    find_project,
    list_project_summaries,
    list_projects,
)
from lib.services.submission import submit_annotation
from lib.store import memberships
from tests.factories import add_person, add_project, json_lines, make_data, ranked, submit


@pytest.fixture
def project(database):
    return add_project(database, "Mine", n_tasks=2)


@pytest.fixture
def ann(database):
    return add_person(database, "Ann")


def count(database, table: str) -> int:
    return database.read(lambda c: c.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def test_an_archived_project_is_in_no_list_and_at_no_address(database, project):
    archive_project(database, project.project_id)
    assert list_projects(database) == []
    assert list_project_summaries(database) == []
    for find in (
        lambda: find_numbered_project(database, project.number),
        lambda: find_project(database, "Mine"),
    ):
        with pytest.raises(NotFound):
            find()
    assert webhook_project(database, project.number, "") is None
    assert [each.name for each in list_archived_projects(database)] == ["Mine"]


def test_nothing_of_it_is_deleted_and_it_comes_back_as_it_was(database, project, ann):
    submit(database, project, ann, {"relevant_results": "abc"})
    archive_project(database, project.project_id)
    assert (count(database, "task"), count(database, "annotation")) == (2, 1)
    assert restore_project(database, project.project_id) == project
    assert list_projects(database) == [project]


def test_a_task_that_was_open_when_the_project_was_archived_is_not_submitted(
    database, project, ann
):
    opened = open_next_task(database, project, ann)
    archive_project(database, project.project_id)
    with pytest.raises(NotFound, match="“Mine” is archived, so nothing was changed"):
        submit_annotation(database, opened, ranked(opened, {"relevant_results": "abc"}))
    assert count(database, "annotation") == 0


def test_nothing_is_imported_into_it_and_nothing_of_it_is_changed(database, project):
    files = read_files(project, [("tasks.json", json_lines([make_data(9)]).encode())])
    archive_project(database, project.project_id)
    for refused in (
        lambda: store_import(database, project, files),
        lambda: change_settings(database, project.project_id, ties_allowed=True),
        lambda: sync_project(database, project, "both"),
        lambda: archive_project(database, project.project_id),
    ):
        with pytest.raises(NotFound, match="is archived"):
            refused()
    assert (count(database, "task"), count(database, "sync_run")) == (2, 0)


def test_it_is_not_archived_while_a_sync_is_at_it(database, project):
    with only_one_at(database, project.project_id), pytest.raises(SyncIsRunning):
        archive_project(database, project.project_id)
    assert list_projects(database) == [project]


def test_its_name_is_free_and_it_comes_back_with_its_number_where_that_was_taken(database, project):
    archive_project(database, project.project_id)
    add_project(database, "mine")
    assert restore_project(database, project.project_id).name == "Mine (1)"
    assert [each.name for each in list_projects(database)] == ["Mine (1)", "mine"]


@pytest.mark.parametrize("name", ["Mine", "MINE", "1"])
def test_an_archived_project_is_found_by_name_or_number(database, project, name):
    archive_project(database, project.project_id)
    assert find_archived_project(database, name).project_id == project.project_id


def test_an_unknown_archived_project_is_refused_with_those_there_are(database, project):
    archive_project(database, project.project_id)
    with pytest.raises(NotFound, match="no archived project “Yours”"):
        find_archived_project(database, "Yours")


def test_only_an_admin_archives_and_restores(database, project, ann):
    database.write(
        lambda c: memberships.put_membership(c, project.project_id, ann.annotator_id, "reviewer")
    )
    theirs = database.acting_for(Actor(ann.annotator_id))
    for refused in (
        lambda: archive_project(theirs, project.project_id),
        lambda: restore_project(theirs, project.project_id),
        lambda: list_archived_projects(theirs),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_nobody_has_a_role_in_an_archived_project_until_it_is_restored(database, project, ann):
    database.write(
        lambda c: memberships.put_membership(c, project.project_id, ann.annotator_id, "reviewer")
    )
    theirs = database.acting_for(Actor(ann.annotator_id))
    assert role_of(theirs) == role_of(theirs, project.project_id) == "reviewer"
    archive_project(database, project.project_id)
    assert role_of(theirs) is role_of(theirs, project.project_id) is None
    restore_project(database, project.project_id)
    assert role_of(theirs, project.project_id) == "reviewer"
