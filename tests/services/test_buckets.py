"""Where models' responses end up, from stored rankings."""

from dataclasses import astuple, replace
from math import isfinite

import pytest

from lib.domain.selection import Selection
from lib.formats.templates import TEMPLATES
from lib.services.buckets import study_buckets
from lib.services.projects import change_settings
from lib.services.rating_method import CLUSTERINGS
from lib.services.report_text import bucket_text
from lib.services.report_warnings import bucket_warnings
from tests.factories import DEFAULT_BUCKET, add_person, add_project
from tests.stored_rankings import archive_task, ranked_items, store_ranking, store_revision

GOOD, BAD = "relevant_results", "biased_results"
TWO_RANKERS = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="helpful" value="$items"/>
  <Ranker name="help" toName="helpful"><Bucket name="x" title="Same"/><Bucket name="y"/></Ranker>
  <List name="harmless" value="$items"/><Ranker name="line" toName="harmless"/>
  <List name="third" value="$items"/>
  <Ranker name="safe" toName="third">
    <Bucket name="v" title="Same"/><Bucket name="w" title="Same"/>
  </Ranker>
</View>
"""


@pytest.fixture
def ann(database):
    return add_person(database, "Ann")


def counts(study):
    """How many of each model's responses lie in each column, by their titles."""
    table = {}
    for share in study.shares:
        if share.count:
            table.setdefault(share.model, {})[share.bucket] = share.count
    return table


def only_study(database, project, selection=None, **options):
    [study] = study_buckets(database, project, selection, **options)
    return study


def test_every_response_is_in_one_column_and_unplaced_is_one(database, ann):
    project = add_project(database, n_tasks=2)
    store_ranking(database, project, 1, ann, "a b | c")
    store_ranking(database, project, 2, ann, "a | b / c")
    study = only_study(database, project)
    assert study.names == (GOOD, BAD, "_")
    good, bad, unplaced = study.titles
    assert counts(study) == {
        "A": {good: 2},
        "B": {good: 1, bad: 1},
        "C": {bad: 1, unplaced: 1},
    }
    b_good = next(each for each in study.shares if (each.model, each.bucket) == ("B", good))
    assert (b_good.n, b_good.share) == (2, 0.5)
    # One response a prompt: Wilson's interval of 1 of 2 at z = 1.96 is 0.5 ± 0.405.
    assert (b_good.low, b_good.high) == pytest.approx((0.0945, 0.9055), abs=1e-4)


def test_the_order_of_the_buckets_and_the_places_in_them_do_not_matter(database, ann):
    project = add_project(database, n_tasks=2)
    store_ranking(database, project, 1, ann, "a=b | c")
    store_ranking(database, project, 2, ann, "b a | c")
    before = counts(only_study(database, project))
    project = change_settings(
        *(database, project.project_id), ordered_buckets=(BAD, GOOD), unplaced_is_worst=True
    )
    assert counts(only_study(database, project)) == before


def test_skipped_deleted_older_and_archived_work_counts_nowhere(database, ann):
    project = add_project(database, n_tasks=4)
    revised = store_ranking(database, project, 1, ann, "a")
    store_revision(database, project, 1, ann, revised, 2, "| a")
    store_ranking(database, project, 2, ann, "a", status="skipped")
    deleted = store_ranking(database, project, 3, ann, "a")
    store_revision(database, project, 3, ann, deleted, 2, status="deleted")
    store_ranking(database, project, 4, ann, "a")
    archive_task(database, project, 4)
    study = only_study(database, project)
    assert counts(study) == {"A": {study.titles[1]: 1}}


def test_a_default_bucket_takes_the_place_of_the_unplaced_column(database, ann):
    project = add_project(database, config=DEFAULT_BUCKET, n_tasks=1)
    store_ranking(database, project, 1, ann, "a | b c")
    study = only_study(database, project)
    assert (study.names, study.titles) == ((GOOD, BAD), ("Relevant", "Biased"))
    assert counts(study) == {"A": {"Relevant": 1}, "B": {"Biased": 1}, "C": {"Biased": 1}}


def test_each_ranker_with_buckets_has_its_own_study_and_its_titles_are_told_apart(database, ann):
    project = add_project(database, config=TWO_RANKERS, n_tasks=1)
    store_ranking(database, project, 1, ann, {"help": "a | b", "line": "c a", "safe": "| a b c"})
    of_help, of_safe = study_buckets(database, project)
    assert (of_help.control, of_safe.control) == ("help", "safe")
    assert of_help.titles[0] == "Same"
    assert of_safe.titles[:2] == ("Same (v)", "Same (w)")
    assert counts(of_safe) == {model: {"Same (w)": 1} for model in "ABC"}
    assert {share.n for share in of_help.shares if share.model == "C"} == {0}
    assert {share.share for share in of_help.shares if share.model == "C"} == {None}


