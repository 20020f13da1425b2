"""The Quality page: warnings, people, gold tasks and how often checks come."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.project import Project
from lib.services.gold import list_gold, make_gold
from lib.services.projects import find_numbered_project
from lib.store.database import Database
from tests.factories import add_person, add_project
from tests.pages.linked_pages import show_links_as_text
from tests.services.made_work import answer

NOT_A_FIGURE = re.compile(r"\b(nan|inf|infinity)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def links(monkeypatch: pytest.MonkeyPatch) -> None:
    show_links_as_text(monkeypatch)


def said(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.info, page.success, page.error, page.text)
    return "\n".join(each.value for kind in kinds for each in kind).replace("\\", "")


def relevant(order: str) -> dict[str, str]:
    return {"relevant_results": order}


@pytest.fixture
def labeled(database: Database) -> Project:
    """Two tasks answered by Rob, the first one gold; Ann answered both without a move."""
    project = add_project(database, n_tasks=2)
    rob, ann = add_person(database, "Rob"), add_person(database, "Ann")
    expected = answer(database, project, rob, 1, relevant("abc"))
    answer(database, project, rob, 2, relevant("abc"))
    make_gold(database, project, rob.annotator_id, expected.annotation_id)
    for number in (1, 2):
        answer(database, project, ann, number, relevant("acb"), untouched=True)
    return project


def test_a_warning_says_who_and_why_and_leads_to_the_tasks(
    run_page: Callable[..., AppTest], database: Database, labeled: Project
) -> None:
    page = run_page("quality")
    assert not page.exception
    assert (
        "**Ann** submitted 2 of 2 tasks (100%) without moving anything; the median of the others "
        "is 0%."
    ) in said(page)
    address = f"(review?project={labeled.number}&person=1"
    assert f"[Review these]{address})" in said(page)
    assert f"[Task 2]{address}&task=2)" in said(page)


def test_people_are_listed_with_their_scores_and_the_n_of_each(
    run_page: Callable[..., AppTest], labeled: Project
) -> None:
    page = run_page("quality")
    table = page.dataframe[0].value
    ann = table[table["person"] == "Ann"].iloc[0]
    # ab and ac as expected, bc not.
    assert ann["gold"] == pytest.approx(2 / 3)
    assert (ann["gold n pairs"], ann["gold n tasks"], ann["repeats n pairs"]) == (3, 1, 0)
    assert (ann["untouched"], ann["untouched n"]) == (1, 2)
    assert not NOT_A_FIGURE.search(said(page))


def test_expected_answers_are_shown_in_letters_and_name_no_model(
    run_page: Callable[..., AppTest], labeled: Project
) -> None:
    page = run_page("quality")
    expected = re.search(r"Expected: .*: \*\*([ABC]) > ([ABC]) > ([ABC])\*\*", said(page))
    assert expected
    assert "67% of 3 pairs of responses ordered as expected by 1 person." in said(page)
    bodies = dict(re.findall(r"\*\*([ABC])\*\* Body ([abc])", said(page)))
    assert [bodies[letter] for letter in expected.groups()] == ["a", "b", "c"]


def test_a_gold_task_is_made_from_an_answer_and_removed_again(
    run_page: Callable[..., AppTest], database: Database, labeled: Project
) -> None:
    page = run_page("quality")
    page.session_state[f"new_gold_{labeled.number}"] = True
    page.number_input(key="gold_number").set_value(2).run()
    chosen = page.radio(key="gold_answer_2")
    assert [option.rpartition(" · ")[2] for option in chosen.options] == ["Rob", "Ann"]
    assert chosen.value is None
    chosen.set_value(chosen.options[1]).run()
    make = next(each for each in page.button if "Make task 2" in each.label)
    make.click().run()
    assert not page.exception
    assert "Task 2 is a gold task now." in said(page)
    new = next(each for each in page.expander if each.label == "Make a gold task")
    assert new.proto.expanded
    assert [each.task.number for each in list_gold(database, labeled)] == [1, 2]
    page.button(key="remove_gold_1").click().run()
    assert "Task 1 is a task like the others again." in said(page)
    assert [each.task.number for each in list_gold(database, labeled)] == [2]


def test_a_number_without_a_task_or_without_an_answer_says_so(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    add_project(database, n_tasks=1)
    page = run_page("quality")
    page.number_input(key="gold_number").set_value(1).run()
    assert "Task 1 has no submitted answer that orders two responses." in said(page)
    page.number_input(key="gold_number").set_value(9).run()
    assert "has no task 9" in said(page)


def test_how_often_checks_come_is_saved(
    run_page: Callable[..., AppTest], database: Database, labeled: Project
) -> None:
    page = run_page("quality")
    gold, repeat = (
        next(each for each in page.number_input if words in each.label)
        for words in ("gold task", "their own again")
    )
    gold.set_value(10)
    repeat.set_value(20)
    next(each for each in page.button if each.label == "Save").click().run()
    assert "Saved. It holds from each person's next task on." in said(page)
    settings = find_numbered_project(database, labeled.number).settings
    assert (settings.gold_every, settings.repeat_every) == (10, 20)


def test_one_in_one_is_refused(
    run_page: Callable[..., AppTest], database: Database, labeled: Project
) -> None:
    page = run_page("quality")
    next(each for each in page.number_input if "gold task" in each.label).set_value(1)
    next(each for each in page.button if each.label == "Save").click().run()
    assert "One task in 1 cannot be a gold task. Use 2 to 1,000, or 0 for none." in said(page)
    assert find_numbered_project(database, labeled.number).settings.gold_every == 0


def test_a_project_without_work_says_so(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    add_project(database)
    page = run_page("quality")
    assert not page.exception
    assert "Nothing stands out among 0 submissions by 0 people." in said(page)
    assert "Nobody has labeled anything yet." in said(page)
    assert "There are none yet." in said(page)


def test_a_removed_gold_task_with_more_people_than_a_task_is_for_says_so(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    project = add_project(database, n_tasks=1, overlap=1)
    rob, ann = add_person(database, "Rob"), add_person(database, "Ann")
    expected = answer(database, project, rob, 1, relevant("abc"))
    make_gold(database, project, rob.annotator_id, expected.annotation_id)
    answer(database, project, ann, 1, relevant("abc"))
    page = run_page("quality")
    page.button(key="remove_gold_1").click().run()
    assert "It has more annotations than a task needs here (2 of 1)." in said(page)
