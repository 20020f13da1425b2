"""Drafts: what is found again, what a submission or a skip leaves of them, what fills the start."""

import json

import pytest

from lib.errors import InvalidSubmission
from lib.formats.templates import TEMPLATES
from lib.services.labeling import (
    open_next_task,
    open_numbered_task,
    save_draft,
)
from lib.services.submission import skip_task, submit_annotation
from tests.factories import add_person, add_project, add_rows, make_data, make_region, ranked

TWO_RANKERS = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="helpful" value="$items"/><Ranker name="help" toName="helpful"/>
  <List name="harmless" value="$items"/><Ranker name="safe" toName="harmless"/>
</View>
"""

GOOD_AB = {"relevant_results": "ab", "biased_results": "c"}
GOOD_BA = {"relevant_results": "ba", "biased_results": "c"}


@pytest.fixture
def project(database):
    return add_project(database, n_tasks=2)


@pytest.fixture
def person(database):
    return add_person(database)


@pytest.fixture
def opened(database, project, person):
    return open_next_task(database, project, person)


def test_a_draft_is_found_again_and_the_newest_wins(database, project, person, opened):
    save_draft(database, opened, ranked(opened, GOOD_AB))
    newest = ranked(opened, GOOD_BA, seconds=4.0)
    save_draft(database, opened, newest)
    assert open_next_task(database, project, person).draft == newest


def test_the_task_of_the_newest_draft_comes_first(database, project, person):
    second = open_numbered_task(database, project, person, 2)
    save_draft(database, second, ranked(second, GOOD_AB))
    assert open_next_task(database, project, person).task.number == 2


def test_a_draft_is_gone_after_the_submission_and_a_late_one_does_not_come_back(
    database, project, person, opened
):
    save_draft(database, opened, ranked(opened, GOOD_BA))
    submitted = ranked(opened, GOOD_AB)
    submit_annotation(database, opened, submitted)
    save_draft(database, opened, ranked(opened, GOOD_BA))
    assert open_next_task(database, project, person).task.number == 2
    again = open_numbered_task(database, project, person, 1)
    assert again.draft.rankings == submitted.rankings
    assert database.read(lambda c: c.execute("SELECT count(*) FROM draft").fetchone()) == (0,)


def test_a_draft_of_a_reopened_submission_is_kept(database, project, person, opened):
    submit_annotation(database, opened, ranked(opened, GOOD_AB))
    again = open_numbered_task(database, project, person, 1)
    changed = ranked(again, GOOD_BA)
    save_draft(database, again, changed)
    assert open_numbered_task(database, project, person, 1).draft == changed


def test_a_prediction_fills_the_start_only_where_the_project_says_so(database, person):
    region = make_region({"relevant_results": "cba"})
    rows = [{"data": make_data(1), "predictions": [{"result": [region]}]}]
    plain = add_project(database, "Plain")
    filled = add_project(database, "Filled", prefill_ranking=True)
    for project in (plain, filled):
        add_rows(database, project, json.loads(json.dumps(rows)))
    opened = open_next_task(database, plain, person)
    assert (opened.draft.prediction_id, len(opened.draft.rankings["rank"].unplaced)) == (None, 3)
    opened = open_next_task(database, filled, person)
    assert opened.draft.rankings == ranked(opened, {"relevant_results": "cba"}).rankings
    stored = submit_annotation(database, opened, opened.draft, confirmed=True)
    assert stored.prediction_id == opened.draft.prediction_id is not None


def test_a_skip_keeps_what_was_done_as_a_draft(database):
    project = add_project(database, config=TEMPLATES["rank-and-rewrite"].xml, n_tasks=1)
    opened = open_next_task(database, project, add_person(database))
    draft = opened.draft.with_answers("better_response", ["Half of an essay"])
    skip_task(database, opened, draft, "too long")
    again = open_numbered_task(database, project, opened.person, opened.task.number)
    assert again.draft.answers["better_response"] == ("Half of an essay",)


def test_each_ranking_must_be_touched_or_confirmed(database):
    project = add_project(database, config=TWO_RANKERS, n_tasks=1)
    opened = open_next_task(database, project, add_person(database))
    first = opened.config.rankers[0]
    moved = opened.draft.rankings[first.name].shift(opened.orders[first.name][0], 1)
    draft = opened.draft.with_ranking(first.name, moved)
    with pytest.raises(InvalidSubmission, match="A ranking was not touched"):
        submit_annotation(database, opened, draft)
    submit_annotation(database, opened, draft, confirmed=True)


def test_a_cleared_prefill_does_not_come_back(database):
    config = TEMPLATES["supervised-fine-tuning"].xml.replace('required="true"', 'value="PREFILL"')
    project = add_project(database, config=config, n_tasks=1)
    opened = open_next_task(database, project, add_person(database))
    assert opened.draft.answers["instruction"] == ("PREFILL",)
    submit_annotation(database, opened, opened.draft.with_answers("instruction", [""]))
    again = open_numbered_task(database, project, opened.person, opened.task.number)
    assert again.draft.answers["instruction"] == ("",)
