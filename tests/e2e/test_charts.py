"""Charts in a real browser: clicks, taps, links, pictures, and a snapshot that opens offline.

Ann has ranked three tasks: A above B in the first, C above A in the second, and A above B above C
in the third. The matrix has its rows and columns in the order A, B, C.
"""

import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lib.formats.templates import TEMPLATES
from tests.e2e.harness_app import running_harness
from tests.e2e.prepared import opened
from tests.factories import add_person, add_project, add_rows, make_data, submit

pytestmark = pytest.mark.browser

WIN_RATES, PAIRS = 0, 1
THIRD = 1 / 3


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("charts")
    with opened(folder / "podium.duckdb") as database:
        project = add_project(database, config=TEMPLATES["ranking"].xml)
        items = ("ab", "ac", "abc")
        add_rows(database, project, [make_data(n, each) for n, each in enumerate(items, 1)])
        person = add_person(database)
        for order in ("ab", "ca", "abc"):
            submit(database, project, person, {"rank": order})
    with running_harness(folder / "log.txt", "charts_app") as harness:
        yield f"{harness}/?database={quote(str(folder / 'podium.duckdb'))}"


@pytest.fixture
def charts(page: Page, address: str) -> Page:
    return open_charts(page, address)


def open_charts(page: Page, address: str) -> Page:
    page.goto(address)
    page.get_by_role("link", name="Snapshot").wait_for()
    expect(page.locator(".js-plotly-plot .nsewdrag")).to_have_count(2)
    return page


def spot(page: Page, chart: int, x: float, y: float) -> tuple[float, float]:
    """A point of the page by its place in a chart's plot area, in shares from the upper left."""
    area = page.locator(".js-plotly-plot").nth(chart).locator(".nsewdrag")
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box is not None
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def click_spot(page: Page, chart: int, x: float, y: float) -> None:
    """As a hand does it: plotly knows what is clicked from the move before."""
    page.mouse.move(*spot(page, chart, x, y), steps=3)
    # Plotly follows the pointer now and then: what it passed on the way may still be hovered.
    page.wait_for_timeout(300)
    page.locator(".hoverlayer .hovertext").wait_for()
    page.mouse.down()
    page.mouse.up()


def prompts(page: Page) -> Locator:
    """The heads of the prompts behind the open mark."""
    return page.get_by_test_id("stExpander").locator("summary")


def test_a_click_on_a_bar_lists_its_prompts_with_responses_and_votes(charts: Page) -> None:
    click_spot(charts, WIN_RATES, 0.05, 0.5)
    expect(charts.get_by_text("Tasks behind this mark: 2")).to_be_visible()
    expect(prompts(charts)).to_contain_text(["Task 1 · Prompt 1", "Task 3 · Prompt 3"])
    expect(charts.get_by_text("Body b 1")).to_be_visible()
    expect(charts.locator("li").first).to_contain_text("place 2: Ann")
    assert "mark=model%3AB&chart=win_rates" in charts.url
    # Another run fires no click again, and leaves open what is open.
    charts.get_by_role("button", name="Run again").click()
    expect(charts.get_by_role("button", name="Run again, after 3")).to_be_visible()
    expect(charts.get_by_text("Tasks behind this mark: 2")).to_be_visible()


def test_a_click_anywhere_in_a_cell_lists_the_pairs_prompts_and_a_link_does_too(
    charts: Page, new_page: Callable[[], Page]
) -> None:
    # The cell of row A and column C, near its lower left corner.
    click_spot(charts, PAIRS, 2 * THIRD + 0.02, THIRD - 0.02)
    expect(prompts(charts)).to_contain_text(["Task 2 · Prompt 2", "Task 3 · Prompt 3"])
    again = open_charts(new_page(), charts.url)
    expect(prompts(again)).to_contain_text(["Task 2 · Prompt 2", "Task 3 · Prompt 3"])
    expect(again.get_by_role("link", name="Open task 2")).to_have_attribute(
        "href", "/label?project=1&task=2"
    )


def test_a_closed_mark_opens_again_at_the_next_click_and_closes_at_the_one_after(
    charts: Page,
) -> None:
    behind = charts.get_by_text("Tasks behind this mark: 2")
    click_spot(charts, PAIRS, 0.5, 0.5 * THIRD)
    expect(behind).to_be_visible()
    charts.get_by_role("button", name="Close").click()
    expect(behind).to_have_count(0)
    assert "mark" not in charts.url
    charts.mouse.move(0, 0)
    click_spot(charts, PAIRS, 0.5, 0.5 * THIRD)
    expect(behind).to_be_visible()
    click_spot(charts, PAIRS, 0.5, 0.5 * THIRD)
    expect(behind).to_have_count(0)


