"""What a project's settings make count, as a rule and in words."""

import pytest

from lib.analytics.item_pairs import CountingRule
from lib.formats.templates import TEMPLATES
from lib.services.counting import counting_of
from tests.factories import add_project

GOOD, BAD = "relevant_results", "biased_results"
TWO_RANKERS = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="first" value="$items"/>
  <Ranker name="help" toName="first"><Bucket name="bad"/><Bucket name="good"/></Ranker>
  <List name="second" value="$items"/>
  <Ranker name="safe" toName="second"><Bucket name="good"/><Bucket name="bad"/></Ranker>
  <List name="third" value="$items"/><Ranker name="line" toName="third"/>
</View>
"""


def test_without_buckets_every_pair_counts(database):
    counting = counting_of(add_project(database, config=TEMPLATES["ranking"].xml))
    assert (counting.controls, counting.rule) == (("rank",), CountingRule())
    assert counting.sentence == "Every pair of responses in a ranking counts."


def test_buckets_without_an_order_are_said_to_be_conditions(database):
    counting = counting_of(add_project(database))
    assert counting.rule == CountingRule()
    assert "only inside a bucket" in counting.sentence
    assert "conditional on both responses being in it" in counting.sentence
    assert counting.sentence.endswith("responses that are not placed are compared with nothing.")


def test_ordered_buckets_are_named_best_first(database):
    counting = counting_of(add_project(database, ordered_buckets=(BAD, GOOD)))
    assert counting.rule == CountingRule(((0, 1), (0, 0)))
    assert f"({BAD} > {GOOD})" in counting.sentence


@pytest.mark.parametrize("ordered", [(), (GOOD, BAD)])
def test_unplaced_is_worst_is_said_and_done(database, ordered):
    project = add_project(database, ordered_buckets=ordered, unplaced_is_worst=True)
    counting = counting_of(project)
    assert counting.rule.unplaced_is_worst
    assert counting.sentence.endswith("a placed response beats one that is not placed.")


def test_an_order_of_buckets_holds_in_every_ranker_that_has_them(database):
    project = add_project(database, config=TWO_RANKERS, ordered_buckets=("good", "bad"))
    counting = counting_of(project)
    assert counting.controls == ("help", "safe", "line")
    assert counting.rule.ordered_buckets == ((0, 1), (1, 0), (0, 0), (1, 1))


def test_a_project_that_ranks_nothing_has_no_rankers(database):
    project = add_project(database, config=TEMPLATES["supervised-fine-tuning"].xml)
    assert counting_of(project).controls == ()
