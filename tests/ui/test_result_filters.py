"""The bar of filters on top of a result page, and the address that it is kept in."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.domain.selection_query import query_of
from lib.services.adjudication import accept_as_final
from lib.services.application import close_application, open_application
from lib.settings import Settings
from lib.store.database import Database
from lib.ui import result_filters
from tests.factories import add_annotation, add_person, add_project, add_rows, make_data

PATIENCE = 30


def page_script() -> None:
    """A page with filters, which says what it is filtered by and how often it ran."""
    import streamlit as st

    from lib.services.application import current_database
    from lib.ui.project_choice import choose_project
    from lib.ui.result_filters import FilterBar

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    project = choose_project(current_database())
    filters = FilterBar(current_database(), project)
    filters.show()
    st.session_state["selection"] = filters.selection


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    yield open_application(Settings(database=tmp_path / "podium.duckdb"))
    close_application()


@pytest.fixture
def project(database: Database) -> Project:
    """Three tasks with a category and a language, annotated by Ann and Ben."""
    project = add_project(database, "Mine")
    rows = [("math", "en"), ("math", "de"), ("code", "en")]
    add_rows(
        database,
        project,
        [make_data(n, category=c, language=lang) for n, (c, lang) in enumerate(rows, start=1)],
    )
    moment = datetime(2026, 1, 15, tzinfo=UTC)
    for name in ("Ann", "Ben"):
        add_annotation(database, project, name, add_person(database, name), created_at=moment)
    return project


@pytest.fixture
def open_page(project: Project) -> Callable[..., AppTest]:
    """Open the page at an address; keyword arguments are query parameters."""

    def run(**query: str | list[str]) -> AppTest:
        page = AppTest.from_function(page_script, default_timeout=PATIENCE)
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception
        return page

    return run


def selection_of(page: AppTest) -> Selection:
    return page.session_state["selection"]


def address(page: AppTest) -> dict[str, list[str]]:
    return {
        name: [values] if isinstance(values, str) else list(values)
        for name, values in page.query_params.items()
    }


def chips(page: AppTest) -> list[str]:
    return [button.label for button in page.button if "chip" in (button.key or "")]


def test_without_parameters_everything_is_selected_and_nothing_is_said(
    open_page: Callable[..., AppTest],
) -> None:
    page = open_page()
    assert selection_of(page) == Selection()
    assert not page.warning
    assert not page.button
    assert address(page) == {"project": ["1"]}


def test_a_link_shows_what_it_says(open_page: Callable[..., AppTest]) -> None:
    selection = Selection(
        fields=(("category", "math"), ("language", "en"), ("language", "de")),
        annotators=(1,),
        since=date(2026, 1, 1),
        until=date(2026, 1, 31),
        origins=("ui",),
        ground_truth=True,
        shortest=2,
        longest=50,
    )
    page = open_page(**query_of(selection))
    assert selection_of(page) == selection
    assert not page.warning
    assert page.multiselect(key="filter_1_where_language").value == ["en", "de"]
    assert page.date_input(key="filter_1_since").value == date(2026, 1, 1)
    assert [chip.replace("\\", "") for chip in chips(page)] == [
        "category: math",
        "language: en or de",
        "by Ann",
        "2026-01-01 to 2026-01-31 (UTC)",
        "labeled here",
        "final answers only",
        "prompts of 2 to 50 characters",
    ]
    assert address(page) == {"project": ["1"], **query_of(selection)}


def test_a_change_of_a_filter_is_one_run_and_stands_in_the_address(
    open_page: Callable[..., AppTest],
) -> None:
    page = open_page(baseline="A")
    page.multiselect(key="filter_1_where_category").select("code").run()
    assert page.session_state["runs"] == 2
    assert selection_of(page) == Selection(fields=(("category", "code"),))
    page.multiselect(key="filter_1_annotator").select(2).run()
    page.date_input(key="filter_1_until").set_value(date(2026, 2, 1)).run()
    page.number_input(key="filter_1_longest").set_value(20).run()
    expected = Selection(
        fields=(("category", "code"),), annotators=(2,), until=date(2026, 2, 1), longest=20
    )
    assert selection_of(page) == expected
    assert page.session_state["runs"] == 5
    assert address(page) == {"project": ["1"], "baseline": ["A"], **query_of(expected)}
    assert not page.warning
    assert not page.exception


def test_a_filter_is_taken_away_by_its_chip_and_all_of_them_by_clear(
    open_page: Callable[..., AppTest],
) -> None:
    page = open_page(where=["category:math", "language:en"], truth="only", baseline="A")
    page.button(key="filter_1_chip_0").click().run()
    assert selection_of(page) == Selection(fields=(("language", "en"),), ground_truth=True)
    assert page.multiselect(key="filter_1_where_category").value == []
    page.button(key="filter_1_clear").click().run()
    assert selection_of(page) == Selection()
    assert address(page) == {"project": ["1"], "baseline": ["A"]}
    assert page.session_state["runs"] == 3


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("where", "category:law", "No task has “law” in category. Values: math, code."),
        ("where", "topic:x", "“topic” is no field to filter by. Fields: category, language."),
        ("where", "<b>[x](y)", "The address says where=<b>[x](y); it must be a field"),
        ("annotator", "77", "No annotator 77 has submitted anything here. Annotators: 1, 2."),
        ("origin", "sync", "No annotation here has the origin “sync”. Origins: ui."),
        ("since", "yesterday", "The address says since=yesterday; it must be a day"),
        ("length", "9-1", "The address says length=9-1; it must be characters"),
    ],
)
def test_what_the_address_says_in_vain_is_named_and_left_out(
    open_page: Callable[..., AppTest], name: str, value: str, said: str
) -> None:
    page = open_page(**{name: value, "truth": "without"})
    assert selection_of(page) == Selection(ground_truth=False)
    assert len(page.warning) == 1
    assert said in page.warning[0].value.replace("\\", "")


def test_another_project_is_not_filtered_by_the_first_ones_filters(
    open_page: Callable[..., AppTest], database: Database
) -> None:
    add_project(database, "Other", n_tasks=1)
    page = open_page(where="category:math", project="1")
    page.selectbox[0].set_value("2").run()
    assert selection_of(page) == Selection()
    assert not page.warning
    assert address(page) == {"project": ["2"]}


def test_a_project_without_anything_has_a_bar_all_the_same(
    open_page: Callable[..., AppTest], database: Database
) -> None:
    add_project(database, "Empty")
    page = open_page(project="2", length="1-5", annotator="1")
    assert selection_of(page) == Selection()
    said = [warning.value.replace("\\", "") for warning in page.warning]
    assert "Annotators: none." in "\n".join(said)
    assert "No task here has a prompt text, so its length selects nothing." in "\n".join(said)


def test_the_next_page_takes_the_filters_along_and_clearing_them_stays(
    open_page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def go_to(path: str) -> None:
        monkeypatch.setattr(result_filters, "_page", lambda: path)
        page.query_params.clear()
        page.run()

    page = open_page(where="category:math")
    go_to("/buckets")
    assert selection_of(page) == Selection(fields=(("category", "math"),))
    assert address(page) == {"project": ["1"], "where": ["category:math"]}
    page.button(key="filter_1_clear").click().run()
    assert selection_of(page) == Selection()
    go_to("/leaderboard")
    assert selection_of(page) == Selection()


def test_going_back_to_an_address_without_filters_shows_everything(
    open_page: Callable[..., AppTest],
) -> None:
    page = open_page()
    page.multiselect(key="filter_1_where_category").select("code").run()
    page.query_params.clear()
    page.run()
    assert selection_of(page) == Selection()
    assert page.multiselect(key="filter_1_where_category").value == []


def test_that_all_annotations_count_is_chosen_until_something_else_is(
    open_page: Callable[..., AppTest], database: Database, project: Project
) -> None:
    cleo = add_person(database, "Cleo")
    annotation_id = add_annotation(database, project, "final", cleo)
    accept_as_final(database, project, cleo.annotator_id, annotation_id)
    page = open_page()
    assert page.radio(key="filter_1_truth").value == "All annotations"
    page.radio(key="filter_1_truth").set_value("Final answers only").run()
    assert selection_of(page) == Selection(ground_truth=True)
    page.radio(key="filter_1_truth").set_value("All annotations").run()
    assert selection_of(page) == Selection()
    assert "truth" not in address(page)
