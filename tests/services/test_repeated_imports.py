"""Imports into a project that knows some of it already: new things come, nothing is overwritten."""

import json

import pytest

from lib.errors import InvalidInput
from lib.services.exports import export_project
from lib.services.imports import ImportOutcome, preview_import, read_files, store_import
from lib.services.labeling import open_next_task, open_numbered_task
from lib.services.submission import skip_task, submit_annotation
from lib.store.database import Database
from tests.factories import (
    add_file,
    add_person,
    add_project,
    add_rows,
    json_lines,
    make_data,
    make_region,
    ranked,
    submit,
)

NOTHING = ImportOutcome(0, 0, 0, 0)


def rows(*numbers: int) -> list[dict]:
    return [make_data(number) for number in numbers]


def annotated(number: int = 1, **annotation) -> dict:
    """A row with one annotation."""
    result = [make_region({"relevant_results": "abc"})]
    return {"data": make_data(number), "annotations": [{"result": result, **annotation}]}


def read(project, *files: tuple[str, object]):
    return read_files(project, [(name, json_lines(rows).encode()) for name, rows in files])


def counts(database: Database) -> tuple[int, ...]:
    """How many tasks, predictions, annotations, revisions and people are stored."""
    tables = ("task", "prediction", "annotation", "annotation_revision", "annotator")
    return database.read(
        lambda c: tuple(
            c.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables
        )
    )


def exported(database: Database, project) -> str:
    return "".join(export_project(database, project, "label-studio-json"))


def work(database: Database, project) -> list[tuple]:
    """Every annotation as it stands: what, by whom, how long, under which number."""
    return database.read(
        lambda c: c.execute(
            """
            SELECT task.number, annotation.number, name, email, status, result, lead_time,
                   unique_id, controls, items, models, buckets, places, revision
            FROM annotation JOIN current_revision USING (annotation_id, task_id, annotator_id)
            JOIN task USING (task_id) JOIN annotator USING (annotator_id)
            WHERE task.project_id = $project_id ORDER BY ALL
            """,
            {"project_id": project.project_id},
        ).fetchall()
    )


@pytest.fixture
def project(database):
    return add_project(database)


@pytest.fixture
def labeled(database, project):
    """Three tasks; Ann has ranked two of them, one with a tie, and skipped one; Ben has ranked."""
    add_rows(database, project, rows(1, 2, 3))
    ann, ben = add_person(database, "Ann"), add_person(database, "Ben")
    submit(database, project, ann, {"relevant_results": "ab", "biased_results": "c"}, tied="b")
    submit(database, project, ann, {"relevant_results": "b"})
    opened = open_next_task(database, project, ann)
    skip_task(database, opened, opened.draft, "Not my field.")
    submit(database, project, ben, {"biased_results": "cba"})
    return project


def test_annotations_that_are_new_come_to_a_task_that_is_known(database, project):
    add_rows(database, project, rows(1))
    preview = preview_import(database, project, read(project, ("a.json", [annotated()])))
    assert (preview.new_tasks, preview.known, preview.new_annotations) == (0, 1, 1)
    assert add_rows(database, project, [annotated()]) == ImportOutcome(0, 0, 1, 0)
    assert add_rows(database, project, [annotated()]) == NOTHING


def test_two_files_of_one_import_give_a_task_the_annotations_of_both(database, project):
    ann = annotated(completed_by="ann@example.com", unique_id="u-1")
    ben = annotated(completed_by="ben@example.com", unique_id="u-2")
    files = read(project, ("a.json", rows(1)), ("b.json", [ann]), ("c.json", [ben, ann]))
    assert preview_import(database, project, files).new_annotations == 2
    assert store_import(database, project, files) == ImportOutcome(1, 0, 2, 0)
    assert store_import(database, project, files) == NOTHING
    assert [row[2] for row in work(database, project)] == ["ann@example.com", "ben@example.com"]


def test_two_files_with_the_same_annotation_of_a_known_task_add_it_once(database, project):
    add_rows(database, project, rows(1))
    files = read(project, ("a.json", [annotated()]), ("b.json", [annotated()]))
    assert preview_import(database, project, files).new_annotations == 1
    assert store_import(database, project, files) == ImportOutcome(0, 0, 1, 0)


