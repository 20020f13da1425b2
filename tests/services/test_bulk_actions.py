"""Decisions on many tasks at once, and their undo."""

import pytest

from lib.errors import InvalidInput, NotFound
from lib.formats.templates import TEMPLATES
from lib.services import bulk_actions
from lib.services.adjudication import accept_as_final, submit_final
from lib.services.bulk_actions import (
    accept_agreed,
    clear_finals,
    restore_annotations,
    withdraw_annotations,
)
from lib.services.gold import make_gold
from lib.services.labeling import open_next_task
from lib.services.submission import submit_annotation
from lib.services.undo import list_latest_actions, undo_action
from lib.services.withdrawal import restore_annotation, withdraw_annotation
from lib.store.revision_history import list_past_states
from tests.factories import add_person, add_project, make_id, ranked
from tests.services.reviewing import make_panel


@pytest.fixture
def panel(database):
    """Four tasks: all agree on the first and the third one, not on the second; one did the last."""
    panel = make_panel(database, n_tasks=4)
    panel.label(1, Ann="abc", Ben="abc")
    panel.label(2, Ann="abc", Ben="acb")
    panel.label(3, Ann="cba", Ben="cba")
    panel.label(4, Ann="abc")
    return panel


def given(panel, number, name):
    return next(
        each.annotation
        for each in panel.opened(number).annotations
        if each.annotation.annotator.name == name
    )


def agree(panel, *numbers):
    return accept_agreed(panel.database, panel.project, panel.rita.annotator_id, numbers)


def undo(panel, done):
    return undo_action(panel.database, panel.project, panel.rita.annotator_id, done.action_id)


def states(panel):
    """Every annotation's status and mark, task by task."""
    return {
        number: [
            (each.annotation.status, each.annotation.ground_truth)
            for each in panel.opened(number).annotations
        ]
        for number in range(1, 5)
    }


def test_the_first_annotation_of_tasks_on_which_all_agree_is_accepted(panel):
    done = agree(panel, 1, 2, 3, 4)
    assert (done.changed, done.left, done.n_annotations) == ((1, 3), (2, 4), 2)
    assert [panel.finals(number) for number in range(1, 5)] == [["Ann"], [], ["Ann"], []]


def test_a_task_that_has_a_final_answer_keeps_it(panel):
    ben = given(panel, 1, "Ben")
    accept_as_final(panel.database, panel.project, panel.rita.annotator_id, ben.annotation_id)
    assert agree(panel, 1).left == (1,)
    assert panel.finals(1) == ["Ben"]


def test_withdrawn_and_skipped_ones_and_reviewers_own_are_no_voices(panel):
    for name in ("Ann", "Ben"):
        key = given(panel, 2, name).annotation_id
        if name == "Ben":
            withdraw_annotation(panel.database, panel.project, key, panel.rita.annotator_id)
    # One voice is left, and Rita's ranking, no longer final, is none.
    final = submit_final(panel.database, panel.project, panel.rita, 2, panel.draft("abc", 2))
    clear_finals(panel.database, panel.project, panel.rita.annotator_id, [2])
    assert agree(panel, 2).left == (2,)
    assert not panel.now(final).ground_truth


def test_written_answers_must_be_the_same_too(database):
    project = add_project(database, "Writing", TEMPLATES["rank-and-rewrite"].xml, n_tasks=2)
    rita = add_person(database, "Rita")
    for name, texts in (("Ann", ("Fine", "One")), ("Ben", ("Fine", "Two"))):
        person = add_person(database, name)
        for text in texts:
            opened = open_next_task(database, project, person)
            control = opened.config.text_areas[0].name
            draft = ranked(opened, {opened.config.rankers[0].columns[-1]: "abc"})
            submit_annotation(database, opened, draft.with_answers(control, [text]))
    done = accept_agreed(database, project, rita.annotator_id, [1, 2])
    assert (done.changed, done.left) == ((1,), (2,))


def test_the_answer_of_a_gold_task_is_not_accepted(panel):
    chosen = panel.opened(1).annotations[0].annotation.annotation_id
    make_gold(panel.database, panel.project, panel.rita.annotator_id, chosen)
    assert panel.opened(1).is_gold
    done = agree(panel, 1, 3)
    assert (done.changed, done.left) == ((3,), (1,))


def test_an_undo_takes_back_the_marks(panel):
    before = states(panel)
    done = agree(panel, 1, 2, 3)
    undone = undo(panel, done)
    assert (undone.changed, undone.left) == ((1, 3), ())
    assert states(panel) == before
    with pytest.raises(InvalidInput, match="undone already"):
        undo(panel, done)


def test_an_undo_gives_the_earlier_final_answer_its_mark_back(panel):
    ann, ben = given(panel, 2, "Ann"), given(panel, 2, "Ben")
    for annotation in (ann, ben):
        accept_as_final(
            panel.database, panel.project, panel.rita.annotator_id, annotation.annotation_id
        )
    [latest, _] = list_latest_actions(panel.database, panel.project)
    undo(panel, latest)
    assert panel.finals(2) == ["Ann"]


def test_final_answers_are_cleared_and_come_back_with_the_undo(panel):
    agree(panel, 1, 3)
    done = clear_finals(panel.database, panel.project, panel.rita.annotator_id, [1, 2, 3])
    assert (done.changed, done.left) == ((1, 3), (2,))
    assert panel.finals(1) == panel.finals(3) == []
    undo(panel, done)
    assert panel.finals(1) == panel.finals(3) == ["Ann"]


