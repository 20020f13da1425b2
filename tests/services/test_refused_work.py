"""What cannot be submitted: withdrawn by a reviewer, taken out, or not one's to ask for."""

import pytest

from lib.errors import TaskTaken
from lib.services.adjudication import accept_as_final
from lib.services.assignment import postpone_task
from lib.services.labeling import open_next_task, open_numbered_task, open_task, save_draft
from lib.services.submission import skip_task, submit_annotation
from lib.services.task_history import list_history
from lib.services.undo import list_latest_actions, undo_action
from lib.services.withdrawal import restore_annotation, withdraw_annotation
from tests.factories import add_person, add_project, ranked
from tests.services.reviewing import make_panel
from tests.services.test_assignment import make_gold
from tests.stored_rankings import archive_task

COLUMNS = {"relevant_results": "ab", "biased_results": "c"}
WITHDRAWN = "A reviewer has withdrawn your annotation of task 1"
ARCHIVED = "Task 1 was not {}: it has been taken out of the project"


@pytest.fixture
def panel(database):
    return make_panel(database)


def rita_does(panel, step, annotation):
    step(panel.database, panel.project, annotation.annotation_id, panel.rita.annotator_id)


def accept(panel, annotation):
    accept_as_final(
        panel.database, panel.project, panel.rita.annotator_id, annotation.annotation_id
    )


@pytest.mark.parametrize("step", ["revise", "skip"])
def test_a_final_answer_that_its_author_changes_is_none_any_more(panel, step):
    given = panel.label(Ann="abc")["Ann"]
    accept(panel, given)
    # The same once more changes nothing.
    panel.label(Ann="abc")
    assert panel.finals() == ["Ann"]
    opened = open_numbered_task(panel.database, panel.project, panel.people["Ann"], 1)
    if step == "skip":
        skip_task(panel.database, opened, opened.draft)
    else:
        panel.label(Ann="cba")
    assert panel.finals() == []
    events = list_history(panel.database, panel.project, 1, {})
    assert ("Ann", "took the mark of the final answer from annotation 1 by Ann") in [
        (event.who, event.words) for event in events
    ]
    latest = list_latest_actions(panel.database, panel.project)[0]
    assert (latest.kind, latest.who) == ("clear", "Ann")
    undo_action(panel.database, panel.project, panel.rita.annotator_id, latest.action_id)
    assert panel.finals() == ["Ann"]
    assert panel.now(given).result == given.result


def test_who_has_not_the_final_answer_changes_no_mark(panel):
    given = panel.label(Ann="abc", Ben="abc")
    accept(panel, given["Ann"])
    panel.label(Ben="cba")
    assert panel.finals() == ["Ann"]


@pytest.mark.parametrize("step", [submit_annotation, skip_task, postpone_task])
def test_what_a_reviewer_has_withdrawn_is_not_brought_back_by_its_author(panel, step):
    given = panel.label(Ann="abc")["Ann"]
    opened = open_numbered_task(panel.database, panel.project, panel.people["Ann"], 1)
    rita_does(panel, withdraw_annotation, given)
    draft = ranked(opened, {"rank": "cba"})
    with pytest.raises(TaskTaken, match=rf"{WITHDRAWN}.*kept as a draft"):
        step(panel.database, opened, draft)
    save_draft(panel.database, opened, draft)
    assert panel.now(given).status == "deleted"
    with pytest.raises(TaskTaken, match=WITHDRAWN):
        open_numbered_task(panel.database, panel.project, panel.people["Ann"], 1)
    # Restored, it is open to them again, with what they had done meanwhile.
    rita_does(panel, restore_annotation, given)
    again = open_numbered_task(panel.database, panel.project, panel.people["Ann"], 1)
    assert again.draft == draft
    assert submit_annotation(panel.database, again, draft).status == "submitted"


def test_it_does_not_come_in_the_normal_order_either(panel):
    given = panel.label(Ann="abc")["Ann"]
    opened = open_numbered_task(panel.database, panel.project, panel.people["Ann"], 1)
    rita_does(panel, withdraw_annotation, given)
    save_draft(panel.database, opened, ranked(opened, {"rank": "cba"}))
    assert open_next_task(panel.database, panel.project, panel.people["Ann"]).task.number == 2


@pytest.mark.parametrize(
    ("step", "what"),
    [(submit_annotation, "submitted"), (skip_task, "skipped"), (postpone_task, "postponed")],
)
def test_nothing_is_stored_on_a_task_that_was_taken_out_meanwhile(database, step, what):
    project, ann = add_project(database, n_tasks=2, overlap=1), add_person(database)
    opened = open_next_task(database, project, ann)
    draft = ranked(opened, COLUMNS)
    save_draft(database, opened, draft)
    archive_task(database, project, 1)
    with pytest.raises(TaskTaken, match=ARCHIVED.format(what)):
        step(database, opened, draft)
    save_draft(database, opened, draft)
    assert open_task(database, project, ann, opened.task).draft == draft
    assert open_next_task(database, project, ann).task.number == 2
    [stored] = database.read(lambda c: c.execute("SELECT count(*) FROM annotation").fetchall())
    assert stored == (0,)


def test_a_gold_task_is_refused_as_one_that_is_full(database):
    project = add_project(database, n_tasks=3, overlap=1)
    ann, ben = add_person(database, "Ann"), add_person(database, "Ben")
    open_numbered_task(database, project, ben, 1)
    make_gold(database, project, 2)
    refused = []
    for number in (1, 2):
        with pytest.raises(TaskTaken) as error:
            open_numbered_task(database, project, ann, number)
        refused.append(str(error.value).replace(f"Task {number}", "Task"))
    assert refused[0] == refused[1]
    assert open_numbered_task(database, project, ann, 3)


def test_a_task_that_is_theirs_stays_open_to_them_when_it_becomes_gold(database):
    project = add_project(database, n_tasks=4, overlap=1)
    ann = add_person(database)
    for number in (1, 2, 3):
        opened = open_numbered_task(database, project, ann, number)
        if number == 2:
            submit_annotation(database, opened, ranked(opened, COLUMNS))
        if number == 3:
            postpone_task(database, opened, opened.draft)
        make_gold(database, project, number)
    for number in (1, 2, 3):
        assert open_numbered_task(database, project, ann, number).task.number == number


def test_where_every_task_is_open_to_everybody_a_gold_one_is_too(database):
    project, ann = add_project(database, n_tasks=2), add_person(database)
    make_gold(database, project, 2)
    assert open_numbered_task(database, project, ann, 2)
