"""What a page that was opened before can still ask of an archived or a purged project: nothing."""

import pytest

from lib.errors import NotFound
from lib.services.archiving import archive_project, restore_project
from lib.services.labeling import open_next_task, save_draft
from lib.services.purge import purge_project
from tests.factories import add_person, add_project, ranked
from tests.filled_tables import rows_with


@pytest.fixture
def opened(database):
    """A task that somebody has before them."""
    project = add_project(database, "Mine", n_tasks=2)
    return open_next_task(database, project, add_person(database))


def test_a_late_draft_of_an_archived_project_is_refused_and_of_a_restored_one_kept(
    database, opened
):
    draft = ranked(opened, {"relevant_results": "abc"})
    archive_project(database, opened.project.project_id)
    with pytest.raises(NotFound, match="“Mine” is archived"):
        save_draft(database, opened, draft)
    restore_project(database, opened.project.project_id)
    save_draft(database, opened, draft)


def test_a_late_draft_leaves_nothing_in_a_database_that_the_project_was_purged_from(
    database, opened
):
    project_id = opened.project.project_id
    archive_project(database, project_id)
    purge_project(database, project_id, "Mine")
    with pytest.raises(NotFound, match="no such project"):
        save_draft(database, opened, ranked(opened, {"relevant_results": "abc"}))
    assert database.read(lambda c: rows_with(c, str(project_id))) == set()
