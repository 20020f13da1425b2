"""The review page: the list, one task, and the decisions that are made there."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.project import Project
from lib.formats.templates import TEMPLATES
from lib.services.bulk_actions import accept_agreed, withdraw_annotations
from lib.services.labeling import open_numbered_task
from lib.services.review import ReviewFilter, list_review_tasks
from lib.services.reviewed_task import open_for_review
from lib.services.submission import submit_annotation
from lib.services.undo import list_latest_actions
from lib.store.database import Database
from tests.factories import add_person, add_project, add_rows, make_data, ranked
from tests.services.reviewing import make_panel

RANKING = TEMPLATES["ranking"].xml
ORDERS = {1: ("abc", "abc"), 2: ("abc", "cba"), 3: ("abc", "acb")}


@pytest.fixture
def project(database: Database) -> Project:
    """Three tasks that Ben and Cy ranked: alike, the other way round, and with one pair turned."""
    project = add_project(database, "Mine", RANKING, n_tasks=4)
    for index, name in enumerate(("Ben", "Cy")):
        person = add_person(database, name)
        for number, orders in ORDERS.items():
            opened = open_numbered_task(database, project, person, number)
            assert opened is not None
            submit_annotation(database, opened, ranked(opened, {"rank": orders[index]}))
    return project


def texts(page: AppTest) -> str:
    """All that the page says, without Markdown's backslashes."""
    said = [*page.markdown, *page.caption, *page.info, *page.success, *page.warning, *page.error]
    return "\n".join(each.value for each in said).replace("\\", "")


def tasks_shown(page: AppTest) -> list[int]:
    return [int(each.label.split()[1]) for each in page.button if each.label.startswith("Task ")]


def finals(database: Database, project: Project) -> dict[int, str]:
    """Who gave the final answer, by task."""
    rita = add_person(database, "Ann")
    found = {}
    for number in ORDERS:
        task = open_for_review(database, project, rita, number)
        if task and task.final:
            found[number] = task.final.annotation.annotator.name
    return found


def test_the_list_begins_with_the_most_disagreement_and_says_what_it_rests_on(
    project: Project, run_page: Callable[..., AppTest]
) -> None:
    page = run_page("review")
    assert not page.exception
    assert tasks_shown(page) == [2, 3, 1]
    assert "disagreement 1.00 (n 2 people, 3 pairs) · 2 submitted" in texts(page)
    assert "disagreement 0.33 (n 2 people, 3 pairs)" in texts(page)
    page.selectbox(key="review_1_order").set_value("number").run()
    assert tasks_shown(page) == [1, 2, 3]
    assert page.query_params["sort"] == "number"


def test_the_filters_stand_in_the_address_and_a_link_shows_what_it_says(
    project: Project, database: Database, run_page: Callable[..., AppTest]
) -> None:
    accept_agreed(database, project, add_person(database).annotator_id, [1])
    page = run_page("review", status="final")
    assert tasks_shown(page) == [1]
    assert "with a final answer" in texts(page)
    page.selectbox(key="review_1_standing").set_value("unfinished").run()
    assert tasks_shown(page) == [2, 3]
    assert page.query_params["status"] == "unfinished"
    page.button(key="review_1_clear").click().run()
    assert tasks_shown(page) == [2, 3, 1]
    assert "status" not in page.query_params
    assert not page.exception


def test_a_person_s_number_filters_and_an_address_in_vain_is_named(
    project: Project, database: Database, run_page: Callable[..., AppTest]
) -> None:
    ben = add_person(database, "Ben")
    assert tasks_shown(run_page("review", person=str(ben.number))) == [2, 3, 1]
    page = run_page("review", person="99", status="odd")
    assert "No task has an annotation that fits" in texts(page)
    assert "The address says status=odd" in texts(page)
    assert not page.exception


