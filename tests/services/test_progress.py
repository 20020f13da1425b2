"""How far people and projects are."""

from datetime import UTC, datetime

import pytest

from lib.domain.access import Actor
from lib.errors import NotAllowed
from lib.services.adjudication import submit_final
from lib.services.assignment import postpone_task
from lib.services.labeling import open_next_task, open_task
from lib.services.progress import read_own_progress, read_project_progress
from lib.services.projects import change_settings
from lib.services.repeats import store_repeat_answer
from lib.services.submission import skip_task
from lib.services.withdrawal import withdraw_annotation
from tests.factories import add_person, add_project, make_region, ranked
from tests.services.made_work import answer, find
from tests.stored_rankings import archive_task, store_ranking, store_revision

ORDER = {"relevant_results": "abc"}


def people_of(progress):
    return {each.name: (each.submitted, each.skipped) for each in progress.people}


def test_ones_own_work_is_counted(database):
    project, ann = add_project(database, n_tasks=6), add_person(database)
    for number, seconds in ((1, 10.0), (2, 20.0), (3, 60.0)):
        answer(database, project, ann, number, ORDER, seconds=seconds)
    opened = open_next_task(database, project, ann)
    skip_task(database, opened, opened.draft)
    opened = open_next_task(database, project, ann)
    postpone_task(database, opened, opened.draft)
    own = read_own_progress(database, project, ann)
    assert (own.done, own.skipped, own.postponed, own.left) == (3, 1, 1, 2)
    assert (own.median_seconds, own.n_timed) == (20.0, 3)


def test_who_has_done_nothing_has_no_median(database):
    project, ann = add_project(database, n_tasks=2), add_person(database)
    own = read_own_progress(database, project, ann)
    assert (own.done, own.left, own.median_seconds, own.n_timed) == (0, 2, None, 0)


def test_what_enough_others_have_done_is_not_left(database):
    project, ann = add_project(database, n_tasks=3, overlap=1), add_person(database)
    answer(database, project, add_person(database, "Ben"), 1, ORDER)
    assert read_own_progress(database, project, ann).left == 2


def test_a_repeat_counts_as_one_more_task_done(database):
    project, ann = add_project(database, n_tasks=2), add_person(database)
    answer(database, project, ann, 1, ORDER)
    opened = open_task(database, project, ann, find(database, project, 1))
    store_repeat_answer(database, opened, [make_region(ORDER)], None, 3.0)
    own = read_own_progress(database, project, ann)
    assert (own.done, own.skipped, own.left) == (2, 0, 1)


def test_a_task_is_complete_when_as_many_people_as_wanted_have_submitted_it(database):
    project = add_project(database, n_tasks=3)
    ann, ben = add_person(database, "Ann"), add_person(database, "Ben")
    for person, number in ((ann, 1), (ben, 1), (ann, 2)):
        answer(database, project, person, number, ORDER)
    tasks = read_project_progress(database, project).tasks
    assert (tasks.tasks, tasks.complete, tasks.unlabeled) == (3, 2, 1)
    wanted = change_settings(database, project.project_id, overlap=2)
    assert read_project_progress(database, wanted).tasks.complete == 1


def test_one_person_with_several_annotations_of_a_task_is_one(database):
    project, ann = add_project(database, n_tasks=1, overlap=2), add_person(database)
    for _ in range(2):
        store_ranking(database, project, 1, ann, "a b")
    assert read_project_progress(database, project).tasks.complete == 0


def test_work_is_counted_by_person_and_by_the_day_of_the_first_submit(database):
    project = add_project(database, n_tasks=3)
    ann, ben = add_person(database, "Ann"), add_person(database, "Ben")
    first, later = (datetime(2026, 1, day, 12, tzinfo=UTC) for day in (1, 2))
    changed = store_ranking(database, project, 1, ann, "a b", created_at=first, lead_time=30.0)
    store_revision(database, project, 1, ann, changed, 2, "b a", created_at=later, lead_time=2.0)
    store_ranking(database, project, 2, ann, "a b", created_at=later, lead_time=50.0)
    store_ranking(database, project, 2, ben, "a b", created_at=later)
    store_ranking(database, project, 3, ben, "", status="skipped", created_at=later)
    progress = read_project_progress(database, project)
    assert people_of(progress) == {"Ann": (2, 0), "Ben": (1, 1)}
    assert [(each.day.day, each.number, each.submitted) for each in progress.days] == [
        (1, ann.number, 1),
        (2, ann.number, 1),
        (2, ben.number, 1),
    ]
    times = {each.name: (each.median_seconds, each.n_timed) for each in progress.people}
    # The correction of two seconds stands for no task.
    assert times == {"Ann": (40.0, 2), "Ben": (None, 0)}


def test_final_answers_of_reviewers_count_apart(database):
    project, rob = add_project(database, n_tasks=1), add_person(database, "Rob")
    answer(database, project, add_person(database), 1, ORDER)
    opened = open_task(database, project, rob, find(database, project, 1))
    submit_final(database, project, rob, 1, ranked(opened, ORDER))
    progress = read_project_progress(database, project)
    assert people_of(progress) == {"Ann": (1, 0)}
    assert [(each.name, each.n) for each in progress.finals] == [("Rob", 1)]


def test_withdrawn_work_and_archived_tasks_do_not_count(database):
    project, ann = add_project(database, n_tasks=3), add_person(database)
    made = [answer(database, project, ann, number, ORDER) for number in (1, 2, 3)]
    assert people_of(read_project_progress(database, project)) == {"Ann": (3, 0)}
    withdraw_annotation(database, project, made[0].annotation_id, ann.annotator_id)
    archive_task(database, project, 2)
    progress = read_project_progress(database, project)
    assert people_of(progress) == {"Ann": (1, 0)}
    assert (progress.tasks.tasks, progress.tasks.complete) == (2, 1)


def test_a_new_name_is_seen_at_once(database):
    project, ann = add_project(database, n_tasks=1), add_person(database)
    answer(database, project, ann, 1, ORDER)
    read_project_progress(database, project)
    database.write(lambda c: c.execute("UPDATE annotator SET name = 'Anna'").fetchall())
    assert people_of(read_project_progress(database, project)) == {"Anna": (1, 0)}


def test_a_project_without_tasks_has_nothing(database):
    progress = read_project_progress(database, add_project(database))
    assert (progress.tasks.tasks, progress.people, progress.days) == (0, (), ())


def test_strangers_see_no_progress(database):
    project, eve = add_project(database, n_tasks=1), add_person(database, "Eve")
    stranger = database.acting_for(Actor(eve.annotator_id))
    with pytest.raises(NotAllowed):
        read_project_progress(stranger, project)
    with pytest.raises(NotAllowed):
        read_own_progress(stranger, project, eve)
