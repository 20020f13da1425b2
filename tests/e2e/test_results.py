"""The pages of results in the real app: filters, links, and from a cell to the prompts behind it.

Ann and Ben ranked six tasks, three in maths and three in law. In maths A beats B beats C, in law it
is the other way round; every task holds two of the three models only.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.store.database import Database
from tests.e2e.label_page import settle, sign_in
from tests.e2e.prepared import RANKING, opened
from tests.e2e.server import PodiumServer
from tests.factories import add_person, add_project, add_rows, make_data, submit

pytestmark = pytest.mark.browser

PAIRS_OF_MODELS = ("ab", "bc", "ac")
FIRST_CELL_OF_C = (1 / 6, 5 / 6)
"""The matrix has its models from the best to the worst; in maths the last row is C's."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PodiumServer]:
    path = tmp_path_factory.mktemp("results") / "podium.duckdb"
    with opened(path) as database:
        project = add_project(database, "Results", RANKING)
        add_tasks(database, project)
        for name in ("Ann", "Ben"):
            rank_all(database, project, add_person(database, name))
    with PodiumServer(path) as running:
        yield running


def add_tasks(database: Database, project: Project) -> None:
    fields = [(area, items) for area in ("maths", "law") for items in PAIRS_OF_MODELS]
    rows = [
        make_data(number, items, category=area) for number, (area, items) in enumerate(fields, 1)
    ]
    add_rows(database, project, rows)


def rank_all(database: Database, project: Project, person: Annotator) -> None:
    """One vote a pair goes the other way, so that all models can be rated together."""
    for number in range(1, 7):
        items = PAIRS_OF_MODELS[(number - 1) % 3]
        upset = person.name == "Ben" and number in (3, 6)
        forward = (number <= 3) != upset
        submit(database, project, person, {"rank": items if forward else items[::-1]})


def open_results(page: Page, server: PodiumServer, path: str, name: str = "Ann") -> Page:
    sign_in(page, server, name)
    page.goto(f"{server.url}/{path}" if "://" not in path else path)
    page.get_by_role("button", name="Show models").click()
    expect(page.get_by_role("heading", name="Pairs")).to_be_visible()
    settle(page)
    return page


def matrix(page: Page) -> Locator:
    return page.locator(".st-key-chart_pairs_0 .nsewdrag, [class*=st-key-chart_pairs] .nsewdrag")


def click_cell(page: Page, x: float, y: float) -> None:
    """A click as a hand does it: plotly knows what is clicked from the move before."""
    area = matrix(page).first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    before = None
    while box is None or box != before:
        # What is above may still be drawn, and push the chart down.
        page.wait_for_timeout(300)
        before, box = box, area.bounding_box()
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)
    # Plotly follows the pointer now and then: what it passed on the way may still be hovered.
    page.wait_for_timeout(300)
    page.locator(".hoverlayer .hovertext").wait_for()
    page.mouse.down()
    page.mouse.up()


def counted(page: Page) -> Locator:
    return page.get_by_text("Pairs counted")


def test_a_filter_makes_a_link_that_opens_the_same_page_and_a_cell_the_right_prompts(
    page: Page, new_page: Callable[[], Page], server: PodiumServer
) -> None:
    open_results(page, server, "leaderboard?project=1")
    expect(counted(page)).to_contain_text("12 of 12 possible")
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("category", exact=True).first.click()
    page.get_by_role("option", name="maths").click()
    expect(counted(page)).to_contain_text("6 of 6 possible")
    assert "where=category%3Amaths" in page.url

    colleague = open_results(new_page(), server, page.url, "Ben")
    expect(counted(colleague)).to_contain_text("6 of 6 possible")
    expect(colleague.get_by_role("button", name="category: maths")).to_be_visible()
    click_cell(colleague, *FIRST_CELL_OF_C)
    expect(colleague.get_by_text("Tasks behind this mark: 1")).to_be_visible()
    behind = colleague.get_by_test_id("stExpander").locator("summary")
    expect(behind.filter(has_text="Task 3 · Prompt 3")).to_have_count(1)
    expect(colleague.get_by_text("Body c 3")).to_be_visible()
    expect(colleague.locator("li", has_text="place 1: Ben")).to_be_visible()
    expect(colleague.get_by_role("link", name="Open task 3")).to_have_attribute(
        "href", "/label?project=1&task=3"
    )


def test_what_an_address_says_in_vain_is_named_and_left_out(
    page: Page, server: PodiumServer
) -> None:
    odd = "where=colour:red&annotator=x&mark=nonsense&detail=none&slice=none&baseline=Z&ties=what"
    open_results(page, server, f"leaderboard?project=1&{odd}")
    for named in ("colour", "annotator=x"):
        expect(page.get_by_test_id("stAlert").filter(has_text=named)).to_have_count(1)
    expect(counted(page)).to_contain_text("12 of 12 possible")
    expect(page.get_by_test_id("stException")).to_have_count(0)
