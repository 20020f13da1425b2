"""Tasks of a Label Studio, read and checked piece by piece."""

import json
from copy import deepcopy

import pytest

from lib.errors import InvalidInput
from lib.formats.label_studio_payloads import outgoing_data
from lib.formats.remote_tasks import kept_content, new_task, read_remote_task
from tests.formats.samples import make_data, make_region, make_task, template

RANK = template("llm-ranker")
RESULT = [
    make_region(
        {"_": ["b"], "relevant_results": ["c", "a"], "biased_results": []},
        meta={"ties": [["c", "a"]], "note": None},
        score={"of": [2.0, 1e-9, 0.1]},
    )
]


def raw_annotation(ls_id=7, result=RESULT, **overrides):
    """As an export has it."""
    return {
        "id": ls_id,
        "completed_by": 2,
        "result": deepcopy(result),
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": "2026-01-02T12:00:00.000005Z",
        "updated_at": "2026-01-02T12:00:00.000005Z",
        "lead_time": 2.5,
        "unique_id": "54db5e00-1af6-41ac-99cb-8292028a248a",
        "task": 13,
        "updated_by": 1,
        **overrides,
    }


def row(*annotations, predictions=(), **overrides):
    return {
        "id": 13,
        "data": make_data(),
        "annotations": list(annotations),
        "predictions": list(predictions),
        "drafts": [{"id": 1, "result": "anything"}],
        "meta": {"k": 1},
        "total_annotations": len(annotations),
        **overrides,
    }


def read(given_row, known=None, opaque_key=None):
    return read_remote_task(RANK, given_row, known, opaque_key)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ([{"foo": "bar"}], "from_name=None"),
        ([make_region({}, from_name="nosuch")], "from_name='nosuch'; the config's controls"),
        ([make_region({"zzz": ["a"]})], "has no bucket 'zzz'"),
        ([make_region({"_": ["nope"]})], "'nope', which is no item"),
        ([make_region({"_": ["a"], "biased_results": ["a"]})], "the item 'a' twice"),
        ([make_region({}, value={"ranker": ["a"]})], "is a list; it must be an object"),
        ([make_region({}, type="choices")], "type='choices'"),
        ([*RESULT, *RESULT], "two regions"),
        ({"ranker": {}}, "'result' of an annotation is an object"),
        ("[]", "'result' of an annotation is text"),
        ([make_region({"_": ["a"]}, note="nul \0")], "NUL"),
        ([make_region({"_": ["a"]}, note=float("nan"))], "NaN"),
    ],
)
def test_an_annotation_that_does_not_fit_is_kept_aside_alone(result, said):
    bad = raw_annotation(9, result)
    remote = read(row(raw_annotation(7), bad, raw_annotation(8, unique_id="other")))
    assert [each.ls_annotation_id for each in remote.annotations] == [7, 8]
    assert remote.ls_annotation_ids == {7, 8, 9}
    (aside,) = remote.kept_aside
    assert (aside.kind, aside.ls_id, aside.ls_task_id) == ("annotation", 9, 13)
    assert said in aside.reason
    content = aside.content
    restored = json.loads(content["json"]) if "json" in content else content
    assert json.dumps(restored) == json.dumps(bad)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lead_time": -1}, "'lead_time' of an annotation is -1"),
        ({"was_cancelled": "yes"}, "'was_cancelled' of an annotation is text"),
        ({"unique_id": 5}, "'unique_id' of an annotation is a number"),
    ],
)
def test_an_annotation_with_a_wrong_field_is_kept_aside(change, said):
    remote = read(row(raw_annotation(**change)))
    assert said in remote.kept_aside[0].reason
    assert remote.annotations == ()


def test_an_annotation_without_its_result_is_never_taken_for_an_empty_one():
    stub = {key: value for key, value in raw_annotation().items() if key != "result"}
    remote = read(row(stub))
    assert "without its result" in remote.kept_aside[0].reason


def test_an_empty_result_and_a_skip_are_annotations():
    remote = read(row(raw_annotation(7, []), raw_annotation(8, None, was_cancelled=True)))
    assert [(each.result, each.skipped) for each in remote.annotations] == [([], False), ([], True)]


def test_the_items_of_a_known_task_are_those_here():
    """Its data were changed there: item c is gone, d came, and the annotation places d."""
    task = make_task(make_data()).task
    items = [{"id": key} for key in "abd"]
    changed = row(
        raw_annotation(7),
        raw_annotation(8, [make_region({"_": ["d"]})]),
        data=make_data(items=items),
    )
    remote = read(changed, task)
    assert remote.data_differs
    assert [each.ls_annotation_id for each in remote.annotations] == [7]
    assert "'d', which is no item" in remote.kept_aside[0].reason


@pytest.mark.parametrize("opaque_key", [None, "key"])
def test_data_differ_only_where_they_are_neither_what_came_nor_what_was_sent(opaque_key):
    task = make_task(make_data(n=2.0)).task
    sent = outgoing_data(RANK, task, opaque_key)
    for data, differs in (
        (sent, False),
        (task.data, False),
        ({**task.data, "n": 2}, False),
        ({**sent, "prompt": "Other"}, True),
        ({**sent, "prompt": "nul \0"}, True),
        ({}, True),
    ):
        assert read(row(data=data), task, opaque_key).data_differs is differs


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (row(data={}), "'prompt' of the data is missing"),
        (row(data="text"), "'data' of a task is text"),
        (row(data=make_data(items=[{"id": 5}])), "the id 5; it must be text"),
        (row(data=make_data(note="\ud800")), "surrogate"),
        (row(annotations={}), "'annotations' of a task is an object"),
        (row(annotations=[5]), "'annotations' of a task"),
        (row(id=None), "The task has the id None"),
        (row(raw_annotation("7")), "The annotation has the id '7'"),
    ],
)
def test_a_task_that_does_not_fit_is_refused_with_the_reason(bad, said):
    with pytest.raises(InvalidInput) as error:
        read(bad)
    assert said in str(error.value)
    json.dumps(kept_content(bad), ensure_ascii=False).encode()


def test_a_new_task_keeps_what_podium_does_not_use_and_none_of_the_drafts():
    remote = read(row(raw_annotation(), data=make_data(source_id="s1")))
    task = new_task(RANK, remote)
    assert task.extra == {"id": 13, "meta": {"k": 1}, "drafts": []}
    assert (task.number, task.content_key, task.data) == (13, "id:s1", remote.data)
    twin = new_task(RANK, remote, key_is_taken=True)
    assert twin.content_key == "id:s1#13"
    assert twin.prompt_key == task.prompt_key


def test_an_annotation_tells_its_user_in_either_form_and_keeps_every_other_field():
    person = {"id": 2, "email": "ann@example.com"}
    (plain,) = read(row(raw_annotation())).annotations
    (whole,) = read(row(raw_annotation(unique_id=None, completed_by=person))).annotations
    assert plain.unique_id == "54db5e00-1af6-41ac-99cb-8292028a248a"
    assert whole.unique_id is None
    assert (plain.ls_annotation_id, plain.completed_by, whole.completed_by) == (7, 2, 2)
    assert "result" not in plain.raw
    assert plain.created_at is not None
    assert plain.created_at == plain.updated_at
