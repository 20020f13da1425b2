"""Rankings: columns, places, ties, and what each change leaves as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.labeling_config import UNRANKED
from lib.domain.ranking import Placement, Ranking
from tests.factories import BUCKETS, LINE

ITEMS = tuple("abcdef")


def line(order: str, tied: str = "") -> Ranking:
    return Ranking.of(LINE, {"rank": order}, tied)


@st.composite
def rankings(draw: st.DrawFn) -> Ranking:
    """Six items anywhere in three columns, any of them tied."""
    order = draw(st.permutations(ITEMS))
    column_of = {item: draw(st.sampled_from(BUCKETS.columns)) for item in order}
    columns = {key: [i for i in order if column_of[i] == key] for key in BUCKETS.columns}
    return Ranking.of(BUCKETS, columns, draw(st.sets(st.sampled_from(ITEMS))))


def test_every_item_starts_unplaced_where_there_are_buckets():
    start = Ranking.start(BUCKETS, "abc")
    assert start.unplaced == ("a", "b", "c")
    assert start.columns == ((UNRANKED, ("a", "b", "c")), ("good", ()), ("bad", ()))


def test_without_buckets_the_start_is_a_ranking_already():
    start = Ranking.start(LINE, "abc")
    assert start.unplaced == ()
    assert [start.place_of(item) for item in "abc"] == [1, 2, 3]


def test_tied_items_share_a_place_and_the_next_one_skips():
    ranking = line("abcd", "bd")
    assert [ranking.place_of(item) for item in "abcd"] == [1, 1, 3, 3]


def test_placements_count_buckets_from_0_and_unplaced_items_have_no_place():
    ranking = Ranking.of(BUCKETS, {"_": "c", "good": "b", "bad": "ad"}, "d")
    assert ranking.placements() == (
        Placement("c", -1, 0),
        Placement("b", 0, 1),
        Placement("a", 1, 1),
        Placement("d", 1, 1),
    )


@pytest.mark.parametrize(
    ("columns", "tied"),
    [({"good": "ab"}, "a"), ({"_": "ab"}, "b"), ({"good": "ab"}, "x")],
    ids=["the first of a column", "an unplaced item", "an absent item"],
)
def test_a_tie_that_means_nothing_is_dropped(columns, tied):
    assert Ranking.of(BUCKETS, columns, tied).tied == frozenset()


def test_a_tie_is_toggled_with_the_item_above():
    ranking = line("abc").toggle_tie("b")
    assert ranking.place_of("b") == 1
    assert ranking.toggle_tie("b") == line("abc")
    assert line("abc").toggle_tie("a") == line("abc")


@pytest.mark.parametrize(
    ("before", "tied", "item", "by", "after", "still_tied"),
    [
        ("abc", "", "b", -1, "bac", ""),
        ("abc", "", "c", 1, "abc", ""),
        ("abc", "", "a", -5, "abc", ""),
        ("abc", "b", "c", -1, "acb", ""),
        ("abc", "b", "b", -1, "bac", ""),
        ("abc", "bc", "b", 1, "acb", "c"),
        ("abc", "bc", "a", 2, "bca", "c"),
        ("abc", "c", "a", 1, "bac", ""),
    ],
)
def test_an_item_is_shifted_inside_its_column(before, tied, item, by, after, still_tied):
    assert line(before, tied).shift(item, by) == line(after, still_tied)


def test_taking_out_the_middle_of_a_tie_leaves_the_others_tied():
    ranking = Ranking.of(BUCKETS, {"good": "abc"}, "bc").move("b", "bad")
    assert ranking == Ranking.of(BUCKETS, {"good": "ac", "bad": "b"}, "c")


def test_what_comes_between_tied_items_parts_them_and_is_not_tied_itself():
    ranking = Ranking.of(BUCKETS, {"good": "ab", "bad": "c"}, "b").move("c", "good", 1)
    assert ranking == Ranking.of(BUCKETS, {"good": "acb"})


def test_a_drop_rearranges_as_the_same_move_would():
    before = Ranking.of(BUCKETS, {"_": "d", "good": "abc"}, "bc")
    dropped = before.rearranged({"_": ["d"], "good": ["a", "c", "b"], "bad": []})
    assert dropped == before.move("b", "good", 2)


def test_items_left_out_are_completed_in_the_order_shown():
    ranking = Ranking.of(BUCKETS, {"good": "b"}).completed("dcba", UNRANKED)
    assert ranking == Ranking.of(BUCKETS, {"_": "dca", "good": "b"})


@given(rankings(), st.sampled_from(ITEMS), st.sampled_from(BUCKETS.columns), st.integers(0, 6))
def test_a_move_keeps_every_item_once_and_the_order_of_all_others(ranking, item, column, index):
    moved = ranking.move(item, column, index)
    assert sorted(moved.items) == sorted(ITEMS)
    assert moved.column_of(item) == column
    others = [(key, [each for each in items if each != item]) for key, items in ranking.columns]
    left = [(key, [each for each in items if each != item]) for key, items in moved.columns]
    assert left == others


@given(rankings(), st.sampled_from(ITEMS), st.sampled_from(BUCKETS.columns))
def test_a_move_to_a_columns_end_keeps_the_ties_of_all_others(ranking, item, column):
    def tied_pairs(of: Ranking) -> set[tuple[str, str]]:
        places = {p.item: p for p in of.placements() if p.place and p.item != item}
        return {
            (a, b)
            for a in places
            for b in places
            if a < b and (places[a].bucket, places[a].place) == (places[b].bucket, places[b].place)
        }

    assert tied_pairs(ranking.move(item, column)) == tied_pairs(ranking)


@given(rankings())
def test_places_count_the_better_items_of_the_bucket(ranking):
    placed = [each for each in ranking.placements() if each.bucket >= 0]
    for each in placed:
        better = [p for p in placed if p.bucket == each.bucket and p.place < each.place]
        assert each.place == len(better) + 1


@given(rankings(), st.sampled_from(ITEMS))
def test_toggling_a_tie_twice_changes_nothing(ranking, item):
    assert ranking.toggle_tie(item).toggle_tie(item) == ranking


@given(rankings())
def test_rearranging_into_the_same_columns_changes_nothing(ranking):
    assert ranking.rearranged(dict(ranking.columns)) == ranking