def test_annotations_are_withdrawn_together_and_the_undo_restores_states_and_marks(panel):
    agree(panel, 1)
    before = states(panel)
    ids = [given(panel, number, "Ann").annotation_id for number in (1, 2, 4)]
    done = withdraw_annotations(panel.database, panel.project, panel.rita.annotator_id, ids)
    assert (done.changed, done.n_annotations) == ((1, 2, 4), 3)
    assert states(panel)[1] == [("deleted", False), ("submitted", False)]
    undo(panel, done)
    assert states(panel) == before
    past = panel.database.read(lambda c: list_past_states(c, ids))
    for key in ids:
        first, _, last = past[key]
        assert [each.status for each in past[key]] == ["submitted", "deleted", "submitted"]
        assert (last.result, last.lead_time) == (first.result, first.lead_time)
        assert (last.display_order, last.untouched) == (first.display_order, first.untouched)
        assert last.actor_id == panel.rita.annotator_id


def test_what_is_restored_together_is_withdrawn_again_by_the_undo(panel):
    key = given(panel, 1, "Ann").annotation_id
    withdraw_annotation(panel.database, panel.project, key, panel.rita.annotator_id)
    everything = [key, given(panel, 1, "Ben").annotation_id]
    done = restore_annotations(panel.database, panel.project, panel.rita.annotator_id, everything)
    assert (done.changed, done.n_annotations) == ((1,), 1)
    undo(panel, done)
    assert states(panel)[1] == [("deleted", False), ("submitted", False)]


def test_a_final_ranking_is_withdrawn_by_its_undo_and_the_mark_goes_back(panel):
    agree(panel, 1)
    submit_final(panel.database, panel.project, panel.rita, 1, panel.draft("bca"))
    assert panel.finals(1) == ["Rita"]
    [latest, _] = list_latest_actions(panel.database, panel.project)
    undo(panel, latest)
    assert panel.finals(1) == ["Ann"]
    assert given(panel, 1, "Rita").status == "deleted"


def test_tasks_on_which_something_changed_since_are_left_and_named(panel):
    done = agree(panel, 1, 3)
    panel.change(given(panel, 1, "Ann"), "Ann")
    undone = undo(panel, done)
    assert (undone.changed, undone.left) == ((3,), (1,))
    assert (panel.finals(1), panel.finals(3)) == (["Ann"], [])


def test_an_undo_never_makes_two_final_answers(panel):
    agree(panel, 1)
    done = clear_finals(panel.database, panel.project, panel.rita.annotator_id, [1])
    ben = given(panel, 1, "Ben")
    accept_as_final(panel.database, panel.project, panel.rita.annotator_id, ben.annotation_id)
    assert undo(panel, done).left == (1,)
    assert panel.finals(1) == ["Ben"]


def test_where_nothing_could_be_undone_it_can_be_tried_again(panel):
    done = agree(panel, 1)
    ben = given(panel, 1, "Ben")
    accept_as_final(panel.database, panel.project, panel.rita.annotator_id, ben.annotation_id)
    assert (undo(panel, done).changed, panel.finals(1)) == ((), ["Ben"])
    [latest, first] = list_latest_actions(panel.database, panel.project)
    undo(panel, latest)
    assert first.undone_at is None
    assert undo(panel, done).changed == (1,)
    assert panel.finals(1) == []


def test_nothing_is_kept_of_an_action_that_changed_nothing(panel):
    assert agree(panel, 2, 4).action_id is None
    assert list_latest_actions(panel.database, panel.project) == []


def test_the_latest_actions_say_who_did_what_on_which_tasks(panel):
    agree(panel, 1, 3)
    withdraw_annotation(
        panel.database,
        panel.project,
        given(panel, 2, "Ann").annotation_id,
        panel.people["Cy"].annotator_id,
    )
    found = list_latest_actions(panel.database, panel.project)
    assert [(each.who, each.kind, each.tasks, each.n_annotations) for each in found] == [
        ("Cy", "withdraw", (2,), 1),
        ("Rita", "agree", (1, 3), 2),
    ]


def test_an_action_of_another_project_or_of_none_is_not_found(panel):
    done = agree(panel, 1)
    other = add_project(panel.database, "Other")
    for project, action in ((other, done.action_id), (panel.project, make_id("none"))):
        with pytest.raises(NotFound, match="no such action"):
            undo_action(panel.database, project, panel.rita.annotator_id, action)


def test_one_annotation_is_restored_as_it_was_and_a_standing_one_stays(panel):
    key = given(panel, 1, "Ann").annotation_id
    actor = panel.rita.annotator_id
    restore_annotation(panel.database, panel.project, key, actor)
    withdraw_annotation(panel.database, panel.project, key, actor)
    restore_annotation(panel.database, panel.project, key, actor)
    past = panel.database.read(lambda c: list_past_states(c, [key]))[key]
    assert [each.status for each in past] == ["submitted", "deleted", "submitted"]
    assert past[0].result == past[2].result


def test_too_many_at_once_are_refused(panel, monkeypatch):
    monkeypatch.setattr(bulk_actions, "MOST", 2)
    with pytest.raises(InvalidInput, match="These are 3 tasks, and at most 2 can be"):
        agree(panel, 1, 2, 3)
