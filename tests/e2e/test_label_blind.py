"""Blind: nothing that the browser gets while somebody labels tells a model, an id or a title."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.e2e.dragging import drag_chip
from tests.e2e.label_page import (
    agreed,
    click_on_card,
    open_label,
    press,
    submit,
    wait_until_ready,
    wait_until_saved,
)
from tests.e2e.prepared import BIASED, LLM_RANKER, RELEVANT, add_project, opened
from tests.e2e.server import PodiumServer

pytestmark = pytest.mark.browser

FIELDS = ("ident", "titled", "modelled")
CANARIES = [f"canary{field}{index}" for field in FIELDS for index in range(4)]
PREDICTOR = "canarypredictor"


def make_task(number: int) -> dict[str, Any]:
    """Four items whose id, title and model are canaries, and a prediction that ranks them."""
    items = [
        {
            "id": f"canaryident{index}",
            "title": f"canarytitled{index}",
            "model": f"canarymodelled{index}",
            "body": f"Answer {'abcd'[index]} to prompt {number}." + " It goes on." * 40,
        }
        for index in range(4)
    ]
    ranker = {
        "_": ["canaryident0"],
        "relevant_results": ["canaryident3", "canaryident1"],
        "biased_results": ["canaryident2"],
    }
    region = {"from_name": "rank", "to_name": "answers", "type": "ranker"}
    return {
        "data": {"prompt": f"Prompt {number}?", "items": items},
        "predictions": [
            {"model_version": PREDICTOR, "result": [{**region, "value": {"ranker": ranker}}]}
        ],
    }


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PodiumServer]:
    """Project 1 lets predictions fill in the ranking."""
    path = tmp_path_factory.mktemp("blind") / "podium.duckdb"
    with opened(path) as database:
        tasks = [make_task(number) for number in range(1, 5)]
        add_project(database, "Blind", LLM_RANKER, tasks, prefill_ranking=True, ties_allowed=True)
    with PodiumServer(path) as running:
        yield running


class Wire:
    """All that goes over a page's websockets, both ways, and over HTTP to it."""

    def __init__(self, page: Page) -> None:
        self.frames: list[bytes] = []
        page.on("websocket", self._listen)
        page.on("request", lambda request: self._take(request.url))
        page.on("console", lambda message: self._take(message.text))

    def _listen(self, socket: WebSocket) -> None:
        self._take(socket.url)
        socket.on("framesent", self._take)
        socket.on("framereceived", self._take)

    def _take(self, payload: str | bytes) -> None:
        self.frames.append(payload.encode() if isinstance(payload, str) else payload)

    def canaries(self) -> list[str]:
        wire = b"\n".join(self.frames).lower()
        return [canary for canary in [*CANARIES, PREDICTOR] if canary.encode() in wire]


def told_by(page: Page) -> list[str]:
    """The canaries in the page, the documents of its frames, its title and its address."""
    shown = [page.url, page.title(), *(frame.content() for frame in page.frames)]
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    everything = "\n".join([*shown, stored]).lower()
    return [canary for canary in [*CANARIES, PREDICTOR] if canary in everything]


def test_a_labeling_session_tells_no_id_title_or_model(page: Page, server: PodiumServer) -> None:
    wire = Wire(page)
    told = []
    open_label(page, server, "Ann")
    assert len(agreed(page)[RELEVANT]) == 2, "The prediction fills in the ranking."
    told += told_by(page)
    drag_chip(page, "A", BIASED)
    press(page, "b", "1", "ArrowUp", "=", "u", "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    agreed(page)
    told += told_by(page)
    submit(page)

    wait_until_ready(page)
    click_on_card(page, "C", "Expand")
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="The order shown is right").click()
    wait_until_saved(page, 2)
    wait_until_ready(page)
    press(page, "Control+Space", "Control+Space")
    wait_until_saved(page, 3, "Skipped")
    wait_until_ready(page)
    press(page, "Control+ArrowLeft")
    page.wait_for_url(lambda address: "task=3" in address)
    page.reload()
    wait_until_ready(page)
    page.get_by_role("button", name="Recent").click()
    told += told_by(page)
    assert told == []
    assert len(wire.frames) > 20
    assert b"Answer a to prompt 1" in b"\n".join(wire.frames), "Frames can be read as they are."
    assert wire.canaries() == []


def test_the_leaderboard_tells_the_models_only_when_asked(page: Page, server: PodiumServer) -> None:
    wire = Wire(page)
    open_label(page, server, "Ben")
    click_on_card(page, "A", RELEVANT)
    click_on_card(page, "B", RELEVANT)
    agreed(page)
    submit(page)
    page.get_by_role("link", name="Leaderboard").click()
    page.get_by_role("button", name="Show models").wait_for()
    assert told_by(page) == []
    assert wire.canaries() == []

    page.get_by_role("button", name="Show models").click()
    expect(page.get_by_text("Pairs counted")).to_be_visible()
    page.get_by_test_id("stDataFrame").first.wait_for()
    assert any(canary.startswith("canarymodelled") for canary in wire.canaries())
    assert any(canary.startswith("canarymodelled") for canary in told_by(page))
