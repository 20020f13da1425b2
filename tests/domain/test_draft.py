"""Drafts: undo, storage as plain values, and what forbids a submit."""

import json

import pytest

from lib.domain.draft import UNDO_STEPS, Draft, problems
from lib.domain.labeling_config import LabelingConfig, TextArea
from lib.domain.project import ProjectSettings
from lib.domain.ranking import Ranking
from tests.factories import BUCKETS, LINE

START = Draft(rankings={"rank": Ranking.start(LINE, "abc")}, answers={"better": ("",)})


def with_area(**attributes) -> LabelingConfig:
    return LabelingConfig((TextArea("better", "prompt", **attributes),))


def test_a_changed_ranking_can_be_undone():
    changed = START.with_ranking("rank", Ranking.start(LINE, "cba"))
    assert changed.touched
    assert changed.undone().rankings == START.rankings


def test_an_equal_ranking_is_no_change():
    assert START.with_ranking("rank", Ranking.start(LINE, "abc")) is START


def test_undo_with_nothing_done_changes_nothing():
    assert START.undone() is START


def test_undo_reaches_as_many_steps_back_as_it_says():
    draft = START
    for step in range(UNDO_STEPS + 5):
        draft = draft.with_ranking("rank", Ranking.start(LINE, ("abc", "bca")[(step + 1) % 2]))
    assert len(draft.undo) == UNDO_STEPS


def test_a_draft_comes_back_from_json_as_it_was():
    draft = START.with_ranking("rank", Ranking.of(LINE, {"rank": "cba"}, "b"))
    draft = draft.with_answers("better", ["First.", "متن"])
    assert Draft.from_state(json.loads(json.dumps(draft.as_state()))) == draft


@pytest.mark.parametrize("answers", [(), ("",), ("  \n",)])
def test_a_required_answer_must_hold_more_than_blanks(answers):
    draft = Draft(answers={"better": answers})
    assert problems(with_area(required=True), ProjectSettings(), draft) == (
        "Write an answer in “better”.",
    )
    own_words = with_area(required=True, required_message="Please write.")
    assert problems(own_words, ProjectSettings(), draft) == ("Please write.",)


def test_more_answers_than_the_config_takes_are_a_problem_blank_ones_not_counted():
    config = with_area(max_submissions=1)
    assert not problems(config, ProjectSettings(), Draft(answers={"better": ("one", " ")}))
    assert (
        "at most, not 2"
        in problems(config, ProjectSettings(), Draft(answers={"better": ("one", "two")}))[0]
    )


def test_unplaced_items_are_a_problem_only_where_the_project_wants_all_placed():
    draft = Draft(rankings={"rank": Ranking.of(BUCKETS, {"_": "ab", "good": "c"})})
    config = LabelingConfig((BUCKETS,))
    assert problems(config, ProjectSettings(), draft) == ()
    assert problems(config, ProjectSettings(all_items_required=True), draft) == (
        "Place every response: 2 not placed.",
    )
