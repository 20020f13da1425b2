"""Tasks that were deleted in Label Studio are told, and brought back."""

from lib.domain.label_studio import Link, LinkedTask
from lib.domain.project import Project
from lib.store.database import Database
from lib.store.linked_tasks import put_linked_tasks
from lib.store.tasks import archive_tasks, find_task
from lib.store.writer import Connection
from tests.factories import add_rows, make_data
from tests.pages.label_studio.linked_page import NOON, RunPage, press, said


def add_deleted_there(database: Database, project: Project, number: int) -> None:
    """A task that was linked, and archived since it was deleted there."""
    add_rows(database, project, [make_data(number)])

    def change(connection: Connection) -> None:
        task = find_task(connection, project.project_id, number)
        assert task
        linked = LinkedTask(task.task_id, 10 + number, NOON, gone_at=NOON)
        put_linked_tasks(connection, project.project_id, [linked])
        archive_tasks(connection, [task.task_id], NOON)

    database.write(change)


def test_nothing_is_said_where_no_task_was_deleted_there(run_page: RunPage, link: Link) -> None:
    page = run_page("label_studio")
    assert "deleted in Label Studio" not in said(page)
    assert "Bring them back" not in [each.label for each in page.button]


def test_they_are_brought_back_once_that_is_confirmed(
    run_page: RunPage, database: Database, project: Project, link: Link
) -> None:
    for number in (1, 2):
        add_deleted_there(database, project, number)
    page = run_page("label_studio")
    assert (
        "2 tasks were deleted in Label Studio; they are archived here, unless they hold work that "
        "is only here."
    ) in said(page)
    assert "nothing waits to be pushed" in said(page)
    page = press(page, "Bring them back")
    words = said(page).replace("\\", "")
    assert "Brought back: 2 tasks. The next push sends them again." in words
    assert "deleted in Label Studio" not in words
    assert "waiting to be pushed: 2 tasks" in words


def test_a_single_one_is_told_in_the_singular(
    run_page: RunPage, database: Database, project: Project, link: Link
) -> None:
    add_deleted_there(database, project, 1)
    assert (
        "1 task was deleted in Label Studio; it is archived here, unless it holds work that is "
        "only here."
    ) in said(run_page("label_studio"))
