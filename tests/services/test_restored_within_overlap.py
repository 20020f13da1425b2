"""Nothing that is restored or undone puts more people on a task than it is for."""

import pytest

from lib.errors import TaskTaken
from lib.services.adjudication import submit_final
from lib.services.assignment import assign_tasks
from lib.services.bulk_actions import restore_annotations, withdraw_annotations
from lib.services.decisions import NoRoom
from lib.services.gold import make_gold
from lib.services.labeling import open_numbered_task
from lib.services.submission import skip_task
from lib.services.undo import list_latest_actions, undo_action
from lib.services.withdrawal import restore_annotation, withdraw_annotation
from tests.services.reviewing import make_panel


@pytest.fixture
def panel(database):
    return make_panel(database, n_tasks=3, overlap=2)


def withdraw(panel, *given):
    ids = [each.annotation_id for each in given]
    return withdraw_annotations(panel.database, panel.project, panel.rita.annotator_id, ids)


def restore(panel, *given):
    ids = [each.annotation_id for each in given]
    return restore_annotations(panel.database, panel.project, panel.rita.annotator_id, ids)


def undo(panel, done):
    return undo_action(panel.database, panel.project, panel.rita.annotator_id, done.action_id)


def statuses(panel, *given):
    return [panel.now(each).status for each in given]


def test_an_annotation_whose_place_somebody_else_has_stays_withdrawn_and_it_is_told(panel):
    ann, _ = panel.label(1, Ann="abc", Ben="acb").values()
    withdraw(panel, ann)
    [cy] = panel.label(1, Cy="cba").values()
    actor = panel.rita.annotator_id
    with pytest.raises(TaskTaken, match="Task 1 is for 2 people at most, and as many others"):
        restore_annotation(panel.database, panel.project, ann.annotation_id, actor)
    assert statuses(panel, ann) == ["deleted"]
    withdraw_annotation(panel.database, panel.project, cy.annotation_id, actor)
    restore_annotation(panel.database, panel.project, ann.annotation_id, actor)
    assert statuses(panel, ann, cy) == ["submitted", "deleted"]


def test_of_several_on_a_task_as_many_are_restored_as_there_is_room_for(panel):
    first, second = panel.label(1, Ann="abc", Ben="acb").values()
    other = panel.label(2, Ann="abc")["Ann"]
    withdraw(panel, first, second, other)
    panel.label(1, Cy="cba")
    # Task 1 is for two people: Cy has a place, so that one is left for the first of the two.
    done = restore(panel, first, second, other)
    assert (done.changed, done.left, done.n_annotations) == ((1, 2), (), 2)
    assert done.no_room == NoRoom((1,), 2)
    assert statuses(panel, first, second, other) == ["submitted", "deleted", "submitted"]


def test_an_undo_leaves_what_has_no_room_any_more_and_names_its_task(panel):
    ann, _ = panel.label(1, Ann="abc", Ben="acb").values()
    other = panel.label(2, Ann="abc")["Ann"]
    done = withdraw(panel, ann, other)
    panel.label(1, Cy="cba")
    undone = undo(panel, done)
    assert (undone.changed, undone.left, undone.no_room.tasks) == ((2,), (), (1,))
    assert statuses(panel, ann, other) == ["deleted", "submitted"]


def test_an_undo_for_which_there_is_no_room_at_all_can_be_tried_again(panel):
    ann, _ = panel.label(1, Ann="abc", Ben="acb").values()
    done = withdraw(panel, ann)
    [cy] = panel.label(1, Cy="cba").values()
    undone = undo(panel, done)
    assert (undone.action_id, undone.changed, undone.no_room.tasks) == (None, (), (1,))
    [latest] = list_latest_actions(panel.database, panel.project)
    assert latest.undone_at is None
    withdraw(panel, cy)
    assert undo(panel, done).changed == (1,)


def test_whoever_was_assigned_the_task_has_a_place_already(panel):
    ann, _ = panel.label(1, Ann="abc", Ben="acb").values()
    withdraw(panel, ann)
    actor, cy = panel.rita.annotator_id, panel.people["Cy"].annotator_id
    assign_tasks(panel.database, panel.project, actor, [1], [cy])
    assert restore(panel, ann).no_room.tasks == (1,)


def test_skips_that_take_no_place_and_reviewers_own_rankings_come_back_always(panel):
    opened = open_numbered_task(panel.database, panel.project, panel.people["Cy"], 1)
    skip = skip_task(panel.database, opened, opened.draft)
    final = submit_final(panel.database, panel.project, panel.rita, 1, panel.draft("abc"))
    withdraw(panel, skip, final)
    panel.label(1, Ann="abc", Ben="acb")
    assert restore(panel, skip, final).n_annotations == 2
    assert statuses(panel, skip, final) == ["skipped", "submitted"]


def test_a_gold_task_has_room_for_everybody(panel):
    ann, ben = panel.label(1, Ann="abc", Ben="acb").values()
    withdraw(panel, ann)
    panel.label(1, Cy="cba")
    make_gold(panel.database, panel.project, panel.rita.annotator_id, ben.annotation_id)
    assert restore(panel, ann).n_annotations == 1


def test_without_an_overlap_all_come_back(database):
    panel = make_panel(database)
    given = panel.label(1, Ann="abc", Ben="acb", Cy="cba").values()
    withdraw(panel, *given)
    assert restore(panel, *given).n_annotations == 3
