"""The labeling page where no browser is needed: what it says when there is nothing to rank."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from lib.services.imports import read_files, store_import
from lib.services.projects import TEMPLATES, create_project
from lib.store.database import Database

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
