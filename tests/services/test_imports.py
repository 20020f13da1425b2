"""Files in: a preview stores nothing, nothing comes in twice, and nothing is overwritten."""

import json
from datetime import datetime

import pytest

from lib.errors import InvalidInput, UnreadableFile
from lib.services.exports import export_project
from lib.services.imports import ImportOutcome, preview_import, read_files
from lib.services.labeling import open_next_task
from lib.services.submission import submit_annotation
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


def test_a_preview_says_what_would_come_in_and_stores_nothing(database, project):
    region = make_region({"relevant_results": "a"})
    files = read(
        project,
        ("a.json", [*rows(1, 2), {"data": make_data(3), "predictions": [{"result": [region]}]}]),
        ("b.json", [annotated(4), {"prompt": "No items"}]),
    )
    preview = preview_import(database, project, files)
    assert (preview.new_tasks, preview.known) == (4, 0)
    assert (preview.new_predictions, preview.new_annotations) == (1, 1)
    assert [(name, row.line) for name, row in preview.bad_rows] == [("b.json", 2)]
    assert counts(database) == (0, 0, 0, 0, 0)


def test_the_same_file_twice_adds_nothing(database, project):
    content = [*rows(1, 2), annotated(3), annotated(4, unique_id="u-1")]
    assert add_rows(database, project, content) == ImportOutcome(4, 0, 2, 0)
    before = counts(database)
    assert add_rows(database, project, content) == NOTHING
    assert counts(database) == before


def test_tasks_without_an_id_are_known_by_their_content(database, project):
    bare = [{k: v for k, v in row.items() if k != "id"} for row in rows(1, 2)]
    assert add_rows(database, project, bare).tasks == 2
    assert add_rows(database, project, bare[::-1]) == NOTHING
    bare[0]["prompt"] = "Another"
    assert add_rows(database, project, bare).tasks == 1


def test_two_projects_know_nothing_of_each_other(database, project):
    add_rows(database, project, [annotated(1, unique_id="u-1")])
    other = add_project(database, "Other")
    assert add_rows(database, other, [annotated(1, unique_id="u-1")]) == ImportOutcome(1, 0, 1, 0)


def test_a_known_id_with_other_content_is_reported_and_never_overwritten(database, project):
    add_rows(database, project, rows(1))
    before = exported(database, project)
    changed = [make_data(1, prompt="Another"), make_data(2)]
    preview = preview_import(database, project, read(project, ("b.json", changed)))
    assert [(name, row.line) for name, row in preview.bad_rows] == [("b.json", 1)]
    assert "“t1” is known with other content" in preview.bad_rows[0][1].reason
    with pytest.raises(InvalidInput, match="Nothing was imported: 1 bad row"):
        add_rows(database, project, changed)
    assert exported(database, project) == before
    assert add_rows(database, project, changed, skip_bad_rows=True) == ImportOutcome(1, 0, 0, 1)
    assert exported(database, project).startswith(before[:-1])


def test_a_bad_row_keeps_everything_out_unless_it_is_skipped(database, project):
    content = [*rows(1), {"prompt": "No items"}, *rows(2)]
    with pytest.raises(InvalidInput, match=r"The first: tasks\.json, line 2: "):
        add_rows(database, project, content)
    assert counts(database) == (0, 0, 0, 0, 0)
    assert add_rows(database, project, content, skip_bad_rows=True) == ImportOutcome(2, 0, 0, 1)


