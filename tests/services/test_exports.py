"""Files out through the store: equal to what came in, in Label Studio's shapes."""

import csv
import io
import json

import pytest

from lib.errors import InvalidInput, StorageError
from lib.formats.templates import TEMPLATES
from lib.services.exports import FORMATS, WRITING_FORMATS, export_project, file_name, file_stem
from lib.services.imports import read_files, store_import
from lib.services.labeling import open_next_task
from lib.services.submission import skip_task, submit_annotation
from lib.store.database import Database
from tests.factories import (
    DEFAULT_BUCKET,
    add_file,
    add_person,
    add_project,
    add_rows,
    make_data,
    make_region,
    submit,
)

CONFIGS = {
    "ranker_buckets": TEMPLATES["llm-ranker"].xml,
    "ranker_default_bucket": DEFAULT_BUCKET,
    "ranker_nobuckets": TEMPLATES["ranking"].xml,
    "sft_max1": TEMPLATES["supervised-fine-tuning"].xml,
    "textarea_multi": TEMPLATES["supervised-fine-tuning"].xml,
}

# A task as another Label Studio might hold it: ids, fields unknown to Podium, empty fields, a skip.
GOLDEN = [
    {
        "id": 41,
        "data": make_data(1, language="fa", note=None),
        "meta": {},
        "created_at": "2026-01-02T03:04:05.000600Z",
        "updated_at": "2026-01-02T03:04:06.000000Z",
        "inner_id": 3,
        "project": 12,
        "updated_by": 5,
        "file_upload": None,
        "drafts": [],
        "predictions": [
            {"id": 8, "model_version": "m", "score": None, "result": [], "mislabeling": 0.0}
        ],
        "annotations": [
            {
                "id": 77,
                "completed_by": 5,
                "result": [make_region({"_": "c", "relevant_results": "b", "biased_results": "a"})],
                "was_cancelled": False,
                "ground_truth": True,
                "created_at": "2026-01-02T03:04:05.000600Z",
                "updated_at": "2026-01-03T03:04:05.000600Z",
                "lead_time": 12.345,
                "unique_id": "0b5d7a0e-2b3c-4d7e-9f7c-111111111111",
                "unknown": {"deep": [1, None, ""]},
                "parent_prediction": None,
            },
            {
                "id": 79,
                "completed_by": 6,
                "result": [],
                "was_cancelled": True,
                "ground_truth": False,
                "created_at": "2026-01-02T03:04:05.000600Z",
                "updated_at": "2026-01-02T03:04:05.000600Z",
                "lead_time": None,
                "unique_id": "0b5d7a0e-2b3c-4d7e-9f7c-222222222222",
            },
        ],
    },
    {"id": 44, "data": make_data(2), "annotations": [], "predictions": [], "meta": {"a": 1}},
]


def export(database, project, export_format) -> str:
    return "".join(export_project(database, project, export_format))


def without(rows: list[dict], *fields: str) -> list[dict]:
    return [{key: value for key, value in row.items() if key not in fields} for row in rows]


def aside_created_ago(value):
    if isinstance(value, list):
        return [aside_created_ago(each) for each in value]
    if isinstance(value, dict):
        return {k: aside_created_ago(v) for k, v in value.items() if k != "created_ago"}
    return value


@pytest.fixture
def writing(database):
    """A writing project in which Ann has answered one prompt and skipped another of three."""
    project = add_project(database, "Writing", TEMPLATES["supervised-fine-tuning"].xml)
    add_rows(database, project, [{"prompt": f"Prompt {n}"} for n in range(3)])
    ann = add_person(database)
    opened = open_next_task(database, project, ann)
    answer = 'Two lines,\n"quoted" = ✓'
    submit_annotation(database, opened, opened.draft.with_answers("instruction", [answer]))
    opened = open_next_task(database, project, ann)
    skip_task(database, opened, opened.draft)
    return project


def test_a_label_studio_export_comes_out_equal_unknown_and_empty_fields_included(database):
    project = add_project(database)
    add_rows(database, project, GOLDEN)
    found = json.loads(export(database, project, "label-studio-json"))
    assert found[0]["annotations"] == GOLDEN[0]["annotations"]
    assert found[0]["predictions"] == GOLDEN[0]["predictions"]
    counted = ("total_annotations", "cancelled_annotations", "total_predictions")
    assert without(found[:1], *counted) == GOLDEN[:1]
    assert found[1].items() >= GOLDEN[1].items()


def test_an_annotation_made_here_exports_as_label_studio_would_have_made_it(database):
    project = add_project(database, n_tasks=1)
    stored = submit(database, project, add_person(database), {"relevant_results": "cb"})
    [task] = json.loads(export(database, project, "label-studio-json"))
    [annotation] = task["annotations"]
    assert task["data"] == make_data(1)
    assert (annotation["id"], annotation["lead_time"]) == (1, 12.5)
    assert annotation["result"] == stored.result
    assert (annotation["was_cancelled"], annotation["unique_id"]) == (False, stored.unique_id)
    [flat] = json.loads(export(database, project, "label-studio-json-min"))
    assert flat["rank"] == [stored.result[0]["value"]]
    for name, delimiter in (("label-studio-csv", ","), ("label-studio-tsv", "\t")):
        [row] = csv.DictReader(io.StringIO(export(database, project, name)), delimiter=delimiter)
        assert json.loads(row["rank"]) == [stored.result[0]["value"]]


def completed_by(database, project) -> list[int]:
    tasks = json.loads(export(database, project, "label-studio-json"))
    return [each["completed_by"] for task in tasks for each in task["annotations"]]


