"""The labeling page where no browser is needed: what it says when there is nothing to rank."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lib.services.imports import read_files, store_import
from lib.services.labeling import open_next_task
from lib.services.projects import TEMPLATES, change_settings, create_project
from lib.services.submission import submit_annotation
from lib.store.database import Database
from tests.factories import add_person, add_project

TASK = b'{"prompt": "2 + 2?", "items": [{"id": "x", "body": "4"}, {"id": "y", "body": "5"}]}'


def test_a_project_without_tasks_points_to_the_import(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_project(database, "Empty", TEMPLATES["ranking"].xml)
    page = run_page("label")
    assert not page.exception
    assert "has no tasks yet" in page.info[0].value


def test_a_task_shows_its_prompt_its_responses_and_how_far_one_is(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    project = create_project(database, "Sums", TEMPLATES["ranking"].xml)
    store_import(database, project, read_files(project, [("tasks.jsonl", TASK)]))
    page = run_page("label")
    assert not page.exception
    texts = [element.value for element in page.markdown]
    assert {"2 + 2?", "4", "5"} <= set(texts)
    assert "1 of 1" in [element.value for element in page.caption]


def test_a_response_that_only_votes_were_imported_of_says_so(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    project = create_project(database, "Votes", TEMPLATES["ranking"].xml)
    vote = b"prompt,left,right,winner\n8,Model X,Model Y,left\n"
    store_import(database, project, read_files(project, [("votes.csv", vote)]))
    page = run_page("label")
    assert not page.exception
    said = [element.value for element in page.caption]
    assert sum("This response was not imported" in each for each in said) == 2


def test_an_untouched_ranking_is_submitted_only_after_a_deliberate_yes(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    project = create_project(database, "Sums", TEMPLATES["ranking"].xml)
    store_import(database, project, read_files(project, [("tasks.jsonl", TASK)]))
    page = run_page("label")
    page.button(key="submit_1_1").click().run()
    assert page.button(key="confirm_1_1").label == "The order shown is right"
    page.button(key="confirm_1_1").click().run()
    assert "You are through: 1 of 1" in page.success[0].value


RANKING = TEMPLATES["ranking"].xml


def said(page: AppTest) -> str:
    return "\n".join(each.value.replace("\\", "") for each in page.caption)


def submit_as_shown(page: AppTest, number: int) -> None:
    page.button(key=f"submit_1_{number}").click().run()
    page.button(key=f"confirm_1_{number}").click().run()


def test_a_postponed_task_comes_back_after_the_others_and_the_last_one_waits_at_the_end(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    add_project(database, config=RANKING, n_tasks=2)
    page = run_page("label")
    page.button(key="postpone_1_1").click().run()
    assert "Postponed: task 1." in said(page)
    submit_as_shown(page, 2)
    page.button(key="postpone_1_1").click().run()
    assert page.info[0].value == "You are through but for 1 task that you postponed."
    page.button(key="open_postponed").click().run()
    submit_as_shown(page, 1)
    assert "You are through: 2 of 2" in page.success[0].value
    assert not page.exception


def test_the_address_of_a_task_that_others_have_leads_to_ones_next_task_and_says_so(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    project = add_project(database, config=RANKING, n_tasks=2, overlap=1)
    open_next_task(database, project, add_person(database, "Ben"))
    page = run_page("label", task="1")
    assert "Task 1 cannot be opened" in said(page)
    assert "This is your next one." in said(page)
    assert page.button(key="submit_1_2")


def test_a_submit_that_comes_too_late_moves_on_says_so_and_keeps_the_draft(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    project = add_project(database, config=RANKING, n_tasks=2, overlap=1)
    page = run_page("label")
    database.write(lambda c: c.execute("UPDATE claim SET expires_at = expires_at - INTERVAL 1 DAY"))
    theirs = open_next_task(database, project, add_person(database, "Ben"))
    assert theirs is not None
    submit_annotation(database, theirs, theirs.draft, confirmed=True)
    submit_as_shown(page, 1)
    assert "Task 1 was not submitted: your time for it had run out" in said(page)
    assert page.button(key="submit_1_2")
    assert database.read(lambda c: c.execute("SELECT count(*) FROM draft").fetchone()) == (1,)
    assert not page.exception


def test_where_others_have_every_task_the_page_says_so_and_looks_again(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    project = add_project(database, config=RANKING, n_tasks=1, overlap=1)
    open_next_task(database, project, add_person(database, "Ben"))
    page = run_page("label")
    assert "nothing for you to label here now" in page.info[0].value
    database.write(lambda c: c.execute("DELETE FROM claim"))
    page.button(key="look_again").click().run()
    assert page.button(key="submit_1_1")


def test_a_task_that_one_only_looked_at_is_free_again_when_one_goes_on(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    project = add_project(database, config=RANKING, n_tasks=2, overlap=1)
    page = run_page("label")
    session = page.session_state["labeling_session"]
    session.go_forward()
    theirs = open_next_task(database, project, add_person(database, "Ben"))
    assert theirs is not None
    assert (theirs.task.number, session.sitting.opened.task.number) == (1, 2)


@pytest.mark.parametrize("repeat_every", [0, 3])
def test_the_address_and_the_head_name_a_task_only_where_none_comes_once_more(
    run_page: Callable[..., AppTest], database: Database, repeat_every: int
) -> None:
    project = add_project(database, n_tasks=2)
    change_settings(database, project.project_id, repeat_every=repeat_every)
    page = run_page("label")
    assert not page.exception
    said = [caption.value for caption in page.caption]
    assert ("task" in page.query_params, "1 of 2" in said) == (not repeat_every, not repeat_every)
