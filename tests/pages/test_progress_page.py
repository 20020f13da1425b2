"""One's own progress and the project's."""

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.access import Actor
from lib.services import application
from lib.services.labeling import open_next_task
from lib.services.submission import skip_task
from lib.store import memberships
from lib.store.database import Database
from lib.ui import access
from tests.factories import add_person, add_project, submit
from tests.pages.linked_pages import show_links_as_text

ORDER = {"relevant_results": "abc"}


@pytest.fixture(autouse=True)
def links(monkeypatch: pytest.MonkeyPatch) -> None:
    show_links_as_text(monkeypatch)


@pytest.fixture
def roles_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is trusted, as in every mode but the local one."""

    def view(person: access.Annotator) -> Database:
        actor = Actor(person.annotator_id)
        return application.current_database().acting_for(actor)

    monkeypatch.setattr(access, "database_for", view)


def texts(page: AppTest) -> list[str]:
    return [each.value for each in page.text]


def said(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.info, page.text, page.subheader)
    return "\n".join(each.value for kind in kinds for each in kind).replace("\\", "")


def test_ones_own_counts_and_last_tasks_are_shown(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    project, ann = add_project(database, n_tasks=5), add_person(database)
    submit(database, project, ann, ORDER)
    opened = open_next_task(database, project, ann)
    assert opened
    skip_task(database, opened, opened.draft)
    page = run_page("progress")
    assert not page.exception
    assert {each.label: each.value for each in page.metric} == {
        "Done": "1",
        "Left": "3",
        "Skipped": "1",
        "Postponed": "0",
        "Median time per task": "12 s",
    }
    assert "Median time: n 1." in said(page)
    number = project.number
    links = [text for text in texts(page) if "task=" in text]
    assert [link.rpartition("(")[2] for link in links] == [
        f"label?project={number}&task=2)",
        f"label?project={number}&task=1)",
    ]


def test_the_project_is_shown_in_counts_and_times_of_everybody(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    project = add_project(database, n_tasks=4)
    for name in ("Ann", "Ben"):
        submit(database, project, add_person(database, name), ORDER)
    page = run_page("progress")
    assert "A task is complete when 1 person submitted it." in said(page)
    # Both submitted task 1 of 4, so that three are without.
    assert "3 have no submission yet. 2 submissions by 2 people." in said(page)
    table = page.dataframe[0].value
    assert list(table["person"]) == ["Ann", "Ben"]
    assert list(table["submitted"]) == [1, 1]
    people, days = (json.loads(each.proto.spec) for each in page.get("plotly_chart"))
    assert [trace["name"] for trace in people["data"]] == ["Submitted", "Skipped"]
    assert [trace["name"] for trace in days["data"]] == ["Ann", "Ben"]


def test_an_annotator_sees_nothing_of_reviewing_and_no_models(
    run_page: Callable[..., AppTest], database: Database, roles_count: None
) -> None:
    project, ann = add_project(database, n_tasks=2, items="xy"), add_person(database)
    submit(database, project, add_person(database, "Ben"), {"relevant_results": "xy"})
    database.write(
        lambda c: memberships.put_membership(c, project.project_id, ann.annotator_id, "annotator")
    )
    page = run_page("progress")
    assert not page.exception
    assert not page.error
    assert not [text for text in texts(page) if "(review?" in text or "(quality?" in text]
    assert "Assigned tasks" not in said(page)
    shown = said(page) + "".join(each.proto.spec for each in page.get("plotly_chart"))
    assert "Body" not in shown
    assert "relevant_results" not in shown


def test_a_reviewer_also_assigns_tasks_from_here(
    run_page: Callable[..., AppTest], database: Database, roles_count: None
) -> None:
    project, ann = add_project(database, n_tasks=2), add_person(database)
    database.write(
        lambda c: memberships.put_membership(c, project.project_id, ann.annotator_id, "reviewer")
    )
    page = run_page("progress")
    assert f"[Review](review?project={project.number})" in texts(page)
    assert f"[Quality](quality?project={project.number})" in texts(page)
    assert "Assigned tasks" in said(page)


def test_a_project_without_tasks_says_so(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    add_project(database)
    page = run_page("progress")
    assert not page.exception
    assert "The project has no tasks yet." in said(page)


def test_many_people_are_named_in_the_table_and_drawn_together(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    project = add_project(database, n_tasks=1)
    for number in range(22):
        submit(database, project, add_person(database, f"Person {number:02}"), ORDER)
    page = run_page("progress")
    people, days = (json.loads(each.proto.spec) for each in page.get("plotly_chart"))
    assert len(people["data"][0]["x"]) == 20
    assert "Drawn are the 20 of 22 people" in said(page)
    assert len(page.dataframe[0].value) == 22
    names = [trace["name"] for trace in days["data"]]
    assert (len(names), names[-1], days["data"][-1]["y"]) == (8, "Others", [15])
