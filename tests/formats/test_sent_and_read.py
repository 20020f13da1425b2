"""What is sent to a Label Studio, read there again."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.task import Prediction
from lib.formats.content_hash import content_hash
from lib.formats.label_studio_payloads import annotation_payload, task_payload
from lib.formats.remote_tasks import (
    is_same_prediction,
    new_prediction,
    outgoing_hash,
    read_remote_task,
    remote_content_hash,
)
from tests.formats.samples import (
    SPACE,
    make_annotation,
    make_data,
    make_region,
    make_task,
    opaque_twin,
    template,
)
from tests.formats.test_remote_predictions import RESULT

RANK = template("llm-ranker")
OPAQUE_REGION = re.compile("o-[0-9a-f]{8}")


def read(row, known, opaque_key):
    return read_remote_task(RANK, row, known, opaque_key)


def as_there(task, predictions, annotation, opaque_key):
    """What we sent, as an export has it afterwards."""
    sent = json.loads(json.dumps(task_payload(RANK, task, predictions, opaque_key)))
    made = json.loads(
        json.dumps(annotation_payload(RANK, task, annotation, opaque_key, completed_by=3))
    )
    return {
        **sent,
        "id": 13,
        "predictions": [{"id": 8 + n, **each} for n, each in enumerate(sent["predictions"])],
        "annotations": [{"id": 7, **made}],
    }


def check_came_back(theirs, ours, opaque_key):
    """A plain result as it was, byte for byte; an opaque one without what stays here."""
    if opaque_key is None:
        assert json.dumps(theirs) == json.dumps(ours)
        return
    (returned,), (region,) = theirs, ours
    assert returned == opaque_twin(region, returned)
    assert json.dumps(returned["value"]["ranker"]) == json.dumps(region["value"]["ranker"])
    assert OPAQUE_REGION.fullmatch(returned["id"])


@pytest.mark.parametrize("opaque_key", [None, "key"])
def test_what_was_sent_is_read_again_as_it_was(opaque_key):
    task = make_task(make_data(topic={"b": 1, "a": 2.5})).task
    annotation = make_annotation(result=RESULT, ground_truth=True, lead_time=3)
    prediction = Prediction(SPACE, SPACE, "judge", 1.5, RESULT, {})
    remote = read(as_there(task, [prediction], annotation, opaque_key), task, opaque_key)
    assert remote.kept_aside == ()
    assert not remote.data_differs
    assert remote.source_id == f"podium-{task.task_id}"
    (theirs,) = remote.annotations
    check_came_back(theirs.result, RESULT, opaque_key)
    assert (theirs.unique_id, theirs.lead_time, theirs.ground_truth, theirs.completed_by) == (
        annotation.unique_id,
        3,
        True,
        3,
    )
    (foretold,) = remote.predictions
    check_came_back(foretold.result, RESULT, opaque_key)
    assert foretold.score == prediction.score
    assert (foretold.model_version == prediction.model_version) is (opaque_key is None)
    assert new_prediction(foretold).says_the_same_as(prediction) is (opaque_key is None)
    assert is_same_prediction(RANK, task, foretold, prediction, opaque_key)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("abcde"), inner),
    max_leaves=6,
)


@given(st.permutations("abc"), st.integers(0, 3), values, values, st.sampled_from([None, "key"]))
def test_a_region_with_any_other_fields_comes_back_as_it_was(order, cut, other, note, opaque_key):
    task = make_task(make_data()).task
    columns = {"_": [], "relevant_results": order[:cut], "biased_results": order[cut:]}
    ties = [list(order[:cut])] if cut > 1 else []
    region = make_region(columns, meta={"ties": ties, "note": note}, other=other)
    region["value"]["other"] = other
    annotation = make_annotation(result=[region])
    remote = read(as_there(task, [], annotation, opaque_key), task, opaque_key)
    check_came_back(remote.annotations[0].result, [region], opaque_key)


def test_the_hash_of_what_came_is_that_of_what_was_sent():
    task = make_task(make_data()).task
    annotation = make_annotation(result=RESULT, lead_time=3)
    there = as_there(task, [], annotation, opaque_key="key")
    remote = read(there, task, opaque_key="key")
    sent = there["annotations"][0]
    expected = content_hash(sent["result"], False, False, 3.0)
    assert remote.annotations[0].remote_hash == expected == remote_content_hash(sent)
    assert expected != content_hash(remote.annotations[0].result, False, False, 3)


@pytest.mark.parametrize("opaque_key", [None, "key"])
def test_the_hash_of_what_was_made_there_is_that_of_what_would_be_sent_of_it(opaque_key):
    """Its region has an id of Label Studio's, and other fields; taken here, it says the same."""
    task = make_task(make_data()).task
    there = as_there(task, [], make_annotation(result=RESULT, lead_time=3), opaque_key)
    (made,) = there["annotations"]
    made["result"][0] |= {"id": "Ga9UqlEyAI", "meta": {"text": ["A note"]}}
    (theirs,) = read(there, task, opaque_key).annotations
    assert theirs.result[0]["id"] == "Ga9UqlEyAI"
    taken = make_annotation(result=theirs.result, lead_time=3)
    again = as_there(task, [], taken, opaque_key)["annotations"][0]
    assert theirs.remote_hash == remote_content_hash(again)
    assert (theirs.remote_hash == remote_content_hash(made)) is (opaque_key is None)


@pytest.mark.parametrize("result", [None, {}, "text", [5, None], [{"type": [], "value": {"a": 1}}]])
def test_an_annotation_of_any_shape_there_has_a_hash(result):
    task = make_task(make_data()).task
    for opaque_key in (None, "key"):
        assert outgoing_hash(RANK, task, {"result": result}, opaque_key)
