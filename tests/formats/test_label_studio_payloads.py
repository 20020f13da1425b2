"""What is sent to a Label Studio."""

import json
from copy import deepcopy
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.task import Prediction
from lib.formats.content_hash import content_hash
from lib.formats.label_studio_payloads import (
    annotation_payload,
    changed_payload,
    outgoing_data,
    prediction_payload,
    project_unique_id,
    source_id_of,
    task_payload,
    unique_id_of,
    unique_ids_of,
)
from tests.formats.samples import (
    SPACE,
    make_annotation,
    make_data,
    make_region,
    make_task,
    template,
)

RANK = template("llm-ranker")
RESULT = [make_region({"_": [], "relevant_results": ["c", "a"], "biased_results": ["b"]})]


def task_of(extra=None, **fields):
    return make_task(make_data(**fields), extra=extra).task


def prediction_of(**overrides):
    fields = {
        "prediction_id": SPACE,
        "task_id": SPACE,
        "model_version": "judge",
        "score": 0.25,
        "result": RESULT,
        "extra": {"id": 9, "cluster": 3, "mislabeling": 0.0},
    }
    return Prediction(**{**fields, **overrides})


@pytest.mark.parametrize(
    ("own", "opaque_key", "kept"),
    [
        ("s1", None, True),
        ("s1", "key", False),
        (7, None, False),
        ("", None, False),
        (None, None, False),
        (["s"], None, False),
    ],
)
def test_a_task_is_found_there_by_its_own_source_id_or_by_ours(own, opaque_key, kept):
    task = task_of(source_id=own)
    expected = own if kept else f"podium-{task.task_id}"
    assert source_id_of(task, opaque_key) == expected
    assert outgoing_data(RANK, task, opaque_key)["source_id"] == expected


def test_a_task_goes_out_with_all_its_data():
    task = task_of(topic={"of": [1, 2.5]})
    assert outgoing_data(RANK, task, opaque_key=None) == {
        **task.data,
        "source_id": f"podium-{task.task_id}",
    }


def test_a_prediction_goes_out_with_nothing_that_the_import_would_refuse():
    payload = task_payload(RANK, task_of(), [prediction_of()], opaque_key=None)
    assert payload["predictions"] == [{"result": RESULT, "model_version": "judge", "score": 0.25}]


def test_what_a_prediction_does_not_say_is_left_out():
    payload = prediction_payload(
        RANK, task_of(), prediction_of(model_version=None, score=None), 12, opaque_key=None
    )
    assert payload == {"task": 12, "result": RESULT}


@pytest.mark.parametrize(
    ("extra", "sent"),
    [
        ({"meta": {"k": 1}}, {"k": 1}),
        ({"meta": [1]}, [1]),
        ({}, None),
        ({"meta": None}, None),
        ({"meta": "text"}, None),
    ],
)
def test_the_meta_of_a_task_goes_out_where_label_studio_takes_it(extra, sent):
    assert task_payload(RANK, task_of(extra), [], opaque_key=None).get("meta") == sent


def test_an_opaque_task_names_nothing_of_ours_anywhere():
    task = task_of({"meta": {"winner": "Model a"}}, source_id="Model b", judge="Model c")
    payload = task_payload(RANK, task, [prediction_of()], opaque_key="key")
    sent = json.dumps(payload)
    assert "Model" not in sent
    assert str(task.project_id) not in sent
    assert '"key"' not in sent
    assert "judge" not in sent
    assert RESULT[0]["id"] not in sent
    items = {item["body"]: item["id"] for item in payload["data"]["items"]}
    assert payload["predictions"][0]["result"][0]["value"]["ranker"] == {
        "_": [],
        "relevant_results": [items["Body c"], items["Body a"]],
        "biased_results": [items["Body b"]],
    }


@pytest.mark.parametrize("fields", [{"meta": {"text": ["Model b"]}}, {"winner": "Model b"}])
def test_an_opaque_annotation_goes_out_without_what_the_page_does_not_read(fields):
    result = [RESULT[0] | fields]
    task, annotation = task_of(), make_annotation(result=result)
    plain = changed_payload(RANK, task, annotation, opaque_key=None)
    assert plain["result"] == result
    for opaque in (
        changed_payload(RANK, task, annotation, opaque_key="key"),
        annotation_payload(RANK, task, annotation, opaque_key="key", completed_by=None),
        prediction_payload(RANK, task, prediction_of(result=result), 12, opaque_key="key"),
    ):
        (region,) = opaque["result"]
        assert region.keys() == RESULT[0].keys()
        assert "Model" not in json.dumps(opaque)
        assert RESULT[0]["id"] not in json.dumps(opaque)


