"""A result as the person who made it saw it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from lib.domain.display_order import display_order
from lib.formats.labeling_config import read_labeling_config
from lib.formats.templates import TEMPLATES
from lib.formats.written_results import shown_places, under_places
from tests.factories import make_id, make_region, make_task

CONFIG = read_labeling_config(TEMPLATES["llm-ranker"].xml)
ANN = make_id("ann")


def test_the_first_response_shown_is_one_and_so_on():
    task = make_task()
    order = display_order(["a", "b", "c"], task.task_id, ANN)
    assert shown_places(CONFIG, task, ANN) == {item: str(n) for n, item in enumerate(order, 1)}


def test_of_a_region_the_order_the_ties_and_the_answers_stay():
    places = {"a": "2", "b": "1", "c": "3"}
    region = make_region(
        {"relevant_results": "ab", "biased_results": "c"}, meta={"ties": [["a", "b"]], "x": "a"}
    )
    answer = {
        "from_name": "text",
        "to_name": "prompt",
        "type": "textarea",
        "value": {"text": ["b"]},
    }
    ranking, text = under_places([region, {**answer, "id": "made-of-a"}], places)
    assert ranking == {
        "from_name": "rank",
        "to_name": "answers",
        "type": "ranker",
        "value": {"ranker": {"relevant_results": ["2", "1"], "biased_results": ["3"]}},
        "meta": {"ties": [["2", "1"]]},
    }
    # What somebody wrote is theirs, whatever an item is called.
    assert text == answer


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just("secret-model"),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.lists(JSON | st.fixed_dictionaries({"value": st.fixed_dictionaries({"ranker": JSON})})))
def test_no_item_id_comes_through_a_ranking_of_any_shape(result):
    assert "secret-model" not in json.dumps(under_places(result, {"secret-model": "1"}))
