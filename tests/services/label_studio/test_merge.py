"""What is done about an annotation that stands on both sides."""

from typing import Any

import pytest

from lib.domain.label_studio import Conflict, LinkedAnnotation
from lib.formats.labeling_config import read_labeling_config
from lib.formats.templates import TEMPLATES
from lib.services.label_studio.merge import NOT_THERE, Side, decide, ground_truth_of
from lib.store.revision_history import PastState
from tests.factories import make_id, make_task
from tests.services.made_annotations import ANN, NOON, OTHERS, OURS, make_annotation

THEIRS = "their hash"


def make_side(*, is_ground_truth_there: bool = False, **overrides: Any) -> Side:
    config = read_labeling_config(TEMPLATES["llm-ranker"].xml)
    annotation = make_annotation(**overrides)
    return Side(config, make_task(), annotation, None, is_ground_truth_there)


def base(revision: int, remote_hash: str, ground_truth: bool = False) -> LinkedAnnotation:
    return LinkedAnnotation(make_id("annotation"), 70, revision, ground_truth, remote_hash)


def conflict(remote_hash: str) -> Conflict:
    return Conflict(make_id("annotation"), 2, 1, False, remote_hash, NOON)


def past(revision: int, result: list[Any], **overrides: Any) -> PastState:
    fields: dict[str, Any] = {
        "revision": revision,
        "status": "submitted",
        "result": result,
        "lead_time": 12.0,
        "actor_id": ANN.annotator_id,
        "created_at": NOON,
    }
    return PastState(**{**fields, **overrides})


@pytest.mark.parametrize(
    ("known", "there", "verdict"),
    [
        (base(2, THEIRS), THEIRS, "same"),
        (base(1, THEIRS), THEIRS, "ours is newer"),
        (base(2, THEIRS, ground_truth=True), THEIRS, "ours is newer"),
        (base(2, "earlier"), THEIRS, "take theirs"),
        (base(2, "earlier"), NOT_THERE, "take theirs"),
        (base(1, "earlier"), THEIRS, "conflict"),
        (base(1, "earlier"), NOT_THERE, "conflict"),
        (None, THEIRS, "conflict"),
    ],
)
def test_what_was_changed_on_one_side_goes_to_the_other_and_on_both_is_a_conflict(
    known, there, verdict
):
    assert decide(make_side(), known, there, None) == verdict


@pytest.mark.parametrize("known", [None, base(1, "earlier"), base(2, "earlier")])
def test_the_same_on_both_sides_is_agreed_however_it_came_about(known):
    side = make_side()
    assert decide(side, known, side.hash, None) == "agreed"
    deleted = make_side(status="deleted")
    assert decide(deleted, known, NOT_THERE, None) == "agreed"


def test_an_open_conflict_stays_ends_in_the_same_or_has_a_new_state_of_theirs():
    side = make_side()
    assert decide(side, base(2, THEIRS), THEIRS, conflict(THEIRS)) == "same"
    assert decide(side, base(2, THEIRS), side.hash, conflict(THEIRS)) == "agreed"
    assert decide(side, base(2, THEIRS), "newer", conflict(THEIRS)) == "conflict"


def test_a_whole_number_of_seconds_is_the_same_with_and_without_a_fraction():
    assert make_side(lead_time=12).hash == make_side(lead_time=12.0).hash
    assert make_side(lead_time=12.5).hash != make_side(lead_time=12.0).hash


def test_ground_truth_counts_as_it_is_there_and_not_as_it_is_here():
    assert make_side(ground_truth=True).hash == make_side(ground_truth=False).hash
    assert make_side(is_ground_truth_there=True).hash != make_side().hash


def test_of_several_that_are_ground_truth_the_latest_is_it_there():
    marked = [make_annotation(number=n, ground_truth=True) for n in (1, 5, 3)]
    assert ground_truth_of(marked) is marked[1]
    gone = make_annotation(number=9, ground_truth=True, status="deleted")
    assert ground_truth_of([*marked, gone, make_annotation(number=8)]) is marked[1]
    assert ground_truth_of([make_annotation()]) is None
    assert ground_truth_of([]) is None


def test_what_they_hold_is_found_among_the_past_states_the_latest_first():
    side = make_side(revision=4)
    earlier = make_side(result=OTHERS).hash
    states = [past(1, OTHERS), past(2, OTHERS), past(3, OTHERS, status="deleted"), past(4, OURS)]
    found = side.base_among(states, 70, earlier)
    assert found == LinkedAnnotation(make_id("annotation"), 70, 2, False, earlier)
    assert side.base_among(states, 70, THEIRS) is None
    assert side.base_among([], 70, earlier) is None


def test_a_past_state_is_known_with_either_mark_of_ground_truth():
    marked = make_side(is_ground_truth_there=True)
    found = make_side().base_among([past(1, OURS)], 70, marked.hash)
    assert found is not None
    assert (found.revision, found.ground_truth) == (1, False)
