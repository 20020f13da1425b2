"""The comparisons of a selection: what counts, what does not, and what they rest on."""

from collections import Counter
from datetime import UTC, datetime

import numpy as np
import pytest

from lib.domain.selection import Selection
from lib.errors import TooManyModels
from lib.formats.templates import TEMPLATES
from lib.services.compared import load_comparisons
from lib.services.demo import create_demo
from lib.services.projects import change_settings
from tests.factories import add_person, add_project, add_rows, make_data
from tests.stored_rankings import archive_task, store_ranking, store_revision

EVERYTHING = Selection()
GOOD, BAD = "relevant_results", "biased_results"
LINE = TEMPLATES["ranking"].xml
TWO_RANKERS = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="helpful" value="$items"/><Ranker name="help" toName="helpful"/>
  <List name="harmless" value="$items"/><Ranker name="safe" toName="harmless"/>
</View>
"""


@pytest.fixture
def ann(database):
    return add_person(database, "Ann")


@pytest.fixture
def ben(database, ann):
    return add_person(database, "Ben")


def outcomes(compared):
    """Every counted pair in letters, such as `A>B` and `A=B`, with how often it happened."""
    found = compared.comparisons
    names, wins, ties = found.models, found.wins(), found.ties()
    pairs = Counter()
    for a, one in enumerate(names):
        for b, other in enumerate(names):
            pairs[f"{one}>{other}"] += int(wins[a, b])
            if a < b:
                pairs[f"{one}={other}"] += int(ties[a, b])
    return dict(+pairs)


def judged(database, person, *rankings, config=TEMPLATES["llm-ranker"].xml, **settings):
    """What is compared in a project where the person gave these rankings, one a task."""
    name = f"Project of {len(rankings)} rankings {settings}"
    project = add_project(database, name, config, len(rankings), "abcd", **settings)
    for task, ranking in enumerate(rankings, start=1):
        store_ranking(database, project, task, person, ranking)
    return load_comparisons(database, project, EVERYTHING)


@pytest.mark.parametrize(
    ("settings", "pairs"),
    [
        ({}, {"A>B": 1}),
        (
            {"ordered_buckets": (GOOD, BAD)},
            {"A>B": 1, "A>C": 1, "B>C": 1},
        ),
        (
            {"ordered_buckets": (BAD, GOOD)},
            {"A>B": 1, "C>A": 1, "C>B": 1},
        ),
        ({"ordered_buckets": (BAD,)}, {"A>B": 1}),
        (
            {"unplaced_is_worst": True},
            {"A>B": 1, "A>D": 1, "B>D": 1, "C>D": 1},
        ),
        (
            {"ordered_buckets": (GOOD, BAD), "unplaced_is_worst": True},
            {"A>B": 1, "A>C": 1, "B>C": 1, "A>D": 1, "B>D": 1, "C>D": 1},
        ),
    ],
    ids=str,
)
def test_the_settings_say_which_pairs_count(database, ann, settings, pairs):
    compared = judged(database, ann, "a b | c / d", **settings)
    assert outcomes(compared) == pairs
    # Four responses stood together: 4 * 3 / 2 pairs.
    assert (compared.counted, compared.possible) == (len(pairs), 6)


def test_equal_places_are_ties(database, ann):
    assert outcomes(judged(database, ann, "a=b c", config=LINE)) == {"A=B": 1, "A>C": 1, "B>C": 1}


def test_unplaced_responses_are_never_compared_with_each_other(database, ann):
    compared = judged(database, ann, "a / b c", unplaced_is_worst=True)
    assert outcomes(compared) == {"A>B": 1, "A>C": 1}


def test_ties_do_not_reach_across_ordered_buckets(database, ann):
    compared = judged(database, ann, "a=b | c=d", ordered_buckets=(GOOD, BAD))
    assert outcomes(compared) == {
        **{"A=B": 1, "C=D": 1},
        **{"A>C": 1, "A>D": 1, "B>C": 1, "B>D": 1},
    }


def test_each_ranker_counts_by_itself_and_nothing_across_them(database, ann):
    ranking = {"help": "a b", "safe": "b c"}
    compared = judged(database, ann, ranking, config=TWO_RANKERS)
    assert outcomes(compared) == {"A>B": 1, "B>C": 1}
    assert (compared.n_annotations, compared.possible) == (1, 2)


def test_the_same_pair_of_two_rankers_counts_twice(database, ann):
    compared = judged(database, ann, {"help": "a b", "safe": "b a"}, config=TWO_RANKERS)
    assert outcomes(compared) == {"A>B": 1, "B>A": 1}


def test_only_the_latest_submitted_revision_counts_and_skipped_or_deleted_work_nowhere(
    database, ann
):
    project = add_project(database, config=LINE, n_tasks=5)
    revised = store_ranking(database, project, 1, ann, "a b")
    store_revision(database, project, 1, ann, revised, 2, "b a")
    store_ranking(database, project, 2, ann, "a c", status="skipped")
    deleted = store_ranking(database, project, 3, ann, "b c")
    store_revision(database, project, 3, ann, deleted, 2, "b c", status="deleted")
    resumed = store_ranking(database, project, 4, ann, "", status="skipped")
    store_revision(database, project, 4, ann, resumed, 2, "c a")
    store_ranking(database, project, 5, ann, "c b")
    archive_task(database, project, 5)
    compared = load_comparisons(database, project, EVERYTHING)
    assert outcomes(compared) == {"B>A": 1, "C>A": 1}
    assert compared.n_annotations == 2


def test_several_annotations_of_one_person_and_task_all_count(database, ann):
    project = add_project(database, config=LINE, n_tasks=1)
    for text in ("a b", "a b", "b a"):
        store_ranking(database, project, 1, ann, text)
    compared = load_comparisons(database, project, EVERYTHING)
    assert outcomes(compared) == {"A>B": 2, "B>A": 1}
    assert (compared.n_annotations, compared.n_prompts, compared.annotators) == (3, 1, (1,))


def test_tasks_of_one_prompt_are_one_cluster(database, ann, ben):
    project = add_project(database, config=LINE)
    rows = [make_data(n, prompt="One" if n < 3 else f"Other {n}") for n in (1, 2, 3)]
    add_rows(database, project, rows)
    for task, person in ((1, ann), (2, ben), (3, ann)):
        store_ranking(database, project, task, person, "a b")
    compared = load_comparisons(database, project, EVERYTHING)
    assert (compared.n_annotations, compared.n_prompts) == (3, 2)
    assert len(compared.task_numbers) == 3
    assert len(set(zip(compared.task_of, compared.rankings.prompt, strict=True))) == 3


def test_a_filter_takes_its_part_and_one_that_leaves_nothing_gives_nothing(database, ann, ben):
    project = add_project(database, config=LINE)
    add_rows(database, project, [make_data(n, category="xy"[n % 2]) for n in (1, 2)])
    at = datetime(2026, 1, 1, tzinfo=UTC)
    store_ranking(database, project, 1, ann, "a b", created_at=at)
    store_ranking(database, project, 2, ben, "b a", created_at=at)
    only_ben = load_comparisons(database, project, Selection(annotators=(ben.number,)))
    assert (outcomes(only_ben), only_ben.annotators) == ({"B>A": 1}, (ben.number,))
    neither = Selection(annotators=(ben.number,), fields=(("category", "y"),))
    nothing = load_comparisons(database, project, neither)
    assert (outcomes(nothing), nothing.n_annotations, nothing.n_prompts) == ({}, 0, 0)
    assert (nothing.counted, nothing.possible, nothing.comparisons.models) == (0, 0, ())


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"unplaced_is_worst": True},
        {"ordered_buckets": (), "unplaced_is_worst": True},
        {"ordered_buckets": (BAD, GOOD), "unplaced_is_worst": True},
    ],
    ids=str,
)
def test_grouped_rankings_give_the_same_counts(database, settings):
    project = create_demo(database)
    project = change_settings(database, project.project_id, **settings)
    single = load_comparisons(database, project, EVERYTHING)
    grouped = load_comparisons(database, project, EVERYTHING, grouped=True)
    assert len(grouped.rankings) < len(single.rankings)
    assert outcomes(grouped) == outcomes(single)
    for name in ("n_annotations", "counted", "possible"):
        assert getattr(grouped, name) == getattr(single, name) > 0
    one, other = grouped.comparisons, single.comparisons
    np.testing.assert_allclose(one.weighted_wins(), other.weighted_wins(), rtol=1e-6)
    np.testing.assert_array_equal(one.possible, other.possible)


def test_grouped_rankings_of_two_rankers_give_the_same_counts(database, ann, ben):
    project = add_project(database, config=TWO_RANKERS, n_tasks=2)
    for person in (ann, ben):
        for task in (1, 2):
            store_ranking(database, project, task, person, {"help": "a b c", "safe": "c=b"})
    grouped = load_comparisons(database, project, EVERYTHING, grouped=True)
    assert outcomes(grouped) == {"A>B": 4, "A>C": 4, "B>C": 4, "B=C": 4}
    assert grouped.rankings.count.tolist() == [4]


def test_what_was_read_is_kept_until_work_comes_or_what_counts_changes(database, ann):
    project = add_project(database, n_tasks=2)
    store_ranking(database, project, 1, ann, "a | b")
    first = load_comparisons(database, project, EVERYTHING)
    assert load_comparisons(database, project, EVERYTHING) is first
    store_ranking(database, project, 2, ann, "a b")
    assert load_comparisons(database, project, EVERYTHING).counted == 1
    ordered = change_settings(database, project.project_id, ordered_buckets=(GOOD, BAD))
    assert load_comparisons(database, ordered, EVERYTHING).counted == 2


def test_another_field_names_the_models_from_then_on(database, ann):
    project = add_project(database, config=LINE, n_tasks=1)
    store_ranking(database, project, 1, ann, "a b")
    assert load_comparisons(database, project, EVERYTHING).comparisons.models == ("A", "B")
    project = change_settings(database, project.project_id, model_field="id")
    assert load_comparisons(database, project, EVERYTHING).comparisons.models == ("a", "b")
    project = change_settings(database, project.project_id, model_field="model")
    without = load_comparisons(database, project, EVERYTHING)
    assert (without.comparisons.models, without.n_annotations, without.possible) == ((), 1, 0)


@pytest.mark.parametrize("n", [500, 501])
def test_more_models_than_a_table_holds_are_refused_in_a_sentence(database, ann, n):
    project = add_project(database, config=LINE, n_tasks=1)
    store_ranking(database, project, 1, ann, " ".join(f"passage-{each}" for each in range(n)))
    if n == 500:
        assert len(load_comparisons(database, project, EVERYTHING).comparisons.models) == 500
    else:
        with pytest.raises(TooManyModels, match="501 different models, and 500 at most"):
            load_comparisons(database, project, EVERYTHING)


@pytest.mark.parametrize("settings", [{}, {"unplaced_is_worst": True}], ids=str)
def test_equal_rankings_told_once_count_as_often_as_they_happened(database, settings):
    project = create_demo(database)
    project = change_settings(database, project.project_id, **settings)
    compared = load_comparisons(database, project, EVERYTHING)
    once, each = compared.comparisons, compared.each_comparison
    assert len(once) < len(each)
    assert compared.counted == len(each)
    np.testing.assert_array_equal(once.wins(), each.wins())
    np.testing.assert_array_equal(once.ties(), each.ties())
    np.testing.assert_array_equal(once.possible, each.possible)
