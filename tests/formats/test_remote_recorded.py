"""Every shape in which a real Label Studio gave its tasks, read as a sync reads them."""

import json
from pathlib import Path
from typing import Any

import pytest

from lib.domain.label_studio import RemoteTask
from lib.domain.task import Task
from lib.formats.remote_tasks import read_remote_task, remote_content_hash
from tests.formats.samples import SPACE
from tests.formats.test_label_studio_recorded import CONFIGS

pytestmark = pytest.mark.shared

RANK = CONFIGS["ranker_buckets"]


def recorded(folder: Path, name: str) -> Any:
    return json.loads((folder / "label-studio" / "recorded" / name).read_text(encoding="utf-8"))


def reasons(task: RemoteTask) -> dict[int, str]:
    return {each.ls_id: each.reason for each in task.kept_aside}


@pytest.mark.parametrize("kind", ["JSON", "JSON_all_tasks"])
@pytest.mark.parametrize("project", CONFIGS)
def test_every_annotation_of_a_recorded_export_is_read_as_it_stands(shared_folder, project, kind):
    rows = recorded(shared_folder, f"export_{project}_{kind}.json")
    assert rows
    for row in rows:
        task = read_remote_task(CONFIGS[project], row, None, opaque_key=None)
        assert task.kept_aside == ()
        assert (task.ls_task_id, task.source_id) == (row["id"], row["data"].get("source_id"))
        assert task.extra["drafts"] == []
        for theirs, raw in zip(task.annotations, row["annotations"], strict=True):
            assert json.dumps(theirs.result) == json.dumps(raw["result"])
            assert dict(theirs.raw) | {"result": raw["result"]} == raw
            assert theirs.unique_id == raw["unique_id"]
            assert theirs.skipped is raw["was_cancelled"]
            assert theirs.created_at is not None


def test_a_recorded_export_reads_the_same_where_its_tasks_are_known(shared_folder):
    for row in recorded(shared_folder, "export_ranker_buckets_JSON_all_tasks.json"):
        known = Task(SPACE, SPACE, row["id"], row["data"], {})
        assert read_remote_task(RANK, row, known, opaque_key=None) == read_remote_task(
            RANK, row, None, opaque_key=None
        )


@pytest.mark.parametrize(
    ("name", "annotations"),
    [
        ("export_snapshot_webhookproj.json", {15, 18}),
        ("task_get_full_with_annotations_prediction.json", {12, 15, 18}),
        ("tasks_list_fields_all_page.json", {12, 15, 18}),
    ],
)
def test_what_does_not_fit_in_a_recorded_task_is_kept_aside_and_the_rest_is_taken(
    shared_folder, name, annotations
):
    content = recorded(shared_folder, name)
    row = content[0] if isinstance(content, list) else content.get("tasks", [content])[0]
    task = read_remote_task(RANK, row, None, opaque_key=None)
    assert {each.ls_annotation_id for each in task.annotations} == annotations
    assert task.ls_annotation_ids == annotations | {16, 17}
    assert reasons(task) == {
        16: "A region has from_name=None; the config's controls are 'rank'.",
        17: "A region has from_name='nosuch'; the config's controls are 'rank'.",
    }
    assert [each.ls_prediction_id for each in task.predictions] == [8]
    assert {each.completed_by for each in task.annotations} <= {1, 2}


def test_an_annotation_has_one_hash_in_the_api_and_in_the_export(shared_folder):
    rows = [
        recorded(shared_folder, "export_snapshot_webhookproj.json")[0],
        recorded(shared_folder, "task_get_full_with_annotations_prediction.json"),
        recorded(shared_folder, "tasks_list_fields_all_page.json")["tasks"][0],
    ]
    for ls_id in (15, 18):
        raws = [raw for row in rows for raw in row["annotations"] if raw["id"] == ls_id]
        assert len(raws) == 3
        assert len({remote_content_hash(raw) for raw in raws}) == 1


def test_a_recorded_skip_is_one_and_a_page_without_annotations_reads(shared_folder):
    skipped = recorded(shared_folder, "tasks_list_fields_all_page.json")["tasks"][1]
    (annotation,) = read_remote_task(RANK, skipped, None, opaque_key=None).annotations
    assert (annotation.skipped, annotation.result) == (True, [])
    for row in recorded(shared_folder, "tasks_list_fields_task_only_page.json")["tasks"]:
        task = read_remote_task(RANK, row, None, opaque_key=None)
        assert (task.annotations, task.predictions, task.kept_aside) == ((), (), ())


def test_the_tasks_and_annotations_of_recorded_webhooks_are_read(shared_folder):
    payloads = recorded(shared_folder, "webhook_payloads.json")
    for row in payloads["TASKS_CREATED"]["tasks"]:
        assert read_remote_task(RANK, row, None, opaque_key=None).source_id == "s1"
    for action in ("ANNOTATION_CREATED", "ANNOTATION_UPDATED"):
        row = payloads[action]["task"] | {"annotations": [payloads[action]["annotation"]]}
        (annotation,) = read_remote_task(RANK, row, None, opaque_key=None).annotations
        assert annotation.unique_id == "f2363dfe-df42-4a82-b6ee-95a741b97915"
        assert annotation.remote_hash == remote_content_hash(row["annotations"][0])


def test_of_all_that_its_import_takes_only_what_fits_is_taken(shared_folder):
    items = [{"id": f"llm_{n}", "title": f"LLM {n}", "body": "text"} for n in (1, 2, 3)]
    data = {"prompt": "p", "items": items}
    kept_aside = []
    for name, case in recorded(shared_folder, "import_cases.json").items():
        for n, raw in enumerate((case.get("first_task") or {}).get("predictions", ()), start=1):
            row = {"id": 1, "data": data, "predictions": [{"id": n, **raw}]}
            task = read_remote_task(RANK, row, None, opaque_key=None)
            assert len(task.predictions) + len(task.kept_aside) == 1
            kept_aside += [name] * len(task.kept_aside)
    assert kept_aside == [
        "std prediction unknown item id",
        "std prediction unknown bucket",
        "std prediction value is list",
    ]
