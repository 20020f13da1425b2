"""Exports of what was made in Podium, or imported and then worked on."""

import json
from dataclasses import replace
from datetime import timedelta

from lib.domain.task import Prediction
from lib.formats.label_studio_export import csv_export, json_export, json_min_export
from tests.formats.samples import (
    NOON,
    SPACE,
    as_stored,
    make_annotation,
    make_annotator,
    make_data,
    make_region,
    make_task,
    read,
    template,
)

RANK = template("llm-ranker")
WRITE = template("supervised-fine-tuning")
REGION = make_region({"_": ["a"], "relevant_results": ["c", "b"], "biased_results": []})


def exported(*tasks):
    return json.loads("".join(json_export(tasks, 7)))


def answered(*texts: str, **overrides):
    region = {
        "value": {"text": list(texts)},
        "id": "Bt_93TBoJA",
        "from_name": "instruction",
        "to_name": "prompt",
        "type": "textarea",
        "origin": "manual",
    }
    return make_annotation(result=[region], **overrides)


def test_an_annotation_made_here_has_label_studios_fields():
    (task,) = exported(make_task(make_data(), [make_annotation(result=[REGION], number=4)]))
    assert task["annotations"] == [
        {
            "id": 4,
            "completed_by": 1,
            "result": [REGION],
            "was_cancelled": False,
            "ground_truth": False,
            "created_at": "2026-01-02T12:00:00.000005Z",
            "updated_at": "2026-01-02T12:00:00.000005Z",
            "draft_created_at": None,
            "lead_time": 2.5,
            "prediction": {},
            "result_count": 1,
            "unique_id": "11111111-1111-5111-8111-111111111111",
            "import_id": None,
            "last_action": None,
            "bulk_created": False,
            "task": 1,
            "project": 7,
            "updated_by": 1,
            "parent_prediction": None,
            "parent_annotation": None,
            "last_created_by": None,
            "created_username": "Ann, 1",
        }
    ]


def test_a_task_made_here_has_label_studios_fields_and_counts():
    annotations = [
        make_annotation(result=[REGION], number=1),
        make_annotation(status="skipped", number=2, updated_at=NOON + timedelta(hours=1)),
        make_annotation(status="deleted", number=3),
    ]
    (task,) = exported(make_task(make_data(), annotations, number=5))
    assert [each["id"] for each in task["annotations"]] == [1, 2]
    assert task["annotations"][1]["was_cancelled"] is True
    del task["annotations"], task["data"]
    assert task == {
        "id": 5,
        "drafts": [],
        "predictions": [],
        "meta": {},
        "created_at": "2026-01-02T12:00:00.000005Z",
        "updated_at": "2026-01-02T13:00:00.000005Z",
        "allow_skip": True,
        "inner_id": 5,
        "total_annotations": 1,
        "cancelled_annotations": 1,
        "total_predictions": 0,
        "comment_count": 0,
        "unresolved_comment_count": 0,
        "last_comment_updated_at": None,
        "project": 7,
        "updated_by": 1,
        "comment_authors": [],
    }


def test_no_tasks_are_an_empty_list_in_every_format():
    assert "".join(json_export([], 1)) == "[]"
    assert json.loads("".join(json_min_export([], RANK))) == []
    assert "".join(csv_export(list, RANK)).count("\n") == 1


def test_what_was_made_here_reads_back_as_the_same_annotations():
    ann = make_annotator(3, "Ann Two", "ann@example.com")
    tied = {**REGION, "meta": {"ties": [["c", "b"]]}}
    annotations = [
        make_annotation(result=[tied], annotator=ann, ground_truth=True),
        make_annotation(number=2, status="skipped", unique_id="u2", lead_time=None),
    ]
    written = "".join(json_export([make_task(make_data(), annotations, number=12)], 7))
    (task,) = read(RANK, json.loads(written)).tasks
    assert task.number == 12
    for given, found in zip(annotations, task.annotations, strict=True):
        assert found.result == given.result
        assert found.skipped == (given.status == "skipped")
        assert (found.annotator_name, found.annotator_email) == (
            given.annotator.name,
            given.annotator.email,
        )
        for field in ("number", "lead_time", "ground_truth", "unique_id", "created_at"):
            assert getattr(found, field) == getattr(given, field)


