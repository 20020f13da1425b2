"""Assigning tasks to people, and putting one's own off."""

import pytest

from lib.domain.access import Actor
from lib.errors import InvalidInput, NotAllowed
from lib.services.assignment import (
    assign_tasks,
    list_assignable_people,
    list_assignments,
    list_postponed,
    postpone_task,
    unassign_tasks,
)
from lib.services.labeling import count_own_work, open_next_task, open_numbered_task
from lib.services.submission import skip_task, submit_annotation
from lib.store import memberships
from tests.factories import add_person, add_project, ranked, submit
from tests.stored_rankings import store_ranking

GOOD_AB = {"relevant_results": "ab", "biased_results": "c"}


@pytest.fixture
def people(database):
    return [add_person(database, name) for name in ("Ann", "Ben", "Cem")]


@pytest.fixture
def reviewer(database):
    return add_person(database, "Rita")


@pytest.fixture
def assign(database, reviewer):
    def act(project, numbers, *chosen):
        ids = [person.annotator_id for person in chosen]
        return assign_tasks(database, project, reviewer.annotator_id, numbers, ids)

    return act


def number_for(database, project, person, **options) -> int | None:
    opened = open_next_task(database, project, person, **options)
    return opened.task.number if opened else None


@pytest.mark.parametrize("order", ["imported", "random", "least-labelled", "informative"])
def test_assigned_tasks_come_first_in_every_order(database, people, assign, order):
    project = add_project(database, n_tasks=9, overlap=2, order=order)
    assert assign(project, [7, 8], people[0]) == 2
    found = []
    for _ in range(2):
        found.append(number_for(database, project, people[0]))
        submit(database, project, people[0], GOOD_AB)
    assert sorted(found) == [7, 8]


def test_an_assignment_holds_a_slot_for_good(database, people, assign):
    ann, ben, _ = people
    project = add_project(database, n_tasks=1, overlap=1)
    assign(project, [1], ann)
    assert number_for(database, project, ben) is None
    assert count_own_work(database, project, ben) == (0, 0)
    assert number_for(database, project, ann) == 1


def test_more_people_than_the_overlap_allows_cannot_be_assigned_and_nothing_is(
    database, people, assign
):
    project = add_project(database, n_tasks=3, overlap=2)
    store_ranking(database, project, 2, people[0], "a b c")
    with pytest.raises(InvalidInput, match=r"At most 2 people.*there would be more at 2"):
        assign(project, [1, 2], people[1], people[2])
    assert list_assignments(database, project) == []


def test_who_has_annotated_a_task_or_has_it_already_is_not_assigned_it_again(
    database, people, assign
):
    project = add_project(database, n_tasks=2, overlap=2)
    store_ranking(database, project, 1, people[0], "a b c")
    assert assign(project, [1, 2], people[0]) == 1
    assert assign(project, [1, 2], people[0]) == 0


def test_a_task_that_one_has_open_can_be_assigned_to_them(database, people, assign):
    project = add_project(database, n_tasks=1, overlap=1)
    open_next_task(database, project, people[0])
    assert assign(project, [1], people[0]) == 1
    assert open_next_task(database, project, people[0]).task.number == 1


def test_who_has_what_is_listed_with_what_is_done_of_it(database, people, assign):
    project = add_project(database, n_tasks=5, overlap=3)
    assign(project, [1, 2, 5], people[0])
    assign(project, [2], people[1])
    submit(database, project, people[0], GOOD_AB)
    found = [
        (each.annotator.name, each.n, each.done, each.left)
        for each in list_assignments(database, project)
    ]
    assert found == [("Ann", 3, (1,), (2, 5)), ("Ben", 1, (), (2,))]


def test_what_is_taken_back_goes_to_others_and_what_is_done_stays_done(
    database, people, assign, reviewer
):
    ann, ben, _ = people
    project = add_project(database, n_tasks=2, overlap=1)
    assign(project, [1, 2], ann)
    submit(database, project, ann, GOOD_AB)
    back = (database, project, reviewer.annotator_id, [1, 2], [ann.annotator_id])
    assert unassign_tasks(*back) == 2
    assert unassign_tasks(*back) == 0
    assert number_for(database, project, ben) == 2
    assert count_own_work(database, project, ann) == (1, 1)


def test_a_skip_gives_an_assigned_task_away(database, people, assign):
    ann, ben, _ = people
    project = add_project(database, n_tasks=1, overlap=1)
    assign(project, [1], ann)
    opened = open_next_task(database, project, ann)
    skip_task(database, opened, opened.draft)
    assert number_for(database, project, ben) == 1
    assert list_assignments(database, project) == []


