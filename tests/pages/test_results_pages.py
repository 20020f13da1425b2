"""The pages of results: leaderboard, buckets, agreement."""

import re
from collections.abc import Callable, Iterator
from math import isfinite
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.project import Project
from lib.services.demo import create_demo
from lib.services.projects import TEMPLATES, create_project
from lib.store.database import Database
from lib.ui.result_page import ResultPage
from lib.ui.snapshot import Section
from tests.factories import add_person, add_project, add_rows, make_data, submit

RESULT_PAGES = ("leaderboard", "buckets", "agreement")
DETAILS = {
    "Over time": "Over time",
    "By slice": "Best model by category",
    "Bias and style": "Position bias",
    "Retrieval": "Retrieval",
}
RANKING = TEMPLATES["ranking"].xml
NO_BUCKETS = "has no buckets"
NOT_A_FIGURE = re.compile(r"\b(nan|inf|infinity)\b", re.IGNORECASE)


def nothing_ranked(database: Database) -> Project:
    return add_project(database, config=RANKING, n_tasks=2)


def one_annotator(database: Database) -> Project:
    project = add_project(database, config=RANKING, n_tasks=3)
    person = add_person(database)
    for order in ("abc", "bca", "cab"):
        submit(database, project, person, {"rank": order})
    return project


def one_model(database: Database) -> Project:
    project = add_project(database, config=RANKING, n_tasks=1, items="a")
    submit(database, project, add_person(database), {"rank": "a"})
    return project


def all_ties(database: Database) -> Project:
    project = add_project(database, config=RANKING, n_tasks=2, ties_allowed=True)
    for name in ("Ann", "Ben"):
        for _ in range(2):
            submit(database, project, add_person(database, name), {"rank": "abc"}, tied="bc")
    return project


def unconnected(database: Database) -> Project:
    project = add_project(database, config=RANKING)
    add_rows(database, project, [make_data(1, "ab"), make_data(2, "cd")])
    person = add_person(database)
    submit(database, project, person, {"rank": "ab"})
    submit(database, project, person, {"rank": "cd"})
    return project


def no_models(database: Database) -> Project:
    project = add_project(database, n_tasks=2, model_field="model")
    person = add_person(database)
    for good in ("a", "b"):
        submit(database, project, person, {"relevant_results": good})
    return project


def never_compared(database: Database) -> Project:
    project = add_project(database, n_tasks=2)
    for name in ("Ann", "Ben"):
        columns = {"relevant_results": "ab", "biased_results": "c"}
        submit(database, project, add_person(database, name), columns)
        submit(database, project, add_person(database, name), {**columns, "relevant_results": "ba"})
    return project


CASES: dict[str, Callable[[Database], Project]] = {
    "nothing ranked": nothing_ranked,
    "one annotator": one_annotator,
    "one model": one_model,
    "all ties": all_ties,
    "unconnected": unconnected,
    "never compared": never_compared,
    "no models": no_models,
}
EXPECTED = {
    "nothing ranked": {
        "leaderboard": "Nothing can be compared yet",
        "buckets": NO_BUCKETS,
        "agreement": "No submitted ranking",
    },
    "one annotator": {
        "leaderboard": "One annotator only",
        "buckets": NO_BUCKETS,
        "agreement": "No pair of items was compared by two people",
    },
    "one model": {
        "leaderboard": "Nothing can be compared yet",
        "buckets": NO_BUCKETS,
        "agreement": "No pair of items was compared by two people",
    },
    "all ties": {
        "leaderboard": "level so far",
        "buckets": NO_BUCKETS,
        "agreement": "All shared pairs are ties",
    },
    "unconnected": {
        "leaderboard": "not connected by wins and losses",
        "buckets": NO_BUCKETS,
        "agreement": "No pair of items was compared by two people",
    },
    "never compared": {
        "leaderboard": "Of C's pairs with other models (8) none counts",
        "buckets": "No difference between models is found",
        "agreement": "n 4 annotations by 2 annotators",
    },
    "no models": {
        "leaderboard": "Nothing can be compared yet",
        "buckets": "No ranked item names a model",
        "agreement": "No pair of items was compared by two people",
    },
}


def shown_page(run_page: Callable[..., AppTest], name: str, **query: str) -> AppTest:
    """A page of results after its question about the models' names."""
    page = run_page(name, **query)
    page.button[0].click().run()
    assert not page.exception
    return page


def annotations_shown(page: AppTest) -> int:
    found = re.search(r"n ([\d,]+) annotations", shown(page))
    assert found
    return int(found[1].replace(",", ""))


def shown(page: AppTest) -> str:
    """Everything that the page says in words."""
    kinds = (page.markdown, page.caption, page.info, page.warning, page.error, page.title)
    said = "\n".join(element.value for kind in kinds for element in kind)
    return said.replace("\\", "")