def predicted(*predictions: dict, number: int = 1) -> dict:
    return {"data": make_data(number), "predictions": list(predictions)}


FIRST = {"result": [make_region({"relevant_results": "ab"})], "model_version": "m", "score": 0.5}


@pytest.mark.parametrize(
    "change",
    [
        {"score": 0.7},
        {"model_version": None},
        {"result": [make_region({"relevant_results": "ba"})]},
    ],
)
def test_predictions_that_are_new_come_to_a_task_that_is_known(database, project, change):
    add_rows(database, project, [predicted(FIRST)])
    content = [predicted({**FIRST, "note": "said again"}, {**FIRST, **change})]
    preview = preview_import(database, project, read(project, ("b.json", content)))
    assert (preview.known, preview.new_predictions) == (1, 1)
    assert add_rows(database, project, content) == ImportOutcome(0, 1, 0, 0)
    assert add_rows(database, project, content) == NOTHING
    assert counts(database)[:3] == (1, 2, 0)


def test_two_files_of_one_import_are_merged_as_the_rows_of_one_file_are(database, project):
    second = {**FIRST, "score": 0.9}
    a, b = [predicted(FIRST), {"id": 3, **annotated(2, id=1)}], [predicted(FIRST, second)]
    b.append({"id": 4, **annotated(2, id=1)})
    files = read(project, ("a.json", a), ("b.json", b))
    preview = preview_import(database, project, files)
    assert preview.notes == ("b.json: Line 1 repeats line 1 of a.json and is taken once.",)
    assert store_import(database, project, files) == ImportOutcome(3, 2, 2, 0)
    one = add_project(database, "One file")
    assert add_rows(database, one, a + b) == ImportOutcome(3, 2, 2, 0)
    assert store_import(database, project, files) == NOTHING


@pytest.mark.parametrize("change", [{"result": []}, {"was_cancelled": True}])
def test_a_known_annotation_that_says_something_else_is_reported_and_kept(
    database, project, change
):
    given = annotated(unique_id="u-1")
    add_rows(database, project, [given])
    before = exported(database, project)
    changed = annotated(**{"unique_id": "u-1", **change})
    preview = preview_import(database, project, read(project, ("b.json", [changed])))
    assert preview.notes == (
        "b.json: Line 1 has the annotation “u-1” with another result than the one that is "
        "stored, which is kept.",
    )
    assert add_rows(database, project, [changed]) == NOTHING
    assert exported(database, project) == before


def test_a_file_from_before_a_revision_reports_no_change(database, labeled):
    before = exported(database, labeled).encode()
    opened = open_numbered_task(database, labeled, add_person(database, "Ann"), 1)
    submit_annotation(database, opened, ranked(opened, {"biased_results": "abc"}))
    files = read_files(labeled, [("old.json", before)])
    assert preview_import(database, labeled, files).notes == ()


def test_an_annotation_known_under_another_task_is_reported(database, project):
    add_rows(database, project, [annotated(1, unique_id="u-1")])
    moved = [annotated(2, unique_id="u-1"), make_data(3)]
    with pytest.raises(InvalidInput, match="known under another task already"):
        add_rows(database, project, moved)
    assert add_rows(database, project, moved, skip_bad_rows=True) == ImportOutcome(1, 0, 0, 1)


def test_our_own_export_imported_into_its_project_adds_nothing(database, labeled):
    before = counts(database)
    assert add_file(database, labeled, exported(database, labeled).encode()) == NOTHING
    assert counts(database) == before


def test_our_own_export_gives_a_second_database_the_same_annotations(database, labeled, tmp_path):
    second = Database(tmp_path / "second.duckdb")
    copy = add_project(second)
    outcome = add_file(second, copy, exported(database, labeled).encode())
    assert outcome == ImportOutcome(3, 0, 4, 0)
    assert work(second, copy) == work(database, labeled)
    assert [row[4] for row in work(second, copy)].count("skipped") == 1
    assert json.loads(exported(second, copy)) == json.loads(exported(database, labeled))
    second.close()
