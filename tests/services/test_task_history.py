"""The history of a task: every revision, every final mark, who and when."""

import pytest

from lib.domain.project import Project
from lib.errors import NotFound
from lib.services.adjudication import accept_as_final, submit_final
from lib.services.bulk_actions import accept_agreed
from lib.services.demo import create_demo
from lib.services.labeling import open_numbered_task
from lib.services.submission import skip_task, submit_annotation
from lib.services.task_history import list_history
from lib.services.undo import undo_action
from lib.services.withdrawal import restore_annotation, withdraw_annotation
from tests.factories import ranked
from tests.services.reviewing import make_panel

LETTERS = {("rank", "a"): "X", ("rank", "b"): "Y", ("rank", "c"): "Z"}


@pytest.fixture
def panel(database):
    return make_panel(database, n_tasks=3)


def told(panel, number=1):
    """Who did what, oldest first."""
    events = list_history(panel.database, panel.project, number, LETTERS)
    assert events == sorted(events, key=lambda event: event.at)
    return [(event.who, event.words) for event in events]


def test_every_revision_is_told_with_who_made_it_and_what_was_said_before_and_after(panel):
    given = panel.label(1, Ann="abc")
    panel.label(1, Ann="bac")
    rita = panel.rita.annotator_id
    withdraw_annotation(panel.database, panel.project, given["Ann"].annotation_id, rita)
    restore_annotation(panel.database, panel.project, given["Ann"].annotation_id, rita)
    number = given["Ann"].number
    assert told(panel) == [
        ("Ann", f"submitted annotation {number}"),
        ("Ann", f"changed annotation {number}"),
        ("Rita", f"withdrew annotation {number} by Ann"),
        ("Rita", f"restored annotation {number} by Ann"),
    ]
    first, changed, withdrawn, restored = list_history(panel.database, panel.project, 1, LETTERS)
    [(_, before)], [(_, after)] = changed.before, changed.after
    assert (before, after) == ("X > Y > Z", "Y > X > Z")
    assert (first.before, [text for _, text in first.after]) == ((), ["X > Y > Z"])
    assert (withdrawn.before, withdrawn.after) == ((), ())
    assert [text for _, text in restored.after] == ["Y > X > Z"]


def test_a_skip_is_told_with_its_reason_and_a_later_submission_as_a_change(panel):
    opened = open_numbered_task(panel.database, panel.project, panel.people["Ben"], 1)
    skipped = skip_task(panel.database, opened, opened.draft, "No idea")
    opened = open_numbered_task(panel.database, panel.project, panel.people["Ben"], 1)
    submit_annotation(panel.database, opened, ranked(opened, {"rank": "abc"}))
    assert told(panel) == [
        ("Ben", f"skipped the task, annotation {skipped.number}: “No idea”"),
        ("Ben", f"changed annotation {skipped.number}"),
    ]


def test_final_marks_are_told_with_those_that_they_end_and_what_an_undo_did(panel):
    given = panel.label(1, Ann="abc", Ben="abc")
    panel.label(2, Ann="abc", Ben="abc")
    rita = panel.rita.annotator_id
    done = accept_agreed(panel.database, panel.project, rita, [1, 2])
    accept_as_final(panel.database, panel.project, rita, given["Ben"].annotation_id)
    ann, ben = (f"annotation {given[name].number} by {name}" for name in ("Ann", "Ben"))
    assert told(panel)[2:] == [
        ("Rita", f"made {ann} the final answer, together with 1 other task"),
        ("Rita", f"made {ben} the final answer"),
        ("Rita", f"took the mark of the final answer from {ann}"),
    ]
    undo_action(panel.database, panel.project, rita, done.action_id)
    # Task 1 has changed since; task 2 has not.
    assert len(told(panel)) == 5
    who, words = told(panel, 2)[-1]
    assert who == "Rita"
    assert words.startswith("took the mark of the final answer from annotation")
    assert words.endswith("by Ann, by an undo")


def test_a_reviewer_s_own_ranking_is_told_as_such(panel):
    stored = submit_final(panel.database, panel.project, panel.rita, 1, panel.draft("cab"))
    assert told(panel) == [
        ("Rita", f"ranked the task anew as the final answer, annotation {stored.number}"),
        ("Rita", f"made annotation {stored.number} by Rita the final answer"),
    ]


def test_models_are_named_by_nothing_but_the_names_given(panel):
    panel.label(1, Ann="abc")
    [event] = list_history(panel.database, panel.project, 1, LETTERS)
    assert [text for _, text in event.after] == ["X > Y > Z"]
    assert not any(model in str(event.after) for model in ("A >", "> B", "> C"))


def test_what_came_from_elsewhere_says_so(database):
    project: Project = create_demo(database)
    words = [event.words for event in list_history(database, project, 1, {})]
    assert words
    assert all("(simulated)" in each for each in words)


def test_a_task_without_work_has_no_history_and_an_unknown_one_is_not_found(panel):
    assert told(panel, 3) == []
    with pytest.raises(NotFound, match="no task 9"):
        told(panel, 9)
