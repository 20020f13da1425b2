"""Downloads of a result page in the real app: for the person who looks at it, for nobody else."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.label_page import settle, sign_in
from tests.e2e.prepared import RANKING, opened
from tests.e2e.server import PodiumServer
from tests.factories import add_person, add_project, submit

pytestmark = pytest.mark.browser

STARTS = {
    "CSV": b"model,other model,",
    "Parquet": b"PAR1",
    "Snapshot (HTML)": b"<!doctype html>",
}
NAMES = {
    "CSV": "verdicts.csv",
    "Parquet": "verdicts.parquet",
    "Snapshot (HTML)": "leaderboard-1.html",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PodiumServer]:
    path = tmp_path_factory.mktemp("owned") / "podium.duckdb"
    with opened(path) as database:
        project = add_project(database, "Owned", RANKING, n_tasks=2)
        ann = add_person(database, "Ann")
        submit(database, project, ann, {"rank": "abc"})
        submit(database, project, ann, {"rank": "cba"})
    with PodiumServer(path) as running:
        yield running


def open_leaderboard(page: Page, server: PodiumServer, name: str) -> Page:
    sign_in(page, server, name)
    page.goto(f"{server.url}/leaderboard?project=1")
    page.get_by_role("button", name="Show models").click()
    expect(link(page, "Snapshot (HTML)")).to_be_visible()
    settle(page)
    return page


def link(page: Page, label: str) -> Locator:
    return page.get_by_role("link", name=label, exact=True).first


def address(page: Page, server: PodiumServer, label: str) -> str:
    return f"{server.url}{link(page, label).get_attribute('href')}"


def take(page: Page, label: str, folder: Path) -> tuple[str, bytes]:
    """Click a download as a person does; the file's name and its bytes."""
    with page.expect_download() as taken:
        link(page, label).click()
    taken.value.save_as(folder / "taken")
    return taken.value.suggested_filename, (folder / "taken").read_bytes()


def test_each_download_works_for_who_sees_it_and_is_not_there_for_anybody_else(
    page: Page, new_page: Callable[[], Page], server: PodiumServer, tmp_path: Path
) -> None:
    ben = open_leaderboard(new_page(), server, "Ben")
    open_leaderboard(page, server, "Ann")
    for label, start in STARTS.items():
        name, content = take(page, label, tmp_path)
        assert name == NAMES[label]
        assert content.startswith(start)
        assert page.request.get(address(page, server, label)).status == 200
        refused = ben.request.get(address(page, server, label))
        assert refused.status == 404
        assert "no such file for you" in refused.text()
        assert address(ben, server, label) != address(page, server, label)
    nobody = new_page().request.get(address(page, server, "CSV"), max_redirects=0)
    assert nobody.status in {303, 401}


def test_an_address_ends_with_its_session(page: Page, server: PodiumServer) -> None:
    open_leaderboard(page, server, "Ann")
    there = address(page, server, "CSV")
    page.get_by_role("link", name="Agreement").click()
    expect(page.get_by_role("heading", name="Agreement on the order")).to_be_visible()
    settle(page)
    assert page.request.get(there).status == 404


def test_nothing_is_left_where_streamlit_keeps_its_media(page: Page, server: PodiumServer) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    open_leaderboard(page, server, "Ann")
    for label in STARTS:
        with page.expect_download():
            link(page, label).click()
    page.goto(f"{server.url}/label?project=1&task=1")
    page.get_by_role("button", name="Submit").wait_for()
    settle(page)
    assert not [path for path in asked if path.startswith("/media/")]
    icon = page.locator('link[rel~="icon"]').first.get_attribute("href") or ""
    assert icon.startswith("data:image/svg")