def test_a_cell_without_comparisons_opens_nothing(charts: Page) -> None:
    charts.mouse.move(*spot(charts, PAIRS, 0.5, 0.5), steps=3)
    charts.mouse.down()
    charts.mouse.up()
    charts.wait_for_timeout(700)
    assert "mark" not in charts.url


def test_the_keyboard_chooses_a_mark_from_a_list_that_names_its_numbers(charts: Page) -> None:
    choice = charts.get_by_role("combobox", name="Show prompts behind").nth(PAIRS)
    choice.focus()
    charts.keyboard.type("C against A")
    charts.get_by_role("option").first.wait_for()
    expect(charts.get_by_role("option").first).to_contain_text("1 wins, 1 losses, 0 ties, n 2")
    charts.keyboard.press("Enter")
    expect(prompts(charts)).to_contain_text(["Task 2 · Prompt 2", "Task 3 · Prompt 3"])


def test_a_finger_scrolls_over_a_chart_and_taps_its_bars(browser: Browser, address: str) -> None:
    context = browser.new_context(
        viewport={"width": 375, "height": 812}, has_touch=True, is_mobile=True
    )
    page = open_charts(context.new_page(), address)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth - main.clientWidth") == 0
    finger = context.new_cdp_session(page)
    x, y = spot(page, WIN_RATES, 0.5, 0.9)

    def touch(kind: str, *points: dict[str, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    before = main.evaluate("main => main.scrollTop")
    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 13):
        touch("touchMove", {"x": x, "y": y - 10 * step})
        page.wait_for_timeout(16)
    touch("touchEnd")
    page.wait_for_timeout(300)
    assert main.evaluate("main => main.scrollTop") > before + 60
    page.touchscreen.tap(*spot(page, WIN_RATES, 0.05, 0.5))
    expect(page.get_by_text("Tasks behind this mark: 2")).to_be_visible()
    context.close()


def test_each_chart_gives_a_picture_at_twice_its_size(charts: Page, tmp_path: Path) -> None:
    chart = charts.locator(".js-plotly-plot").nth(WIN_RATES)
    button = chart.locator('[data-title="Download plot as a PNG"]')
    expect(button).to_be_visible()
    with charts.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == "win_rates.png"
    download.value.save_as(tmp_path / "picture.png")
    head = (tmp_path / "picture.png").read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    width = struct.unpack(">I", head[16:20])[0]
    shown = chart.bounding_box()
    assert shown is not None
    assert width == pytest.approx(2 * shown["width"], abs=4)


def test_a_snapshot_opens_offline_and_asks_for_nothing(
    charts: Page, browser: Browser, tmp_path: Path
) -> None:
    with charts.expect_download() as download:
        charts.get_by_role("link", name="Snapshot").click()
    assert download.value.suggested_filename == "leaderboard.html"
    file = tmp_path / "leaderboard.html"
    download.value.save_as(file)
    context = browser.new_context(offline=True, color_scheme="dark")
    page = context.new_page()
    requests: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.goto(file.as_uri())
    expect(page.locator(".js-plotly-plot .bars .point")).to_have_count(3)
    expect(page.get_by_role("cell", name="A", exact=True)).to_be_visible()
    axis = page.locator(".xtick text").first
    expect(axis).to_have_css("fill", "rgb(230, 235, 241)")
    page.emulate_media(color_scheme="light")
    expect(axis).to_have_css("fill", "rgb(28, 39, 51)")
    context.close()
    assert [url for url in requests if not url.startswith("data:")] == [file.as_uri()]
    assert not problems


def test_a_table_is_taken_as_csv_and_as_parquet(charts: Page, tmp_path: Path) -> None:
    charts.get_by_test_id("stDataFrame").hover()
    expect(charts.get_by_role("button", name="Search")).to_be_visible()
    expect(charts.get_by_role("button", name="Download as CSV")).to_be_hidden()
    for name, start in (("CSV", b"model,n\r\nA,8"), ("Parquet", b"PAR1")):
        with charts.expect_download() as download:
            charts.get_by_role("link", name=name, exact=True).click()
        assert download.value.suggested_filename == f"rates.{name.lower()}"
        download.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
