"""The leaderboard and the buckets page."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from lib.services.demo import create_demo
from lib.services.projects import TEMPLATES, create_project
from lib.store.database import Database


def shown(page: AppTest) -> str:
    """Everything that the page says in words."""
    kinds = (page.markdown, page.caption, page.info, page.warning, page.error, page.title)
    return "\n".join(element.value for kind in kinds for element in kind)


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
    for name in ("leaderboard", "buckets"):
        page = run_page(name)
        assert "Aurora" not in str(page)
        page.button[0].click().run()
        assert not page.exception
        assert "Aurora Large" in list(page.dataframe[0].value["model"])


def test_the_leaderboard_says_how_many_pairs_were_counted(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_demo(database)
    page = run_page("leaderboard")
    page.button[0].click().run()
    table = page.dataframe[0].value
    # Every comparison has two sides, so the models' n add up to twice the pairs counted.
    assert f"Pairs counted: {sum(table['n']) // 2:,} of " in shown(page)


def test_a_project_without_rankings_says_what_is_missing(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_project(database, "Empty", TEMPLATES["llm-ranker"].xml)
    for name in ("leaderboard", "buckets"):
        page = run_page(name)
        page.button[0].click().run()
        assert not page.exception
        assert "Nothing is ranked yet" in shown(page)


def test_a_project_without_buckets_says_so_on_the_buckets_page(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_project(database, "Plain", TEMPLATES["ranking"].xml)
    page = run_page("buckets")
    page.button[0].click().run()
    assert "has no buckets" in shown(page)


def test_a_project_number_in_the_address_that_does_not_exist_is_said_and_survived(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_project(database, "Only", TEMPLATES["ranking"].xml)
    page = run_page("leaderboard", project="77")
    assert not page.exception
    assert "There is no project 77" in page.toast[0].value
