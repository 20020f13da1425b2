"""The pages around labeling: projects and their settings, files in and out, narrow screens."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.formats.templates import TEMPLATES
from lib.services.projects import list_projects
from tests.e2e.label_page import (
    CARD,
    click_on_card,
    exported,
    go_to_label,
    settle,
    sign_in,
    submit,
)
from tests.e2e.prepared import LLM_RANKER, RELEVANT, add_project, make_task, opened
from tests.e2e.server import PodiumServer

pytestmark = pytest.mark.browser

BOMB = """<!DOCTYPE v [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<View><Text name="p" value="&b;"/></View>"""
OUTSIDE = """<!DOCTYPE v [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<View><Text name="p" value="&a;"/></View>"""
UNKNOWN = '<View><Text name="p" value="$p"/><Choices name="c" toName="p"/></View>'
BAD_CONFIGS = {
    "a bomb": (BOMB, "entit"),
    "an external entity": (OUTSIDE, "entit"),
    "an unknown control": (UNKNOWN, "Choices"),
    "broken XML": ("<View><Text", "XML"),
    "nothing": ("", "empty"),
}
UNFOLDING_MS = 500
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PodiumServer]:
    path = tmp_path_factory.mktemp("projects") / "podium.duckdb"
    with opened(path) as database:
        add_project(database, "First", LLM_RANKER, [make_task(number) for number in range(1, 4)])
    with PodiumServer(path) as running:
        yield running


def open_projects(page: Page, server: PodiumServer, name: str = "Ann") -> None:
    sign_in(page, server, name)
    page.goto(server.url)
    page.get_by_role("heading", name="Projects").wait_for()
    settle(page)


def fill_new_project(page: Page, name: str, template: str, config: str = "") -> None:
    """Fill in the form; `template` is a title, or "My own XML" with a `config`."""
    page.wait_for_timeout(UNFOLDING_MS)
    if not page.get_by_label("Name", exact=True).is_visible():
        page.get_by_text("New project", exact=True).click()
        page.wait_for_timeout(UNFOLDING_MS)
    # A list that is open closes when the page scrolls under it.
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    page.wait_for_timeout(UNFOLDING_MS)
    page.get_by_role("combobox", name="Labeling config").click()
    page.get_by_role("option", name=template, exact=True).click()
    settle(page)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Name", exact=True).press("Enter")
    if template == "My own XML":
        page.get_by_label("Or paste it").fill(config)
        page.get_by_label("Or paste it").press("Control+Enter")
    settle(page)


def make_project(page: Page, name: str, template: str, config: str = "") -> None:
    fill_new_project(page, name, template, config)
    page.get_by_role("button", name="Make the project").click()


def project_names(server: PodiumServer) -> list[str]:
    """What the database holds, which the app gives back for the time of the question."""
    server.stop()
    with opened(server.database) as database:
        names = [each.name for each in list_projects(database)]
    server.restart()
    return names


def test_an_empty_podium_offers_the_demo_and_shows_it(
    page: Page, podium_server: Callable[..., PodiumServer]
) -> None:
    server = podium_server()
    open_projects(page, server)
    expect(page.get_by_text("There is nothing here yet.")).to_be_visible()
    page.get_by_role("button", name="Load the demo project").click()
    expect(page.get_by_text("Demo: four assistants").first).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Results").click()
    page.get_by_role("button", name="Show models").click()
    expect(page.get_by_text("Pairs counted")).to_be_visible()
    page.get_by_test_id("stPlotlyChart").first.wait_for()
    page.get_by_role("link", name="Buckets").click()
    page.get_by_role("heading", name="Buckets", exact=True).wait_for()
    page.get_by_test_id("stPlotlyChart").first.wait_for()


def test_projects_come_from_each_template_and_from_pasted_xml(
    page: Page, podium_server: Callable[..., PodiumServer]
) -> None:
    server = podium_server()
    open_projects(page, server)
    for template in TEMPLATES.values():
        make_project(page, f"From {template.name}", template.title)
        expect(page.get_by_text(f"The project “From {template.name}” is there.")).to_be_visible()
        page.get_by_role("link", name="Projects").click()
        page.get_by_role("heading", name="Projects").wait_for()
        settle(page)
    own = '<View><Text name="q" value="$q"/><TextArea name="a" toName="q"/><Image name="i"/></View>'
    make_project(page, "My own", "My own XML", own)
    expect(page.get_by_text("not shown here: Image")).to_be_visible()
    expected = [*(f"From {name}" for name in TEMPLATES), "My own"]
    assert sorted(project_names(server)) == sorted(expected)


def test_a_bad_labeling_config_gives_one_message_and_changes_nothing(
    page: Page, server: PodiumServer
) -> None:
    open_projects(page, server)
    for config, word in BAD_CONFIGS.values():
        fill_new_project(page, "Bad", "My own XML", config)
        page.get_by_role("button", name="Make the project").click()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(word)
        assert alert.count() == 1
        page.reload()
        page.get_by_role("heading", name="Projects").wait_for()
        settle(page)
    make_project(page, "First", "LLM ranker")
    expect(page.get_by_role("alert")).to_contain_text("There is a project “First” already.")
    assert project_names(server) == ["First"]


def test_settings_are_saved_and_shown_again(page: Page, server: PodiumServer) -> None:
    open_projects(page, server)
    page.get_by_text("Settings", exact=True).click()
    for label in ("Ties are allowed", "Every response must be placed"):
        page.get_by_text(label).click()
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_text("Saved. Tasks that are open now")).to_be_visible()
    page.get_by_label("Guidelines (Markdown)", exact=True).fill("Read **all** of it.")
    page.get_by_role("button", name="Save the guidelines").click()
    expect(page.get_by_text("Saved as version 1.")).to_be_visible()
    page.reload()
    page.get_by_text("Settings", exact=True).click()
    expect(page.get_by_role("checkbox", name="Ties are allowed")).to_be_checked()
    go_to_label(page, server)
    page.get_by_role("button", name="Guidelines · v1").click()
    expect(page.get_by_text("Read all of it.")).to_be_visible()


def test_bad_rows_are_named_and_only_left_out_when_one_says_so(
    page: Page, podium_server: Callable[..., PodiumServer], tmp_path: Path
) -> None:
    database = tmp_path / "rows.duckdb"
    with opened(database) as empty:
        add_project(empty, "Rows", LLM_RANKER)
    server = podium_server(database)
    sign_in(page, server, "Ann")
    page.goto(f"{server.url}/data?project=1")
    rows = [make_task(1), {"items": []}, make_task(2), {"prompt": "p", "items": "no list"}]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    page.locator('input[type="file"]').set_input_files(file)
    expect(page.get_by_text("2 bad rows")).to_be_visible()
    button = page.get_by_role("button", name="Import", exact=True)
    expect(button).to_be_disabled()
    assert exported(page, server) == []
    page.get_by_text("Skip the bad rows").click()
    button.click()
    expect(page.get_by_text("Imported: 2 tasks")).to_be_visible()
    assert len(exported(page, server)) == 2


def test_an_unreadable_file_gives_one_message(
    page: Page, server: PodiumServer, tmp_path: Path
) -> None:
    sign_in(page, server, "Ann")
    page.goto(f"{server.url}/data?project=1")
    for name, content in (
        ("half.json", b'[{"prompt": "x"'),
        ("latin.jsonl", b'{"prompt": "\xe9"}'),
    ):
        (tmp_path / name).write_bytes(content)
        page.locator('input[type="file"]').set_input_files(tmp_path / name)
        expect(page.get_by_role("alert")).to_contain_text(name)
        assert page.get_by_role("alert").count() == 1
        page.reload()
        page.get_by_role("heading", name="Import", exact=True).wait_for()
    assert len(exported(page, server)) == 3


@pytest.mark.parametrize("path", ["/", "/label?project=1", "/data?project=1"])
def test_nothing_is_wider_than_a_phone(page: Page, server: PodiumServer, path: str) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, server, "Phone")
    page.goto(f"{server.url}{path}")
    page.get_by_role("button").first.wait_for()
    page.wait_for_timeout(800)
    widest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll('.stMain *, [data-testid=stBottom] *')]
            .filter(each => each.offsetWidth && !each.closest('iframe, pre, table'))
            .map(each => each.getBoundingClientRect().right))"""
    )
    assert widest <= PHONE["width"]


def test_on_a_phone_the_buttons_on_the_cards_do_the_work(page: Page, server: PodiumServer) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, server, "Thumb")
    page.goto(f"{server.url}/label?project=1")
    page.locator(f"[{CARD}]").first.wait_for()
    expect(page.locator(".st-key-docks")).to_be_hidden()
    for letter in "ABCDE":
        click_on_card(page, letter, RELEVANT)
    assert_within(page.get_by_role("button", name="Submit"), PHONE["width"])
    submit(page)


def assert_within(found: Locator, width: int) -> None:
    box = found.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
