"""Erasing what one person wrote: all of it, and nothing of anybody else's."""

import json

import pytest

from lib.domain.access import Actor
from lib.domain.selection import Selection
from lib.errors import InvalidInput, NotAllowed, NotFound, SyncIsRunning
from lib.services.compared import load_comparisons
from lib.services.erasure import count_person, erase_person
from lib.services.gold import make_gold
from lib.services.label_studio.turns import turn_at
from lib.services.labeling import open_next_task, save_draft
from lib.services.people import sign_in
from lib.services.selections import selectable
from lib.services.team import (
    add_person,
    archive_person,
    change_person,
    list_people,
    restore_person,
    set_role,
)
from lib.services.withdrawal import withdraw_annotation
from lib.store.rewriting import rewrite_file
from lib.ui.team_archived import erasure_text
from tests.factories import add_project, ranked, submit
from tests.filled_tables import rows_with
from tests.store.linked_rows import link_task, store_linked


@pytest.fixture
def project(database):
    return add_project(database, "Mine", n_tasks=3)


@pytest.fixture
def ann(database, project):
    """Somebody who has done a bit of everything."""
    person = add_person(database, "Ann Xylander", "ann@example.org")
    set_role(database, project.project_id, person.annotator_id, "reviewer")
    sign_in(database, "Ann Xylander")
    submit(database, project, person, {"relevant_results": "abc"})
    opened = open_next_task(database, project, person)
    save_draft(database, opened, ranked(opened, {"biased_results": "a"}))
    return person


@pytest.fixture
def ben(database, project):
    person = add_person(database, "Ben", "ben@example.org")
    submit(database, project, person, {"relevant_results": "cba"})
    return person


def erase(database, ann):
    archive_person(database, ann.annotator_id)
    return erase_person(database, ann.annotator_id, "Ann Xylander")


