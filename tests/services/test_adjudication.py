"""The final answer of a task: accepted, cleared, ranked anew."""

import pytest

from lib.domain.access import Actor
from lib.errors import InvalidInput, InvalidSubmission, NotAllowed, NotFound
from lib.services.adjudication import accept_as_final, clear_final, submit_final
from lib.services.labeling import open_next_task, open_numbered_task
from lib.services.reviewed_task import draft_from
from lib.services.submission import skip_task, submit_annotation
from lib.services.withdrawal import withdraw_annotation
from lib.store import memberships
from lib.store.revision_history import list_past_states
from tests.factories import add_project, make_id, ranked
from tests.services.reviewing import make_panel


@pytest.fixture
def panel(database):
    return make_panel(database)


def accept(panel, annotation):
    accept_as_final(
        panel.database, panel.project, panel.rita.annotator_id, annotation.annotation_id
    )


def rank(panel, order, number=1, **options):
    draft = panel.draft(order, number, seconds=4.0)
    return submit_final(panel.database, panel.project, panel.rita, number, draft, **options)


def test_an_accepted_annotation_is_the_final_answer_and_another_one_takes_its_place(panel):
    given = panel.label(Ann="abc", Ben="cba")
    assert panel.opened().final is None
    accept(panel, given["Ann"])
    assert panel.finals() == ["Ann"]
    accept(panel, given["Ben"])
    assert panel.finals() == ["Ben"]
    assert panel.opened().final.annotation.annotation_id == given["Ben"].annotation_id
    # Nobody's words were changed.
    assert panel.now(given["Ann"]).revision == panel.now(given["Ben"]).revision == 1


def test_the_mark_can_be_taken_away(panel):
    given = panel.label(Ann="abc")
    accept(panel, given["Ann"])
    clear_final(panel.database, panel.project, panel.rita.annotator_id, given["Ann"].annotation_id)
    assert panel.finals() == []
    assert panel.now(given["Ann"]).status == "submitted"


def test_a_reviewer_s_own_ranking_is_an_annotation_of_its_own_with_the_mark(panel):
    given = panel.label(Ann="abc", Ben="cba")
    accept(panel, given["Ann"])
    stored = rank(panel, "bca", display_order=("c", "a", "b"))
    assert (stored.annotator, stored.origin, stored.status) == (panel.rita, "ui", "submitted")
    assert (stored.ground_truth, stored.lead_time) == (True, 4.0)
    assert stored.display_order == ("c", "a", "b")
    assert panel.finals() == ["Rita"]
    assert panel.opened().final.is_final_ranking
    # It is no member of the panel, whose disagreement it ends.
    assert [each.annotation.annotator.name for each in panel.opened().members] == ["Ann", "Ben"]


def test_ranking_anew_once_more_is_a_revision_and_the_same_twice_is_as_once(panel):
    first = rank(panel, "abc")
    assert rank(panel, "abc").revision == 1
    again = rank(panel, "cab")
    assert (again.annotation_id, again.revision) == (first.annotation_id, 2)
    assert panel.finals() == ["Rita"]


def test_ranking_anew_sets_the_mark_again_after_it_was_given_to_another(panel):
    given = panel.label(Ann="abc")
    rank(panel, "cab")
    accept(panel, given["Ann"])
    assert panel.finals() == ["Ann"]
    assert rank(panel, "cab").revision == 1
    assert panel.finals() == ["Rita"]


def test_it_can_go_on_from_what_an_annotation_says(panel):
    given = panel.label(Ann="acb")
    opened = panel.opened().opened
    draft = draft_from(opened, given["Ann"].result)
    stored = submit_final(panel.database, panel.project, panel.rita, 1, draft)
    value = stored.result[0]["value"]
    assert value == given["Ann"].result[0]["value"]
    assert stored.result[0]["id"] != given["Ann"].result[0]["id"]


