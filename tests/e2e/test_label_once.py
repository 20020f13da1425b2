"""One submission is one annotation, and one that was acknowledged is there, whatever happens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.label_page import (
    agreed,
    annotations_of,
    click_on_card,
    exported,
    go_to_label,
    open_label,
    press,
    submit,
    submit_button,
    task_number,
    wait_until_ready,
    wait_until_saved,
)
from tests.e2e.prepared import LLM_RANKER, RELEVANT, add_project, make_task, opened, work_in_file
from tests.e2e.server import PodiumServer

pytestmark = pytest.mark.browser

TIMES_KILLED = 20


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PodiumServer]:
    path = tmp_path_factory.mktemp("once") / "podium.duckdb"
    with opened(path) as database:
        tasks = [make_task(number, n_items=3) for number in range(1, TIMES_KILLED + 5)]
        add_project(database, "Once", LLM_RANKER, tasks)
    with PodiumServer(path) as running:
        yield running


@dataclass
class Line:
    """The websockets of a page, which can be cut in either direction."""

    page: Page
    sends: bool = True
    hears: bool = True
    sockets: list[WebSocketRoute] = field(default_factory=list)

    @classmethod
    def of(cls, page: Page) -> "Line":
        line = cls(page)
        page.route_web_socket("**/_stcore/stream", line._connect)
        return line

    def cut(self) -> None:
        """Hang up, as when the connection is lost, and wait for the next one, which is whole."""
        self.sends = self.hears = True
        for socket in self.sockets:
            socket.close(code=1012)
        self.sockets.clear()
        while not self.sockets:
            self.page.wait_for_timeout(50)

    def _connect(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        self.sockets.append(socket)
        socket.on_message(lambda message: server.send(message) if self.sends else None)
        server.on_message(lambda message: socket.send(message) if self.hears else None)


def test_a_double_clicked_submit_is_one_annotation(page: Page, server: PodiumServer) -> None:
    open_label(page, server, "Double")
    click_on_card(page, "A", RELEVANT)
    agreed(page)
    submit_button(page).dblclick()
    wait_until_saved(page, 1)
    wait_until_ready(page)
    press(page, "a", "2")
    press(page, "Control+Enter", "Control+Enter", "Control+Enter")
    wait_until_saved(page, 2)
    wait_until_ready(page)
    assert task_number(page) == 3
    assert sorted(annotations_of(page, server, "Double")) == [1, 2]


def test_of_two_tabs_the_second_is_told_and_loses_nothing(page: Page, server: PodiumServer) -> None:
    open_label(page, server, "Tabs", task=1)
    second = page.context.new_page()
    go_to_label(second, server, task=1)
    click_on_card(page, "A", RELEVANT)
    agreed(page)
    click_on_card(second, "B", RELEVANT)
    theirs = agreed(second)
    submit(page)
    first = annotations_of(page, server, "Tabs")[1]["result"]

    submit_button(second).click()
    expect(second.get_by_text("You have submitted this task since you opened it")).to_be_visible()
    assert agreed(second) == theirs
    assert annotations_of(page, server, "Tabs")[1]["result"] == first
    submit(second)
    work = annotations_of(page, server, "Tabs")
    assert sorted(work) == [1]
    assert work[1]["result"] != first


def test_the_same_ranking_submitted_in_two_tabs_is_one_annotation(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "Same", task=1)
    click_on_card(page, "A", RELEVANT)
    agreed(page)
    second = page.context.new_page()
    go_to_label(second, server, task=1)
    submit(page)
    submit(second)
    assert sorted(annotations_of(page, server, "Same")) == [1]


@pytest.mark.parametrize("lost", ["the click", "the answer"])
def test_a_connection_lost_at_submit_makes_one_annotation(
    page: Page, server: PodiumServer, lost: str
) -> None:
    name = f"Lost {lost}"
    line = Line.of(page)
    open_label(page, server, name)
    click_on_card(page, "A", RELEVANT)
    shown = agreed(page)
    line.sends, line.hears = lost != "the click", lost != "the answer"
    submit_button(page).click()
    page.wait_for_timeout(1000)
    line.cut()
    wait_until_ready(page)
    assert agreed(page) == shown
    submit_button(page).click()
    wait_until_saved(page, 1)
    page.wait_for_url(lambda address: "task=2" in address)
    assert sorted(annotations_of(page, server, name)) == [1]


def test_what_was_acknowledged_survives_twenty_kills_of_the_server(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "Killed")
    for number in range(1, TIMES_KILLED + 1):
        press(page, "a", "1", "Control+Enter")
        wait_until_saved(page, number)
        server.kill()
        server.restart()
        go_to_label(page, server)
        assert task_number(page) == number + 1
    assert sorted(annotations_of(page, server, "Killed")) == list(range(1, TIMES_KILLED + 1))


def test_the_stopped_database_holds_as_many_annotations_as_its_export(
    page: Page, server: PodiumServer, new_page: Callable[[], Page]
) -> None:
    open_label(page, server, "Last")
    press(page, "a", "1", "Control+Enter")
    wait_until_saved(page, 1)
    out = [each for task in exported(page, server) for each in task["annotations"]]
    page.context.close()
    server.stop()
    stored = work_in_file(server.database, "Once")
    server.restart()
    assert [each["result"] for each in out] == [each["result"] for each in stored]
    assert len({(each["task"], each["annotator"]) for each in stored}) == len(stored) > 0
