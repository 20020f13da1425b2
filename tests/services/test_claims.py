"""A task is a person's own while they are at it, and somebody else's where they stop."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from lib.errors import TaskTaken
from lib.services.assignment import leave_task
from lib.services.labeling import (
    count_own_work,
    open_next_task,
    open_numbered_task,
    open_task,
    save_draft,
)
from lib.services.submission import skip_task, submit_annotation
from tests.factories import add_person, add_project, ranked, submit
from tests.stored_rankings import archive_task, store_ranking, store_revision

GOOD_AB = {"relevant_results": "ab", "biased_results": "c"}
GOOD_BA = {"relevant_results": "ba", "biased_results": "c"}


@pytest.fixture
def people(database):
    return [add_person(database, name) for name in ("Ann", "Ben", "Cem", "Dora")]


def let_claims_lapse(database) -> None:
    """As if the time for every open task had run out."""
    database.write(
        lambda c: c.execute(
            "UPDATE claim SET expires_at = expires_at - INTERVAL 1 DAY WHERE expires_at IS NOT NULL"
        )
    )


def number_for(database, project, person) -> int | None:
    opened = open_next_task(database, project, person)
    return opened.task.number if opened else None


def annotators_of(database) -> dict[int, list[str]]:
    """Who has submitted each task, by its number."""
    rows = database.read(
        lambda c: c.execute(
            """
            SELECT task.number, annotator.name FROM current_revision AS shown
            JOIN task USING (task_id) JOIN annotator USING (annotator_id)
            WHERE status = 'submitted' ORDER BY ALL
            """
        ).fetchall()
    )
    found: dict[int, list[str]] = {}
    for number, name in rows:
        found.setdefault(number, []).append(name)
    return found


def test_no_more_people_get_a_task_than_its_overlap_allows(database, people):
    project = add_project(database, n_tasks=2, overlap=2)
    assert [number_for(database, project, person) for person in people] == [1, 1, 2, 2]
    assert number_for(database, project, add_person(database, "Eve")) is None


def test_a_reload_gives_the_task_that_one_has(database, people):
    project = add_project(database, n_tasks=3, overlap=1)
    assert [number_for(database, project, people[0]) for _ in range(3)] == [1, 1, 1]
    assert number_for(database, project, people[1]) == 2


def test_a_claim_that_has_lapsed_makes_room_for_somebody_else(database, people):
    project = add_project(database, n_tasks=1, overlap=1)
    ann, ben, *_ = people
    open_next_task(database, project, ann)
    assert number_for(database, project, ben) is None
    let_claims_lapse(database)
    assert number_for(database, project, ben) == 1
    assert number_for(database, project, ann) is None


def test_each_saved_draft_renews_the_claim(database, people):
    project = add_project(database, n_tasks=1, overlap=1)
    ann, ben, *_ = people
    opened = open_next_task(database, project, ann)
    let_claims_lapse(database)
    save_draft(database, opened, ranked(opened, GOOD_AB))
    assert number_for(database, project, ben) is None
    open_numbered_task(database, project, ann, 1)


def test_a_submit_after_the_claim_lapsed_is_taken_where_a_slot_is_free(database, people):
    project = add_project(database, n_tasks=1, overlap=1)
    opened = open_next_task(database, project, people[0])
    let_claims_lapse(database)
    submit_annotation(database, opened, ranked(opened, GOOD_AB))
    assert annotators_of(database) == {1: ["Ann"]}


def test_a_submit_after_others_got_the_task_is_refused_and_its_draft_is_kept(database, people):
    project = add_project(database, n_tasks=1, overlap=1)
    ann, ben, *_ = people
    opened = open_next_task(database, project, ann)
    draft = ranked(opened, GOOD_AB)
    save_draft(database, opened, draft)
    let_claims_lapse(database)
    theirs = open_next_task(database, project, ben)
    with pytest.raises(TaskTaken, match=r"Task 1 was not submitted.*kept as a draft"):
        submit_annotation(database, opened, draft)
    save_draft(database, opened, draft)
    submit_annotation(database, theirs, ranked(theirs, GOOD_BA))
    assert annotators_of(database) == {1: ["Ben"]}
    assert open_task(database, project, ann, opened.task).draft == draft
    assert number_for(database, project, ann) is None


def test_a_kept_draft_comes_first_again_once_its_task_is_free(database, people):
    project = add_project(database, n_tasks=2, overlap=1)
    ann, ben, *_ = people
    second = open_numbered_task(database, project, ann, 2)
    save_draft(database, second, ranked(second, GOOD_AB))
    let_claims_lapse(database)
    assert open_numbered_task(database, project, ben, 2)
    assert number_for(database, project, ann) == 1
    let_claims_lapse(database)
    assert number_for(database, project, ann) == 2


def test_one_may_always_revise_what_one_has_submitted(database, people):
    project = add_project(database, n_tasks=1, overlap=1)
    opened = open_next_task(database, project, people[0])
    submit_annotation(database, opened, ranked(opened, GOOD_AB))
    store_ranking(database, project, 1, people[1], "a b c")
    again = open_numbered_task(database, project, people[0], 1)
    save_draft(database, again, ranked(again, GOOD_BA))
    assert submit_annotation(database, again, ranked(again, GOOD_BA)).revision == 2


def test_a_task_that_others_have_is_not_opened_by_its_number(database, people):
    project = add_project(database, n_tasks=2, overlap=1)
    open_next_task(database, project, people[0])
    with pytest.raises(TaskTaken, match="Task 1 cannot be opened"):
        open_numbered_task(database, project, people[1], 1)


def test_a_task_that_was_archived_is_open_only_to_who_annotated_it(database, people):
    project = add_project(database, n_tasks=1)
    submit(database, project, people[0], GOOD_AB)
    archive_task(database, project, 1)
    assert open_numbered_task(database, project, people[0], 1)
    assert open_numbered_task(database, project, people[1], 1) is None


def test_a_skipped_task_goes_to_somebody_else_and_not_to_the_same_person(database, people):
    project = add_project(database, n_tasks=1, overlap=1)
    ann, ben, *_ = people
    opened = open_next_task(database, project, ann)
    skip_task(database, opened, opened.draft)
    assert number_for(database, project, ann) is None
    assert number_for(database, project, ben) == 1
    again = open_numbered_task(database, project, ann, 1)
    with pytest.raises(TaskTaken):
        submit_annotation(database, again, ranked(again, GOOD_AB))


def test_a_skipped_task_that_goes_to_review_goes_to_nobody_else(database, people):
    project = add_project(database, n_tasks=1, overlap=1, skipped_go_to="review")
    opened = open_next_task(database, project, people[0])
    skip_task(database, opened, opened.draft)
    assert number_for(database, project, people[1]) is None


def test_a_withdrawn_annotation_frees_its_slot_and_does_not_come_back_to_its_author(
    database, people
):
    project = add_project(database, n_tasks=1, overlap=1)
    ann, ben, *_ = people
    first = submit(database, project, ann, GOOD_AB)
    store_revision(database, project, 1, ann, first.annotation_id, 2, status="deleted")
    assert count_own_work(database, project, ann) == (0, 0)
    assert number_for(database, project, ann) is None
    assert number_for(database, project, ben) == 1


def test_a_final_answer_takes_no_slot_and_is_not_the_reviewers_own_work(database, people):
    project = add_project(database, n_tasks=1, overlap=1)
    key = store_ranking(database, project, 1, people[0], "a b c", ground_truth=True)
    database.write(
        lambda c: c.execute(
            "UPDATE annotation SET idempotency_key = 'final:1' WHERE annotation_id = $key",
            {"key": key},
        )
    )
    assert count_own_work(database, project, people[0]) == (0, 1)
    assert number_for(database, project, people[0]) == 1


def test_several_imported_annotations_of_one_person_take_one_slot(database, people):
    project = add_project(database, n_tasks=1, overlap=2)
    for _ in range(3):
        store_ranking(database, project, 1, people[0], "a b c", origin="import")
    assert number_for(database, project, people[0]) is None
    assert number_for(database, project, people[1]) == 1
    assert number_for(database, project, people[2]) is None


def test_a_task_that_one_leaves_untouched_is_free_at_once_and_one_with_a_draft_is_not(
    database, people
):
    project = add_project(database, n_tasks=1, overlap=1)
    opened = open_next_task(database, project, people[0])
    save_draft(database, opened, ranked(opened, GOOD_AB))
    leave_task(database, opened)
    assert number_for(database, project, people[1]) is None
    database.write(lambda c: c.execute("DELETE FROM draft"))
    leave_task(database, opened)
    assert number_for(database, project, people[1]) == 1


def test_going_forward_round_the_tasks_leaves_out_those_that_others_have(database, people):
    project = add_project(database, n_tasks=4, overlap=1)
    open_numbered_task(database, project, people[1], 3)
    numbers = [
        open_next_task(database, project, people[0], after).task.number for after in (0, 1, 2, 4)
    ]
    assert numbers == [1, 2, 4, 1]


def test_what_one_can_still_get_is_what_is_left_of_the_slots(database, people):
    project = add_project(database, n_tasks=4, overlap=1)
    ann, ben, *_ = people
    submit(database, project, ann, GOOD_AB)
    assert count_own_work(database, project, ann) == (1, 4)
    assert count_own_work(database, project, ben) == (0, 3)
    open_next_task(database, project, ben)
    assert count_own_work(database, project, ann) == (1, 3)
    assert count_own_work(database, project, ben) == (0, 3)


def test_an_overlap_that_is_lowered_gives_the_task_to_nobody_new(database, people):
    project = add_project(database, n_tasks=1, overlap=3)
    opened = [open_next_task(database, project, person) for person in people[:3]]
    lower = replace(project, settings=replace(project.settings, overlap=1))
    database.write(
        lambda c: c.execute(
            "UPDATE project SET settings = json_merge_patch(settings, $new)",
            {"new": '{"overlap": 1}'},
        )
    )
    with pytest.raises(TaskTaken):
        submit_annotation(database, opened[0], ranked(opened[0], GOOD_AB))
    assert number_for(database, lower, people[3]) is None


def test_50_people_who_click_at_once_get_each_task_three_times_at_most_and_none_twice(database):
    project = add_project(database, n_tasks=20, overlap=3)
    people = [add_person(database, f"Person {n}") for n in range(50)]

    def work(person) -> int:
        done = 0
        while opened := open_next_task(database, project, person):
            submit_annotation(database, opened, ranked(opened, GOOD_AB))
            done += 1
        return done

    with ThreadPoolExecutor(50) as pool:
        done = sum(pool.map(work, people))
    found = annotators_of(database)
    assert done == 60
    assert {number: len(set(names)) for number, names in found.items()} == dict.fromkeys(
        range(1, 21), 3
    )
    assert sum(map(len, found.values())) == 60


@pytest.mark.parametrize("order", ["random", "least-labelled", "informative"])
def test_people_who_click_at_once_in_any_order_get_each_task_as_often_as_allowed(database, order):
    project = add_project(database, n_tasks=6, overlap=2, order=order)
    people = [add_person(database, f"Person {n}") for n in range(12)]

    def opened_number(person) -> int | None:
        return number_for(database, project, person)

    with ThreadPoolExecutor(12) as pool:
        numbers = list(pool.map(opened_number, people))
    assert sorted(numbers) == sorted([*range(1, 7)] * 2)
