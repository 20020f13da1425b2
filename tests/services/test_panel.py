"""What split a panel, and whether it agrees."""

import pytest

from lib.domain.labeling_config import LabelingConfig, TextArea
from lib.services.panel import panel_of, says_the_same
from tests.factories import BUCKETS, LINE, make_id, make_region
from tests.services.made_annotations import make_annotation

ONE_LINE = LabelingConfig((LINE,))
IN_BUCKETS = LabelingConfig((BUCKETS,))
WRITING = LabelingConfig((LINE, TextArea("better", "answers")))


def given(*columns, extra=None):
    """One annotation for each; text alone is the order of a line."""
    return [
        make_annotation(
            annotation_id=make_id(number),
            number=number,
            result=[
                make_region({"rank": each} if isinstance(each, str) else each),
                *(extra or {}).get(number, []),
            ],
        )
        for number, each in enumerate(columns, start=1)
    ]


def answer(text):
    return [make_region({}, from_name="better", type="textarea", value={"text": [text]})]


def test_the_response_whose_pairs_differ_most_split_the_panel():
    panel = panel_of(ONE_LINE, given("abcd", "abcd", "bcda"))
    [split] = panel.splitters
    # Each pair of a differs for 2 of the 3 pairs of people; b-c, b-d and c-d not at all.
    assert (split.item, split.share, split.n) == ("a", pytest.approx(2 / 3), 3)
    assert split.standings == ((0, 1), (0, 1), (0, 4))
    assert [(each.first, each.second) for each in panel.differences] == [
        *(("a", "b"), ("a", "c"), ("a", "d")),
    ]
    # The first two say a, the third one b.
    assert panel.differences[0].said == (((0, 0, -1), (0, 1)), ((0, 0, 1), (2,)))


def test_of_equal_shares_the_widest_places_are_named_and_equals_together():
    # Everything is turned round: a and c have the places 1 and 3, b is second for both.
    assert [each.item for each in panel_of(ONE_LINE, given("abc", "cba")).splitters] == ["a", "c"]


def test_another_bucket_differs_whatever_the_order():
    panel = panel_of(IN_BUCKETS, given({"good": "ab"}, {"good": "a", "bad": "b"}))
    [pair] = panel.differences
    assert pair.said == (((0, 0, -1), (0,)), ((0, 1, 0), (1,)))
    # Both have the same share; b has been in two buckets.
    assert [each.item for each in panel.splitters] == ["b"]


def test_who_did_not_rank_a_response_says_nothing_of_it():
    [split, *_] = panel_of(ONE_LINE, given("abc", "ba", "ba")).splitters
    assert (split.item, split.standings) == ("a", ((0, 1), (0, 2), (0, 2)))
    assert panel_of(ONE_LINE, given("abc")).splitters == ()
    assert panel_of(ONE_LINE, []) == panel_of(ONE_LINE, given("ab", "ab"))


def test_all_agree_where_buckets_orders_and_written_answers_are_the_same():
    assert says_the_same(ONE_LINE, given("abc", "abc"))
    assert not says_the_same(ONE_LINE, given("abc", "acb"))
    assert not says_the_same(IN_BUCKETS, given({"good": "ab"}, {"bad": "ab"}))
    assert says_the_same(IN_BUCKETS, given({"_": "ab"}, {"_": "ba"}))
    texts = {1: answer("Better"), 2: answer(" Better ")}
    assert says_the_same(WRITING, given("ab", "ab", extra=texts))
    assert not says_the_same(WRITING, given("ab", "ab", extra={**texts, 2: answer("Worse")}))
    assert not says_the_same(WRITING, given("ab", "ab", extra={1: answer("Only one")}))
