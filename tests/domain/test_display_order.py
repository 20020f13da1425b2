"""The order in which an annotator sees items: fair over annotators, the same after a reload."""

from collections import Counter

from lib.domain.display_order import display_order
from tests.factories import make_id

ITEMS = ("model-a", "model-b", "model-c", "model-d")


def test_over_1000_annotators_each_item_stands_in_each_slot_equally_often():
    counts = Counter(
        (slot, item)
        for number in range(1000)
        for slot, item in enumerate(display_order(ITEMS, make_id("task"), make_id(number)))
    )
    # A 4 × 4 table with all margins fixed at 1,000: each cell expects 250, and 1,000 uniform
    # permutations make the sum of (n − 250)² / 250 times (4 − 1) / 4 a chi-square with
    # (4 − 1)² = 9 degrees of freedom. Its critical value at alpha = 0.001 is 27.88.
    statistic = sum(
        (counts[slot, item] - 250) ** 2 / 250 for slot in range(len(ITEMS)) for item in ITEMS
    )
    assert statistic * 3 / 4 < 27.88


def test_the_order_of_the_data_does_not_matter():
    ids = make_id("task"), make_id("annotator")
    assert display_order(ITEMS, *ids) == display_order(ITEMS[::-1], *ids)


def test_a_stored_order_is_the_same_in_every_python():
    order = display_order(ITEMS, make_id("task"), make_id("annotator"))
    assert order == ("model-c", "model-b", "model-d", "model-a")


def test_each_item_is_shown_once():
    assert sorted(display_order(ITEMS, make_id("task"), make_id(7))) == sorted(ITEMS)
