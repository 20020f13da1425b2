"""Round trips of what a real Label Studio server exported."""

import json
from functools import partial
from pathlib import Path

import pytest

from lib.domain.labeling_config import LabelingConfig
from lib.formats.label_studio_export import csv_export, json_export, json_min_export, tsv_export
from lib.formats.labeling_config import read_labeling_config
from lib.formats.task_files import read_task_file
from tests.formats.samples import DEFAULT_BUCKET, as_stored, reasons, template

pytestmark = pytest.mark.shared

CONFIGS = {
    "ranker_buckets": template("llm-ranker"),
    "ranker_default_bucket": read_labeling_config(DEFAULT_BUCKET),
    "ranker_nobuckets": template("ranking"),
    "sft_max1": template("supervised-fine-tuning"),
    "textarea_multi": template("supervised-fine-tuning"),
}
PROJECT_NUMBER = 999


def read_recorded(folder: Path, name: str, config: LabelingConfig):
    path = folder / "label-studio" / "recorded" / name
    file = read_task_file(name, path.read_bytes(), config)
    assert not file.bad_rows
    assert not file.notes
    return path.read_text(encoding="utf-8"), as_stored(file)


@pytest.mark.parametrize("kind", ["JSON", "JSON_all_tasks"])
@pytest.mark.parametrize("project", CONFIGS)
def test_a_recorded_json_export_is_written_back_as_it_was(shared_folder, project, kind):
    recorded, tasks = read_recorded(
        shared_folder, f"export_{project}_{kind}.json", CONFIGS[project]
    )
    written = "".join(json_export(tasks, PROJECT_NUMBER))
    assert json.loads(written) == json.loads(recorded)
    assert written == recorded


@pytest.mark.parametrize("kind", ["JSON", "JSON_all_tasks"])
@pytest.mark.parametrize("project", CONFIGS)
def test_the_flat_exports_written_from_a_recorded_one_equal_the_recorded_ones(
    shared_folder, project, kind
):
    config = CONFIGS[project]
    _, tasks = read_recorded(shared_folder, f"export_{project}_{kind}.json", config)
    folder = shared_folder / "label-studio" / "recorded"
    for name, chunks in (
        ("JSON_MIN.json", json_min_export(tasks, config)),
        ("CSV.csv", csv_export(partial(iter, tasks), config)),
        ("TSV.tsv", tsv_export(partial(iter, tasks), config)),
    ):
        recorded = (folder / f"export_{project}_{name}").read_bytes().decode()
        assert "".join(chunks) == recorded


def test_a_recorded_export_written_and_read_again_gives_the_same_tasks(shared_folder):
    config = CONFIGS["ranker_buckets"]
    name = "export_ranker_buckets_JSON_all_tasks.json"
    content = (shared_folder / "label-studio" / "recorded" / name).read_bytes()
    first = read_task_file(name, content, config)
    written = "".join(json_export(as_stored(first), PROJECT_NUMBER))
    assert read_task_file(name, written.encode(), config) == first


def test_a_task_of_the_api_keeps_who_annotated_it(shared_folder):
    name = "task_get_full_with_annotations_prediction.json"
    task = json.loads((shared_folder / "label-studio" / "recorded" / name).read_text())
    task["annotations"] = [each for each in task["annotations"] if each["id"] in (12, 18)]
    file = read_task_file(name, json.dumps(task).encode(), CONFIGS["ranker_buckets"])
    ann, admin = file.tasks[0].annotations
    assert (ann.annotator_name, ann.annotator_email) == ("Ann Two", "ann2@example.com")
    assert (admin.annotator_name, admin.annotator_email) == ("admin@example.com",) * 2
    written = "".join(json_export(as_stored(file), PROJECT_NUMBER))
    assert json.loads(written) == [task]


def test_regions_that_label_studio_took_and_podium_cannot_use_are_reported(shared_folder):
    name = "export_snapshot_webhookproj.json"
    content = (shared_folder / "label-studio" / "recorded" / name).read_bytes()
    file = read_task_file(name, content, CONFIGS["ranker_buckets"])
    assert not file.tasks
    assert "from_name=None" in reasons(file)[0]


def test_the_805_prompts_read_without_a_fault(shared_folder):
    path = shared_folder / "data" / "alpaca-eval" / "tasks.jsonl"
    file = read_task_file(path.name, path.read_bytes(), CONFIGS["ranker_buckets"])
    assert (len(file.tasks), file.bad_rows) == (805, ())
    assert len({task.content_key for task in file.tasks}) == 805


FLAT = {"JSON_MIN.json": json_min_export, "CSV.csv": csv_export, "TSV.tsv": tsv_export}


@pytest.mark.parametrize("kind", FLAT)
@pytest.mark.parametrize("project", CONFIGS)
def test_a_recorded_flat_export_reads_in_as_the_annotations_that_it_was_made_of(
    shared_folder, project, kind
):
    config = CONFIGS[project]
    recorded, tasks = read_recorded(shared_folder, f"export_{project}_{kind}", config)
    whole = json.loads(
        (
            shared_folder / "label-studio" / "recorded" / f"export_{project}_JSON_all_tasks.json"
        ).read_text(encoding="utf-8")
    )
    made_of = {
        (each["id"], each["completed_by"], json.dumps([r["value"] for r in each["result"]]))
        for task in whole
        for each in task["annotations"]
        if not each["was_cancelled"]
    }
    assert made_of
    assert {
        (each.number, each.extra["completed_by"], json.dumps([r["value"] for r in each.result]))
        for task in tasks
        for each in task.annotations
    } == made_of
    written = FLAT[kind](tasks if kind == "JSON_MIN.json" else partial(iter, tasks), config)
    assert "".join(written).replace("\r\n", "\n") == recorded