def test_the_opaque_version_of_a_prediction_is_the_same_with_the_task_and_after_it():
    task = task_of()
    (first,) = task_payload(RANK, task, [prediction_of()], opaque_key="key")["predictions"]
    later = prediction_payload(RANK, task, prediction_of(), 12, opaque_key="key")
    other = prediction_payload(RANK, task, prediction_of(), 12, opaque_key="another")
    assert later == {"task": 12, **first}
    assert first["model_version"] not in ("judge", other["model_version"])


def test_an_opaque_prediction_without_a_version_stays_without_one():
    prediction = prediction_of(model_version=None, score=None)
    payload = prediction_payload(RANK, task_of(), prediction, 12, opaque_key="key")
    assert payload.keys() == {"task", "result"}


def test_an_annotation_goes_out_with_who_made_it_and_what_it_started_from():
    annotation = make_annotation(result=RESULT, lead_time=12.345, ground_truth=True)
    payload = annotation_payload(
        RANK, task_of(), annotation, opaque_key=None, completed_by=3, parent_prediction=8
    )
    assert payload == {
        "result": RESULT,
        "lead_time": 12.345,
        "was_cancelled": False,
        "ground_truth": True,
        "unique_id": annotation.unique_id,
        "completed_by": 3,
        "parent_prediction": 8,
    }


def test_a_skip_goes_out_as_one_and_a_change_names_nobody():
    annotation = make_annotation(status="skipped", lead_time=None)
    assert changed_payload(RANK, task_of(), annotation, opaque_key=None) == {
        "result": [],
        "lead_time": None,
        "was_cancelled": True,
        "ground_truth": False,
    }
    assert "completed_by" not in annotation_payload(
        RANK, task_of(), annotation, opaque_key=None, completed_by=None
    )


@pytest.mark.parametrize("opaque_key", [None, "key"])
def test_a_payload_leaves_what_is_stored_as_it_is(opaque_key):
    annotation = make_annotation(result=deepcopy(RESULT))
    task = task_of()
    data = deepcopy(task.data)
    annotation_payload(RANK, task, annotation, opaque_key, completed_by=1)
    task_payload(RANK, task, [prediction_of(result=annotation.result)], opaque_key)
    assert (annotation.result, task.data) == (RESULT, data)


@pytest.mark.parametrize("given_id", ["u", "", None, "12"])
def test_a_unique_id_that_is_no_uuid_gives_way_to_one_of_ours(given_id):
    annotation = make_annotation(unique_id=given_id)
    other = make_annotation(unique_id=given_id, annotation_id=SPACE)
    sent = unique_id_of(annotation)
    assert str(UUID(sent)) == sent == unique_id_of(annotation)
    assert sent != unique_id_of(other)


def test_an_annotation_has_a_second_choice_where_another_project_has_the_first_one():
    annotation = make_annotation()
    first, second = unique_ids_of(annotation, 1)
    payload = annotation_payload(RANK, task_of(), annotation, opaque_key=None, completed_by=None)
    assert first == unique_id_of(annotation) == payload["unique_id"]
    assert second == project_unique_id(annotation, 1) == str(UUID(second))
    assert len({first, second, project_unique_id(annotation, 2)}) == 3


def test_the_content_hash_follows_what_an_annotation_says():
    said = (RESULT, False, False, 12)
    others = [
        ([*RESULT, {}], False, False, 12),
        (RESULT, True, False, 12),
        (RESULT, False, True, 12),
        (RESULT, False, False, 12.5),
        (RESULT, False, False, None),
        (
            [make_region({"relevant_results": ["a", "c"], "biased_results": ["b"]})],
            False,
            False,
            12,
        ),
    ]
    assert len({content_hash(*each) for each in (said, *others)}) == 1 + len(others)
    assert content_hash(*said) == content_hash(RESULT, False, False, 12.0)


def test_the_content_hash_does_not_follow_the_order_of_keys():
    (region,) = RESULT
    turned = dict(reversed(region.items()))
    assert content_hash([turned], False, False, 1) == content_hash([region], False, False, 1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.lists(JSON))
def test_the_content_hash_survives_being_written_and_read_as_json(result):
    read = json.loads(json.dumps(result))
    assert content_hash(read, False, False, 1) == content_hash(result, False, False, 1.0)
