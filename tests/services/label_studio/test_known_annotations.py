"""Which annotations of a task there are which of ours."""

from dataclasses import replace
from typing import Any

import pytest

from lib.domain.label_studio import LinkedAnnotation, RemoteAnnotation, RemoteUser
from lib.formats.label_studio_payloads import project_unique_id
from lib.services.label_studio.known_annotations import annotations_here
from lib.services.label_studio.merge import NOT_THERE
from tests.factories import make_id, make_region
from tests.services.made_annotations import ANN, OTHERS, OURS, make_annotation

USERS = {1: RemoteUser(1, "Ann@Example.com"), 2: RemoteUser(2, "bea@example.com")}
UNIQUE = "00000000-0000-4000-8000-000000000001"


def make_remote(ls_annotation_id: int = 70, **overrides: Any) -> RemoteAnnotation:
    fields: dict[str, Any] = {
        "unique_id": None,
        "result": OURS,
        "skipped": False,
        "ground_truth": True,
        "lead_time": 12.0,
        "completed_by": 1,
        "updated_by": None,
        "created_at": None,
        "updated_at": None,
        "remote_hash": "hash",
        "raw": {},
    }
    return RemoteAnnotation(ls_annotation_id, **{**fields, **overrides})


def make_mine(seed: int = 1, **overrides: Any):
    return make_annotation(annotation_id=make_id(seed), **overrides)


def test_a_linked_one_is_known_by_its_link_whatever_it_says_also_when_it_is_gone_there():
    mine = make_mine()
    link = LinkedAnnotation(mine.annotation_id, 70, 1, False, "hash")
    linked = {mine.annotation_id: link}
    assert annotations_here([mine], linked, [make_remote(result=OTHERS)], 5, USERS) == {70: mine}
    assert annotations_here([mine], linked, [], 5, USERS) == {70: mine}
    assert annotations_here([mine], linked, [make_remote(71)], 5, USERS) == {70: mine}


def test_one_is_known_by_either_unique_id_that_it_is_sent_with():
    mine = make_mine(unique_id=UNIQUE, result=OTHERS)
    for unique_id in (UNIQUE, project_unique_id(mine, 5)):
        assert annotations_here([mine], {}, [make_remote(unique_id=unique_id)], 5, USERS) == {
            70: mine
        }
    other_project = make_remote(unique_id=project_unique_id(mine, 6))
    assert annotations_here([mine], {}, [other_project], 5, USERS) == {}


def test_the_same_regions_by_their_ids_in_the_same_time_are_the_same_work_each_once():
    ours = [make_mine(1), make_mine(2)]
    theirs = [make_remote(70), make_remote(71), make_remote(72)]
    assert annotations_here(ours, {}, theirs, 5, USERS) == {70: ours[0], 71: ours[1]}


def test_a_unique_id_goes_before_what_is_said():
    ours = [make_mine(1), make_mine(2, unique_id=UNIQUE)]
    theirs = [make_remote(70), make_remote(71, unique_id=UNIQUE)]
    assert annotations_here(ours, {}, theirs, 5, USERS) == {70: ours[0], 71: ours[1]}


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({}, {"result": OTHERS}),
        ({}, {"lead_time": 12.5}),
        ({"result": []}, {"result": []}),
        ({"status": "skipped", "result": []}, {"skipped": True, "result": []}),
        ({"status": "deleted"}, {}),
        ({"result": [make_region({}, id=None)]}, {"result": [make_region({}, id=None)]}),
    ],
)
def test_what_two_people_may_well_have_said_is_two_works(mine, theirs):
    assert annotations_here([make_mine(**mine)], {}, [make_remote(**theirs)], 5, USERS) == {}


@pytest.mark.parametrize(
    ("email", "completed_by", "is_same"),
    [
        ("ann@example.com", 1, True),
        ("ann@example.com", 2, False),
        ("ann@example.com", 3, True),  # no user there any more: who it was, nobody can tell
        ("ann@example.com", None, True),
        (None, 2, True),
    ],
)
def test_the_same_work_under_another_email_is_another_persons(email, completed_by, is_same):
    mine = make_mine(annotator=replace(ANN, email=email))
    found = annotations_here([mine], {}, [make_remote(completed_by=completed_by)], 5, USERS)
    assert found == ({70: mine} if is_same else {})


def test_equal_works_of_two_people_are_each_their_own():
    ann, bea = (replace(ANN, email=f"{name}@example.com") for name in ("ann", "bea"))
    ours = [make_mine(1, annotator=ann), make_mine(2, annotator=bea)]
    theirs = [make_remote(70, completed_by=2), make_remote(71, completed_by=1)]
    assert annotations_here(ours, {}, theirs, 5, USERS) == {70: ours[1], 71: ours[0]}


def test_one_whose_counterpart_was_deleted_there_is_known_again_by_its_unique_id_alone():
    mine = make_mine(unique_id=UNIQUE)
    gone = {mine.annotation_id: LinkedAnnotation(mine.annotation_id, 70, 1, False, NOT_THERE)}
    made_again = make_remote(71, unique_id=UNIQUE)
    assert annotations_here([mine], gone, [made_again], 5, USERS) == {70: mine, 71: mine}
    # The same words are no proof: somebody may have made them anew.
    assert annotations_here([mine], gone, [make_remote(71)], 5, USERS) == {70: mine}


def test_one_that_is_linked_to_what_is_there_is_never_another_one_too():
    mine = make_mine(unique_id=UNIQUE)
    linked = {mine.annotation_id: LinkedAnnotation(mine.annotation_id, 70, 1, False, "hash")}
    theirs = [make_remote(70), make_remote(71, unique_id=UNIQUE)]
    assert annotations_here([mine], linked, theirs, 5, USERS) == {70: mine}
