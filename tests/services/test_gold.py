"""Gold tasks: making them, and that answers to them count in no result."""

import pytest

from lib.domain.access import Actor
from lib.domain.selection import Selection
from lib.errors import InvalidInput, NotAllowed, NotFound
from lib.services.agreement import study_agreement
from lib.services.compared import load_comparisons
from lib.services.gold import list_gold, list_possible_answers, make_gold, remove_gold
from lib.services.leaderboard import study_leaderboard
from lib.services.selections import selectable
from lib.services.withdrawal import withdraw_annotation
from lib.store import annotations, memberships
from tests.factories import add_person, add_project, add_rows, make_data
from tests.services.made_work import answer, find

GOOD = {"relevant_results": "abc"}


@pytest.fixture
def labeled(database):
    """Two tasks, each answered by Ann and Ben; the second one has a field of its own."""
    project = add_project(database, n_tasks=1)
    add_rows(database, project, [make_data(2, kind="hard")])
    made = {
        (name, number): answer(database, project, add_person(database, name), number, GOOD)
        for name in ("Ann", "Ben")
        for number in (1, 2)
    }
    return project, made


def make(database, project, annotation):
    rob = add_person(database, "Rob")
    make_gold(database, project, rob.annotator_id, annotation.annotation_id)


def test_a_gold_task_has_the_result_as_its_expected_answer(database, labeled):
    project, made = labeled
    make(database, project, made["Ann", 2])
    [gold] = list_gold(database, project)
    assert (gold.task.number, gold.set_by) == (2, "Rob")
    assert gold.expected == made["Ann", 2].result


def test_another_answer_takes_the_place_of_the_first(database, labeled):
    project, made = labeled
    make(database, project, made["Ann", 2])
    before = list_gold(database, project)[0]
    make(database, project, made["Ben", 2])
    [gold] = list_gold(database, project)
    assert gold.expected == made["Ben", 2].result
    assert gold.set_at == before.set_at


def test_what_orders_nothing_cannot_be_expected(database, labeled):
    project, _ = labeled
    cleo = add_person(database, "Cleo")
    alone = answer(database, project, cleo, 1, {"relevant_results": "a", "biased_results": "b"})
    with pytest.raises(InvalidInput, match="task 1 orders no two responses"):
        make(database, project, alone)
    assert list_gold(database, project) == []


def test_what_was_withdrawn_cannot_be_expected(database, labeled):
    project, made = labeled
    rob = add_person(database, "Rob")
    withdraw_annotation(database, project, made["Ann", 1].annotation_id, rob.annotator_id)
    with pytest.raises(InvalidInput, match="task 1 is deleted"):
        make(database, project, made["Ann", 1])


def test_an_annotation_of_another_project_is_refused(database, labeled):
    _, made = labeled
    other = add_project(database, "Other")
    with pytest.raises(NotFound, match="“Other” has no such annotation"):
        make(database, other, made["Ann", 1])


def test_the_answers_that_may_be_expected_begin_with_the_final_one(database, labeled):
    project, made = labeled
    database.write(lambda c: annotations.set_ground_truth(c, made["Ben", 1].annotation_id, True))
    task, there = list_possible_answers(database, project, 1)
    assert task.number == 1
    assert [each.annotator.name for each in there] == ["Ben", "Ann"]
    with pytest.raises(NotFound, match="no task 7"):
        list_possible_answers(database, project, 7)


def test_only_a_reviewer_makes_gold(database, labeled):
    project, made = labeled
    ann = add_person(database, "Ann")
    database.write(
        lambda c: memberships.put_membership(c, project.project_id, ann.annotator_id, "annotator")
    )
    own = database.acting_for(Actor(ann.annotator_id))
    for use_case in (
        lambda: make_gold(own, project, ann.annotator_id, made["Ann", 1].annotation_id),
        lambda: remove_gold(own, project, made["Ann", 1].task_id),
        lambda: list_gold(own, project),
        lambda: list_possible_answers(own, project, 1),
    ):
        with pytest.raises(NotAllowed):
            use_case()


@pytest.mark.parametrize("selection", [Selection(), Selection(annotators=(1, 2))])
@pytest.mark.parametrize("grouped", [True, False])
def test_answers_to_gold_tasks_count_in_no_comparison(database, labeled, selection, grouped):
    project, made = labeled

    def counted():
        # Each ranking of three in one bucket has three pairs.
        found = load_comparisons(database, project, selection, grouped=grouped)
        return found.n_annotations, found.counted

    assert counted() == (4, 12)
    make(database, project, made["Ann", 2])
    assert counted() == (2, 6)
    remove_gold(database, project, find(database, project, 2).task_id)
    assert counted() == (4, 12)


def test_gold_tasks_offer_nothing_to_select_by(database, labeled):
    project, made = labeled
    assert [(each.name, each.n) for each in selectable(database, project).annotators] == [
        ("Ann", 2),
        ("Ben", 2),
    ]
    assert "kind" in [each.name for each in selectable(database, project).fields]
    make(database, project, made["Ann", 2])
    there = selectable(database, project)
    assert [(each.name, each.n) for each in there.annotators] == [("Ann", 1), ("Ben", 1)]
    assert "kind" not in [each.name for each in there.fields]


def test_what_was_counted_names_gold_tasks_only_where_there_are_some(database, labeled):
    project, made = labeled
    said = "Answers to the 1 gold task measure people and count nowhere here."
    assert "gold" not in study_leaderboard(database, project, Selection()).counting
    assert "gold" not in study_agreement(database, project).counting.sentence
    make(database, project, made["Ann", 2])
    study = study_leaderboard(database, project, Selection())
    assert study.counting.endswith(said)
    assert study_agreement(database, project).counting.sentence.endswith(said)


def test_removing_tells_how_many_more_people_there_are_than_a_task_is_for(database):
    project = add_project(database, n_tasks=2, overlap=2)
    ann, ben, cleo = (add_person(database, name) for name in ("Ann", "Ben", "Cleo"))
    expected = answer(database, project, ann, 1, GOOD)
    make(database, project, expected)
    for person in (ben, cleo):
        answer(database, project, person, 1, GOOD)
    removed = remove_gold(database, project, expected.task_id)
    assert (removed.n_people, removed.overlap, removed.has_too_many) == (3, 2, True)
    # It is none any more, and of what is no gold task nothing is told.
    assert not remove_gold(database, project, expected.task_id).has_too_many
    two = answer(database, project, ann, 2, GOOD)
    make(database, project, two)
    assert not remove_gold(database, project, two.task_id).has_too_many
    assert load_comparisons(database, project, Selection()).n_annotations == 4
