"""A purge finds every table, those of later migrations too."""

import pytest

from lib.store.purge import TABLES, count_rows, purge_project
from tests.factories import make_id
from tests.filled_tables import fill_every_table, rows_with, table_columns

PROJECT, TASK, ANNOTATION, PREDICTION, PERSON = "project", "task", "annotation", "prediction", "ann"


def ids_of(name: str) -> dict:
    kinds = (PROJECT, TASK, ANNOTATION, PREDICTION)
    return {f"{kind}_id": make_id(f"{kind} of {name}") for kind in kinds}


@pytest.fixture
def filled(database):
    """Two projects by two people, with a row in every table each."""
    for number, name in ((1, "first"), (2, "second")):
        ids = {**ids_of(name), "annotator_id": make_id(f"person of {name}")}
        database.write(
            lambda c, number=number, name=name, ids=ids: fill_every_table(
                c, number, f"SECRET of the {name}", ids, ids["annotator_id"]
            )
        )
    return database


def test_every_table_with_rows_of_a_project_is_named(database):
    columns = database.read(table_columns)
    of_project = {table for table, names in columns.items() if "project_id" in names}
    assert set(TABLES) == of_project


def test_every_table_with_rows_of_a_task_says_which_project_they_belong_to(database):
    # The purge goes by project_id alone, so a table must have it to be found.
    columns = database.read(table_columns)
    below = {"task_id", "annotation_id", "prediction_id", "comment_id"}
    astray = [
        table
        for table, names in columns.items()
        if below & set(names) and "project_id" not in names
    ]
    assert astray == []


def test_a_purge_leaves_no_key_of_the_project_and_of_what_was_in_it_anywhere(filled):
    filled.write(lambda c: purge_project(c, ids_of("first")["project_id"]))
    for key in ids_of("first").values():
        assert filled.read(lambda c, key=key: rows_with(c, str(key))) == set()


def test_a_purge_leaves_no_text_of_the_project_and_takes_none_of_another(filled):
    before = filled.read(lambda c: rows_with(c, "SECRET of the second"))
    filled.write(lambda c: purge_project(c, ids_of("first")["project_id"]))
    people = {"account", "annotator", "identity", "one_time_link", "session"}
    assert filled.read(lambda c: rows_with(c, "SECRET of the first")) == people
    assert filled.read(lambda c: rows_with(c, "SECRET of the second")) == before


def test_the_rows_of_a_project_are_counted_by_table(filled):
    found = filled.read(lambda c: count_rows(c, ids_of("first")["project_id"]))
    assert found == dict.fromkeys(TABLES, 1)