def test_a_reviewer_may_be_an_annotator_too_and_their_own_label_stays_apart(panel):
    opened = open_next_task(panel.database, panel.project, panel.rita)
    label = submit_annotation(panel.database, opened, ranked(opened, {"rank": "abc"}))
    final = rank(panel, "cba")
    assert final.annotation_id != label.annotation_id
    assert panel.finals() == ["Rita"]
    assert [each.annotation.annotation_id for each in panel.opened().members] == [
        label.annotation_id
    ]


def test_an_order_never_touched_must_be_meant(panel):
    blank = panel.opened().opened.draft
    with pytest.raises(InvalidSubmission, match="was not touched"):
        submit_final(panel.database, panel.project, panel.rita, 1, blank)
    submit_final(panel.database, panel.project, panel.rita, 1, blank, confirmed=True)
    assert panel.finals() == ["Rita"]


def test_what_was_skipped_or_withdrawn_cannot_be_the_final_answer(panel):
    given = panel.label(Ann="abc", Ben="abc")
    withdraw_annotation(
        panel.database, panel.project, given["Ann"].annotation_id, panel.rita.annotator_id
    )
    opened = open_numbered_task(panel.database, panel.project, panel.people["Cy"], 1)
    skipped = skip_task(panel.database, opened, opened.draft)
    for annotation, how in ((given["Ann"], "withdrawn"), (skipped, "skipped")):
        with pytest.raises(InvalidInput, match=f"was {how}, so it says nothing"):
            accept(panel, annotation)
    assert panel.finals() == []


def test_a_withdrawn_final_answer_is_none_any_more(panel):
    given = panel.label(Ann="abc")
    accept(panel, given["Ann"])
    withdraw_annotation(
        panel.database, panel.project, given["Ann"].annotation_id, panel.rita.annotator_id
    )
    assert panel.finals() == []


def test_what_the_project_does_not_have_is_not_found(panel):
    given = panel.label(Ann="abc")
    other = add_project(panel.database, "Other")
    with pytest.raises(NotFound, match="“Other” has no such annotation"):
        accept_as_final(panel.database, other, panel.rita.annotator_id, given["Ann"].annotation_id)
    with pytest.raises(NotFound, match="no such annotation"):
        clear_final(panel.database, panel.project, panel.rita.annotator_id, make_id("none"))
    with pytest.raises(NotFound, match="no task 9"):
        submit_final(panel.database, panel.project, panel.rita, 9, panel.draft("abc"))


def test_only_reviewers_decide_and_only_in_their_own_name(panel):
    given = panel.label(Ann="abc")
    ann, rita = panel.people["Ann"], panel.rita
    for person, role in ((ann, "annotator"), (rita, "reviewer")):
        panel.database.write(
            lambda c, p=person, r=role: memberships.put_membership(
                c, panel.project.project_id, p.annotator_id, r
            )
        )
    as_ann = panel.database.acting_for(Actor(ann.annotator_id))
    as_rita = panel.database.acting_for(Actor(rita.annotator_id))
    key = given["Ann"].annotation_id
    with pytest.raises(NotAllowed):
        accept_as_final(as_ann, panel.project, ann.annotator_id, key)
    with pytest.raises(NotAllowed):
        accept_as_final(as_rita, panel.project, ann.annotator_id, key)
    with pytest.raises(NotAllowed):
        submit_final(as_ann, panel.project, ann, 1, panel.draft("abc"))
    accept_as_final(as_rita, panel.project, rita.annotator_id, key)
    assert panel.finals() == ["Ann"]


def test_what_the_reviewer_did_is_in_the_history_of_the_annotation_as_their_own(panel):
    stored = rank(panel, "abc")
    past = panel.database.read(lambda c: list_past_states(c, [stored.annotation_id]))
    [state] = past[stored.annotation_id]
    assert (state.actor_id, state.guideline_version) == (panel.rita.annotator_id, 0)
