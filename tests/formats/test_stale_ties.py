"""Ties that no longer fit the ranking they travel with."""

import pytest

from lib.formats.labeling_config import read_labeling_config
from lib.formats.stale_ties import without_stale_ties
from lib.formats.templates import TEMPLATES
from tests.factories import make_region

CONFIG = read_labeling_config(TEMPLATES["llm-ranker"].xml)


def ties_left(columns, ties, **meta):
    region = make_region(columns, meta={"ties": ties, **meta})
    return without_stale_ties(CONFIG, [region])[0].get("meta")


@pytest.mark.parametrize(
    ("ranked", "left"),
    [
        ("bcad", {"ties": [["b", "c"]]}),
        ("cbad", {"ties": [["b", "c"]]}),  # in whatever order
        ("bacd", None),  # another one was dropped between them
        ("bad", None),  # one has left the bucket
    ],
)
def test_a_tie_stands_while_its_items_are_neighbours(ranked, left):
    assert ties_left({"relevant_results": ranked, "_": ""}, [["b", "c"]]) == left


def test_of_a_tie_that_is_broken_in_the_middle_both_ends_stand():
    columns = {"relevant_results": "abxcd"}
    assert ties_left(columns, [["a", "b", "c", "d"]]) == {"ties": [["a", "b"], ["c", "d"]]}


def test_items_that_went_back_to_the_unranked_are_not_tied():
    assert ties_left({"_": "bc", "relevant_results": "a"}, [["b", "c"]]) is None


def test_what_else_the_meta_holds_is_kept():
    assert ties_left({"_": "bc"}, [["b", "c"]], note="x") == {"note": "x"}


@pytest.mark.parametrize(
    "result", [None, {}, ["x"], [{"from_name": "rank", "meta": {"ties": "b"}, "value": []}]]
)
def test_what_is_no_result_is_left_for_the_checks(result):
    assert without_stale_ties(CONFIG, result) == result