GIVEN = {
    "id": 30,
    "annotations": [
        {
            "id": 8,
            "completed_by": 4,
            "result": [REGION],
            "was_cancelled": False,
            "created_at": "2025-05-05T05:05:05Z",
            "lead_time": 3,
            "ground_truth": None,
            "task": 30,
            "novelty": {"kept": []},
        }
    ],
    "drafts": [{"id": 1, "user": "u"}],
    "predictions": [{"id": 2, "result": [REGION], "model_version": "m", "score": 1}],
    "data": make_data(),
    "meta": {"k": ""},
    "total_annotations": 1,
    "cancelled_annotations": 0,
    "total_predictions": 1,
    "updated_at": "2025-05-05T05:05:05Z",
    "project": 3,
    "agreement": None,
}


def test_what_was_imported_is_written_back_with_fields_nobody_knows():
    assert exported(*as_stored(read(RANK, [GIVEN]))) == [GIVEN]


def test_counts_that_were_not_those_of_the_file_are_written_back_too():
    filtered = {**GIVEN, "total_annotations": 5}
    assert exported(*as_stored(read(RANK, [filtered]))) == [filtered]


def test_an_imported_task_that_is_annotated_further_counts_anew():
    (task,) = as_stored(read(RANK, [{**GIVEN, "total_annotations": 5}]))
    more = make_annotation(number=9, status="skipped")
    (written,) = exported(replace(task, annotations=(*task.annotations, more)))
    assert (written["total_annotations"], written["cancelled_annotations"]) == (1, 1)
    assert written["updated_at"] == "2026-01-02T12:00:00.000005Z"
    assert written["annotations"][0] == GIVEN["annotations"][0]
    assert written["annotations"][1]["completed_by"] == 1


def test_an_imported_annotation_that_is_deleted_counts_no_more():
    (task,) = as_stored(read(RANK, [GIVEN]))
    (written,) = exported(replace(task, annotations=()))
    assert (written["annotations"], written["total_annotations"]) == ([], 0)


def test_a_revision_of_an_imported_annotation_is_what_is_written():
    (task,) = as_stored(read(RANK, [GIVEN]))
    revised = replace(
        task.annotations[0], revision=2, status="skipped", result=[], lead_time=9.5, updated_at=NOON
    )
    (written,) = exported(replace(task, annotations=(revised,)))
    assert written["cancelled_annotations"] == 1
    assert written["annotations"][0] == {
        **GIVEN["annotations"][0],
        "result": [],
        "result_count": 0,
        "was_cancelled": True,
        "lead_time": 9.5,
        "updated_at": "2026-01-02T12:00:00.000005Z",
    }


def test_a_task_and_an_annotation_that_got_other_numbers_are_written_under_them():
    (task,) = as_stored(read(RANK, [GIVEN]))
    renumbered = replace(
        task,
        task=replace(task.task, number=31),
        annotations=(replace(task.annotations[0], number=10),),
    )
    (written,) = exported(renumbered)
    assert written["id"] == 31
    assert [(a["id"], a["task"]) for a in written["annotations"]] == [(10, 31)]


def test_annotations_that_came_without_an_id_get_label_studios_fields():
    row = {
        "data": make_data(),
        "meta": {"k": "v"},
        "annotations": [{"result": [REGION], "completed_by": "ann@example.com", "mark": 1}],
    }
    (task,) = exported(*as_stored(read(RANK, [row])))
    assert task["meta"] == {"k": "v"}
    assert task["total_annotations"] == 1
    (annotation,) = task["annotations"]
    assert annotation["mark"] == 1
    assert annotation["result_count"] == 1
    assert annotation["created_username"] == "ann@example.com, 77"


def test_an_annotation_names_the_prediction_that_it_started_from():
    prediction = Prediction(SPACE, SPACE, "m", 0.5, [REGION], {"id": 8, "model_version": "m"})
    started = make_annotation(result=[REGION], prediction_id=SPACE)
    (task,) = exported(make_task(make_data(), [started], predictions=[prediction]))
    assert task["annotations"][0]["parent_prediction"] == 8
    assert task["predictions"] == [{"id": 8, "result": [REGION], "model_version": "m"}]


def test_an_imported_response_comes_out_as_a_standard_prediction():
    (task,) = exported(*as_stored(read(WRITE, [{"prompt": "p", "response": "r"}])))
    (prediction,) = task["predictions"]
    assert prediction["model_version"] == "imported response"
    assert prediction["result"][0]["to_name"] == "prompt"
    (again,) = read(WRITE, [task]).tasks
    assert len(again.predictions) == 1


def test_writers_take_one_task_after_another():
    def endless():
        number = 0
        while True:
            number += 1
            yield make_task({"prompt": "p"}, [answered("a")], number=number)

    assert next(json_export(endless(), 1)) == "["
    flat = json_min_export(endless(), WRITE)
    assert '"id": 3' in [next(flat) for _ in range(4)][-1]
