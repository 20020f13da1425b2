"""What reviewers decide waits to be pushed to Label Studio as any other change does."""

import pytest

from lib.services.adjudication import accept_as_final, clear_final, submit_final
from lib.services.bulk_actions import accept_agreed
from lib.services.undo import undo_action
from lib.services.withdrawal import restore_annotation, withdraw_annotation
from lib.store import linked_annotations, pending
from tests.services.reviewing import make_panel
from tests.store.linked_rows import link_task, make_linked_annotation


@pytest.fixture
def panel(database):
    """Two people agree on task 1, which is in a Label Studio with all that was done on it."""
    panel = make_panel(database, n_tasks=1)
    panel.label(1, Ann="abc", Ben="abc")
    link_task(database, panel.project, 1)
    push(panel)
    return panel


def push(panel):
    """As if a push had just taken everything there."""
    there = [each.annotation for each in panel.opened().annotations]
    known = [
        make_linked_annotation(
            each.annotation_id,
            ls_annotation_id=each.number,
            revision=each.revision,
            ground_truth=each.ground_truth,
        )
        for each in there
    ]
    panel.database.write(
        lambda c: linked_annotations.put_linked_annotations(c, panel.project.project_id, known)
    )
    assert waiting(panel) == []


def waiting(panel):
    """Whose annotations wait to be pushed."""
    found = panel.database.read(
        lambda c: pending.list_pending_annotations(c, panel.project.project_id, None, 10)
    )
    return sorted(
        each.annotation.annotator.name
        for each in panel.opened().annotations
        if each.annotation.annotation_id in found
    )


def test_marks_that_are_set_and_taken_away_wait(panel):
    ann, ben = (each.annotation.annotation_id for each in panel.opened().annotations)
    actor = panel.rita.annotator_id
    accept_as_final(panel.database, panel.project, actor, ann)
    assert waiting(panel) == ["Ann"]
    push(panel)
    accept_as_final(panel.database, panel.project, actor, ben)
    assert waiting(panel) == ["Ann", "Ben"]
    push(panel)
    clear_final(panel.database, panel.project, actor, ben)
    assert waiting(panel) == ["Ben"]


def test_a_withdrawal_and_its_restoration_wait(panel):
    [ann, _] = (each.annotation.annotation_id for each in panel.opened().annotations)
    actor = panel.rita.annotator_id
    withdraw_annotation(panel.database, panel.project, ann, actor)
    assert waiting(panel) == ["Ann"]
    push(panel)
    restore_annotation(panel.database, panel.project, ann, actor)
    assert waiting(panel) == ["Ann"]


def test_a_final_ranking_waits_as_a_new_annotation_and_so_does_the_mark_it_took(panel):
    [ann, _] = (each.annotation.annotation_id for each in panel.opened().annotations)
    accept_as_final(panel.database, panel.project, panel.rita.annotator_id, ann)
    push(panel)
    submit_final(panel.database, panel.project, panel.rita, 1, panel.draft("cba"))
    assert waiting(panel) == ["Ann", "Rita"]


def test_a_bulk_action_and_its_undo_wait(panel):
    actor = panel.rita.annotator_id
    done = accept_agreed(panel.database, panel.project, actor, [1])
    assert waiting(panel) == ["Ann"]
    push(panel)
    undo_action(panel.database, panel.project, actor, done.action_id)
    assert waiting(panel) == ["Ann"]
