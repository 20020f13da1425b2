"""Predictions in the shapes in which people have them."""

import re

import pytest

from lib.errors import InvalidInput
from lib.formats.predictions import standard_prediction
from lib.formats.regions import check_result
from tests.formats.samples import make_data, make_region, template

COLUMNS = {"_": ["b", "a"], "biased_results": ["c"], "relevant_results": []}
FLAT = {
    "type": "ranker",
    "value": {"ranker": COLUMNS},
    "to_name": "prompt",
    "from_name": "rank",
}


def test_the_flat_shape_of_the_template_page_becomes_the_standard_one():
    config = template("llm-ranker")
    prediction = standard_prediction(config, FLAT)
    (region,) = prediction.result
    assert {key: region[key] for key in ("from_name", "to_name", "type", "value")} == {
        "from_name": "rank",
        "to_name": "answers",
        "type": "ranker",
        "value": {"ranker": COLUMNS},
    }
    assert re.fullmatch(r"[A-Za-z0-9_-]{10}", region["id"])
    assert prediction == standard_prediction(config, dict(FLAT))
    assert prediction.extra == {}
    check_result(config, make_data(), prediction.result)


def test_the_flat_shape_may_have_a_model_version_and_a_score_beside_it():
    prediction = standard_prediction(
        template("llm-ranker"), {**FLAT, "model_version": "m", "score": 1}
    )
    assert (prediction.model_version, prediction.score) == ("m", 1)


def test_the_standard_shape_keeps_its_regions_and_unknown_fields():
    region = make_region(COLUMNS, id="r1")
    raw = {"model_version": "m", "score": 0.5, "result": [region], "cluster": None}
    prediction = standard_prediction(template("llm-ranker"), raw)
    assert prediction.result == [region]
    assert prediction.extra["cluster"] is None
    assert (prediction.model_version, prediction.score) == ("m", 0.5)


def test_a_lone_text_in_a_predicted_answer_becomes_a_list():
    raw = {"result": [{"from_name": "instruction", "value": {"text": "An answer"}}]}
    config = template("supervised-fine-tuning")
    prediction = standard_prediction(config, raw)
    assert prediction.result[0]["value"] == {"text": ["An answer"]}
    check_result(config, {"prompt": "p"}, prediction.result)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({}, "'result' of a prediction is missing"),
        ({"result": "rank"}, "'result' of a prediction is text"),
        ({"result": [], "score": "high"}, "'score' of a prediction is text; it must be a number"),
        ({"result": [], "model_version": 3}, "'model_version' of a prediction is a number"),
    ],
)
def test_a_prediction_of_another_shape_is_refused(raw, said):
    with pytest.raises(InvalidInput) as caught:
        standard_prediction(template("llm-ranker"), raw)
    assert said in str(caught.value)
