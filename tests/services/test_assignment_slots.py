"""Who may have a task: the rule on small cases, all of them, and against the counts in SQL."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from lib.domain.project import ProjectSettings
from lib.services.assignment_choice import list_available
from lib.services.assignment_slots import has_room, holders, may_get
from lib.store import claims, tasks
from lib.store.claims import TaskState
from tests.factories import add_person, add_project, make_id
from tests.stored_rankings import store_ranking, store_revision

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ANN, BEN, CEM, DORA = (make_id(name) for name in ("Ann", "Ben", "Cem", "Dora"))
PEOPLE = (ANN, BEN, CEM)
LIVE, LAPSED, ASSIGNED = NOW + timedelta(minutes=1), NOW, None

# What one person may have to do with a task: their annotation's status, and their claim.
STATUSES = ("nothing", "submitted", "skipped", "deleted")
CLAIMS = ("none", LIVE, LAPSED, ASSIGNED)
TAKES_SLOT = {
    (status, claim)
    for status in STATUSES
    for claim in CLAIMS
    if status == "submitted" or claim is LIVE or (claim is ASSIGNED and status == "nothing")
}


def state_of(cases) -> TaskState:
    return TaskState(
        work={
            person: frozenset({status})
            for person, (status, _) in zip(PEOPLE, cases, strict=False)
            if status != "nothing"
        },
        claims={
            person: claim
            for person, (_, claim) in zip(PEOPLE, cases, strict=False)
            if claim != "none"
        },
    )


def test_in_all_cases_of_two_people_a_third_gets_the_task_only_while_a_slot_is_free():
    for cases in product(product(STATUSES, CLAIMS), repeat=2):
        state = state_of(cases)
        taken = sum(case in TAKES_SLOT for case in cases)
        for overlap in (1, 2, 3):
            settings = ProjectSettings(overlap=overlap)
            assert may_get(state, settings, CEM, NOW) == (taken < overlap), (cases, overlap)


def test_in_all_cases_of_three_people_submits_that_have_room_never_exceed_the_overlap():
    for cases in product(product(STATUSES, CLAIMS), repeat=3):
        for overlap in (1, 2):
            settings = ProjectSettings(overlap=overlap)
            state = state_of(cases)
            before = {person for person, done in state.work.items() if "submitted" in done}
            for person in PEOPLE:
                if has_room(state, settings, person, NOW):
                    work = {**state.work, person: frozenset({"submitted"})}
                    state = TaskState(work=work, claims=state.claims)
            after = {person for person, done in state.work.items() if "submitted" in done}
            assert before <= after
            assert len(after) <= max(overlap, len(before))


def test_a_skip_takes_a_slot_only_where_skipped_tasks_go_to_review():
    state = TaskState(work={ANN: frozenset({"skipped"})})
    assert may_get(state, ProjectSettings(overlap=1), BEN, NOW)
    assert not may_get(state, ProjectSettings(overlap=1, skipped_go_to="review"), BEN, NOW)


@pytest.mark.parametrize("status", ["submitted", "skipped", "deleted"])
def test_nobody_gets_a_task_a_second_time(status):
    state = TaskState(work={ANN: frozenset({status})})
    assert not may_get(state, ProjectSettings(), ANN, NOW)


def test_gold_tasks_and_archived_ones_are_not_given_and_gold_tasks_have_room_for_all():
    everybody = dict.fromkeys((BEN, CEM, DORA), frozenset({"submitted"}))
    gold = TaskState(is_gold=True, work=everybody)
    assert not may_get(gold, ProjectSettings(), ANN, NOW)
    assert has_room(gold, ProjectSettings(overlap=1), ANN, NOW)
    assert not may_get(TaskState(is_archived=True), ProjectSettings(), ANN, NOW)


def test_without_an_overlap_there_is_always_room():
    state = TaskState(work=dict.fromkeys((BEN, CEM, DORA), frozenset({"submitted"})))
    assert may_get(state, ProjectSettings(overlap=0), ANN, NOW)


@pytest.mark.parametrize("skipped_go_to", ["others", "review"])
def test_the_counts_over_all_tasks_say_the_same_as_the_rule_for_each(database, skipped_go_to):
    """Sixteen cases of one person, on a task each, beside another person's submission."""
    project = add_project(database, n_tasks=16, overlap=2, skipped_go_to=skipped_go_to)
    ann, ben, cem = (add_person(database, name) for name in ("Ann", "Ben", "Cem"))
    now = datetime.now(UTC)
    cases = list(product(STATUSES, ("none", "live", "lapsed", "assigned")))
    for number, (status, claim) in enumerate(cases, start=1):
        store_ranking(database, project, number, ben, "a b c")
        if status != "nothing":
            first = store_ranking(database, project, number, ann, "a b c")
            if status != "submitted":
                store_revision(database, project, number, ann, first, 2, "a b c", status=status)
        task = database.read(lambda c, n=number: tasks.find_task(c, project.project_id, n))
        ends = now + timedelta(minutes=5 if claim == "live" else -5)
        if claim in ("live", "lapsed"):
            database.write(
                lambda c, t=task.task_id, e=ends: claims.put_claim(
                    c, project.project_id, t, ann.annotator_id, now, e
                )
            )
        if claim == "assigned":
            pair = (task.task_id, ann.annotator_id)
            database.write(
                lambda c, p=pair: claims.put_assignments(
                    c, project.project_id, [p], ben.annotator_id, now
                )
            )
    found = database.read(lambda c: claims.find_task_ids(c, project.project_id, range(1, 17)))
    states = database.read(lambda c: claims.get_task_states(c, found.values()))
    expected = [
        number
        for number, task_id in found.items()
        if may_get(states[task_id], project.settings, cem.annotator_id, now)
    ]
    assert list_available(database, project, cem).numbers.tolist() == expected
    assert 0 < len(expected) < 16
    for number, task_id in found.items():
        by_rule = holders(states[task_id], project.settings, now) - {cem.annotator_id}
        assert (len(by_rule) < 2) == (number in expected)
