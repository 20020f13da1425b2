"""What reviewers see of each person's work, with figures worked out by hand."""

import pytest

from lib.domain.access import Actor
from lib.errors import NotAllowed
from lib.formats.templates import TEMPLATES
from lib.services.adjudication import submit_final
from lib.services.gold import make_gold
from lib.services.labeling import open_task
from lib.services.quality import study_quality
from lib.services.repeats import store_repeat_answer
from lib.store import memberships
from tests.factories import add_person, add_project, add_rows, make_data, make_region, ranked
from tests.services.made_work import answer, as_shown, find

RANKING = TEMPLATES["ranking"].xml


def in_line(order):
    return {"rank": order}


def relevant(order):
    return {"relevant_results": order}


def person_of(study, name):
    return next(each for each in study.people if each.counts.name == name)


def warned(study):
    return [(each.kind, each.name, each.n) for each in study.warnings]


def test_the_gold_score_is_the_share_of_pairs_ordered_as_expected(database):
    project = add_project(database, n_tasks=2)
    rob, ann, ben = (add_person(database, name) for name in ("Rob", "Ann", "Ben"))
    for number in (1, 2):
        expected = answer(database, project, rob, number, relevant("abc"))
        make_gold(database, project, rob.annotator_id, expected.annotation_id)
    # ab and ac as expected, bc not; then ab as expected, and c in no place to be compared.
    answer(database, project, ann, 1, relevant("acb"))
    answer(database, project, ann, 2, relevant("ab"))
    answer(database, project, ben, 2, {"biased_results": "a", "relevant_results": "b"})
    study = study_quality(database, project)
    score = person_of(study, "Ann").gold
    assert (score.share, score.pairs, score.tasks) == (3 / 4, 4, 2)
    # Wilson on two tasks: (0.75 + 0.9604 ± √(0.1875 · 1.9207 + 0.9224)) / 2.9207.
    assert (score.low, score.high) == pytest.approx((0.198, 0.974), abs=2e-3)
    nothing = person_of(study, "Ben").gold
    assert (nothing.share, nothing.pairs) == (None, 0)
    assert person_of(study, "Rob").gold.pairs == 0
    tasks = [find(database, project, number).task_id for number in (1, 2)]
    assert [study.scores.gold_tasks[each].share for each in tasks] == [2 / 3, 1.0]
    assert [study.scores.people_on[each] for each in tasks] == [1, 2]


def test_consistency_is_the_share_of_pairs_ordered_alike_the_second_time(database):
    project, ann = add_project(database, n_tasks=2), add_person(database)
    for number, first, second in ((1, "abc", "abc"), (2, "abc", "cba")):
        answer(database, project, ann, number, relevant(first))
        opened = open_task(database, project, ann, find(database, project, number))
        result = [make_region({"relevant_results": second})]
        store_repeat_answer(database, opened, result, tuple("abc"), 5.0)
    score = person_of(study_quality(database, project), "Ann").repeats
    # Three of three pairs, then none of three.
    assert (score.share, score.pairs, score.tasks) == (0.5, 6, 2)


def test_a_repeat_is_seen_at_once_although_it_adds_no_revision(database):
    project, ann = add_project(database, n_tasks=1), add_person(database)
    answer(database, project, ann, 1, relevant("abc"))
    assert person_of(study_quality(database, project), "Ann").repeats.pairs == 0
    opened = open_task(database, project, ann, find(database, project, 1))
    result = [make_region({"relevant_results": "ab"})]
    store_repeat_answer(database, opened, result, tuple("abc"), 5.0)
    assert person_of(study_quality(database, project), "Ann").repeats.pairs == 1


def test_untouched_submits_are_warned_of_against_the_others(database):
    project = add_project(database, n_tasks=10)
    ann, ben = add_person(database, "Ann"), add_person(database, "Ben")
    for number in range(1, 11):
        answer(database, project, ann, number, relevant("abc"), untouched=number <= 6)
        answer(database, project, ben, number, relevant("abc"), untouched=number == 1)
    study = study_quality(database, project)
    # 6 of 10: Wilson from 0.31, above 10 % and Ben's share. 1 of 10: from 0.02.
    assert warned(study) == [("untouched", "Ann", 10)]
    [warning] = study.warnings
    assert warning.sentence == (
        "submitted 6 of 10 tasks (60%) without moving anything; the median of the others is 10%."
    )
    assert warning.tasks == (1, 2, 3, 4, 5)


