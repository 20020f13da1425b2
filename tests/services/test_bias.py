"""Bias of the votes of a stored project: where it was planted, and where there is none."""

import math
from random import Random
from typing import Any

import pytest

from lib.domain.selection import Selection
from lib.formats.templates import TEMPLATES
from lib.services.bias import BiasStudy, study_bias
from lib.services.labeling import open_next_task
from lib.services.submission import submit_annotation
from lib.store.database import Database
from lib.store.item_styles import FEATURES
from tests.factories import add_person, add_project, add_rows, make_data, ranked, submit
from tests.services.made_votes import Appeal, add_votes, words

RANKING = TEMPLATES["ranking"].xml


def rows_of_random_length(n: int = 40, longest: int = 60) -> list[dict[str, Any]]:
    draw = Random(5)
    rows = [make_data(number) for number in range(1, n + 1)]
    for row in rows:
        for item in row["items"]:
            item["body"] = words(draw.randint(1, longest))
    return rows


def study(database: Database, appeal: Appeal) -> BiasStudy:
    return study_bias(database, add_votes(database, rows_of_random_length(), appeal))


def test_a_planted_position_bias_is_found(database: Database) -> None:
    found = study(database, lambda item, slot: 1.0 if slot == 0 else 0.0).position
    # 40 tasks, 6 people, 3 pairs a ranking.
    assert (found.n, found.unknown) == (720, 0)
    assert found.p_value is not None
    assert found.p_value < 0.01
    assert [each.slot for each in found.slots] == [0, 1, 2]
    first = found.slots[0]
    assert first.low is not None
    assert first.low > 0
    # The log odds of slot 0 against either other one are 1; all effects sum to 0: 2/3, -1/3, -1/3.
    assert first.effect == pytest.approx(2 / 3, abs=0.25)
    assert found.first_shown is not None
    assert found.first_shown > 0.55


def test_where_no_bias_was_planted_none_is_found(database: Database) -> None:
    found = study(database, lambda item, slot: 0.0)
    assert found.position.p_value is not None
    assert found.position.p_value > 0.05
    effect = found.style.effects[0]
    assert effect.p_value is not None
    assert effect.p_value > 0.05


def test_a_planted_preference_for_length_is_found(database: Database) -> None:
    found = study(database, lambda item, slot: math.log(len(item["body"].split())))
    assert found.style.n == 720
    assert found.without_style == 0
    effect = found.style.effects[0]
    assert effect.feature == "words"
    assert effect.low is not None
    assert effect.low > 0
    assert found.style.dropped == FEATURES[1:]


def test_a_model_that_wins_by_length_alone_is_average_at_equal_length(database: Database) -> None:
    rows = rows_of_random_length()
    for row in rows:
        row["items"][0]["body"] += " " + words(60)
    project = add_votes(database, rows, lambda item, slot: 2 * math.log(len(item["body"].split())))
    rated = {each.model: each for each in study_bias(database, project).rated}
    longest = rated["A"]
    assert longest.n == 480
    assert longest.raw is not None
    assert longest.controlled is not None
    assert longest.raw > 1100
    assert longest.controlled_low is not None
    assert longest.controlled_low < 1000
    assert abs(longest.controlled - 1000) < (longest.raw - 1000) / 2
    # Both kinds of ratings average 1000 in the group.
    assert sum(each.raw or 0 for each in rated.values()) == pytest.approx(3000)
    assert sum(each.controlled or 0 for each in rated.values()) == pytest.approx(3000)


def test_responses_that_were_not_imported_are_left_out_and_counted(database: Database) -> None:
    rows = rows_of_random_length(10)
    for item in rows[0]["items"][:2]:
        item |= {"body": "", "not_imported": True}
    rows[1]["items"][0] |= {"body": ""}
    project = add_votes(database, rows, lambda item, slot: 0.0)
    found = study_bias(database, project)
    # Of task 1 no pair is left, for 6 people: 3 pairs each. The empty answer of task 2 is known.
    assert (found.n_comparisons, found.without_style) == (180, 18)
    assert found.style.n == 162
    # A, B and C each lost 2 · 6 comparisons of their 120.
    assert [each.n for each in sorted(found.rated, key=lambda each: each.model)] == [108] * 3


def test_comparisons_without_a_display_order_say_nothing_of_position(database: Database) -> None:
    project = add_project(database, config=RANKING)
    region = {
        "value": {"ranker": {"rank": ["b", "a", "c"]}},
        "from_name": "rank",
        "to_name": "answers",
        "type": "ranker",
    }
    add_rows(database, project, [{"data": make_data(1), "annotations": [{"result": [region]}]}])
    found = study_bias(database, project)
    assert (found.position.n, found.position.unknown) == (0, 3)
    assert found.position.p_value is None
    assert found.position.reason == "No comparison has a known display order."


def test_each_rankers_places_count_from_the_first_of_its_own(database: Database) -> None:
    config = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="answers" value="$items"/><Ranker name="rank" toName="answers"/>
  <List name="others" value="$others"/><Ranker name="other" toName="others"/>
</View>
"""
    project = add_project(database, config=config)
    others = [{"id": key, "title": f"other {key}", "body": "x y"} for key in "de"]
    add_rows(database, project, [make_data(1, "ab", others=others)])
    # The orders shown are drawn anew in every run: of forty, both occur with either outcome.
    for person in range(40):
        opened = open_next_task(database, project, add_person(database, f"Person {person}"))
        assert opened is not None
        submit_annotation(database, opened, ranked(opened, {"rank": "ab" if person % 2 else "ba"}))
    found = study_bias(database, project)
    # What was shown is stored as one list of four; each Ranker showed two.
    assert [each.slot for each in found.position.slots] == [0, 1]
    assert (found.position.n, found.style.n) == (80, 80)


def test_a_selection_and_another_clustering_are_studied_by_themselves(database: Database) -> None:
    project = add_votes(database, rows_of_random_length(10), lambda item, slot: 0.0)
    everything = study_bias(database, project)
    assert study_bias(database, project) is everything
    chosen = study_bias(database, project, Selection(annotators=(1, 2)), clustering="prompt")
    assert chosen.position.n == everything.position.n // 3
    submit(database, project, add_person(database, "Late"), {"rank": "abc"})
    assert study_bias(database, project).position.n == everything.position.n + 3


def test_a_project_without_votes_has_no_figures(database: Database) -> None:
    project = add_project(database, config=RANKING, n_tasks=1)
    found = study_bias(database, project)
    assert (found.n_comparisons, found.without_style, found.rated) == (0, 0, ())
    assert (found.position.p_value, found.style.model) == (None, None)


def test_a_project_that_ranks_nothing_has_no_figures(database: Database) -> None:
    project = add_project(database, config=TEMPLATES["supervised-fine-tuning"].xml)
    found = study_bias(database, project)
    assert (found.n_comparisons, found.style.n, found.rated) == (0, 0, ())


def test_a_model_that_always_wins_has_no_rating(database: Database) -> None:
    project = add_project(database, config=RANKING, n_tasks=3, items="ab")
    for name in ("Ann", "Ben"):
        person = add_person(database, name)
        for _ in range(3):
            submit(database, project, person, {"rank": "ab"})
    found = study_bias(database, project)
    assert [(each.raw, each.controlled, each.n) for each in found.rated] == [(None, None, 6)] * 2
    assert found.style.model is None
    assert found.style.reason