def count(database, table: str) -> int:
    return database.read(lambda c: c.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def test_what_is_erased_is_counted_before_and_told_after(database, ann, ben):
    archive_person(database, ann.annotator_id)
    counts = count_person(database, ann.annotator_id).counts
    assert {table: n for table, n in counts.items() if n} == {
        "annotation": 1,
        "annotation_revision": 1,
        "draft": 1,
        "membership": 1,
        "session": 1,
    }
    assert erase_person(database, ann.annotator_id, "Ann Xylander").counts == counts
    assert set(count_person(database, ann.annotator_id).counts.values()) == {0}


def test_their_name_and_address_are_nowhere_any_more(database, ann, ben):
    erase(database, ann)
    for word in ("Xylander", "ann@example.org"):
        assert database.read(lambda c, word=word: rows_with(c, word)) == set()
    assert [each.annotator.name for each in list_people(database)] == ["Ben"]


def test_what_others_wrote_stays_as_it_is(database, project, ann, ben):
    erase(database, ann)
    assert (count(database, "annotation"), count(database, "annotation_revision")) == (1, 1)
    assert count_person(database, ben.annotator_id).counts["annotation"] == 1


def test_what_they_changed_in_the_work_of_others_stays_without_a_name(database, project, ann, ben):
    theirs = database.read(
        lambda c: c.execute(
            "SELECT annotation_id FROM annotation WHERE annotator_id = $1", [ben.annotator_id]
        ).fetchall()
    )
    withdraw_annotation(database, project, theirs[0][0], ann.annotator_id)
    assert erase(database, ann).counts["others_revision"] == 1
    rows = database.read(
        lambda c: c.execute(
            "SELECT name, status FROM annotation_revision JOIN annotator "
            "ON annotator.annotator_id = actor_id WHERE revision = 2"
        ).fetchall()
    )
    assert rows == [(f"Erased person {ann.number}", "deleted")]


def test_results_count_them_no_more_although_nobody_has_submitted_since(
    database, project, ann, ben
):
    before = load_comparisons(database, project, Selection())
    # Ben's is the last revision, and stays the last one: the results in memory go by it.
    assert before.n_annotations == 2
    erase(database, ann)
    after = load_comparisons(database, project, Selection())
    assert (after.n_annotations, list(after.annotators)) == (1, [ben.number])


def test_results_show_another_name_as_soon_as_somebody_has_one(database, project, ann, ben):
    assert {each.name for each in selectable(database, project).annotators} == {
        "Ann Xylander",
        "Ben",
    }
    change_person(database, ben.annotator_id, "Benjamin", "ben@example.org")
    assert {each.name for each in selectable(database, project).annotators} == {
        "Ann Xylander",
        "Benjamin",
    }


def test_it_takes_an_archived_person_and_their_own_name(database, ann):
    with pytest.raises(InvalidInput, match="is not archived"):
        erase_person(database, ann.annotator_id, "Ann Xylander")
    archive_person(database, ann.annotator_id)
    with pytest.raises(InvalidInput, match="is not the person's name, so nothing was deleted"):
        erase_person(database, ann.annotator_id, "Ann")
    assert count_person(database, ann.annotator_id).counts["annotation"] == 1


def test_nobody_erased_is_restored_or_erased_once_more(database, ann):
    erase(database, ann)
    with pytest.raises(NotFound, match="nothing of them is left"):
        restore_person(database, ann.annotator_id)
    with pytest.raises(InvalidInput, match="is erased already"):
        erase_person(database, ann.annotator_id, f"Erased person {ann.number}")


def test_the_name_and_the_address_are_free_for_somebody_new(database, ann):
    erase(database, ann)
    again = add_person(database, "Ann Xylander", "ann@example.org")
    assert again.annotator_id != ann.annotator_id
    assert sign_in(database, "Ann Xylander").person == again


def test_only_an_admin_erases(database, ann, ben):
    archive_person(database, ann.annotator_id)
    theirs = database.acting_for(Actor(ben.annotator_id))
    for refused in (
        lambda: count_person(theirs, ann.annotator_id),
        lambda: erase_person(theirs, ann.annotator_id, "Ann Xylander"),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_nothing_is_erased_while_a_sync_is_at_a_project_that_holds_it(database, project, ann):
    link_task(database, project, 1)
    store_linked(database, project, 1, ann)
    archive_person(database, ann.annotator_id)
    with turn_at(database, project.project_id), pytest.raises(SyncIsRunning):
        erase_person(database, ann.annotator_id, "Ann Xylander")
    assert count_person(database, ann.annotator_id).counts["annotation"] == 2


def test_what_a_label_studio_holds_is_told_with_where_that_is(database, project, ann):
    link_task(database, project, 1)
    store_linked(database, project, 1, ann)
    (held,) = count_person(database, ann.annotator_id).held_there
    assert (held.project, held.n, held.where) == ("Mine", 1, None)


def test_once_the_file_is_written_anew_no_byte_of_it_is_in_there(tmp_path, database, ann, ben):
    erase(database, ann)
    database.close()
    rewrite_file(database.path)
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"Xylander" not in content
    assert b"ben@example.org" in content


def test_a_bulk_action_that_holds_a_state_of_theirs_goes_and_others_stay(
    database, project, ann, ben
):
    rows = database.read(
        lambda c: c.execute("SELECT annotation_id, annotator_id FROM annotation").fetchall()
    )
    for number, (annotation_id, _) in enumerate(rows):
        before = json.dumps([{"annotation_id": str(annotation_id)}])
        values = [f"00000000-0000-0000-0000-00000000000{number}", project.project_id]
        values += [ben.annotator_id, before]
        database.write(
            lambda c, values=values: c.execute(
                "INSERT INTO bulk_action (action_id, project_id, actor_id, kind, before, done_at) "
                "VALUES ($1, $2, $3, 'withdraw', $4, now()::TIMESTAMP)",
                values,
            )
        )
    erase(database, ann)
    assert count(database, "bulk_action") == 1


def test_a_gold_task_that_expects_their_answer_goes_and_is_counted(database, project, ann, ben):
    theirs, others = database.read(
        lambda c: [
            c.execute(
                "SELECT annotation_id FROM annotation WHERE annotator_id = $1", [key]
            ).fetchall()[0][0]
            for key in (ann.annotator_id, ben.annotator_id)
        ]
    )
    make_gold(database, project, ben.annotator_id, theirs)
    assert count_person(database, ann.annotator_id).counts["gold_task"] == 1
    assert count_person(database, ben.annotator_id).counts["gold_task"] == 0
    assert erase(database, ann).counts["gold_task"] == 1
    assert count(database, "gold_task") == 0
    assert load_comparisons(database, project, Selection()).n_annotations == 1
    # Whoever set a gold task from somebody else's answer is not the one whose words it holds.
    make_gold(database, project, ann.annotator_id, others)
    assert count_person(database, ann.annotator_id).counts["gold_task"] == 0


def test_the_confirmation_says_that_gold_tasks_go_and_their_tasks_stay(database, project, ann):
    [annotation_id] = database.read(
        lambda c: c.execute("SELECT annotation_id FROM annotation").fetchall()[0]
    )
    make_gold(database, project, ann.annotator_id, annotation_id)
    text = erasure_text(count_person(database, ann.annotator_id))
    assert "1 gold task" in text
    assert "The gold task expects an answer of theirs, so that mark goes: the tasks stay" in text