@pytest.mark.parametrize(
    "content",
    [b"", b'[{"prompt": "half', b"\xff\xfe\x00", b"[" * 200_000, b"42"],
    ids=["empty", "half-written", "not UTF-8", "nested deep", "no rows"],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence_and_stores_nothing(
    database, project, content
):
    with pytest.raises(UnreadableFile) as caught:
        add_file(database, project, content)
    assert "\n" not in str(caught.value)
    assert counts(database) == (0, 0, 0, 0, 0)


def test_numbers_of_elsewhere_are_kept_where_they_are_free(database, project):
    given = [{"id": 70, **annotated(1, id=500)}, {"id": 70, **annotated(2, id=500)}, annotated(3)]
    add_rows(database, project, given[:1])
    add_rows(database, project, given[1:])
    assert [row[:2] for row in work(database, project)] == [(70, 500), (71, 501), (72, 502)]


def test_after_the_highest_number_of_label_studio_tasks_can_still_be_added(database, project):
    add_rows(database, project, [{"id": 2**31 - 1, **annotated(1, id=2**31 - 1)}])
    add_rows(database, project, [annotated(2)])
    assert [row[:2] for row in work(database, project)][1] == (2**31, 2**31)


def test_who_brings_a_number_gets_it_where_nobody_has_it(database, project):
    add_person(database, "First")
    given = [annotated(1, completed_by=1), annotated(2, created_username="Nobody's number")]
    given.append(annotated(3, completed_by=40))
    add_rows(database, project, given)
    add_person(database, "Last")
    people = database.read(
        lambda c: c.execute("SELECT name, number FROM annotator ORDER BY number").fetchall()
    )
    assert people == [
        ("First", 1),
        ("Label Studio user 1", 2),
        ("Label Studio user 40", 40),
        ("Nobody's number", 41),
        ("Last", 42),
    ]


def test_a_new_person_gets_a_number_above_all_that_imports_have_brought(database, project):
    add_rows(database, project, [annotated(1, completed_by="ann@example.com")])
    known = {"completed_by": 2**31 - 1, "created_username": "ann@example.com, 9"}
    add_rows(database, project, [annotated(2, **known)])
    assert add_person(database, "New").number == 2**31


def test_an_imported_annotation_was_made_when_its_file_says(database, project):
    moments = {"created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-03T03:04:05Z"}
    add_rows(database, project, [annotated(1, **moments)])
    found = database.read(
        lambda c: c.execute(
            "SELECT annotation.created_at, annotation_revision.created_at FROM annotation "
            "JOIN annotation_revision USING (annotation_id)"
        ).fetchall()
    )
    assert found == [(datetime(2026, 1, 2, 3, 4, 5), datetime(2026, 1, 3, 3, 4, 5))]


def test_a_meta_that_is_a_list_is_stored_like_any_other(database, project):
    region = make_region({"relevant_results": "ab"}, meta=["note"])
    row = {"data": make_data(), "annotations": [{"result": [region]}]}
    assert add_rows(database, project, [row]) == ImportOutcome(1, 0, 1, 0)


def test_progress_is_told_and_ends_at_1(database, project, monkeypatch):
    monkeypatch.setattr("lib.services.imports.UPDATE_SECONDS", 0.001)
    told: list[float] = []
    add_rows(database, project, rows(*range(1, 1001)), on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 2


def test_a_failed_import_does_not_end_its_progress_at_1(database, project):
    told: list[float] = []
    with pytest.raises(InvalidInput):
        add_rows(database, project, [{"prompt": "No items"}], on_progress=told.append)
    assert 1.0 not in told


def test_who_imports_is_the_actor_and_who_labeled_is_the_annotator(database, project):
    importer = add_person(database, "Importer")
    add_rows(database, project, [annotated(completed_by=7)], actor_id=importer.annotator_id)
    names = database.read(
        lambda c: c.execute(
            "SELECT who.name, actor.name, origin FROM annotation "
            "JOIN annotation_revision USING (annotation_id, task_id, annotator_id) "
            "JOIN annotator AS who ON who.annotator_id = annotation.annotator_id "
            "JOIN annotator AS actor ON actor.annotator_id = actor_id"
        ).fetchall()
    )
    assert names == [("Label Studio user 7", "Importer", "import")]


def test_a_write_waits_for_a_running_import_and_is_stored(database, project, monkeypatch):
    monkeypatch.setattr("lib.services.imports.UPDATE_SECONDS", 0.001)
    add_rows(database, project, rows(1))
    opened = open_next_task(database, project, add_person(database))
    draft = ranked(opened, {"relevant_results": "abc"})
    stored = []

    def at_first(_share: float) -> None:
        if not stored:
            stored.append(submit_annotation(database, opened, draft))

    add_rows(database, project, rows(*range(2, 500)), on_progress=at_first)
    assert stored
    assert counts(database)[:3] == (499, 0, 1)


@pytest.mark.shared
def test_the_805_prompts_come_in_once(database, project, shared_folder):
    path = shared_folder / "data" / "alpaca-eval" / "tasks.jsonl"
    content = path.read_bytes()
    assert add_file(database, project, content, path.name) == ImportOutcome(805, 0, 0, 0)
    assert add_file(database, project, content, path.name) == NOTHING
    second = add_project(database, "Copy")
    assert add_file(database, second, exported(database, project).encode()).tasks == 805
    tasks = [json.loads(exported(database, each)) for each in (project, second)]
    data = [[task["data"] for task in each] for each in tasks]
    assert data[0] == data[1] == [json.loads(line) for line in content.splitlines()]
