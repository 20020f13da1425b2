"""The comment box of the labeling page, and the thread of the review page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.services.application import close_application, open_application
from lib.services.comments import add_comment, answer_comment, list_thread
from lib.settings import Settings
from lib.store import memberships, tasks
from lib.store.database import Database
from tests.factories import add_person, add_project

PATIENCE = 30


def page_script() -> None:
    """A page for the person and in the way that the session names."""
    import streamlit as st

    from lib.services.application import current_database, database_for
    from lib.services.labeling import open_numbered_task
    from lib.services.people import get_person
    from lib.services.projects import list_projects
    from lib.ui.comments import show_comment_box, show_thread

    person = get_person(current_database(), st.session_state["who"])
    database = database_for(person)
    project = list_projects(database)[0]
    opened = open_numbered_task(database, project, person, st.session_state.get("task", 1))
    if st.session_state["way"] == "thread":
        show_thread(database, project, person, opened.task)
    else:
        fresh = st.session_state["way"] == "fresh"
        show_comment_box(database, project, person, opened.task, fresh=fresh)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    yield open_application(Settings(database=tmp_path / "podium.duckdb"))
    close_application()


@pytest.fixture
def project(database: Database) -> Project:
    return add_project(database, n_tasks=2)


@pytest.fixture
def ann(database: Database) -> Annotator:
    return add_person(database, "Ann")


def open_as(person: Annotator, way: str = "box") -> AppTest:
    page = AppTest.from_function(page_script, default_timeout=PATIENCE)
    page.session_state["who"] = person.annotator_id
    page.session_state["way"] = way
    page.run()
    assert not page.exception
    return page


def says(database: Database, project: Project, person: Annotator, text: str, **how: bool) -> None:
    task = database.read(lambda c: tasks.find_task(c, project.project_id, 1))
    assert task is not None
    add_comment(database, project, person, task.task_id, text, **how)


def answers(database: Database, project: Project, person: Annotator, text: str) -> None:
    task = database.read(lambda c: tasks.find_task(c, project.project_id, 1))
    assert task is not None
    answer_comment(database, project, person, task.task_id, text)


def thread(database: Database, project: Project) -> list[tuple[str, str, bool]]:
    task = database.read(lambda c: tasks.find_task(c, project.project_id, 1))
    assert task is not None
    said = list_thread(database, project, task.task_id)
    return [(each.author.name, each.text, each.is_flag) for each in said]


def send(page: AppTest) -> AppTest:
    page.button[-1].click().run()
    assert not page.exception
    return page


def popover(page: AppTest) -> str:
    return str(page.get("popover")[0].proto.popover.label)


def test_a_comment_is_sent_with_its_flag_and_the_box_is_empty_again(
    database: Database, project: Project, ann: Annotator
) -> None:
    page = open_as(ann)
    assert popover(page) == "Comment"
    page.text_area[0].set_value("The table in C is broken.")
    page.checkbox[0].check()
    send(page)
    assert thread(database, project) == [("Ann", "The table in C is broken.", True)]
    assert (page.text_area[0].value, page.checkbox[0].value) == ("", False)
    assert popover(page) == "Comments · 1"
    assert [each.value for each in page.text] == ["The table in C is broken."]


def test_a_text_that_is_not_sent_stays_with_its_task(project: Project, ann: Annotator) -> None:
    page = open_as(ann)
    page.text_area[0].set_value("Half a thou").run()
    page.session_state["task"] = 2
    page.run()
    assert page.text_area[0].value == ""


def test_an_empty_comment_is_refused_in_a_sentence(
    database: Database, project: Project, ann: Annotator
) -> None:
    page = send(open_as(ann))
    assert "The comment is empty" in page.error[0].value
    assert thread(database, project) == []
    assert not page.run().error


def test_what_others_said_is_not_shown_beside_a_task_that_is_not_done(
    database: Database, project: Project, ann: Annotator
) -> None:
    says(database, project, add_person(database, "Ben"), "A is best.")
    rita = add_person(database, "Rita")
    ids = (project.project_id, rita.annotator_id)
    database.write(lambda c: memberships.put_membership(c, *ids, "reviewer"))
    says(database, project, rita, "C is nonsense.")
    answers(database, project, rita, "Take it as it is.")
    page = open_as(ann)
    assert [each.value for each in page.text] == ["Take it as it is."]
    assert "**Rita** :small[:gray[· reviewer · " in page.markdown[0].value
    assert "Ben" not in str(page.main)


def test_a_task_that_must_look_new_shows_nothing_that_was_said(
    database: Database, project: Project, ann: Annotator
) -> None:
    says(database, project, ann, "I have been here.")
    page = open_as(ann, "fresh")
    assert popover(page) == "Comment"
    assert not page.text
    page.text_area[0].set_value("Once more.")
    send(page)
    assert not page.text
    assert page.caption[-1].value == "Sent."
    assert len(thread(database, project)) == 2


def test_who_writes_is_told_who_reads_it(
    database: Database, project: Project, ann: Annotator
) -> None:
    ids = (project.project_id, ann.annotator_id)
    database.write(lambda c: memberships.put_membership(c, *ids, "reviewer"))
    assert "once their own answer is in" in open_as(ann).caption[0].value
    assert "do not say which response is better" in open_as(ann, "thread").caption[-1].value


def test_a_comment_is_shown_as_it_is_and_a_name_is_no_markup(
    database: Database, project: Project
) -> None:
    person = add_person(database, "**Eve** :smile: <b>")
    text = "# no heading\n<script>alert(1)</script> $x$ ![i](//example.org/i.png)"
    says(database, project, person, text)
    page = open_as(add_person(database, "Rita"), "thread")
    assert page.text[0].value == text
    assert page.markdown[0].value.startswith(r"**\*\*Eve\*\* \:smile\: \<b\>** ")
    assert not [each for each in page.markdown if each.allow_html]


def test_a_reviewer_answers_resolves_a_flag_and_opens_it_again(
    database: Database, project: Project, ann: Annotator
) -> None:
    says(database, project, ann, "Broken.", is_flag=True)
    says(database, project, ann, "Just a remark.")
    page = open_as(add_person(database, "Rita"), "thread")
    assert [each.value for each in page.text] == ["Broken.", "Just a remark."]
    assert [each.label for each in page.button] == ["Resolve", "Send"]
    page.text_area[0].set_value("Take it as it is.")
    send(page)
    assert thread(database, project)[-1] == ("Rita", "Take it as it is.", False)
    assert "Take it as it is." in [each.value for each in open_as(ann).text]
    assert [each.label for each in page.button] == ["Resolve", "Send"]
    page.button[0].click().run()
    assert "resolved by Rita" in page.markdown[0].value
    assert page.button[0].label == "Reopen"
    page.button[0].click().run()
    assert page.button[0].label == "Resolve"
    assert "resolved by" not in page.markdown[0].value


def test_a_task_that_nobody_has_commented_on_says_so(database: Database, project: Project) -> None:
    page = open_as(add_person(database, "Rita"), "thread")
    assert page.caption[0].value == "Nobody has commented on this task."


def test_the_box_below_a_thread_is_for_an_answer_once_there_is_something_to_answer(
    database: Database, project: Project, ann: Annotator
) -> None:
    assert open_as(ann, "thread").text_area[0].label == "Comment"
    says(database, project, ann, "The table in C is broken.")
    assert open_as(ann, "thread").text_area[0].label == "Answer"
