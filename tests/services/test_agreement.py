"""Agreement over stored rankings."""

from math import isfinite

import pytest

from lib.analytics.agreement import Agreement
from lib.domain.selection import Selection
from lib.formats.templates import TEMPLATES
from lib.services.agreement import study_agreement
from lib.services.projects import change_settings
from tests.factories import DEFAULT_BUCKET, add_person, add_project, add_rows, make_data
from tests.stored_rankings import archive_task, store_ranking, store_revision

LINE = TEMPLATES["ranking"].xml
GOOD, BAD = "relevant_results", "biased_results"
TWO_RANKERS = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="helpful" value="$items"/>
  <Ranker name="help" toName="helpful"><Bucket name="x"/><Bucket name="y"/></Ranker>
  <List name="harmless" value="$items"/>
  <Ranker name="safe" toName="harmless"><Bucket name="v"/><Bucket name="w"/></Ranker>
</View>
"""


@pytest.fixture
def people(database):
    return [add_person(database, name) for name in ("Ann", "Ben", "Cleo")]


def line_project(database, people, *by_task, **options):
    """A project of one line; each text has a ranking for each person, apart by `;`."""
    project = add_project(database, config=LINE, n_tasks=len(by_task), items="abcd", **options)
    for task, texts in enumerate(by_task, start=1):
        for person, text in zip(people, texts.split(";"), strict=False):
            if text.strip():
                store_ranking(database, project, task, person, text)
    return project


def figures(study):
    """Every figure of the study."""
    found = [study.alpha, study.tau_b, study.kendall_w]
    for each in study.buckets:
        found += [each.alpha, each.fleiss_kappa, each.cohen_kappa, each.gwet_ac1]
        found += [figure for figure in (each.ordinal_alpha, each.gwet_ac2) if figure]
    for each in study.annotators:
        found += [each.consensus, each.gold, each.itself]
    for each in study.pairs:
        found += [each.agreement, each.tau_b]
    assert all(isinstance(each, Agreement) for each in found)
    return found


def test_people_who_agree_in_all_have_figures_of_one(database, people):
    study = study_agreement(database, line_project(database, people, *["a b c;a b c"] * 3))
    for figure in (study.alpha, study.tau_b, study.kendall_w):
        assert figure.value == pytest.approx(1.0)
    # Three pairs of items on each of three tasks; one pair of rankings a task.
    assert (study.alpha.n, study.tau_b.n, study.kendall_w.n) == (9, 3, 3)
    assert [each.consensus.value for each in study.annotators] == [1.0, 1.0]
    [pair] = study.pairs
    assert (pair.agreement.value, pair.agreement.n) == (1.0, 9)


def test_one_opposite_pair_of_two_gives_the_alpha_by_hand(database, people):
    # Two pairs (a, b), each rated twice: equal once, opposite once. Both orientations give 8
    # values, 4 "before" and 4 "after": observed o_cd = 2 + 2, expected 2 * 4 * 4 = 32.
    # alpha = 1 - (8 - 1) * 4 / 32 = 0.125.
    study = study_agreement(database, line_project(database, people, "a b;a b", "a b;b a"))
    assert (study.alpha.value, study.alpha.n) == (pytest.approx(0.125), 2)
    assert study.tau_b.value == 0.0
    hardest = [(each.task, each.disagreement, each.shared_pairs) for each in study.hardest]
    assert hardest == [(2, 1.0, 1), (1, 0.0, 1)]


def test_only_the_latest_submitted_revision_of_living_tasks_counts(database, people):
    ann, ben, cleo = people
    project = line_project(database, [], "", "", "")
    revised = store_ranking(database, project, 1, ann, "b a")
    store_revision(database, project, 1, ann, revised, 2, "a b")
    store_ranking(database, project, 1, ben, "a b")
    store_ranking(database, project, 1, cleo, "b a", status="skipped")
    for task in (2, 3):
        store_ranking(database, project, task, ann, "a b")
    deleted = store_ranking(database, project, 2, ben, "b a")
    store_revision(database, project, 2, ben, deleted, 2, status="deleted")
    store_ranking(database, project, 3, ben, "b a")
    archive_task(database, project, 3)
    study = study_agreement(database, project)
    assert (study.alpha.value, study.alpha.n, study.n_annotations) == (1.0, 1, 3)
    assert [person.name for person in study.people] == ["Ann", "Ben"]


def test_tasks_of_one_prompt_are_one_prompt_of_the_bootstrap(database, people):
    project = add_project(database, config=LINE)
    add_rows(database, project, [make_data(n, prompt=f"Prompt {n // 2}") for n in range(4)])
    for task in range(1, 5):
        for person in people[:2]:
            store_ranking(database, project, task, person, "a b")
    study = study_agreement(database, project)
    assert (study.alpha.n, study.alpha.prompts) == (4, 2)


def test_the_same_item_of_two_tasks_is_no_shared_item(database, people):
    study = study_agreement(database, line_project(database, people, "a b;", ";a b"))
    assert (study.alpha.value, study.alpha.n) == (None, 0)
    assert study.alpha.reason


def test_two_rankers_are_rated_each_by_itself(database, people):
    project = add_project(database, config=TWO_RANKERS, n_tasks=2)
    for task in (1, 2):
        for person, safe in zip(people[:2], ("a | b", "b | a"), strict=True):
            store_ranking(database, project, task, person, {"help": "a | b", "safe": safe})
    study = study_agreement(database, project)
    of_help, of_safe = study.buckets
    assert (of_help.control, of_help.alpha.value) == ("help", 1.0)
    assert of_safe.control == "safe"
    assert of_safe.alpha.value < 0
    assert (of_help.alpha.n, of_safe.alpha.n) == (4, 4)


def test_ordinal_figures_are_there_where_buckets_have_an_order(database, people):
    project = add_project(database, n_tasks=1)
    for person, text in zip(people, ("a | b", "a | b c", "| b a"), strict=False):
        store_ranking(database, project, 1, person, text)
    [found] = study_agreement(database, project).buckets
    assert (found.ordinal_alpha, found.gwet_ac2) == (None, None)
    assert found.alpha.value is not None
    project = change_settings(database, project.project_id, ordered_buckets=(GOOD, BAD))
    [found] = study_agreement(database, project).buckets
    assert found.ordinal_alpha.value is not None
    assert found.gwet_ac2.value is not None


def test_unplaced_is_a_bucket_of_its_own_for_agreement(database, people):
    project = add_project(database, n_tasks=1)
    store_ranking(database, project, 1, people[0], "a | b / c")
    store_ranking(database, project, 1, people[1], "a | b / c")
    [found] = study_agreement(database, project).buckets
    assert (found.alpha.value, found.alpha.n) == (1.0, 3)


def test_a_default_bucket_leaves_no_unplaced_one(database, people):
    project = add_project(database, config=DEFAULT_BUCKET, n_tasks=1)
    for person in people:
        store_ranking(database, project, 1, person, "a | b c")
    [found] = study_agreement(database, project).buckets
    assert (found.alpha.value, found.alpha.n) == (1.0, 3)


def test_ground_truth_by_somebody_else_judges_the_others(database, people):
    ann, ben, cleo = people
    project = line_project(database, [], "")
    store_ranking(database, project, 1, ann, "a b", ground_truth=True)
    store_ranking(database, project, 1, ben, "a b")
    store_ranking(database, project, 1, cleo, "b a")
    gold = {
        each.annotator: each.gold.value for each in study_agreement(database, project).annotators
    }
    assert gold == {0: None, 1: 1.0, 2: 0.0}


def test_times_and_untouched_submits_are_told_of_each_annotator(database, people):
    ann, ben, _ = people
    project = line_project(database, [], "", "", "")
    for task, seconds in enumerate((1.0, 5.0, 100.0), start=1):
        store_ranking(
            database, project, task, ann, "a b", lead_time=seconds, untouched=seconds > 50
        )
    store_ranking(database, project, 1, ben, "a b")
    one, other = study_agreement(database, project).annotators
    assert (one.n, one.median_lead_time, one.untouched_share) == (3, 5.0, pytest.approx(1 / 3))
    assert (other.n, other.median_lead_time, other.untouched_share) == (1, None, 0.0)


def test_a_filter_takes_its_part_and_names_its_people(database, people):
    project = line_project(database, people, "a b;a b;b a", "a b;b a;b a")
    everybody = study_agreement(database, project)
    assert everybody.alpha.n == 2
    ben_and_cleo = tuple(person.number for person in people[1:])
    study = study_agreement(database, project, Selection(annotators=ben_and_cleo))
    assert [person.name for person in study.people] == ["Ben", "Cleo"]
    assert [each.annotator for each in study.annotators] == [0, 1]
    assert study.pairs[0].agreement.value == 0.5


@pytest.mark.parametrize(
    "by_task",
    [
        (),
        ("a b c",),
        ("a b;a b",),
        ("a=b;a=b", "a=b;a=b"),
        ("a;a", "b;b"),
        ("a=b;a b", "a=b c;c a=b"),
        ("a b;b a", "c d;d c", "a d;"),
        ("a b c;;", ";a b c;", ";;a b c"),
    ],
    ids=str,
)
def test_whatever_was_ranked_an_undefined_figure_has_a_reason_and_none_is_nan(
    database, people, by_task
):
    study = study_agreement(database, line_project(database, people, *by_task))
    for figure in figures(study):
        assert figure.value is not None or figure.reason
        assert (figure.low is None) == (figure.high is None)
        ends = (figure.value, figure.low, figure.high)
        assert all(isfinite(value) for value in ends if value is not None)


def test_one_annotator_agrees_with_nobody(database, people):
    study = study_agreement(database, line_project(database, people, "a b c", "b a c"))
    assert (study.alpha.value, study.tau_b.value, study.kendall_w.value) == (None, None, None)
    assert (study.pairs, study.hardest) == ((), ())
    [ann] = study.annotators
    assert (ann.n, ann.consensus.value) == (2, None)
    assert ann.consensus.reason == "Nobody else compared the same items."


def test_a_filter_that_leaves_nothing_leaves_no_annotators(database, people):
    project = line_project(database, people, "a b;a b")
    study = study_agreement(database, project, Selection(annotators=(99,)))
    assert (study.n_annotations, study.people, study.annotators) == (0, (), ())
    assert all(figure.value is None for figure in figures(study))


def test_the_same_study_is_kept_until_work_comes(database, people):
    project = line_project(database, people, "a b;a b")
    first = study_agreement(database, project)
    assert study_agreement(database, project) is first
    store_ranking(database, project, 1, people[2], "b a")
    assert study_agreement(database, project).n_annotations == 3
