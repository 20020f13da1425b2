"""Measure the labeling page in a real browser: `make bench-ui`, on an idle machine.

Medians of 20 on 805 prompts of five responses each. Times inside the page are taken by the page's
own clock, from the event to the frame in which its effect can be seen.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import ARGUMENTS, find_browser
from tests.conftest import SHARED
from tests.e2e.dragging import drag_chip
from tests.e2e.label_page import (
    open_label,
    press,
    sign_in,
    task_number,
    wait_until_ready,
)
from tests.e2e.prepared import BIASED, LLM_RANKER, RELEVANT, add_project, opened
from tests.e2e.server import PodiumServer

ROUNDS = 20
WARM_STARTS = 5
N_PROMPTS = 805
PROMPTS = SHARED / "data" / "alpaca-eval" / "tasks.jsonl"
LONGEST_MS = 20_000
PAUSE_MS = 400
"""A person's pause between two acts, so that one is not measured with the end of another."""

# Begins to count at the next event of a kind, in the page or in a dock, and ends in the frame after
# the one in which a change is there. Put together here, since the page allows no `eval`.
MEASURE = """
() => {
  let since = null;
  const start = () => { since ??= performance.now(); };
  const views = [window, ...[...document.querySelectorAll('iframe')].map(f => f.contentWindow)];
  for (const view of views) view.addEventListener('%s', start, {capture: true, once: true});
  window.measured = new Promise((resolve, reject) => {
    const end = () => resolve(performance.now() - since);
    const look = () => requestAnimationFrame(since !== null && (%s) ? end : look);
    setTimeout(() => reject(new Error(`Not seen; the event came at ${since}`)), %d);
    look();
  });
}
"""


@dataclass
class Measure:
    """Times in milliseconds, and the median that they should have."""

    name: str
    target: float | None
    times: list[float] = field(default_factory=list)

    def row(self) -> str:
        target = f"{self.target:,.0f}" if self.target else "–"
        middle = statistics.median(self.times)
        spread = f"{min(self.times):>8,.0f} {middle:>8,.0f} {max(self.times):>8,.0f}"
        return f"{self.name:<38}{target:>8} {spread} {len(self.times):>4}"


def main() -> None:
    """Print the table."""
    content, source = prompts()
    print(f"{N_PROMPTS} prompts of five responses each, {source}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = Path(folder) / "podium.duckdb"
        with opened(database) as empty:
            add_project(empty, "Bench", LLM_RANKER, content)
        before = os.getloadavg()
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        measures = [*labeling_page(browser, database), warm_start(browser, database)]
        browser.close()
    print(f"{'milliseconds':<38}{'target':>8} {'min':>8} {'median':>8} {'max':>8}    n")
    for measure in measures:
        print(measure.row())
    cores = os.cpu_count()
    loads = ", ".join(f"{load:.1f}" for load in (*before[:1], *os.getloadavg()[:1]))
    print(f"Load of the machine before and after, {cores} cores: {loads}")


def prompts() -> tuple[bytes, str]:
    """The team's 805 prompts where they are, else as many made-up ones; and which they are."""
    if PROMPTS.is_file():
        return PROMPTS.read_bytes(), "from the shared folder"
    words = "A sentence of a made-up response, with **some** Markdown in it. " * 25
    rows = [
        {
            "prompt": f"Made-up prompt {number}?",
            "items": [
                {"id": f"m{each}", "title": f"M{each}", "body": f"{number}.{each} {words}"}
                for each in range(5)
            ],
        }
        for number in range(N_PROMPTS)
    ]
    return "\n".join(map(json.dumps, rows)).encode(), "made up, since there is no shared folder"


def labeling_page(browser: Browser, database: Path) -> list[Measure]:
    """Drop, button, key and submit on the labeling page."""
    drop = Measure("drop to board settled", 200)
    next_task = Measure("submit to next task readable", 200)
    button = Measure("card button to badge", None)
    key = Measure("key to badge", None)
    with PodiumServer(database) as server:
        page = browser.new_context().new_page()
        open_label(page, server, "Bench")
        for _ in range(ROUNDS + 1):
            take(page, drop, "mouseup", settled("A", RELEVANT), lambda: drop_a(page))
            take(page, button, "click", placed("B", BIASED), lambda: click_b(page))
            press(page, "c")
            take(page, key, "keydown", placed("C", RELEVANT), lambda: press(page, "1"))
            wait_until_ready(page)
            number = task_number(page)
            take(page, next_task, "click", readable(number + 1), lambda: submit(page))
            wait_until_ready(page)
    for measure in (drop, next_task, button, key):
        del measure.times[0]
    return [drop, next_task, button, key]


def placed(letter: str, title: str) -> str:
    """The page's own test that a card's badge tells this column."""
    badge = f"""document.querySelector('[data-card-letter="{letter}"] .stMarkdownBadge')"""
    return f"{badge}.textContent.startsWith('{title} #')"


def settled(letter: str, title: str) -> str:
    """The same, and that the run of the app which made it so has ended."""
    app = """document.querySelector('[data-testid="stApp"]').dataset.testScriptState"""
    return f"{placed(letter, title)} && {app} === 'notRunning'"


def readable(task: int) -> str:
    """The page's own test that the first card of a task shows its text."""
    body = f'[class*="st-key-body_card_"][class*="_{task}_A"]'
    return f"document.querySelector('{body}')?.innerText.trim()"


def take(page: Page, measure: Measure, event: str, done: str, act: Callable[[], None]) -> None:
    """Act, and note the time from the event until the page shows that it is done."""
    page.wait_for_timeout(PAUSE_MS)
    page.locator("[data-dock-stand-in]").wait_for(state="detached")
    page.evaluate(MEASURE % (event, done, LONGEST_MS))
    act()
    measure.times.append(page.evaluate("window.measured"))


def drop_a(page: Page) -> None:
    drag_chip(page, "A", RELEVANT)


def click_b(page: Page) -> None:
    page.locator('[data-card-letter="B"]').get_by_role("button", name=BIASED).click()


def submit(page: Page) -> None:
    page.locator('[class*="st-key-submit_"] button:visible').first.click()


def warm_start(browser: Browser, database: Path) -> Measure:
    """The command line of `make run`, to the first page drawn for somebody who is signed in."""
    measure = Measure("make run, warm, to first page", 5_000)
    for _ in range(WARM_STARTS):
        page = browser.new_context().new_page()
        began = time.monotonic()
        with PodiumServer(database) as server:
            sign_in(page, server, "Bench")
            page.goto(server.url)
            page.get_by_role("heading", name="Projects").wait_for()
            measure.times.append((time.monotonic() - began) * 1000)
            page.context.close()
    return measure


if __name__ == "__main__":
    main()
