"""Predictions of a Label Studio: read, and known again where they are ours."""

from dataclasses import replace

import pytest

from lib.domain.task import Prediction
from lib.formats.label_studio_payloads import task_payload
from lib.formats.remote_tasks import (
    is_same_prediction,
    new_prediction,
    read_remote_task,
)
from tests.formats.samples import SPACE, make_data, make_region, make_task, template

RANK = template("llm-ranker")
RESULT = [
    make_region(
        {"_": ["b"], "relevant_results": ["c", "a"], "biased_results": []},
        meta={"ties": [["c", "a"]], "note": None},
        score={"of": [2.0, 1e-9, 0.1]},
    )
]
OTHER = [make_region({"_": ["b"], "relevant_results": ["a", "c"], "biased_results": []})]
TASK = make_task(make_data()).task
OURS = Prediction(SPACE, SPACE, "judge", 0.5, RESULT, {})
PLAIN_AND_OPAQUE = pytest.mark.parametrize("opaque_key", [None, "key"])


def read(*predictions, known=None, opaque_key=None):
    row = {"id": 13, "data": make_data(), "annotations": [], "predictions": list(predictions)}
    return read_remote_task(RANK, row, known, opaque_key)


def sent(prediction, opaque_key):
    """A prediction of ours as a Label Studio holds it afterwards."""
    (payload,) = task_payload(RANK, TASK, [prediction], opaque_key)["predictions"]
    return {"id": 8, "model_version": "undefined", "score": None, **payload}


def is_known(raw, ours, opaque_key, key_of_now=None):
    """Whether what stands there is taken for ours."""
    (theirs,) = read(raw, known=TASK, opaque_key=opaque_key).predictions
    return is_same_prediction(RANK, TASK, theirs, ours, key_of_now or opaque_key)


def test_predictions_of_which_only_the_ids_came_are_left_out():
    whole = {"id": 8, "result": RESULT, "model_version": "judge", "score": 0.5}
    assert [each.ls_prediction_id for each in read(5, whole).predictions] == [8]


def test_a_prediction_that_does_not_fit_is_kept_aside():
    bad = {"id": 8, "result": [make_region({"zzz": ["a"]})]}
    remote = read(bad)
    assert remote.predictions == ()
    assert [(each.kind, each.ls_id, each.content) for each in remote.kept_aside] == [
        ("prediction", 8, bad)
    ]


@pytest.mark.parametrize("version", ["", "undefined", None])
def test_a_prediction_without_a_model_version_has_none_here(version):
    raw = {"id": 8, "result": RESULT, "model_version": version, "score": None}
    (remote,) = read(raw).predictions
    assert new_prediction(remote).model_version is None


@PLAIN_AND_OPAQUE
@pytest.mark.parametrize(
    "ours",
    [
        OURS,
        replace(OURS, model_version=None),
        replace(OURS, model_version="undefined"),
        replace(OURS, score=None),
        replace(OURS, result=[]),
    ],
)
def test_a_prediction_of_ours_is_known_again(ours, opaque_key):
    assert is_known(sent(ours, opaque_key), ours, opaque_key)


@PLAIN_AND_OPAQUE
@pytest.mark.parametrize(
    "other",
    [
        replace(OURS, result=OTHER),
        replace(OURS, result=[RESULT[0] | {"meta": {}}]),
        replace(OURS, result=[RESULT[0] | {"id": "another-id"}]),
        replace(OURS, result=[]),
        replace(OURS, model_version="reward"),
        replace(OURS, model_version=None),
        replace(OURS, score=0.25),
        replace(OURS, score=None),
    ],
)
def test_another_prediction_is_not_taken_for_ours(other, opaque_key):
    assert not is_known(sent(other, opaque_key), OURS, opaque_key)


def test_under_another_key_a_prediction_is_not_taken_for_ours():
    assert not is_known(sent(OURS, "key"), OURS, "key", key_of_now="another")


@PLAIN_AND_OPAQUE
@pytest.mark.parametrize("version", ["", "undefined", None, "theirs", "m-01234567"])
def test_a_prediction_made_there_is_known_again_once_it_is_here(version, opaque_key):
    (there,) = task_payload(RANK, TASK, [OURS], opaque_key)["predictions"]
    region = there["result"][0] | {"id": "Ga9UqlEyAI"}
    made = {"id": 9, "result": [region], "model_version": version, "score": 0.5}
    (theirs,) = read(made, known=TASK, opaque_key=opaque_key).predictions
    taken = new_prediction(theirs)
    here = Prediction(SPACE, SPACE, taken.model_version, taken.score, taken.result, {})
    assert is_known(made, here, opaque_key)
    assert not is_known(made, OURS, opaque_key)
