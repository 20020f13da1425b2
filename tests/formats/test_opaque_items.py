"""Items that go out under other ids and titles, and their results there and back."""

import json
import re
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.ranking import Ranking
from lib.formats.labeling_config import read_labeling_config
from lib.formats.opaque_items import opaque_items
from lib.formats.regions import check_result, ranking_of, region_of
from tests.formats.samples import (
    DEFAULT_BUCKET,
    make_data,
    make_region,
    make_task,
    opaque_twin,
    template,
)

RANK = template("llm-ranker")
CONFIGS = [RANK, template("ranking"), read_labeling_config(DEFAULT_BUCKET)]
KEY = "a key that never leaves"
OPAQUE_REGION = re.compile("o-[0-9a-f]{8}")

MODELS = ["gpt-secret", "claude-secret", "Лама-secret", "d", "5", "r-00000000"]


def task_of(item_ids, number=1, **fields):
    items = [
        {"id": each, "title": f"Title {each}", "body": f"Text {n}", "model": f"Model {each}"}
        for n, each in enumerate(item_ids)
    ]
    return make_task(make_data(items=items, **fields), number=number).task


@st.composite
def ranked_tasks(draw):
    """A config, a task of it and a region with a ranking of some of its items, ties included."""
    config = draw(st.sampled_from(CONFIGS))
    item_ids = draw(st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=9, unique=True))
    (ranker,) = config.rankers
    columns: dict[str, list[str]] = {}
    for item in draw(st.permutations(item_ids)):
        columns.setdefault(draw(st.sampled_from(ranker.columns)), []).append(item)
    tied = draw(st.sets(st.sampled_from(item_ids)))
    ranking = Ranking.of(ranker, columns, tied)
    region = region_of(ranker, ranking, "abcdefghij") | {"score": {"of": [1, 2.5, 1e-9]}}
    return config, task_of(item_ids), ranking, region


@given(ranked_tasks())
def test_a_result_that_went_out_comes_back_as_it_was(ranked):
    config, task, ranking, region = ranked
    items = opaque_items(config, task, KEY)
    result = [region]
    before = deepcopy(result)
    outward = items.outward(result)
    check_result(config, items.data, outward)
    assert [len(each) for _, each in ranking.columns] == [
        len(each) for each in outward[0]["value"]["ranker"].values()
    ]
    (returned,) = items.inward(outward)
    assert returned == opaque_twin(before[0], returned)
    assert json.dumps(returned["value"]) == json.dumps(before[0]["value"])
    assert OPAQUE_REGION.fullmatch(returned["id"])
    assert result == before
    assert ranking_of(config.rankers[0], returned) == ranking


@given(ranked_tasks())
def test_what_came_back_goes_out_as_it_stands_there(ranked):
    config, task, _, region = ranked
    items = opaque_items(config, task, KEY)
    outward = items.outward([region])
    assert json.dumps(items.outward(items.inward(outward))) == json.dumps(outward)


def test_a_region_made_there_goes_out_the_same_each_time_once_it_came_in():
    items = opaque_items(RANK, task_of("abc"), KEY)
    theirs = [make_region({"_": list(items.outgoing.values())}, id="Ga9UqlEyAI")]
    ours = items.inward(theirs)
    assert ours[0]["id"] == "Ga9UqlEyAI"
    outward = items.outward(ours)
    assert OPAQUE_REGION.fullmatch(outward[0]["id"])
    assert outward[0]["value"] == theirs[0]["value"]
    assert items.outward(items.inward(outward)) == outward


def test_the_order_there_is_that_of_the_ids_and_the_same_every_time():
    first = opaque_items(RANK, task_of(MODELS), KEY)
    again = opaque_items(RANK, task_of(MODELS), KEY)
    ids = [item["id"] for item in first.data["items"]]
    assert first.data == again.data
    assert ids == sorted(ids)


def test_ids_differ_from_task_to_task_and_from_key_to_key():
    ids = [
        {item["id"] for item in opaque_items(RANK, task_of(MODELS, number), key).data["items"]}
        for number, key in ((1, KEY), (2, KEY), (1, "another key"))
    ]
    assert len(set.union(*ids)) == 3 * len(MODELS)


def test_the_order_there_does_not_follow_the_order_of_the_data():
    """Of 40 tasks of two items, about half go out the other way round."""
    turned = 0
    for number in range(40):
        data = opaque_items(RANK, task_of("ab", number), KEY).data
        turned += data["items"][0]["body"] == "Text 1"
    assert 10 < turned < 30


def test_ids_are_longer_where_short_ones_would_be_the_same(monkeypatch):
    hashes = {"a": "11111111aa", "b": "11111111ab", "c": "2222222222"}
    monkeypatch.setattr("lib.formats.opaque_items._hash_of", lambda task, key: hashes.get)
    items = opaque_items(RANK, task_of("abc"), KEY)
    assert items.outgoing == {"a": "r-11111111aa", "b": "r-11111111ab", "c": "r-2222222222"}


def test_ids_that_are_not_known_stay_as_they_are():
    items = opaque_items(RANK, task_of("abc"), KEY)
    there = items.outgoing
    result = [make_region({"_": ["zzz", there["a"]], "biased_results": ["b"]})]
    assert items.inward(result) == [make_region({"_": ["zzz", "a"], "biased_results": ["b"]})]


@pytest.mark.parametrize(
    "result",
    [
        None,
        {},
        "text",
        [5, None, {"foo": "bar"}],
        [{"from_name": "rank"}],
        [{"from_name": "rank", "value": None, "meta": []}],
        [{"from_name": "rank", "value": {"ranker": ["a"]}, "meta": {"ties": "a"}}],
        [{"from_name": "rank", "value": {"ranker": {"_": "a", "x": [1, ["a"], {}]}}}],
        [{"from_name": "rank", "meta": {"ties": ["a", 5, [["b"]]]}}],
        [{"from_name": "other", "value": {"text": ["a"]}}],
    ],
)
def test_a_result_of_any_shape_is_let_through(result):
    assert opaque_items(RANK, task_of("abc"), KEY).inward(result) == result


def test_a_config_without_items_keeps_its_answers_as_they_are():
    config = template("supervised-fine-tuning")
    task = make_task({"prompt": "p", "model": "secret"}).task
    items = opaque_items(config, task, KEY)
    region = {"from_name": "instruction", "type": "textarea", "value": {"text": ["a"]}}
    assert items.data == {"prompt": "p"}
    assert items.inward(items.outward([region])) == [region]
