"""An erasure finds every column that names a person, those of later migrations too."""

import json
from datetime import UTC, datetime

import pytest

from lib.store.erasure import (
    KEPT,
    OWNED,
    WORK,
    count_linked,
    count_rows,
    erase_person,
    list_erased_annotations,
)
from tests.factories import make_id
from tests.filled_tables import fill_every_table, rows_with, table_columns
from tests.store.test_references import REFERENCES

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
ANN, BEN = make_id("ann"), make_id("ben")


def ids_of(name: str) -> dict:
    kinds = ("project", "task", "annotation", "prediction")
    return {f"{kind}_id": make_id(f"{kind} of {name}") for kind in kinds}


@pytest.fixture
def filled(database):
    """A synced project of Ann's, one of Ben's, each with a row in every table."""
    for number, name, person_id in ((1, "Ann", ANN), (2, "Ben", BEN)):
        ids = {**ids_of(name), "annotator_id": person_id}
        database.write(
            lambda c, number=number, name=name, ids=ids: fill_every_table(
                c, number, f"words of {name}", ids, ids["annotator_id"]
            )
        )
    return database


def erase_ann(database) -> None:
    database.write(lambda c: erase_person(c, ANN, "Ann", "ann@example.org", NOON))


def test_every_column_that_names_a_person_is_decided_upon():
    named = {column for column, target in REFERENCES.items() if target == "annotator"}
    assert set(OWNED.items()) | WORK | KEPT == named


def test_no_table_of_the_persons_own_holds_a_row_or_a_word_of_them_afterwards(filled):
    erase_ann(filled)
    columns = filled.read(table_columns)
    assert OWNED.keys() <= columns.keys()
    left = filled.read(lambda c: rows_with(c, "words of Ann"))
    # What belongs to the project stays: its texts are Ann's project's, not Ann's.
    assert left & (OWNED.keys() | {"annotator", "annotation_revision"}) == set()
    named = filled.read(lambda c: rows_with(c, str(ANN)))
    assert named == {
        "annotator",
        "annotation",
        "annotation_revision",
        "bulk_action",
        "gold_task",
        "guideline",
    }


def test_nobody_else_loses_anything(filled):
    before = filled.read(lambda c: rows_with(c, "words of Ben"))
    erase_ann(filled)
    assert filled.read(lambda c: rows_with(c, "words of Ben")) == before


def test_of_a_synced_annotation_a_blank_deleted_row_stays(filled):
    erase_ann(filled)
    rows = filled.read(
        lambda c: c.execute(
            "SELECT revision, status, result, items, models, actor_id FROM annotation_revision "
            "WHERE annotator_id = $ann",
            {"ann": ANN},
        ).fetchall()
    )
    assert rows == [(1, "deleted", "[]", [], [], ANN)]
    task_id = ids_of("Ann")["task_id"]
    found = filled.read(lambda c: list_erased_annotations(c, [task_id]))
    assert found == {ids_of("Ann")["annotation_id"]}


def test_the_row_of_the_person_keeps_its_number_and_nothing_else(filled):
    erase_ann(filled)
    rows = filled.read(
        lambda c: c.execute(
            "SELECT number, name, email, is_admin, erased_at IS NOT NULL FROM annotator "
            "ORDER BY number"
        ).fetchall()
    )
    assert rows[0] == (1, "Erased person 1", None, False, True)
    assert rows[1][1].startswith("words of Ben")


def test_what_an_erasure_would_delete_is_counted(filled):
    counts = filled.read(lambda c: count_rows(c, ANN))
    own = dict.fromkeys(OWNED, 1)
    assert counts == {
        **own,
        "annotation": 1,
        "annotation_revision": 1,
        "final_answer": 0,
        "gold_task": 0,
        "others_revision": 0,
    }
    assert filled.read(lambda c: count_linked(c, ANN)) == {ids_of("Ann")["project_id"]: 1}


def test_a_log_line_that_names_the_person_goes(filled):
    project_id = ids_of("Ben")["project_id"]
    words = '{"messages": ["The work of “Ann” bears the name of x@example.org"]}'
    filled.write(
        lambda c: c.execute(
            "UPDATE sync_run SET outcome = $words WHERE project_id = $project_id",
            {"words": words, "project_id": project_id},
        )
    )
    erase_ann(filled)
    runs = filled.read(lambda c: c.execute("SELECT project_id FROM sync_run").fetchall())
    assert runs == [(ids_of("Ann")["project_id"],)]


def test_bulk_actions_go_by_the_annotations_that_they_hold_whatever_their_form(filled):
    ann, ben = (str(ids_of(name)["annotation_id"]) for name in ("Ann", "Ben"))
    held = {1: [ben, ann], 2: [ben], 3: ["no id"], 4: []}
    for number, ids in held.items():
        before = json.dumps([{"annotation_id": each, "revision_before": 1} for each in ids])
        filled.write(
            lambda c, number=number, before=before: c.execute(
                "INSERT INTO bulk_action (action_id, project_id, actor_id, kind, before, done_at) "
                "VALUES ($1, $2, $3, 'agree', $4, $5)",
                [make_id(str(number)), make_id("project"), BEN, before, "2026-01-01"],
            )
        )
    erase_ann(filled)
    left = filled.read(lambda c: c.execute("SELECT action_id FROM bulk_action").fetchall())
    ours = {make_id(str(number)): number for number in held}
    assert {ours[key] for (key,) in left if key in ours} == {2, 3, 4}
