"""Label Studio's flat exports as files that come in."""

import json

from lib.formats.task_files import read_task_file
from tests.factories import make_data
from tests.formats.samples import template

RANK = template("llm-ranker")
WRITE = template("supervised-fine-tuning")
WHO_AND_WHEN = {
    "annotator": 3,
    "annotation_id": 21,
    "created_at": "2026-11-22T10:00:00.000000Z",
    "updated_at": "2026-11-22T10:00:05.000000Z",
    "lead_time": 4.5,
}
RANKED = {"ranker": {"_": ["a"], "relevant_results": ["c", "b"], "biased_results": []}}


def row(**fields):
    data = {key: value for key, value in make_data().items() if key != "id"}
    return {**data, "id": 7, "rank": [RANKED], **WHO_AND_WHEN, **fields}


def read(config, *rows):
    return read_task_file("min.json", json.dumps(list(rows)).encode(), config)


def test_a_flat_row_is_a_task_with_its_annotation():
    file = read(RANK, row())
    (task,) = file.tasks
    assert task.number == 7
    assert "rank" not in task.data
    (annotation,) = task.annotations
    (region,) = annotation.result
    assert region["value"] == RANKED
    assert (region["from_name"], region["to_name"], region["type"]) == ("rank", "answers", "ranker")
    assert (annotation.number, annotation.ls_completed_by, annotation.lead_time) == (21, 3, 4.5)


def test_the_same_row_gets_the_same_region_ids_each_time():
    first, again = (read(RANK, row()).tasks[0].annotations[0] for _ in range(2))
    assert first.result == again.result
    assert first.key == again.key


def test_rows_of_one_task_are_its_annotations():
    file = read(RANK, row(), row(annotation_id=22, annotator=4))
    (task,) = file.tasks
    assert [each.number for each in task.annotations] == [21, 22]
    assert not file.bad_rows


def test_an_id_of_the_data_that_is_no_number_stays_with_them():
    (task,) = read(RANK, row(id="t1")).tasks
    assert task.data["id"] == "t1"
    assert task.content_key == "id:t1"


def test_a_field_of_the_data_that_bears_a_controls_name_gets_it_back():
    (task,) = read(RANK, row(_data_rank="first", _data_other="x")).tasks
    assert task.data["rank"] == "first"
    assert task.data["_data_other"] == "x"


def test_an_answer_that_looks_like_json_is_an_answer():
    (task,) = read(
        WRITE, {"prompt": "p", "id": 1, "instruction": '{"text": 1', **WHO_AND_WHEN}
    ).tasks
    assert task.annotations[0].result[0]["value"] == {"text": ['{"text": 1']}


def test_an_unanswered_control_leaves_nothing():
    (task,) = read(RANK, row(rank="")).tasks
    assert task.annotations[0].result == []


def test_an_unknown_item_is_told_with_its_row():
    odd = {"ranker": {"relevant_results": ["z"]}}
    file = read(RANK, row(rank=[odd]))
    assert not file.tasks
    assert "'z', which is no item" in file.bad_rows[0].reason


def test_a_row_that_only_has_some_of_the_columns_is_a_task_like_any_other():
    fields = {key: value for key, value in row().items() if key != "annotation_id"}
    (task,) = read(RANK, fields).tasks
    assert task.annotations == ()
    assert task.data["lead_time"] == 4.5
