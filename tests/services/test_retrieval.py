"""Sources' orders against what people made of them, with the arithmetic beside it."""

import math
from collections.abc import Sequence
from typing import Any

import pytest

from lib.domain.project import Project
from lib.formats.templates import TEMPLATES
from lib.services.labeling import open_next_task
from lib.services.projects import change_settings
from lib.services.retrieval import RankerRetrieval, study_retrieval
from lib.services.submission import skip_task, submit_annotation
from lib.store.database import Database
from tests.factories import (
    add_person,
    add_project,
    add_rows,
    make_data,
    make_region,
    ranked,
    submit,
)

RANKING = TEMPLATES["ranking"].xml
GOOD, BAD = "relevant_results", "biased_results"

# DCG of the gains 1, ½ and 0 in the best order; log2(2) = 1, log2(3) and log2(4) = 2 discount.
BEST = 1 + 0.5 / math.log2(3)


def only_ranker(database: Database, project: Project) -> RankerRetrieval:
    (found,) = study_retrieval(database, project).rankers
    return found


def values(found: RankerRetrieval) -> dict[str, tuple[float | None, float | None, int]]:
    return {each.source: (each.ndcg.value, each.mrr.value, each.ndcg.n) for each in found.figures}


def predicted(version: str | None, items: Sequence[str]) -> dict[str, Any]:
    region = {"from_name": "rank", "type": "ranker", "value": {"ranker": {"rank": list(items)}}}
    return {"model_version": version, "result": [region]}


def add_searches(database: Database, *predictions: Any, n: int = 1, **settings: Any) -> Project:
    project = add_project(database, config=RANKING, model_field="model", **settings)
    rows = [{"data": make_data(at), "predictions": list(predictions)} for at in range(1, n + 1)]
    add_rows(database, project, rows)
    return project


def test_the_order_of_the_data_is_judged_by_places(database: Database) -> None:
    project = add_searches(database)
    submit(database, project, add_person(database), {"rank": "bca"})
    found = only_ranker(database, project)
    # Gains: b 1, c ½, a 0. In the order a, b, c: 0/1 + 1/log2(3) + ½/2; the best is second.
    expected = (1 / math.log2(3) + 0.25) / BEST
    assert values(found) == {"Order of the data": (pytest.approx(expected), 0.5, 1)}
    assert "1 for the first" in found.gains


def test_each_model_version_is_a_source_and_its_last_prediction_counts(database: Database) -> None:
    project = add_searches(
        database,
        predicted("bm25", "abc"),
        predicted("dense", "bca"),
        predicted("bm25", "cba"),
        predicted(None, "bac"),
    )
    submit(database, project, add_person(database), {"rank": "bca"})
    found = values(only_ranker(database, project))
    assert found == {
        "dense": (pytest.approx(1), 1, 1),
        # b, a, c: 1 + 0 + ½/2.
        "Prediction without a model version": (pytest.approx(1.25 / BEST), 1, 1),
        # c, b, a: ½ + 1/log2(3).
        "bm25": (pytest.approx((0.5 + 1 / math.log2(3)) / BEST), 0.5, 1),
        "Order of the data": (pytest.approx((1 / math.log2(3) + 0.25) / BEST), 0.5, 1),
    }
    assert next(iter(found)) == "dense"


def test_intervals_are_over_prompts_not_over_people(database: Database) -> None:
    project = add_searches(database, n=2)
    for name, orders in (("Ann", ("abc", "abc")), ("Ben", ("abc", "bac")), ("Cai", ("abc", "abc"))):
        person = add_person(database, name)
        for order in orders:
            submit(database, project, person, {"rank": order})
    (figures,) = only_ranker(database, project).figures
    # Reciprocal ranks: 1 on the first prompt; (1 + ½ + 1) / 3 on the second.
    assert figures.mrr.value == pytest.approx((1 + 5 / 6) / 2)
    assert (figures.mrr.n, figures.ndcg.n) == (2, 2)
    assert figures.mrr.low is not None
    assert figures.mrr.high is not None


def test_ordered_buckets_declare_the_gains(database: Database) -> None:
    project = add_project(database, n_tasks=1, ordered_buckets=(GOOD, BAD))
    submit(database, project, add_person(database), {GOOD: "c", BAD: "a"})
    found = only_ranker(database, project)
    assert found.gains == "Gains: Relevant Results 1, Biased Results 0."
    # b was not judged, so c is second behind a: 1/log2(3) of 1, and 1/2.
    assert values(found)["Order of the data"] == (pytest.approx(1 / math.log2(3)), 0.5, 1)


