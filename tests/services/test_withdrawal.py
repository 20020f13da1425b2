"""A withdrawn annotation counts no more, and nothing of it is lost."""

import json

import pytest

from lib.errors import NotFound
from lib.services.exports import export_project
from lib.services.labeling import open_numbered_task
from lib.services.submission import submit_annotation
from lib.services.withdrawal import withdraw_annotation
from lib.store import annotations
from lib.store.revision_history import list_past_states
from tests.factories import add_person, add_project, make_id, ranked, submit
from tests.stored_work import annotations_by_number

COLUMNS = {"relevant_results": "ab", "biased_results": "c"}


@pytest.fixture
def project(database):
    return add_project(database, n_tasks=2)


@pytest.fixture
def person(database):
    return add_person(database)


@pytest.fixture
def annotation(database, project, person):
    return submit(database, project, person, COLUMNS)


def history(database, annotation):
    ids = [annotation.annotation_id]
    return database.read(lambda c: list_past_states(c, ids))[annotation.annotation_id]


def test_a_withdrawn_annotation_is_gone_from_exports_and_stays_in_its_history(
    database, project, person, annotation
):
    boss = add_person(database, "Boss")
    withdraw_annotation(database, project, annotation.annotation_id, boss.annotator_id)

    assert annotations_by_number(database, project) == {1: [], 2: []}
    exported = json.loads("".join(export_project(database, project, "label-studio-json")))
    assert [each["annotations"] for each in exported] == [[], []]
    first, last = history(database, annotation)
    assert (first.status, first.actor_id) == ("submitted", person.annotator_id)
    assert (last.revision, last.status, last.actor_id) == (2, "deleted", boss.annotator_id)
    assert first.result == last.result == annotation.result
    assert (last.lead_time, last.created_at >= first.created_at) == (12.5, True)


def test_withdrawing_twice_is_as_once(database, project, person, annotation):
    for _ in range(2):
        withdraw_annotation(database, project, annotation.annotation_id, person.annotator_id)
    assert [each.status for each in history(database, annotation)] == ["submitted", "deleted"]


def test_its_author_may_submit_the_task_again(database, project, person, annotation):
    withdraw_annotation(database, project, annotation.annotation_id, person.annotator_id)
    opened = open_numbered_task(database, project, person, 1)
    assert opened is not None
    assert (opened.earlier_result, opened.draft.touched) == ([], frozenset())
    again = submit_annotation(database, opened, ranked(opened, COLUMNS))
    assert (again.annotation_id, again.revision) == (annotation.annotation_id, 3)
    assert again.status == "submitted"


def test_an_annotation_that_is_not_the_project_s_is_not_found(
    database, project, person, annotation
):
    with pytest.raises(NotFound, match="no such annotation"):
        withdraw_annotation(database, project, make_id("none"), person.annotator_id)
    other = add_project(database, "Other")
    with pytest.raises(NotFound, match="“Other” has no such annotation"):
        withdraw_annotation(database, other, annotation.annotation_id, person.annotator_id)
    current = database.read(lambda c: annotations.get_annotation(c, annotation.annotation_id))
    assert (current.revision, current.status) == (1, "submitted")
