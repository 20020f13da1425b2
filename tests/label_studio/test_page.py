"""The Label Studio page before a real one: connect, link, push, pull, decide."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.label_page import click_on_card, open_label, settle, sign_in
from tests.e2e.label_page import submit as submit_again
from tests.e2e.prepared import opened, work_in_file
from tests.e2e.server import PodiumServer
from tests.factories import add_person, add_project, make_region, submit
from tests.label_studio.private_server import PrivateLabelStudio

pytestmark = pytest.mark.browser

NAME = "Pushed by the page"
OURS = {"relevant_results": ["a", "c"], "biased_results": ["b"]}
THEIRS = {"_": ["c"], "relevant_results": ["b"], "biased_results": ["a"]}
PHONE = {"width": 480, "height": 900}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PodiumServer]:
    """Three tasks, the first two annotated by Bob."""
    path = tmp_path / "podium.duckdb"
    with opened(path) as database:
        project = add_project(database, NAME, n_tasks=3)
        bob = add_person(database, "Bob")
        for _ in range(2):
            submit(database, project, bob, OURS)
    with PodiumServer(path) as running:
        yield running


def open_page(page: Page, server: PodiumServer) -> None:
    sign_in(page, server, "Ann")
    page.goto(f"{server.url}/label_studio?project=1")
    page.get_by_role("heading", name="Label Studio", exact=True).wait_for()
    settle(page)


def try_connection(page: Page, url: str, token: str) -> None:
    page.get_by_label("Address").fill(url)
    page.get_by_label("Token", exact=True).fill(token)
    page.get_by_role("button", name="Test connection").click()


def press(page: Page, name: str) -> None:
    settle(page)
    page.get_by_role("button", name=name, exact=True).first.click()


def link_to_new(page: Page, server: PodiumServer, label_studio: PrivateLabelStudio) -> None:
    open_page(page, server)
    try_connection(page, label_studio.url, label_studio.token)
    expect(page.get_by_text("answers, signed in as")).to_be_visible()
    press(page, "Make and link")
    expect(page.get_by_text("Linked. Push to bring the tasks over.")).to_be_visible()


def do(page: Page, direction: str, says: str, kind: str = "Success") -> None:
    """See what it would do, let it, and read how it ended."""
    press(page, direction)
    expect(page.get_by_text("what it would do")).to_be_visible()
    press(page, "Do it")
    expect(page.get_by_test_id(f"stAlertContent{kind}").first).to_contain_text(says)


def tasks_there(label_studio: PrivateLabelStudio) -> list[dict[str, Any]]:
    """The newest project's tasks, with their annotations, in the order in which they came."""
    projects = label_studio.ask("GET", "/api/projects?page_size=1000")["results"]
    newest = max(each["id"] for each in projects if each["title"] == NAME)
    path = f"/api/projects/{newest}/export?exportType=JSON&download_all_tasks=true"
    rows: list[dict[str, Any]] = label_studio.ask("GET", path)
    return sorted(rows, key=lambda row: int(row["id"]))


def edit_there(label_studio: PrivateLabelStudio, annotation: dict[str, Any]) -> None:
    [region] = annotation["result"]
    result = [{**region, "value": {"ranker": THEIRS}}]
    label_studio.ask("PATCH", f"/api/annotations/{annotation['id']}/", {"result": result})


def test_a_wrong_address_or_token_is_said_in_one_sentence(
    page: Page, server: PodiumServer, label_studio: PrivateLabelStudio
) -> None:
    open_page(page, server)
    alert = page.get_by_test_id("stAlert")
    try_connection(page, label_studio.url, "0" * 40)
    expect(alert).to_contain_text("refused the token")
    try_connection(page, f"{label_studio.url}/user/login", label_studio.token)
    expect(alert).to_contain_text("/user/login")
    try_connection(page, "ftp://example.org", label_studio.token)
    expect(alert).to_contain_text("ftp://example.org")
    assert alert.count() == 1


def test_work_goes_over_and_comes_back_by_the_buttons(
    page: Page, server: PodiumServer, label_studio: PrivateLabelStudio
) -> None:
    link_to_new(page, server, label_studio)
    expect(page.get_by_label("Token", exact=True)).to_have_count(0)
    assert label_studio.token not in page.content()
    do(page, "Push", "Pushed 3 new tasks, 2 new annotations.")
    pushed = tasks_there(label_studio)
    assert [len(task["annotations"]) for task in pushed] == [1, 1, 0]

    edit_there(label_studio, pushed[0]["annotations"][0])
    made = {"result": [make_region(THEIRS)], "lead_time": 3.5}
    label_studio.ask("POST", f"/api/tasks/{pushed[2]['id']}/annotations/", made)
    label_studio.ask("DELETE", f"/api/annotations/{pushed[1]['annotations'][0]['id']}/")
    words = "1 new annotation, 1 changed annotation, 1 deleted annotation"
    do(page, "Pull", f"Pulled {words}.")
    press(page, "Both ways")
    expect(page.get_by_text("Nothing: both sides are in step.")).to_be_visible()
    server.stop()
    held = {each["task"]: each for each in work_in_file(server.database, NAME)}
    assert {number: each["status"] for number, each in held.items()} == {
        1: "submitted",
        3: "submitted",
    }
    for number in (1, 3):
        assert held[number]["result"][0]["value"]["ranker"] == THEIRS
    assert label_studio.token not in server.log_text()
    assert label_studio.token.encode() not in server.database.read_bytes()


def test_a_conflict_is_decided_on_the_page(
    new_page: Callable[[], Page], server: PodiumServer, label_studio: PrivateLabelStudio
) -> None:
    page, bobs = new_page(), new_page()
    link_to_new(page, server, label_studio)
    do(page, "Push", "Pushed 3 new tasks, 2 new annotations.")
    edit_there(label_studio, tasks_there(label_studio)[0]["annotations"][0])
    open_label(bobs, server, "Bob", task=1)
    for letter in "ABC":
        click_on_card(bobs, letter, "Biased Results")
        settle(bobs)
    submit_again(bobs)

    do(page, "Both ways", "1 conflict found.", "Warning")
    expect(page.get_by_role("heading", name="Conflicts: 1")).to_be_visible()
    settle(page)
    page.get_by_text("Show which response is whose").click()
    settle(page)
    expect(page.get_by_text("Ours: submitted")).to_be_visible()
    theirs = page.get_by_test_id("stColumn").filter(has_text="Theirs: submitted")
    expect(theirs).to_contain_text("Not placed: C")
    expect(theirs).to_contain_text("Relevant Results: B")
    expect(theirs).to_contain_text("Biased Results: A")
    press(page, "Take theirs")
    expect(page.get_by_text("Theirs counts now")).to_be_visible()
    expect(page.get_by_role("heading", name="Conflicts: 1")).to_have_count(0)
    press(page, "Both ways")
    expect(page.get_by_text("Nothing: both sides are in step.")).to_be_visible()
    [annotation] = tasks_there(label_studio)[0]["annotations"]
    assert annotation["result"][0]["value"]["ranker"] == THEIRS


def test_a_narrow_screen_shows_all_of_it_without_scrolling_sideways(
    page: Page, server: PodiumServer, label_studio: PrivateLabelStudio
) -> None:
    link_to_new(page, server, label_studio)
    page.set_viewport_size(PHONE)
    page.get_by_text("Settings of the link").click()
    press(page, "Both ways")
    expect(page.get_by_text("what it would do")).to_be_visible()
    settle(page)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