def test_unplaced_items_are_worth_nothing_where_they_count_as_worst(database: Database) -> None:
    project = add_project(database, n_tasks=1, ordered_buckets=(GOOD, BAD), unplaced_is_worst=True)
    submit(database, project, add_person(database), {GOOD: "c", BAD: "a"})
    found = only_ranker(database, project)
    assert found.gains == "Gains: Relevant Results 2, Biased Results 1, not placed 0."
    # a, b, c: 1 + 0 + 2/2 of 2 + 1/log2(3); the best is third.
    expected = 2 / (2 + 1 / math.log2(3))
    value = values(found)["Order of the data"]
    assert value == (pytest.approx(expected), pytest.approx(1 / 3), 1)


def test_a_prediction_lists_its_buckets_in_the_projects_order(database: Database) -> None:
    project = add_project(database, ordered_buckets=(BAD, GOOD))
    region = make_region({"_": ["b"], GOOD: ["a"], BAD: ["c"]})
    prediction = {"model_version": "v1", "result": [region]}
    add_rows(database, project, [{"data": make_data(1), "predictions": [prediction]}])
    submit(database, project, add_person(database), {BAD: "c", GOOD: "ab"})
    found = values(only_ranker(database, project))
    # BAD is the better one here: v1 lists c, then a; the data a, b, c.
    assert found["v1"] == (pytest.approx(1), 1, 1)
    assert found["Order of the data"] == (pytest.approx(1 / 2), pytest.approx(1 / 3), 1)


def test_buckets_without_an_order_give_no_gains(database: Database) -> None:
    project = add_project(database, n_tasks=1)
    submit(database, project, add_person(database), {GOOD: "abc"})
    found = only_ranker(database, project)
    assert found.figures == ()
    assert found.reason is not None
    assert "Gains need an order" in found.reason
    ordered = change_settings(database, project.project_id, ordered_buckets=(GOOD,))
    reason = only_ranker(database, ordered).reason
    assert reason is not None
    assert "two ordered buckets" in reason


def test_every_ranker_is_judged_by_its_own_items(database: Database) -> None:
    config = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="answers" value="$items"/><Ranker name="rank" toName="answers"/>
  <List name="others" value="$others"/><Ranker name="other" toName="others"/>
</View>
"""
    project = add_project(database, config=config)
    others = [{"id": key, "title": key, "body": key} for key in "ba"]
    add_rows(database, project, [make_data(1, "ab", others=others)])
    opened = open_next_task(database, project, add_person(database))
    assert opened is not None
    draft = ranked(opened, {"rank": "ab"})
    other = draft.rankings["other"].move("a", "other", 0)
    submit_annotation(database, opened, draft.with_ranking("other", other))
    first, second = study_retrieval(database, project).rankers
    assert (first.control, second.control) == ("rank", "other")
    # The person put both in the order a, b; the second list has them the other way round.
    assert values(first)["Order of the data"] == (pytest.approx(1), 1, 1)
    assert values(second)["Order of the data"] == (pytest.approx(1 / math.log2(3)), 0.5, 1)


def test_without_a_submitted_ranking_there_is_a_reason(database: Database) -> None:
    project = add_searches(database, predicted("bm25", "abc"))
    opened = open_next_task(database, project, add_person(database))
    assert opened is not None
    skip_task(database, opened, opened.draft)
    study = study_retrieval(database, project)
    assert study.n_annotations == 0
    assert study.has_predictions
    assert study.rankers[0].figures == ()
    assert study.rankers[0].reason is not None


def test_a_project_that_ranks_nothing_has_no_figures(database: Database) -> None:
    project = add_project(database, config=TEMPLATES["supervised-fine-tuning"].xml)
    assert study_retrieval(database, project).rankers == ()


def test_predictions_that_come_later_are_seen(database: Database) -> None:
    project = add_searches(database)
    submit(database, project, add_person(database), {"rank": "cba"})
    assert [*values(only_ranker(database, project))] == ["Order of the data"]
    row = {"data": make_data(1), "predictions": [predicted("late", "cba")]}
    add_rows(database, project, [row])
    assert [*values(only_ranker(database, project))] == ["late", "Order of the data"]
