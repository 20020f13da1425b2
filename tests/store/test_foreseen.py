"""What waits to be pushed, as if a pull were stored already."""

from pathlib import Path

import pytest

from lib.services.withdrawal import withdraw_annotation
from lib.store import pending
from lib.store.database import Database
from lib.store.pending import Foreseen
from tests.factories import add_person, add_project, add_rows, make_data, make_region

AB_C = make_region({"_": "", "relevant_results": "ab", "biased_results": "c"})


@pytest.fixture
def database(tmp_path: Path):
    opened = Database(tmp_path / "podium.duckdb")
    yield opened
    opened.close()


@pytest.fixture
def project(database):
    """Two tasks, each with two predictions and an annotation; nothing is linked."""
    made = add_project(database)
    held = {"predictions": [{"result": [AB_C]}] * 2, "annotations": [{"result": [AB_C]}]}
    add_rows(database, made, [{"data": make_data(n), **held} for n in (1, 2)])
    return made


def ids(database, table: str) -> list:
    query = f"SELECT {table}_id FROM {table} ORDER BY number"
    return [row[0] for row in database.read(lambda c: c.execute(query).fetchall())]


def count(database, project, foreseen=pending.NOTHING) -> tuple:
    def query(connection):
        of_new = pending.count_of_new_tasks(connection, project.project_id, foreseen)
        return *pending.count_pending(connection, project.project_id, foreseen), *of_new

    return database.read(query)


def test_nothing_foreseen_all_of_it_waits_with_its_tasks(database, project):
    assert count(database, project) == (2, 0, 0, 4, 2)


def test_a_task_found_there_does_not_wait_and_what_it_holds_waits_by_itself(database, project):
    first, _ = ids(database, "task")
    assert count(database, project, Foreseen(there={first})) == (1, 2, 1, 2, 1)


def test_what_is_found_with_it_does_not_wait(database, project):
    first, _ = ids(database, "task")
    foreseen = Foreseen(
        there={first},
        predictions={ids(database, "prediction")[0]},
        settled={ids(database, "annotation")[0]},
    )
    assert count(database, project, foreseen) == (1, 1, 0, 2, 1)


def test_nothing_waits_for_a_task_that_is_gone_there(database, project):
    first, second = ids(database, "task")
    foreseen = Foreseen(there={first, second}, gone={first})
    assert count(database, project, foreseen) == (0, 2, 1, 0, 0)
    listed = database.read(
        lambda c: pending.list_pending_annotations(c, project.project_id, None, 9, foreseen)
    )
    assert listed == ids(database, "annotation")[1:]


def test_a_withdrawn_annotation_that_never_was_there_does_not_wait(database, project):
    first = ids(database, "annotation")[0]
    withdraw_annotation(database, project, first, add_person(database).annotator_id)
    foreseen = Foreseen(there=set(ids(database, "task")))
    assert count(database, project, foreseen) == (0, 4, 1, 0, 0)