def test_a_task_shows_the_annotations_side_by_side_and_who_split_the_panel(
    project: Project, run_page: Callable[..., AppTest]
) -> None:
    page = run_page("review")
    page.button(key="open_1_2").click().run()
    assert page.query_params["task"] == "2"
    said = texts(page)
    assert "Disagreement 1.00 (n 2 people, 3 pairs)" in said
    assert "places 1, 3; n 2" in said
    assert "no final answer" in said
    assert {"Body a 2", "Body b 2", "Body c 2"} <= set(said.splitlines())
    assert said.count("**Ben**") == said.count("**Cy**") == 2
    page.button(key="next_task").click().run()
    assert page.query_params["task"] == "3"


def test_models_stay_hidden_until_they_are_asked_for(
    database: Database, run_page: Callable[..., AppTest]
) -> None:
    project = add_project(database, "Blind", RANKING, n_tasks=0)
    row = make_data(1, "ab")
    for item, model in zip(row["items"], ("secret-one", "secret-two"), strict=True):
        item["title"] = model
    add_rows(database, project, [row])
    opened = open_numbered_task(database, project, add_person(database, "Ben"), 1)
    assert opened is not None
    submit_annotation(database, opened, ranked(opened, {"rank": "ab"}))
    page = run_page("review", task="1")
    assert not page.exception
    shown = str([texts(page), [each.label for each in page.button]])
    assert "secret" not in shown
    page.toggle(key="review_shows_models").set_value(True).run()
    assert "secret-one" in texts(page)
    assert "secret-two" in texts(page)


def test_an_annotation_is_accepted_cleared_withdrawn_and_restored(
    project: Project, database: Database, run_page: Callable[..., AppTest]
) -> None:
    page = run_page("review", task="2")
    [ben, cy] = [each.key for each in page.button if each.label == "Accept as final"]
    page.button(key=ben).click().run()
    assert finals(database, project) == {2: "Ben"}
    page.button(key=cy).click().run()
    assert finals(database, project) == {2: "Cy"}
    assert "final answer" in texts(page)
    number = cy.removeprefix("accept_")
    page.button(key=f"clear_{number}").click().run()
    assert finals(database, project) == {}
    page.button(key=f"withdraw_{number}").click().run()
    assert "withdrawn" in texts(page)
    page.button(key=f"restore_{number}").click().run()
    assert not page.exception
    # Two submissions, two marks set and one that this took, one cleared, a withdrawal and its end.
    assert "History: 8 events" in [each.label for each in page.expander]


def test_a_task_is_ranked_anew_with_the_buttons_of_the_cards(
    project: Project, database: Database, run_page: Callable[..., AppTest]
) -> None:
    page = run_page("review", task="2")
    page.button(key="anew").click().run()
    assert "Your final answer" in texts(page)
    down = next(each for each in page.button if "down_card_final_" in (each.key or ""))
    down.click().run()
    page.button(key="save_final").click().run()
    assert not page.exception
    assert finals(database, project) == {2: "Ann"}
    assert "reviewer’s ranking" in texts(page)
    # The panel is as it was.
    assert "Disagreement 1.00 (n 2 people, 3 pairs)" in texts(page)


def test_an_untouched_order_is_not_saved_by_accident(
    project: Project, database: Database, run_page: Callable[..., AppTest]
) -> None:
    page = run_page("review", task="2")
    page.button(key="anew").click().run()
    page.button(key="save_final").click().run()
    assert "was not touched" in texts(page)
    assert finals(database, project) == {}
    page.button(key="save_final_untouched").click().run()
    assert finals(database, project) == {2: "Ann"}


def test_ranking_anew_goes_on_from_an_annotation_and_can_be_dropped(
    project: Project, database: Database, run_page: Callable[..., AppTest]
) -> None:
    page = run_page("review", task="3")
    [first, *_] = [each for each in page.button if each.label == "Rank anew from this"]
    first.click().run()
    page.button(key="cancel_final").click().run()
    assert "Your final answer" not in texts(page)
    [first, *_] = [each for each in page.button if each.label == "Rank anew from this"]
    first.click().run()
    page.button(key="save_final").click().run()
    assert finals(database, project) == {3: "Ann"}


