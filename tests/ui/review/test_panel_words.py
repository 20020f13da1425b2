"""What split a panel, in words."""

from lib.domain.labeling_config import LabelingConfig
from lib.services.panel import panel_of
from lib.ui.review.panel_words import difference_words, splitter_words
from tests.factories import BUCKETS, LINE
from tests.services.test_panel import given

NAMES = {("rank", item): item.upper() for item in "abcd"}
PEOPLE = ["Ann", "Ben", "Cy"]


def test_a_line_gives_the_places_of_the_response_that_split_the_panel():
    config = LabelingConfig((LINE,))
    panel = panel_of(config, given("bacd", "bcad", "acdb"))
    # b: first, first, last.
    assert splitter_words(config, panel, NAMES) == ["B: places 1, 1, 4; n 3"]


def test_buckets_are_named_with_how_many_put_it_there():
    config = LabelingConfig((BUCKETS,))
    columns = ({"good": "ab"}, {"good": "ab"}, {"good": "a", "_": "b"})
    panel = panel_of(config, given(*columns))
    assert splitter_words(config, panel, NAMES) == ["B: Good #2 (2×), Not placed; n 3"]
    assert difference_words(config, panel, NAMES, PEOPLE) == [
        "A and B — A before B in Good: Ann, Ben; A in Good, B not placed: Cy"
    ]


def test_ties_and_orders_are_told_apart():
    config = LabelingConfig((LINE,))
    tied = given("ab", "ab", "ba")
    tied[0].result[0]["meta"] = {"ties": [["a", "b"]]}
    panel = panel_of(config, tied)
    assert difference_words(config, panel, NAMES, PEOPLE) == [
        "A and B — tied: Ann; A before B: Ben; B before A: Cy"
    ]


def test_a_panel_that_agrees_has_nothing_to_tell():
    config = LabelingConfig((LINE,))
    panel = panel_of(config, given("ab", "ab"))
    assert splitter_words(config, panel, NAMES) == []
    assert difference_words(config, panel, NAMES, PEOPLE) == []
