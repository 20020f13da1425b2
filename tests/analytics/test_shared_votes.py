"""Plain agreement of two sets of voters."""

import json

import numpy as np
import pytest

from lib.analytics.pair_ratings import make_pair_ratings
from lib.analytics.shared_votes import NO_MEETING, shared_votes
from tests.analytics.rating_tables import battles

# On pair 0-1 persons 0, 1, 2 say before, before, tied; on pair 2-3 persons 0, 1 before, after.
ROWS = [(0, 1, 1, 0, 0), (0, 1, 1, 1, 0), (1, 0, 0, 2, 0), (2, 3, 1, 0, 1), (3, 2, 1, 1, 1)]


def by(people):
    return np.isin([row[3] for row in ROWS], people)


def test_within_one_set_every_two_votes_meet_once():
    # Pair 0-1: three meetings, one agrees; pair 2-3: one meeting, none. 1/4.
    found = shared_votes(battles(ROWS), by([0, 1, 2]))
    assert (found.value, found.n, found.prompts) == (1 / 4, 4, 2)
    # Without ties one of two.
    found = shared_votes(battles(ROWS), by([0, 1, 2]), ties=False)
    assert (found.value, found.n) == (1 / 2, 2)


def test_between_two_sets_each_vote_meets_each_of_the_other():
    # Person 0 with 1 and 2: agrees with 1 and not with 2 on the first, not with 1 on the second.
    found = shared_votes(battles(ROWS), by([0]), by([1, 2]))
    assert (found.value, found.n) == (1 / 3, 3)


def test_a_share_of_all_or_none_has_wilsons_interval():
    found = shared_votes(battles(ROWS), by([0]), by([2]))
    assert (found.value, found.n, found.low) == (0, 1, 0)
    # Wilson at 0 of 1 prompt: z² / (1 + z²) = 3.8415 / 4.8415.
    assert found.high == pytest.approx(0.7935, abs=1e-4)


def test_votes_that_never_meet_have_a_reason():
    for votes, ties in ((by([0]), True), (by([]), True), (by([0, 2]), False)):
        found = shared_votes(battles(ROWS), votes, ties=ties)
        assert (found.value, found.n, found.reason) == (None, 0, NO_MEETING)
    assert shared_votes(battles([]), np.zeros(0, dtype=bool)).reason == NO_MEETING


def test_overlapping_sets_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        shared_votes(battles(ROWS), by([0, 1]), by([1]))


PUBLISHED = [
    # turn, ties, GPT-4 with people: share and n, people with people: share and n
    (1, True, 0.66, 1343, 0.63, 721),
    (1, False, 0.85, 859, 0.81, 479),
    (2, True, 0.66, 1325, 0.67, 707),
    (2, False, 0.85, 864, 0.82, 474),
]


@pytest.mark.shared
@pytest.mark.parametrize(("turn", "ties", "machine", "n_machine", "people", "n_people"), PUBLISHED)
def test_mt_benchs_published_table(shared_folder, turn, ties, machine, n_machine, people, n_people):
    ratings, is_machine = mt_bench(shared_folder, turn)
    found = shared_votes(ratings, ~is_machine, is_machine, ties=ties)
    assert (round(found.value, 2), found.n) == (machine, n_machine)
    assert found.low < found.value < found.high
    found = shared_votes(ratings, ~is_machine, ties=ties)
    assert (round(found.value, 2), found.n) == (people, n_people)


def mt_bench(shared_folder, turn):
    """The votes of a turn, the experts' and GPT-4's, and which are GPT-4's."""
    items, people, rows = {}, {}, []
    for name in ("human", "gpt4_pair"):
        text = (shared_folder / "data" / "mt-bench" / f"{name}.jsonl").read_text(encoding="utf-8")
        for vote in map(json.loads, text.splitlines()):
            if vote["turn"] != turn or not vote["judge"].startswith(("expert_", "gpt4_pair")):
                continue
            question = vote["question_id"]
            one, two = (
                items.setdefault((question, vote[side]), len(items))
                for side in ("model_a", "model_b")
            )
            won = {"model_a": 1, "model_b": -1, "tie": 0, "tie (inconsistent)": 0}[vote["winner"]]
            who = people.setdefault(vote["judge"], len(people))
            rows.append((one, two, won, who, question, name == "gpt4_pair"))
    one, two, won, who, question, machine = np.array(rows).T
    ratings = make_pair_ratings(one, two, won, annotator=who, prompt=question)
    return ratings, machine.astype(bool)
