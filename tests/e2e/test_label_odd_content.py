"""Odd content labels and exports right, and nothing in it runs."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.dragging import drag_chip
from tests.e2e.label_page import (
    CARD,
    DOCK,
    agreed,
    annotations_of,
    badge,
    card,
    click_on_card,
    open_label,
    press,
    submit,
)
from tests.e2e.prepared import BIASED, LLM_RANKER, RELEVANT, add_project, opened
from tests.e2e.server import PodiumServer

pytestmark = pytest.mark.browser

SCRIPT = "<script>window.__xss = 1</script>"
IMAGE = "<img src=x onerror='window.__xss = 1'>"
LINK = "[click](javascript:window.__xss=1)"
ATTACK = f"{SCRIPT} {IMAGE} {LINK}"
ARABIC = "هذا جواب قصير، وفيه English أيضًا."
EVIL_CONFIG = f"""
<View>
  <Style>.htx-ranker-item {{ color: red; }} &lt;/style&gt;{IMAGE.replace("<", "&lt;")}
    .htx-ranker-column {{ background: url(javascript:window.__xss=1) }}
    &lt;script&gt;window.__xss = 1&lt;/script&gt;</Style>
  <Header value="&lt;img src=x onerror='window.__xss = 1'&gt;"/>
  <Text name="prompt" value="$prompt"/>
  <List name="answers" value="$items" title="All &lt;script&gt;window.__xss = 1&lt;/script&gt;"/>
  <Ranker name="rank" toName="answers">
    <Bucket name="good" title="&lt;img src=x onerror='window.__xss = 1'&gt;"/>
    <Bucket name="bad" title="&lt;script&gt;window.__xss = 1&lt;/script&gt;"/>
  </Ranker>
</View>
"""


def task_of(*bodies: str, prompt: str = "Which one?") -> dict[str, Any]:
    items = [{"id": f"item-{n}", "title": f"T{n}", "body": each} for n, each in enumerate(bodies)]
    return {"prompt": prompt, "items": items}


ODD = {
    "two equal bodies": task_of("The same answer.", "The same answer.", "Another."),
    "a body that is a bucket's title": task_of(RELEVANT, BIASED, "All Results", "A"),
    "an empty body": task_of("", " \n", "Not empty."),
    "ten items": task_of(*[f"Answer {number}." for number in range(10)]),
    "a body of 10,000 words": task_of("word " * 10_000 + "end.", "Short."),
    "right-to-left text": task_of(ARABIC, "English.", prompt="ما هو أفضل جواب؟"),
    "Markdown, code and a table": task_of(
        "# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "```python\nprint('A · B')\n```",
        "$x^2$ :red[r]",
    ),
    "scripts": task_of(ATTACK, f"Title {ATTACK}", "Harmless.", prompt=f"Prompt {ATTACK}"),
}
NUMBERS = {what: number for number, what in enumerate(ODD, start=1)}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PodiumServer]:
    """Project 1 has a task of each kind, project 2 also a config that tries to run scripts."""
    path = tmp_path_factory.mktemp("odd") / "podium.duckdb"
    with opened(path) as database:
        add_project(database, "Odd", LLM_RANKER, list(ODD.values()))
        evil = task_of(ATTACK, "B", "C", prompt=ATTACK)
        evil["items"][0]["title"] = ATTACK
        add_project(database, f"Evil {ATTACK}", EVIL_CONFIG, [evil], guidelines=ATTACK)
    with PodiumServer(path) as running:
        yield running


@pytest.mark.parametrize("what", ODD)
def test_odd_content_labels_and_exports_right(page: Page, server: PodiumServer, what: str) -> None:
    items = ODD[what]["items"]
    name = f"Odd {NUMBERS[what]}"
    open_label(page, server, name, task=NUMBERS[what])
    assert page.locator(f"[{CARD}]").count() == len(items)
    drag_chip(page, "A", BIASED)
    drag_chip(page, "B", RELEVANT)
    press(page, "a", "1", "ArrowUp")
    expect(badge(page, "A")).to_have_text(f"{RELEVANT} #1")
    shown = agreed(page)
    assert (shown[RELEVANT], shown[BIASED]) == (["A", "B"], [])
    bodies = {letter: card(page, letter).inner_text() for letter in "AB"}
    submit(page)

    ranker = annotations_of(page, server, name)[NUMBERS[what]]["result"][0]["value"]["ranker"]
    ranked = sorted(item for column in ranker.values() for item in column)
    assert ranked == sorted(item["id"] for item in items)
    assert len(ranker["_"]) == len(items) - 2
    stored = {item["id"]: item["body"] for item in items}
    for letter, item in zip("AB", ranker["relevant_results"], strict=True):
        body = stored[item].split("\n")[0].strip("# `|").split(" <")[0].split(" :")[0]
        seen = bodies[letter]
        assert (body[:40] or "This response is empty.") in seen or body.startswith(
            ("<", "$", "pyt")
        )


def test_scripts_in_data_and_config_never_run(page: Page, server: PodiumServer) -> None:
    said: list[str] = []
    # Not what is only logged: streamlit-sortables logs the labels of the chips that meet in a drag.
    page.on("console", lambda each: said.append(each.text) if each.type != "log" else None)
    page.on("dialog", lambda dialog: said.append(dialog.message))
    open_label(page, server, "Attacked", project=2)
    bucket = "<img src=x onerror='window.__xss = 1'>"
    click_on_card(page, "A", bucket)
    agreed(page)
    drag_chip(page, "B", bucket)
    click_on_card(page, "C", "<script>window.__xss = 1</script>")
    assert sorted(len(column) for column in agreed(page).values()) == [0, 1, 2]
    page.get_by_role("button", name="Guidelines").click()
    page.wait_for_timeout(300)
    frames = [page.main_frame, *page.frames]
    assert [frame.evaluate("window.__xss ?? null") for frame in frames] == [None] * len(frames)
    for frame in frames:
        assert frame.locator("img[onerror], a[href^=javascript]").count() == 0
    page.keyboard.press("Escape")
    submit(page)
    assert list(annotations_of(page, server, "Attacked", 2)) == [1]
    for path in ("/projects", "/data?project=2", "/leaderboard?project=2", "/buckets?project=2"):
        page.goto(f"{server.url}{path}")
        page.get_by_role("heading").first.wait_for()
        page.wait_for_timeout(500)
        assert page.evaluate("window.__xss ?? null") is None
    assert not [text for text in said if "xss" in text.lower() or "Content Security" in text]


def test_right_to_left_text_reads_from_the_right(page: Page, server: PodiumServer) -> None:
    open_label(page, server, "Reader", task=NUMBERS["right-to-left text"])
    letter = next(each for each in "AB" if ARABIC[:5] in card(page, each).inner_text())
    paragraph = card(page, letter).locator('[class*="st-key-body_card_"] p').bounding_box()
    words = page.evaluate(
        """letter => {
            const paragraph = document.querySelector(`[data-card-letter="${letter}"]`)
                .querySelector('[class*="st-key-body_card_"] p');
            const range = document.createRange();
            range.selectNodeContents(paragraph);
            const box = range.getBoundingClientRect();
            return {left: box.left, right: box.right};
        }""",
        letter,
    )
    assert paragraph is not None
    assert words["right"] == pytest.approx(paragraph["x"] + paragraph["width"], abs=2)
    assert words["left"] > paragraph["x"] + 10
    assert page.locator(DOCK).count() == 1