def test_a_submit_faster_than_the_task_can_be_read_is_impossible(database):
    project = add_project(database)
    # 100 + 2 · 200 words take 30 s at 1,000 words a minute.
    body = " ".join(["word"] * 200)
    items = [{"id": key, "title": key, "body": f"{body}\n"} for key in "ab"]
    rows = [{"id": f"t{n}", "prompt": "word\n" * 100, "items": items} for n in range(1, 5)]
    add_rows(database, project, rows)
    ann, ben = add_person(database, "Ann"), add_person(database, "Ben")
    for number, seconds in ((1, 29.9), (2, 31.0), (3, 40.0), (4, 60.0)):
        answer(database, project, ann, number, relevant("ab"), seconds=seconds)
        answer(database, project, ben, number, relevant("ab"), seconds=30.0)
    study = study_quality(database, project)
    assert warned(study) == [("speed", "Ann", 4)]
    assert study.warnings[0].sentence == (
        "submitted 1 of 4 tasks impossibly fast: 1 faster than the task can be read."
    )
    assert study.warnings[0].tasks == (1,)


def test_a_submit_in_less_than_a_tenth_of_the_median_is_impossible(database):
    project = add_project(database, n_tasks=2)
    for name, seconds in (("Ann", 9.9), ("Ben", 100.0), ("Cleo", 120.0)):
        answer(database, project, add_person(database, name), 1, relevant("ab"), seconds=seconds)
    # Two times are too few for a median of the second task.
    for name, seconds in (("Ben", 1.0), ("Cleo", 120.0)):
        answer(database, project, add_person(database, name), 2, relevant("ab"), seconds=seconds)
    study = study_quality(database, project)
    assert warned(study) == [("speed", "Ann", 1)]
    assert "1 in less than a tenth of the task's median time" in study.warnings[0].sentence


def test_one_fast_submit_among_many_is_no_warning(database):
    project = add_project(database, n_tasks=20)
    ann = add_person(database)
    for number in range(1, 21):
        answer(database, project, ann, number, relevant("ab"), seconds=0.1 if number == 1 else 60.0)
    assert warned(study_quality(database, project)) == []


def test_a_correction_in_a_moment_is_not_taken_for_haste(database):
    project, ann = add_project(database, n_tasks=1), add_person(database)
    answer(database, project, ann, 1, relevant("ab"), seconds=60.0)
    answer(database, project, ann, 1, relevant("ba"), seconds=0.1)
    study = study_quality(database, project)
    assert warned(study) == []
    assert person_of(study, "Ann").counts.median_seconds == 60.0


def test_always_the_order_shown_is_warned_of(database):
    project = add_project(database, config=RANKING, n_tasks=5)
    ann, ben = add_person(database, "Ann"), add_person(database, "Ben")
    for number in range(1, 6):
        as_shown(database, project, ann, number)
        answer(database, project, ben, number, in_line("abc"))
    study = study_quality(database, project)
    # By chance 1 in 3! = 6 each: five of five have (1/6)⁵ = 0.00013, which is below 0.001.
    assert warned(study) == [("order shown", "Ann", 5)]
    assert study.warnings[0].sentence == (
        "left 5 of 5 rankings in the order shown, where chance gives 0.8."
    )
    assert study.warnings[0].tasks == (1, 2, 3, 4, 5)


def test_what_stayed_in_the_bucket_it_began_in_says_nothing(database):
    config = TEMPLATES["llm-ranker"].xml.replace(
        '<Bucket name="biased_results"', '<Bucket name="biased_results" default="true"'
    )
    project, ann = add_project(database, config=config, n_tasks=12), add_person(database)
    for number in range(1, 13):
        opened = open_task(database, project, ann, find(database, project, number))
        columns = {"biased_results": opened.orders["rank"]}
        answer(database, project, ann, number, columns)
    assert warned(study_quality(database, project)) == []


def test_final_answers_of_reviewers_are_no_labels(database):
    project, rob = add_project(database, n_tasks=1), add_person(database, "Rob")
    answer(database, project, add_person(database), 1, relevant("abc"))
    opened = open_task(database, project, rob, find(database, project, 1))
    submit_final(database, project, rob, 1, ranked(opened, relevant("cba")))
    assert [each.counts.name for each in study_quality(database, project).people] == ["Ann"]


def test_nobody_has_nothing_to_be_looked_at(database):
    project = add_project(database, n_tasks=1)
    add_rows(database, project, [make_data(2)])
    study = study_quality(database, project)
    assert (study.people, study.warnings) == ((), ())


def test_only_a_reviewer_looks_at_quality(database):
    project, ann = add_project(database), add_person(database)
    database.write(
        lambda c: memberships.put_membership(c, project.project_id, ann.annotator_id, "annotator")
    )
    with pytest.raises(NotAllowed):
        study_quality(database.acting_for(Actor(ann.annotator_id)), project)
