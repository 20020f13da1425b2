"""What the design's health says."""

import numpy as np

from lib.analytics.comparisons import make_comparisons
from lib.analytics.design_health import Finding, design_health

NONE = np.empty(0, dtype=np.int64)


def round_robin(times, people=1):
    """Every pair of three models `times` times each way, on prompts and people of their own."""
    first, second = np.tile([(0, 1), (0, 2), (1, 2)], (2 * times, 1)).T
    score = np.arange(len(first)) // 3 % 2
    return make_comparisons(
        ("a", "b", "c"), first, second, score, annotator=np.arange(len(first)) % people
    )


def levels(findings):
    return [each.level for each in findings]


def test_a_sound_design_is_good_throughout():
    task, annotator = np.repeat(np.arange(30), 2), np.tile([0, 1], 30)
    findings = design_health(round_robin(20, people=24), task, annotator)
    assert findings == (
        Finding("good", "All 3 models are rated on one scale."),
        Finding("good", "Match-ups are balanced: 40 to 40 comparisons each."),
        Finding(
            "good",
            "Agreement can be measured: 30 of 30 tasks (100%) were judged by two or more people.",
        ),
        Finding("good", "The comparisons come from 120 prompts and 24 annotators."),
    )


def test_models_that_cannot_be_rated_together_are_named():
    # a and b beat each other, c and d too, nothing in between; e only ever lost; f never played.
    comparisons = make_comparisons(
        ("a", "b", "c", "d", "e", "f"), [0, 0, 2, 2, 0], [1, 1, 3, 3, 4], [1, 0, 1, 0, 1]
    )
    connected = design_health(comparisons, np.arange(5), np.zeros(5, dtype=int))[0]
    assert connected == Finding(
        "attention",
        "The 6 models fall into 4 groups that cannot be rated against each other. "
        "Never compared: f. Always won or always lost against the others: e. Groups: a, b; c, d.",
    )


def test_a_skewed_match_up_is_named_with_its_share():
    # 30 + 3 + 3 comparisons; even is 12 each, a third. 30 > 24 and 30 - 12 > 3√12 = 10.4; the
    # others are under 6, but 12 - 3 = 9 is within chance.
    first, second = [0] * 33 + [1] * 3, [1] * 30 + [2] * 6
    score = [1, 0] * 18
    balanced = design_health(
        make_comparisons(("a", "b", "c"), first, second, score), np.arange(36), np.arange(36)
    )[1]
    assert balanced == Finding(
        "attention",
        "1 of 3 match-ups is skewed; an even share of the 36 comparisons is 33.3%: "
        "a and b 83.3% (30).",
    )


def test_two_models_have_nothing_to_balance():
    comparisons = make_comparisons(("a", "b"), [0, 0], [1, 1], [1, 0])
    findings = design_health(comparisons, np.arange(2), np.zeros(2, dtype=int))
    assert not any("balanced" in each.sentence for each in findings)


def test_few_people_and_no_shared_task_ask_for_attention():
    findings = design_health(round_robin(10), np.arange(60), np.zeros(60, dtype=int))
    assert levels(findings) == ["good", "good", "attention", "attention"]
    assert findings[2].sentence == "No task was judged by two people, so agreement is unknown."
    assert "60 prompts and 1 annotator;" in findings[3].sentence


def test_one_persons_two_annotations_of_a_task_are_no_overlap():
    findings = design_health(round_robin(1), np.array([0, 0, 1]), np.array([4, 4, 4]))
    assert findings[2].sentence.startswith("No task was judged by two people")


def test_a_little_overlap_is_counted():
    findings = design_health(round_robin(1), np.array([0, 0, 1]), np.array([4, 5, 4]))
    assert findings[2] == Finding(
        "attention",
        "Agreement is rough: 1 of 2 tasks (50%) was judged by two or more people.",
    )


def test_nothing_compared_says_so():
    nothing = make_comparisons(("a",), NONE, NONE, NONE)
    assert design_health(nothing, NONE, NONE) == (
        Finding("attention", "No two models have been compared yet."),
    )