def test_assignments_of_people_who_are_archived_hold_nothing(database, people, assign):
    project = add_project(database, n_tasks=1, overlap=1)
    assign(project, [1], people[0])
    database.write(
        lambda c: c.execute("UPDATE annotator SET archived_at = now()::TIMESTAMP WHERE name='Ann'")
    )
    assert number_for(database, project, people[1]) == 1
    assert list_assignments(database, project) == []
    with pytest.raises(InvalidInput, match="Ann is archived"):
        assign(project, [1], people[0])


@pytest.mark.parametrize(
    ("numbers", "message"),
    [([], "Nothing was chosen"), ([1, 9, 10], "There is no task 9, 10 in this project")],
)
def test_tasks_that_are_not_there_cannot_be_assigned(database, people, assign, numbers, message):
    project = add_project(database, n_tasks=2)
    with pytest.raises(InvalidInput, match=message):
        assign(project, numbers, people[0])


def test_gold_tasks_cannot_be_assigned(database, people, assign):
    project = add_project(database, n_tasks=2)
    make_gold(database, project, 2)
    with pytest.raises(InvalidInput, match=r"Gold tasks.*: 2\."):
        assign(project, [1, 2], people[0])


def test_only_members_can_be_assigned_where_a_project_has_any(database, people, assign):
    ann, ben, _ = people
    project = add_project(database, n_tasks=1)
    assert len(list_assignable_people(database, project)) == 4
    database.write(
        lambda c: memberships.put_membership(c, project.project_id, ann.annotator_id, "annotator")
    )
    assert list_assignable_people(database, project) == [ann]
    assert assign(project, [1], ann) == 1
    with pytest.raises(InvalidInput, match="Somebody of those is not in this project"):
        assign(project, [1], ben)


def test_an_annotator_may_not_assign(database, people):
    ann = people[0]
    project = add_project(database, n_tasks=1)
    database.write(
        lambda c: memberships.put_membership(c, project.project_id, ann.annotator_id, "annotator")
    )
    view = database.acting_for(Actor(ann.annotator_id))
    with pytest.raises(NotAllowed):
        assign_tasks(view, project, ann.annotator_id, [1], [ann.annotator_id])
    assert open_next_task(view, project, ann).task.number == 1


# --- postpone ------------------------------------------------------------------------------------


def test_a_postponed_task_comes_after_all_others_with_its_draft(database, people):
    project = add_project(database, n_tasks=3)
    ann = people[0]
    opened = open_next_task(database, project, ann)
    draft = ranked(opened, GOOD_AB)
    postpone_task(database, opened, draft)
    assert list_postponed(database, project, ann) == [1]
    found = []
    for _ in range(2):
        found.append(number_for(database, project, ann))
        submit(database, project, ann, GOOD_AB)
    assert found == [2, 3]
    assert count_own_work(database, project, ann) == (2, 3)
    assert number_for(database, project, ann, with_postponed=False) is None
    back = open_next_task(database, project, ann)
    assert (back.task.number, back.draft.rankings) == (1, draft.rankings)
    submit_annotation(database, back, back.draft)
    assert list_postponed(database, project, ann) == []


def test_a_postponed_task_is_free_for_others_meanwhile(database, people):
    project = add_project(database, n_tasks=1, overlap=1)
    ann, ben, _ = people
    opened = open_next_task(database, project, ann)
    postpone_task(database, opened, opened.draft)
    assert number_for(database, project, ben) == 1
    assert number_for(database, project, ann) is None


def test_postponed_tasks_come_back_in_the_order_in_which_they_were_postponed(database, people):
    project = add_project(database, n_tasks=2)
    for number in (2, 1, 2):
        opened = open_numbered_task(database, project, people[0], number)
        postpone_task(database, opened, opened.draft)
    assert list_postponed(database, project, people[0]) == [1, 2]
    assert number_for(database, project, people[0]) == 1


def test_a_postponed_task_that_is_opened_again_is_not_postponed_any_more(database, people):
    project = add_project(database, n_tasks=2)
    opened = open_next_task(database, project, people[0])
    postpone_task(database, opened, opened.draft)
    open_numbered_task(database, project, people[0], 1)
    assert list_postponed(database, project, people[0]) == []


def test_an_assigned_task_that_is_postponed_stays_assigned(database, people, assign):
    ann, ben, _ = people
    project = add_project(database, n_tasks=2, overlap=1)
    assign(project, [1], ann)
    opened = open_next_task(database, project, ann)
    postpone_task(database, opened, opened.draft)
    assert number_for(database, project, ann) == 2
    assert number_for(database, project, ben) is None


def make_gold(database, project, number: int) -> None:
    database.write(
        lambda c: c.execute(
            """
            INSERT INTO gold_task SELECT task_id, project_id, '[]', project_id, now()::TIMESTAMP
            FROM task WHERE project_id = $project_id AND number = $number
            """,
            {"project_id": project.project_id, "number": number},
        )
    )