def test_models_that_never_differ_have_p_one_and_models_that_always_do_a_small_p(database, ann):
    same = add_project(database, "Same", n_tasks=30)
    apart = add_project(database, "Apart", n_tasks=30)
    for task in range(1, 31):
        store_ranking(database, same, task, ann, "a b" if task % 2 else "| a b")
        store_ranking(database, apart, task, ann, "a | b" if task % 5 else "b | a")
    assert only_study(database, same).difference.p_value == 1.0
    # With two buckets and a response of each model a prompt this is McNemar's test: A is higher on
    # 24 prompts, lower on 6, so (24 - 6)² / 30 = 10.8, with one degree of freedom p = 0.00101.
    found = only_study(database, apart).difference
    assert (found.statistic, found.degrees) == (pytest.approx(10.8), pytest.approx(1))
    assert found.p_value == pytest.approx(0.00101, abs=1e-5)
    assert (found.n, found.prompts, found.reason) == (60, 30, None)


@pytest.mark.parametrize(
    ("rankings", "reason"),
    [
        ([], "there is none"),
        (["a", "a |"], "there is 1"),
        (["a b", "a b"], "All responses lie in one bucket"),
        (["a | b"], "at least two prompts"),
        (["/ a b", "/ a b"], "All responses lie in one bucket"),
    ],
    ids=str,
)
@pytest.mark.parametrize("clustering", CLUSTERINGS)
def test_a_test_that_cannot_be_made_says_why(database, ann, rankings, reason, clustering):
    project = add_project(database, n_tasks=max(len(rankings), 1))
    for task, text in enumerate(rankings, start=1):
        store_ranking(database, project, task, ann, text)
    study = only_study(database, project, clustering=clustering)
    found = study.difference
    assert (found.statistic, found.p_value) == (None, None)
    assert reason in found.reason
    values = [value for share in study.shares for value in astuple(share)]
    assert all(isfinite(value) for value in values if isinstance(value, float))


def test_a_filter_that_leaves_nothing_leaves_no_models(database, ann):
    project = add_project(database, n_tasks=1)
    store_ranking(database, project, 1, ann, "a | b")
    study = only_study(database, project, Selection(annotators=(99,)))
    assert study.shares == ()
    assert study.difference.p_value is None


def test_responses_without_models_are_counted_together(database, ann):
    project = add_project(database, n_tasks=2)
    for task, text in ((1, "a b | c"), (2, "a | / b c")):
        items = (replace(item, model=None) for item in ranked_items("rank", text))
        store_ranking(database, project, task, ann, "", ranked=tuple(items))
    study = only_study(database, project)
    good, bad, unplaced = study.titles
    assert counts(study) == {"All responses": {good: 3, bad: 1, unplaced: 2}}
    assert study.shares[0].share == 0.5
    assert (study.difference.statistic, study.difference.p_value) == (None, None)
    assert "No ranked item names a model" in study.difference.reason
    [warning] = bucket_warnings([study])
    assert warning == study.difference.reason
    assert "All responses" in bucket_text([study])


def test_where_some_responses_have_models_only_those_are_counted(database, ann):
    project = add_project(database, n_tasks=1)
    first, *others = ranked_items("rank", "a b | c")
    items = (first, *(replace(item, model=None) for item in others))
    store_ranking(database, project, 1, ann, "", ranked=items)
    study = only_study(database, project)
    assert counts(study) == {"A": {study.titles[0]: 1}}


def test_a_filter_takes_its_part(database, ann):
    project = add_project(database, n_tasks=1)
    ben = add_person(database, "Ben")
    store_ranking(database, project, 1, ann, "a | b")
    store_ranking(database, project, 1, ben, "b | a")
    study = only_study(database, project, Selection(annotators=(ben.number,)))
    good, bad, _ = study.titles
    assert counts(study) == {"A": {bad: 1}, "B": {good: 1}}


def test_clusters_change_intervals_and_nothing_else(database, ann):
    project = add_project(database, n_tasks=3)
    for person in (ann, add_person(database, "Ben")):
        for task, text in enumerate(["a | b", "a b", "b | a"], start=1):
            store_ranking(database, project, task, person, text)
    by_prompt = only_study(database, project)
    alone = only_study(database, project, clustering="none")
    assert [each.share for each in by_prompt.shares] == [each.share for each in alone.shares]
    assert [each.low for each in by_prompt.shares] != [each.low for each in alone.shares]


def test_a_project_without_buckets_has_no_study(database):
    assert study_buckets(database, add_project(database, config=TEMPLATES["ranking"].xml)) == ()
