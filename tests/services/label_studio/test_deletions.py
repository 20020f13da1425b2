"""Tasks that were deleted in Label Studio."""

import pytest

from lib.domain.label_studio import RemoteProject, SyncCounts
from lib.services.label_studio.deletions import (
    bring_back,
    count_deleted_there,
    take_deletions,
    tell_deletions,
)
from lib.services.label_studio.pull import pull
from lib.store import drafts, linked_annotations, tasks
from lib.store.sync_conflicts import put_conflict, resolve
from tests.factories import add_person, add_project
from tests.services.label_studio.made_exchanges import (
    linked_of,
    make_exchange,
    make_index,
    task_of,
)
from tests.store.linked_rows import NOON, link_task, make_conflict, store_linked
from tests.stored_rankings import store_ranking, store_revision


class Emptied:
    """Stands for a project there from which somebody has just deleted all tasks."""

    def get_project(self, ls_project_id):
        return RemoteProject(ls_project_id, "Theirs", "", n_tasks=0)

    def list_stamps(self, ls_project_id, since=None):
        return iter(())


@pytest.fixture
def project(database):
    """Two tasks that are linked and of which the first holds an annotation that is in step."""
    project = add_project(database, n_tasks=2)
    for number in (1, 2):
        link_task(database, project, number)
    store_linked(database, project, 1, add_person(database))
    return project


@pytest.fixture
def exchange(database, project):
    return make_exchange(database, project)


def numbers_here(exchange):
    """Those of the tasks that are not in the archive."""
    project_id = exchange.project.project_id
    rows = exchange.database.read(lambda c: tasks.list_tasks_after(c, project_id, 0, 9))
    return [row["number"] for row in rows]


def lose_all(exchange):
    """Every task was deleted there; gives the numbers of those that stay."""
    index = make_index(exchange)
    staying = take_deletions(exchange, index, index.missing_from(set()))
    assert index.n_there() == 0
    tell_deletions(exchange, staying)
    return sorted(
        number
        for number in (1, 2)
        if task_of(exchange.database, exchange.project, number).task_id in staying
    )


def test_tasks_whose_work_is_known_there_are_archived_and_counted(exchange, database, project):
    assert count_deleted_there(database, project.project_id) == 0
    assert lose_all(exchange) == []
    assert numbers_here(exchange) == []
    assert exchange.tally.messages == []
    assert count_deleted_there(database, project.project_id) == 2
    assert all(each.gone_at for each in linked_of(exchange))


def new_annotation(database, project, person):
    store_ranking(database, project, 2, person, "a b c")


def newer_revision(database, project, person):
    annotation_id = store_linked(database, project, 2, person)
    store_revision(database, project, 2, person, annotation_id, 2, "b a c")


def draft(database, project, person):
    task_id = task_of(database, project, 2).task_id
    database.write(
        lambda c: drafts.put_draft(c, project.project_id, task_id, person.annotator_id, {})
    )


def open_conflict(database, project, person):
    annotation_id = store_linked(database, project, 2, person)
    database.write(lambda c: put_conflict(c, project.project_id, make_conflict(annotation_id)))


@pytest.mark.parametrize("work", [new_annotation, newer_revision, draft, open_conflict])
def test_a_task_with_work_that_is_only_here_stays_and_is_named(exchange, database, project, work):
    work(database, project, add_person(database, "Bea"))
    assert lose_all(exchange) == [2]
    assert numbers_here(exchange) == [2]
    assert exchange.tally.messages == [
        "Deleted in Label Studio, and kept here for the work that is only here: task 2."
    ]
    assert count_deleted_there(database, project.project_id) == 2


def withdrawn(database, project, person):
    annotation_id = store_ranking(database, project, 2, person, "a b c")
    store_revision(database, project, 2, person, annotation_id, 2, status="deleted")


def decided_conflict(database, project, person):
    annotation_id = store_linked(database, project, 2, person)
    database.write(lambda c: put_conflict(c, project.project_id, make_conflict(annotation_id)))
    database.write(lambda c: resolve(c, annotation_id, "theirs", NOON))


@pytest.mark.parametrize("work", [withdrawn, decided_conflict])
def test_what_counts_no_more_or_is_known_there_keeps_no_task(exchange, database, project, work):
    work(database, project, add_person(database, "Bea"))
    assert lose_all(exchange) == []
    assert numbers_here(exchange) == []


def test_deleted_tasks_forget_the_counterparts_of_what_they_held(exchange, database, project):
    lose_all(exchange)
    task_id = task_of(database, project, 1).task_id
    read = linked_annotations.list_linked_annotations
    assert database.read(lambda c: read(c, [task_id])) == {}


def test_deleted_tasks_are_brought_back_as_tasks_that_were_never_sent(exchange, database, project):
    lose_all(exchange)
    assert bring_back(database, project.project_id) == 2
    assert numbers_here(exchange) == [1, 2]
    assert linked_of(exchange) == []
    assert count_deleted_there(database, project.project_id) == 0
    assert bring_back(database, project.project_id) == 0


def test_a_pull_that_somebody_asked_for_archives_them(database, project):
    exchange = make_exchange(database, project, Emptied())
    pull(exchange, make_index(exchange), archives=True)
    assert numbers_here(exchange) == []
    assert exchange.tally.pulled == SyncCounts(deleted_tasks=2)
    assert exchange.tally.messages == []


def test_a_pull_that_came_by_itself_only_tells_of_them(database, project):
    exchange = make_exchange(database, project, Emptied())
    index = make_index(exchange)
    pull(exchange, index, archives=False)
    assert numbers_here(exchange) == [1, 2]
    assert exchange.tally.pulled == SyncCounts()
    assert exchange.tally.messages == [
        "2 tasks were deleted in Label Studio. They are archived here by a pull that somebody "
        "asks for."
    ]
    assert count_deleted_there(database, project.project_id) == 0
    # So that the next pull finds them missing, too.
    assert index.n_there() == 2
    pull(exchange, index, archives=True)
    assert numbers_here(exchange) == []


def test_one_task_is_told_as_one(database):
    project = add_project(database, n_tasks=1)
    link_task(database, project, 1)
    exchange = make_exchange(database, project, Emptied())
    pull(exchange, make_index(exchange), archives=False)
    assert exchange.tally.messages == [
        "1 task was deleted in Label Studio. It is archived here by a pull that somebody asks for."
    ]
