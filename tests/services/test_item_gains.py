"""What places and buckets are worth."""

from lib.domain.labeling_config import Bucket, Ranker
from lib.domain.project import ProjectSettings
from lib.services.item_gains import item_gains
from tests.factories import BUCKETS, LINE


def test_places_are_worth_less_from_the_first_to_the_last() -> None:
    gains = item_gains(LINE, ProjectSettings())
    # Of three, the last two share the ranks 2 and 3: (3 - 2.5) / 2.
    assert gains.of([0, 0, 0], [1, 2, 2]) == (1, 0.25, 0.25)


def test_ordered_buckets_count_down_to_zero() -> None:
    gains = item_gains(BUCKETS, ProjectSettings(ordered_buckets=("bad", "good")))
    assert gains.words == "Gains: Bad 1, Good 0."
    assert gains.of([0, 1, -1], [1, 1, 0]) == (0, 1, None)


def test_a_bucket_outside_the_order_is_not_judged() -> None:
    three = Ranker("rank", "answers", (*BUCKETS.buckets, Bucket("odd", "Odd")))
    gains = item_gains(three, ProjectSettings(ordered_buckets=("good", "bad")))
    assert gains.of([0, 1, 2], [1, 1, 1]) == (1, 0, None)


def test_unplaced_is_a_level_of_its_own_only_where_items_can_be_unplaced() -> None:
    settings = ProjectSettings(ordered_buckets=("good", "bad"), unplaced_is_worst=True)
    assert item_gains(BUCKETS, settings).of([0, 1, -1], [1, 1, 0]) == (2, 1, 0)
    default = Ranker("rank", "answers", (Bucket("good", "Good"), Bucket("bad", "Bad", True)))
    assert item_gains(default, settings).of([0, 1], [1, 1]) == (1, 0)


def test_without_two_ordered_levels_there_is_a_reason() -> None:
    assert "Gains need an order" in str(item_gains(BUCKETS, ProjectSettings()).reason)
    one = item_gains(BUCKETS, ProjectSettings(ordered_buckets=("good",)))
    assert "only “Good” has a place" in str(one.reason)
