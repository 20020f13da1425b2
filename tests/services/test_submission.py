"""One submission is one annotation, whatever tabs, clicks and the network do."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from lib.errors import AlreadySubmitted, InvalidSubmission
from lib.formats.templates import TEMPLATES
from lib.services.labeling import (
    count_own_work,
    list_recent,
    open_next_task,
    open_numbered_task,
    open_task,
    save_draft,
)
from lib.services.projects import change_settings
from lib.services.submission import skip_task, submit_annotation
from lib.store.database import Database
from tests.factories import add_person, add_project, make_region, ranked

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


def revisions(database: Database) -> list[tuple]:
    """Number, revision and status of everything stored."""
    return database.read(
        lambda c: c.execute(
            "SELECT number, revision, status FROM annotation JOIN annotation_revision "
            "USING (annotation_id) ORDER BY ALL"
        ).fetchall()
    )


def test_the_same_submission_twice_is_one_annotation_of_one_revision(database, opened):
    draft = ranked(opened, GOOD_AB)
    first = submit_annotation(database, opened, draft)
    assert submit_annotation(database, opened, replace(draft, seconds=99.0)) == first
    assert revisions(database) == [(1, 1, "submitted")]


def test_the_same_submission_from_8_threads_at_once_is_one_annotation(database, opened):
    draft = ranked(opened, GOOD_AB)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: submit_annotation(database, opened, draft), range(8)))
    assert len({each.annotation_id for each in found}) == 1
    assert revisions(database) == [(1, 1, "submitted")]


def test_a_second_tab_with_other_content_is_told_and_then_makes_a_second_revision(
    database, project, person, opened
):
    submit_annotation(database, opened, ranked(opened, GOOD_AB))
    with pytest.raises(AlreadySubmitted, match="that submission stands"):
        submit_annotation(database, opened, ranked(opened, GOOD_BA))
    assert revisions(database) == [(1, 1, "submitted")]

    again = open_task(database, project, person, opened.task)
    assert again.revision == 1
    stored = submit_annotation(database, again, ranked(again, GOOD_BA))
    assert stored.revision == 2
    assert stored.result[0]["value"]["ranker"]["relevant_results"] == ["b", "a"]
    assert revisions(database) == [(1, 1, "submitted"), (1, 2, "submitted")]


def test_of_8_tabs_with_different_content_one_is_stored_and_the_others_are_told(database, opened):
    orders = [{"relevant_results": order} for order in ("abc", "acb", "bac", "bca", "cab", "cba")]

    def work(columns) -> bool:
        try:
            submit_annotation(database, opened, ranked(opened, columns))
        except AlreadySubmitted:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(work, orders)) == 1
    assert revisions(database) == [(1, 1, "submitted")]


def test_a_skipped_task_can_be_submitted_later(database, project, person, opened):
    skipped = skip_task(database, opened, opened.draft, "  Too long.  ")
    assert (skipped.status, skipped.result) == ("skipped", [])
    again = open_task(database, project, person, opened.task)
    submit_annotation(database, again, ranked(again, GOOD_AB))
    assert revisions(database) == [(1, 1, "skipped"), (1, 2, "submitted")]


def test_skipping_twice_is_one_skip_and_its_reason_is_kept(database, opened):
    skip_task(database, opened, opened.draft, "  Too long.  ")
    skip_task(database, opened, opened.draft, "  Too long.  ")
    assert revisions(database) == [(1, 1, "skipped")]
    reasons = database.read(
        lambda c: c.execute("SELECT skip_reason FROM annotation_revision").fetchall()
    )
    assert reasons == [("Too long.",)]


def test_a_reopened_task_shows_the_submitted_ranking_with_its_ties(
    database, project, person, opened
):
    draft = ranked(opened, {"relevant_results": "cab"}, tied="a")
    submit_annotation(database, opened, draft)
    again = open_numbered_task(database, project, person, opened.task.number)
    assert again.draft.rankings == draft.rankings
    assert again.draft.touched
    assert again.revision == 1


def test_a_submission_stores_what_was_shown_how_long_it_took_and_each_items_place(database, opened):
    draft = ranked(opened, {"relevant_results": "cab"}, tied="a", seconds=12.3456)
    stored = submit_annotation(database, opened, draft)
    assert stored.lead_time == 12.346
    assert stored.display_order == opened.orders["rank"]
    region = make_region(
        {"_": "", "relevant_results": "cab", "biased_results": ""},
        id=stored.result[0]["id"],
        meta={"ties": [["c", "a"]]},
    )
    assert stored.result == [region]
    row = database.read(
        lambda c: c.execute(
            "SELECT controls, items, models, buckets, places, untouched FROM annotation_revision"
        ).fetchone()
    )
    assert row == (["rank"] * 3, [*"cab"], [*"CAB"], [0, 0, 0], [1, 1, 3], False)


def test_the_order_shown_is_the_same_after_a_reload_and_others_see_another_one(
    database, project, person, opened
):
    assert open_next_task(database, project, person).orders == opened.orders
    orders = {
        open_next_task(database, project, add_person(database, f"P{n}")).orders["rank"]
        for n in range(20)
    }
    assert len(orders) > 3


def test_an_order_that_was_never_touched_must_be_confirmed(database, opened):
    with pytest.raises(InvalidSubmission, match="A ranking was not touched"):
        submit_annotation(database, opened, opened.draft)
    submit_annotation(database, opened, opened.draft, confirmed=True)
    assert database.read(
        lambda c: c.execute("SELECT untouched FROM annotation_revision").fetchall()
    ) == [(True,)]


def test_a_rule_of_the_project_forbids_the_submission_and_stores_nothing(database, person):
    project = add_project(database, n_tasks=1, all_items_required=True)
    opened = open_next_task(database, project, person)
    with pytest.raises(InvalidSubmission, match="1 not placed"):
        submit_annotation(database, opened, ranked(opened, {"relevant_results": "ab"}))
    assert revisions(database) == []


def test_a_persons_work_is_counted_and_listed_newest_first(database, project, person, opened):
    other = add_person(database, "Ben")
    theirs = open_next_task(database, project, other)
    submit_annotation(database, theirs, ranked(theirs, GOOD_AB))
    submit_annotation(database, opened, ranked(opened, GOOD_AB))
    following = open_next_task(database, project, person)
    skip_task(database, following, following.draft)
    assert open_next_task(database, project, person) is None
    assert count_own_work(database, project, person) == (2, 2)
    recent = [(each.status, number) for each, number in list_recent(database, project, person)]
    assert recent == [("skipped", 2), ("submitted", 1)]


def test_the_next_task_after_a_number_goes_round_to_the_first_one_not_done(
    database, project, person
):
    numbers = [open_next_task(database, project, person, after).task.number for after in (0, 1, 2)]
    assert numbers == [1, 2, 1]


def test_there_is_no_task_of_a_number_that_nobody_has(database, project, person):
    assert open_numbered_task(database, project, person, 3) is None


def test_blank_answers_are_left_out_and_an_answer_is_found_again(database, person):
    project = add_project(database, config=TEMPLATES["rank-and-rewrite"].xml, n_tasks=2)
    opened = open_next_task(database, project, person)
    blank = ranked(opened, {"rank": "bca"}).with_answers("better_response", ["  "])
    assert [each["type"] for each in submit_annotation(database, opened, blank).result] == [
        "ranker"
    ]
    following = open_next_task(database, project, person)
    written = ranked(following, {"rank": "bca"}).with_answers("better_response", ["Better."])
    submit_annotation(database, following, written)
    again = open_numbered_task(database, project, person, 2)
    assert again.draft.answers == {"better_response": ("Better.",)}


def test_unknown_fields_of_an_earlier_region_survive_a_resubmission(database, project, person):
    opened = open_next_task(database, project, person)
    first = submit_annotation(database, opened, ranked(opened, GOOD_AB))
    again = open_task(database, project, person, opened.task)
    again = replace(again, earlier_result=[{**first.result[0], "score": 0.5}])
    second = submit_annotation(database, again, ranked(again, GOOD_BA))
    assert second.result[0]["score"] == 0.5
    assert second.result[0]["id"] == first.result[0]["id"]


def test_typed_characters_that_cannot_be_stored_are_replaced(database):
    project = add_project(database, config=TEMPLATES["supervised-fine-tuning"].xml, n_tasks=1)
    opened = open_next_task(database, project, add_person(database))
    draft = opened.draft.with_answers("instruction", ["a\x00b\ud800c"])
    save_draft(database, opened, draft)
    stored = submit_annotation(database, opened, draft)
    assert stored.result[0]["value"]["text"] == ["ab\ufffdc"]


def test_a_field_of_the_model_chosen_while_a_task_is_open_holds_for_its_submission(database):
    project = add_project(database, n_tasks=1)
    opened = open_next_task(database, project, add_person(database))
    change_settings(database, project.project_id, model_field="id")
    submit_annotation(database, opened, ranked(opened, {"relevant_results": "ab"}))
    rows = database.read(lambda c: c.execute("SELECT models FROM annotation_revision").fetchall())
    assert sorted(rows[0][0]) == ["a", "b", "c"]
