"""The way through Podium, from a file of prompts to the export of what was made of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lib.services.exports import export_project
from tests.e2e.dragging import drag_chip
from tests.e2e.label_page import (
    agreed,
    annotations_of,
    click_on_card,
    exported,
    go_to_label,
    items_shown,
    press,
    sign_in,
    submit,
    task_number,
    wait_until_ready,
    wait_until_saved,
)
from tests.e2e.prepared import (
    BIASED,
    LLM_RANKER,
    RELEVANT,
    add_project,
    make_task,
    opened,
    work_in,
    work_in_file,
)
from tests.e2e.server import PodiumServer

pytestmark = pytest.mark.browser

MANY = 100
"""So many tasks take long enough to import that the progress is seen."""
KEYS = {"All Results": "_", RELEVANT: "relevant_results", BIASED: "biased_results"}


@pytest.mark.shared
def test_805_prompts_go_in_three_are_ranked_and_all_comes_out(
    page: Page,
    podium_server: Callable[..., PodiumServer],
    tmp_path: Path,
    shared_folder: Path,
) -> None:
    file = shared_folder / "data" / "alpaca-eval" / "tasks.jsonl"
    walk_through(page, podium_server, tmp_path, file, "805")


def test_a_file_goes_in_three_prompts_are_ranked_and_all_comes_out(
    page: Page, podium_server: Callable[..., PodiumServer], tmp_path: Path
) -> None:
    file = tmp_path / "prompts.jsonl"
    file.write_text("\n".join(json.dumps(make_task(number)) for number in range(1, 9)))
    walk_through(page, podium_server, tmp_path, file, "8")


def walk_through(
    page: Page,
    podium_server: Callable[..., PodiumServer],
    tmp_path: Path,
    file: Path,
    n_tasks: str,
) -> None:
    database = tmp_path / "podium.duckdb"
    with opened(database) as empty:
        add_project(empty, "Prompts", LLM_RANKER)
    server = podium_server(database)
    sign_in(page, server, "Ann")
    page.set_viewport_size({"width": 1280, "height": 900})

    import_file(page, server, file, n_tasks)
    tasks = {task["id"]: task["data"] for task in exported(page, server)}
    shown = rank_three(page, server, tasks)
    skip_and_undo(page)
    shown[1] = reopen_the_first(page, tasks[1])
    walk_back_and_forth(page)

    work = annotations_of(page, server, "Ann")
    assert {number: ranking_of(work[number]) for number in shown} == shown
    assert work[4]["was_cancelled"] is True
    assert sorted(work) == [1, 2, 3, 4]

    file_out = download(page, server, tmp_path)
    server.stop()
    stored = work_in_file(database, "Prompts")
    assert len(stored) == len(work)
    assert {each["task"]: each["revision"] for each in stored} == {1: 2, 2: 1, 3: 1, 4: 1}
    assert_reads_back(file_out, stored, tmp_path)


def import_file(page: Page, server: PodiumServer, file: Path, n_tasks: str) -> None:
    """Through the page: a preview before anything is stored, then the import with its bar."""
    page.goto(f"{server.url}/data?project=1")
    page.locator('input[type="file"]').set_input_files(file)
    expect(page.get_by_text(f"{n_tasks} new tasks")).to_be_visible()
    assert exported(page, server) == []
    page.evaluate(
        """() => new MutationObserver(() => {
            window.sawProgress ||= document.querySelector('[data-testid="stProgress"]') !== null;
        }).observe(document.body, {childList: true, subtree: true})"""
    )
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text(f"Imported: {n_tasks} tasks")).to_be_visible()
    if int(n_tasks) > MANY:
        assert page.evaluate("window.sawProgress")
    assert len(exported(page, server)) == int(n_tasks)

    page.locator('input[type="file"]').set_input_files(file)
    expect(page.get_by_text("There is nothing new in these files.")).to_be_visible()


def rank_three(
    page: Page, server: PodiumServer, tasks: dict[int, dict[str, Any]]
) -> dict[int, dict[str, list[str]]]:
    """One by mouse, one by keyboard, one by card buttons; what the screen showed of each."""
    shown = {}
    go_to_label(page, server)
    for letter, title in (("C", RELEVANT), ("A", RELEVANT), ("E", BIASED)):
        drag_chip(page, letter, title, spot="top")
    shown[1] = seen(page, tasks[1])
    submit(page)

    wait_until_ready(page)
    press(page, "b", "1", "d", "1", "ArrowUp", "e", "2", "a", "2", "c", "1", "ArrowUp")
    expect(page.get_by_test_id("announcement")).to_have_text(
        "C moved to Relevant Results, place 2 of 3"
    )
    shown[2] = seen(page, tasks[2])
    press(page, "Control+Enter")
    wait_until_saved(page, 2)

    wait_until_ready(page)
    for letter, label in (("A", BIASED), ("B", BIASED), ("B", "↑"), ("D", RELEVANT), ("A", "↓")):
        click_on_card(page, letter, label)
        agreed(page)
    shown[3] = seen(page, tasks[3])
    submit(page)
    return shown


def skip_and_undo(page: Page) -> None:
    wait_until_ready(page)
    assert task_number(page) == 4
    page.get_by_role("button", name="Skip", exact=True).click()
    page.get_by_label("Why skip it? (optional)").fill("Too long to read")
    page.get_by_role("button", name="Skip this task").click()
    wait_until_saved(page, 4, "Skipped")

    wait_until_ready(page)
    before = agreed(page)
    drag_chip(page, "B", RELEVANT)
    assert agreed(page) != before
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_test_id("announcement")).to_have_text("The last move is undone.")
    assert agreed(page) == before


def reopen_the_first(page: Page, data: dict[str, Any]) -> dict[str, list[str]]:
    """From the recent ones, changed and submitted once more; what the screen showed."""
    page.get_by_role("button", name="Recent").click()
    page.get_by_role("button", name="Task 1 · submitted").click()
    page.wait_for_url(lambda address: "task=1&" in f"{address}&")
    page.keyboard.press("Escape")
    wait_until_ready(page)
    assert agreed(page)[RELEVANT] == ["A", "C"]
    drag_chip(page, "B", RELEVANT, spot="top")
    shown = seen(page, data)
    submit(page)
    wait_until_ready(page)
    return shown


def walk_back_and_forth(page: Page) -> None:
    assert task_number(page) == 5
    for key, number in (
        ("Control+ArrowLeft", 4),
        ("Control+ArrowLeft", 3),
        ("Control+ArrowRight", 4),
        ("Control+ArrowRight", 5),
        ("Control+ArrowRight", 6),
    ):
        press(page, key)
        page.wait_for_url(lambda address, n=number: f"task={n}&" in f"{address}&")
        wait_until_ready(page)


def download(page: Page, server: PodiumServer, folder: Path) -> Path:
    page.goto(f"{server.url}/data?project=1")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download").click()
    taken.value.save_as(folder / taken.value.suggested_filename)
    assert taken.value.suggested_filename == "prompts.json"
    return folder / taken.value.suggested_filename


def assert_reads_back(file: Path, stored: list[dict[str, Any]], folder: Path) -> None:
    """A second database takes the export in, holds the same work and writes the same file."""
    with opened(folder / "second.duckdb") as second:
        project = add_project(second, "Prompts", LLM_RANKER, file.read_bytes())
        again = json.loads("".join(export_project(second, project, "label-studio-json")))
        read = work_in(second, project)
    what = ("task", "status", "result")
    assert [[each[key] for key in what] for each in read] == [
        [each[key] for key in what] for each in stored
    ]
    assert again == json.loads(file.read_text())


def seen(page: Page, data: dict[str, Any]) -> dict[str, list[str]]:
    """The ranking on the screen in Label Studio's terms; the unplaced as a sorted list."""
    items = items_shown(page, data)
    found = {
        KEYS[title]: [items[letter] for letter in column] for title, column in agreed(page).items()
    }
    return {**found, "_": sorted(found["_"])}


def ranking_of(annotation: dict[str, Any]) -> dict[str, list[str]]:
    ranker: dict[str, list[str]] = annotation["result"][0]["value"]["ranker"]
    return {**ranker, "_": sorted(ranker["_"])}