def test_written_answers_belong_to_the_final_answer(
    database: Database, run_page: Callable[..., AppTest]
) -> None:
    xml = TEMPLATES["rank-and-rewrite"].xml
    project = add_project(database, "Writing", xml, n_tasks=1)
    page = run_page("review", task="1")
    page.button(key="anew").click().run()
    [box] = [each for each in page.text_area if "final_" in (each.key or "")]
    box.set_value("A better answer").run()
    page.button(key="save_final_untouched").click().run()
    assert not page.exception
    task = open_for_review(database, project, add_person(database, "Ann"), 1)
    assert task is not None
    assert task.final is not None
    assert "A better answer" in str(task.final.annotation.result)


def test_many_tasks_are_accepted_where_all_agree_and_it_is_undone_with_one_click(
    project: Project, database: Database, run_page: Callable[..., AppTest]
) -> None:
    page = run_page("review")
    page.checkbox(key="pick_page_1").check().run()
    page.button(key="bulk_Accept where all agree").click().run()
    assert "Accepted: 1 annotation of task 1. Tasks 2 and 3 stayed as before" in texts(page)
    assert finals(database, project) == {1: "Ben"}
    assert not page.checkbox(key="pick_page_1").value
    page.button(key="undo_notice").click().run()
    assert "Undone on task 1." in texts(page)
    assert finals(database, project) == {}


def test_the_annotations_of_chosen_tasks_that_fit_the_filters_are_withdrawn_and_restored(
    project: Project, database: Database, run_page: Callable[..., AppTest]
) -> None:
    ben = add_person(database, "Ben")
    page = run_page("review", person=str(ben.number))
    for number in (1, 2):
        page.checkbox(key=f"pick_1_{number}").check()
    page.run()
    page.button(key="bulk_Withdraw annotations").click().run()
    assert "Withdrawn: 2 annotations of tasks 1 and 2." in texts(page)
    found = list_review_tasks(database, project, ReviewFilter(standing="withdrawn"))
    assert [(each.number, each.submitted) for each in found.tasks] == [(1, 1), (2, 1)]
    [action] = list_latest_actions(database, project)
    page.button(key=f"undo_{action.action_id}").click().run()
    assert not page.exception
    assert list_review_tasks(database, project, ReviewFilter(standing="withdrawn")).total == 0


def test_what_has_no_room_any_more_stays_withdrawn_and_its_task_is_named(
    database: Database, run_page: Callable[..., AppTest]
) -> None:
    panel = make_panel(database, n_tasks=2, overlap=1)
    ann = panel.label(1, Ann="abc")["Ann"]
    other = panel.label(2, Ann="abc")["Ann"]
    ids = [ann.annotation_id, other.annotation_id]
    withdraw_annotations(database, panel.project, panel.rita.annotator_id, ids)
    panel.label(1, Cy="cba")
    page = run_page("review", task="1")
    page.button(key=f"restore_{ann.number}").click().run()
    assert "Task 1 is for 1 person at most" in page.error[0].value
    page = run_page("review")
    [action] = list_latest_actions(database, panel.project)
    page.button(key=f"undo_{action.action_id}").click().run()
    assert not page.exception
    assert (
        "Undone on task 2. Some stayed withdrawn, since task 1 has the 1 person that a task is for."
    ) in texts(page)


def test_pages_of_the_list_stand_in_the_address(
    database: Database, run_page: Callable[..., AppTest]
) -> None:
    project = add_project(database, "Long", RANKING, n_tasks=25)
    person = add_person(database, "Ben")
    for number in range(1, 26):
        opened = open_numbered_task(database, project, person, number)
        assert opened is not None
        submit_annotation(database, opened, ranked(opened, {"rank": "abc"}))
    page = run_page("review", sort="number", page="2")
    assert tasks_shown(page) == [21, 22, 23, 24, 25]
    page = run_page("review", sort="number", page="9")
    assert tasks_shown(page) == list(range(1, 21))
    assert not page.exception


def test_a_task_that_is_not_there_and_a_project_without_work_are_told(
    database: Database, run_page: Callable[..., AppTest]
) -> None:
    add_project(database, "Empty", RANKING, n_tasks=1)
    assert "No task has an annotation that fits" in texts(run_page("review"))
    assert "There is no task 7" in texts(run_page("review", task="7"))
    page = run_page("review", task="1")
    assert "Nobody has annotated this task yet." in texts(page)
    assert not page.exception