@pytest.fixture
def sections(monkeypatch: pytest.MonkeyPatch) -> list[Section]:
    """The sections that pages show, as they were made: on its way a NaN would become a null."""
    made: list[Section] = []
    show = ResultPage.show

    def record(page: ResultPage, section: Section, *args: Any, **options: Any) -> None:
        made.append(section)
        show(page, section, *args, **options)

    monkeypatch.setattr(ResultPage, "show", record)
    return made


def floats_in(value: object) -> Iterator[float]:
    """Every number in nested lists and dictionaries, numpy's included."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from floats_in(each)
    elif isinstance(value, float | np.floating):
        yield float(value)


def test_a_page_without_projects_points_to_the_projects_page(
    run_page: Callable[..., AppTest],
) -> None:
    page = run_page("leaderboard")
    assert not page.exception
    assert "There is no project yet" in shown(page)


def test_model_names_stay_hidden_until_somebody_asks_for_them(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_demo(database)
    for name in RESULT_PAGES:
        page = run_page(name)
        assert "Aurora" not in str(page)
        page.button[0].click().run()
        assert not page.exception
    assert "Aurora Large" in list(shown_page(run_page, "buckets").dataframe[0].value["model"])


def test_the_leaderboard_says_how_many_pairs_were_counted(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_demo(database)
    page = shown_page(run_page, "leaderboard")
    ratings = next(each.value for each in page.dataframe if "rating" in each.value)
    # Every comparison has two sides, so the models' n add up to twice the pairs counted.
    assert f"Pairs counted: {sum(ratings['n']) // 2:,} of " in shown(page)


def test_the_verdicts_stand_before_any_chart(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_demo(database)
    page = shown_page(run_page, "leaderboard")
    assert [each.value for each in page.subheader][:2] == ["Verdict", "Ratings"]
    assert "Aurora Large is the best of 4 comparable models" in shown(page)


def test_every_detail_of_the_leaderboard_opens_from_its_address(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_demo(database)
    for detail, heading in DETAILS.items():
        page = shown_page(run_page, "leaderboard", detail=detail, slice="category")
        assert heading in [each.value for each in page.subheader]


def test_a_filter_in_the_address_narrows_every_page(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_demo(database)
    whole = annotations_shown(shown_page(run_page, "agreement"))
    page = shown_page(run_page, "agreement", annotator="2")
    assert 0 < annotations_shown(page) < whole


@pytest.mark.parametrize("name", RESULT_PAGES)
@pytest.mark.parametrize("case", CASES)
def test_a_page_with_little_to_show_says_what_is_missing(
    run_page: Callable[..., AppTest],
    database: Database,
    sections: list[Section],
    name: str,
    case: str,
) -> None:
    project = CASES[case](database)
    page = shown_page(run_page, name, project=str(project.number))
    said = shown(page)
    assert not page.error
    assert not NOT_A_FIGURE.search(said)
    for chart in page.get("plotly_chart"):
        assert not NOT_A_FIGURE.search(chart.proto.spec)
    for section in sections:
        drawn = section.figure.to_plotly_json() if section.figure else {}
        figures = list(floats_in([drawn, list(section.rows)]))
        assert all(map(isfinite, figures)), section.heading
        assert not NOT_A_FIGURE.search(str(section.rows))
    assert EXPECTED[case][name] in said


def test_a_bar_of_responses_without_models_opens_the_prompts_behind_it(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    no_models(database)
    page = shown_page(run_page, "buckets", mark="bucket:rank:relevant_results")
    assert "Tasks behind this mark: 2" in shown(page)
    assert set(page.dataframe[0].value["model"]) == {"All responses"}


def test_a_filter_that_leaves_nothing_says_so_on_every_page(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    project = add_project(database, config=RANKING, n_tasks=1)
    submit(database, project, add_person(database), {"rank": "abc"})
    for name, words in {
        "leaderboard": "Nothing can be compared yet",
        "agreement": "No submitted ranking is in this selection",
    }.items():
        assert words in shown(shown_page(run_page, name, until="2001-01-01"))


def test_a_project_without_buckets_says_so_on_the_buckets_page(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_project(database, "Plain", TEMPLATES["ranking"].xml)
    page = run_page("buckets")
    page.button[0].click().run()
    assert "has no buckets" in shown(page)


def test_a_project_that_does_not_exist_shows_no_other_ones_results(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_project(database, "Only", TEMPLATES["ranking"].xml)
    page = run_page("leaderboard", project="77")
    assert not page.exception
    assert "There is no project 77" in page.error[0].value
    assert "[Only](?project=1)" in shown(page)
    assert not page.title