def test_no_export_writes_two_people_under_one_number(database):
    project, other = add_project(database, n_tasks=2), add_project(database, "Other", n_tasks=2)
    for each in (project, other):
        submit(database, each, add_person(database, "Ann"), {"relevant_results": "a"})
        submit(database, each, add_person(database, "Ben"), {"relevant_results": "b"})
    assert completed_by(database, project) == [1, 2]
    imported = {"completed_by": 1, "id": 700, "result": [], "created_at": "2026-01-02T03:04:05Z"}
    add_rows(database, project, [{"data": make_data(1), "annotations": [imported]}])
    assert completed_by(database, project) == [11, 2, 1]
    assert completed_by(database, other) == [1, 2]
    flat = json.loads(export(database, project, "label-studio-json-min"))
    assert sorted(each["annotator"] for each in flat) == [1, 2, 11]
    rows = csv.DictReader(io.StringIO(export(database, project, "label-studio-csv")))
    assert sorted(row["annotator"] for row in rows) == ["1", "11", "2"]


def test_a_person_whose_own_imported_number_it_is_keeps_it(database):
    project = add_project(database, n_tasks=1)
    ann = {"completed_by": 1, "created_username": "Ann, 1", "result": []}
    add_rows(database, project, [{"data": make_data(2), "annotations": [ann]}])
    submit(database, project, add_person(database, "Ann"), {"relevant_results": "a"})
    assert completed_by(database, project) == [1, 1]


@pytest.mark.parametrize("export_format", ["label-studio-json", "label-studio-csv"])
def test_an_export_shows_the_project_as_it_was_when_it_began(database, export_format):
    project = add_project(database, n_tasks=450)
    ann = add_person(database)
    submit(database, project, ann, {"relevant_results": "a"})
    whole = export(database, project, export_format)
    chunks = export_project(database, project, export_format)
    first = [next(chunks), next(chunks)]
    submit(database, project, ann, {"relevant_results": "b"})
    add_rows(database, project, [make_data(500, topic="a new column")])
    assert "".join(first) + "".join(chunks) == whole
    assert export(database, project, export_format) != whole


def test_a_download_that_nobody_reads_on_keeps_no_database_open(database):
    chunks = export_project(database, add_project(database, n_tasks=450), "label-studio-json")
    next(chunks), next(chunks)
    database.close()
    Database(database.path).close()
    with pytest.raises(StorageError):
        list(chunks)


def test_written_answers_come_out_as_prompts_with_responses(database, writing):
    answer = 'Two lines,\n"quoted" = ✓'
    pairs = json.loads(export(database, writing, "prompt-response"))
    assert pairs == [{"prompt": "Prompt 0", "response": answer}]
    rows = list(
        csv.reader(io.StringIO(export(database, writing, "prompt-instruction"), newline=""))
    )
    assert rows == [["prompt", "instruction"], ["Prompt 0", answer]]


@pytest.mark.parametrize("export_format", WRITING_FORMATS)
def test_a_writing_format_is_refused_at_once_where_nobody_writes(database, export_format):
    with pytest.raises(InvalidInput, match="no TextArea"):
        export_project(database, add_project(database), export_format)


@pytest.mark.parametrize("export_format", FORMATS)
def test_an_empty_project_exports_an_empty_file_of_its_format(database, export_format):
    project = add_project(database, config=TEMPLATES["rank-and-rewrite"].xml)
    text = export(database, project, export_format)
    if export_format in ("label-studio-json", "label-studio-json-min", "prompt-response"):
        assert json.loads(text) == []
    else:
        assert len(text.splitlines()) == 1


def test_an_unknown_format_is_refused_with_those_there_are(database):
    with pytest.raises(InvalidInput, match=r"“xml” is no export format\. Formats: label-studio"):
        export_project(database, add_project(database), "xml")


def test_more_tasks_than_a_chunk_holds_come_out_once_each_in_their_order(database):
    project = add_project(database, n_tasks=450)
    found = json.loads(export(database, project, "label-studio-json"))
    assert [task["id"] for task in found] == list(range(1, 451))


@pytest.mark.parametrize(
    ("name", "stem"),
    [("My Project: 2!", "my-project-2"), ("پروژه", "project-1"), ("x" * 99, "x" * 60)],
)
def test_a_file_is_named_after_its_project_in_plain_ascii(database, name, stem):
    assert file_stem(add_project(database, name)) == stem


def test_every_format_has_a_file_name_of_its_own(database):
    project = add_project(database, "Mine")
    names = [file_name(project, each) for each in FORMATS]
    assert names == [
        "mine.json",
        "mine-min.json",
        "mine.csv",
        "mine.tsv",
        "mine-prompt-instruction.csv",
        "mine-prompt-response.json",
    ]


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["JSON", "JSON_all_tasks"])
@pytest.mark.parametrize("recorded", CONFIGS)
def test_a_recorded_export_comes_out_of_the_database_equal(database, shared_folder, recorded, kind):
    folder = shared_folder / "label-studio" / "recorded"
    stem = f"export_{recorded}"
    content = (folder / f"{stem}_{kind}.json").read_bytes()
    project = add_project(database, recorded, CONFIGS[recorded])
    outcome = store_import(database, project, read_files(project, [("export.json", content)]))
    assert outcome.skipped_rows == 0
    found = json.loads(export(database, project, "label-studio-json"))
    assert aside_created_ago(found) == aside_created_ago(json.loads(content))
    assert add_file(database, project, content).annotations == 0

    flat = json.loads((folder / f"{stem}_JSON_MIN.json").read_text(encoding="utf-8"))
    assert json.loads(export(database, project, "label-studio-json-min")) == flat
    for name, ending in (("CSV", "csv"), ("TSV", "tsv")):
        text = (folder / f"{stem}_{name}.{ending}").read_bytes().decode()
        assert export(database, project, f"label-studio-{ending}") == text
