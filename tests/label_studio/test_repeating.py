"""What is asked again where a server fails or a connection breaks, and what never is."""

from collections.abc import Callable, Iterator

import pytest

from lib.errors import Unreachable
from lib.label_studio.client import LabelStudioClient
from tests.label_studio.scripted_answers import ANNOTATION, PAGE, PROJECT, TASK, TOKEN, said
from tests.label_studio.scripted_server import Scripted, ScriptedServer


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


@pytest.fixture
def client(server: ScriptedServer) -> LabelStudioClient:
    return server.connect(TOKEN)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_read_is_repeated_until_a_failing_server_recovers(
    server: ScriptedServer, client: LabelStudioClient, status: int
) -> None:
    server.add(said(status, "Oh."), Scripted(PAGE, status), PROJECT)
    assert client.get_project(5).title == "Five"
    assert len(server.asked) == 3


def test_a_server_that_keeps_failing_is_given_up_after_all_tries(server: ScriptedServer) -> None:
    server.add(*[said(500, "Traceback (most recent call last): File …")] * 9)
    with pytest.raises(Unreachable, match=r"failed \(500 Internal Server Error\)\. Look at its"):
        server.connect(TOKEN, tries=3).get_project(5)
    assert len(server.asked) == 3


@pytest.mark.parametrize("after", ["1", "Mon, 01 Jan 2001 00:00:00 GMT", "soon", "-1", "²"])
def test_any_form_of_retry_after_is_taken(
    server: ScriptedServer, client: LabelStudioClient, after: str
) -> None:
    header = after.encode().decode("latin-1")
    server.add(Scripted(PAGE, 429, {"Retry-After": header}), PROJECT)
    assert client.get_project(5).ls_project_id == 5


N_BYTES = len(PROJECT.as_bytes())


@pytest.mark.parametrize("cut_at", [0, 1, 20, N_BYTES // 2, N_BYTES - 1])
def test_a_read_that_broke_off_is_repeated(
    server: ScriptedServer, client: LabelStudioClient, cut_at: int
) -> None:
    server.add(Scripted(PROJECT.body, cut_at=cut_at), PROJECT)
    assert client.get_project(5).title == "Five"


@pytest.mark.parametrize("cut_at", [0, 1, 20, N_BYTES // 2, N_BYTES - 1])
def test_making_a_project_that_broke_off_is_not_repeated(
    server: ScriptedServer, client: LabelStudioClient, cut_at: int
) -> None:
    server.add(Scripted(PROJECT.body, 201, cut_at=cut_at), PROJECT)
    with pytest.raises(Unreachable, match=r"broke off \(.*\)\. Run it again\."):
        client.create_project("Five", "<View/>", "")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "broken",
    [
        Scripted(b"\x00garbage", headers={"Content-Encoding": "gzip"}),
        Scripted('{"id": 5, "ti', headers={"Content-Type": "application/json"}),
        Scripted("[" * 100_000, headers={"Content-Type": "application/json"}),
        Scripted(b'{"id": "\xff\xfe"}', headers={"Content-Type": "application/json"}),
    ],
)
def test_an_answer_that_cannot_be_read_counts_as_broken_off(
    server: ScriptedServer, broken: Scripted
) -> None:
    server.add(broken, PROJECT, broken)
    assert server.connect(TOKEN).get_project(5).title == "Five"
    with pytest.raises(Unreachable, match=r"broke off|half an answer"):
        server.connect(TOKEN).import_tasks(5, TASK)
    assert len(server.asked) == 3


def test_a_server_that_is_too_slow_is_said_so(server: ScriptedServer) -> None:
    server.add(Scripted(PROJECT.body, slow_seconds=60), Scripted(PROJECT.body, slow_seconds=60))
    with pytest.raises(Unreachable, match=r"did not answer in time\. Look whether it is busy"):
        server.connect(TOKEN, timeout=1.0, tries=2).get_project(5)
    assert len(server.asked) == 2


@pytest.mark.parametrize("failure", [Scripted(PAGE, 502), Scripted("", cut_at=0)])
def test_only_what_the_server_would_notice_is_written_again(
    server: ScriptedServer, client: LabelStudioClient, failure: Scripted
) -> None:
    def n_asked(call: Callable[[], object]) -> int:
        before = len(server.asked)
        call()
        return len(server.asked) - before

    server.add(failure, ANNOTATION)
    assert n_asked(lambda: client.create_annotation(1, {"result": [], "unique_id": "u"})) == 2
    server.add(failure, ANNOTATION)
    assert n_asked(lambda: client.update_annotation(7, {"result": []})) == 2
    server.add(failure, Scripted("", 204))
    assert n_asked(lambda: client.delete_annotation(7)) == 2

    calls: list[Callable[[], object]] = [
        lambda: client.create_annotation(1, {"result": []}),
        lambda: client.create_prediction({"task": 1, "result": []}),
        lambda: client.import_tasks(5, TASK),
        lambda: client.create_project("Five", "<View/>", ""),
    ]
    for call in calls:
        server.add(failure)
        before = len(server.asked)
        with pytest.raises(Unreachable):
            call()
        assert len(server.asked) == before + 1


def test_a_write_is_repeated_where_surely_nothing_was_done(
    server: ScriptedServer, client: LabelStudioClient
) -> None:
    server.add(said(429, "Slow down."), Scripted({"task_ids": [9]}, 201))
    assert client.import_tasks(5, TASK) == [9]
