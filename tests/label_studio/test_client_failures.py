"""What the client makes of a network and of servers that fail; each failure is one sentence."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.errors import (
    NotLabelStudio,
    RemoteNotFound,
    RemoteRefused,
    TokenRefused,
    Unreachable,
    VersionTooOld,
)
from lib.label_studio.client import LabelStudioClient
from tests.label_studio.scripted_answers import PAGE, PROJECT, TASK, TOKEN, USER, VERSION, said
from tests.label_studio.scripted_server import Scripted, ScriptedServer


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


@pytest.fixture
def client(server: ScriptedServer) -> LabelStudioClient:
    return server.connect(TOKEN)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_an_address_where_nothing_listens_is_named() -> None:
    url = f"http://127.0.0.1:{closed_port()}"
    with (
        LabelStudioClient(url, TOKEN, wait_seconds=0.0) as client,
        pytest.raises(Unreachable, match=rf"{url} cannot be reached \(.*refused.*\)\. Check"),
    ):
        client.check()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Scripted(PAGE), "answers with a web page, so it is no Label Studio"),
        (Scripted(PAGE, 404), "knows no /api/version, so it is no Label Studio"),
        (Scripted({"hello": "world"}), "answers with other data when asked for its version"),
        (Scripted([1]), "answers with other data"),
        (Scripted({"release": 7, "label-studio-os-package": {}}), "answers with other data"),
        (Scripted("ok", headers={"Content-Type": "text/plain"}), "something else than data"),
        (Scripted({"detail": "Not Found"}, 404), "knows no /api/version"),
        (
            Scripted("", 302, {"Location": "https://me:pw@labels.example.com/api/version?a=b"}),
            r"forwards to https://labels\.example\.com\. If that is",
        ),
    ],
)
def test_what_is_no_label_studio_is_never_told_the_token(
    server: ScriptedServer, client: LabelStudioClient, answer: Scripted, sentence: str
) -> None:
    server.add(answer)
    with pytest.raises(NotLabelStudio, match=sentence):
        client.check()
    assert len(server.asked) == 1
    assert TOKEN not in str(server.asked)


def test_a_version_that_is_too_old_is_named_beside_the_oldest_that_works(
    server: ScriptedServer, client: LabelStudioClient
) -> None:
    server.add(Scripted({"release": "1.19.0", "label-studio-os-package": {}}))
    with pytest.raises(VersionTooOld, match=r"is Label Studio 1\.19\.0; Podium needs 1\.20 or"):
        client.check()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (said(401, "Invalid token."), r"refused the token \(Invalid token\)\. Copy a new one"),
        (said(403, "No permission."), r"does not let this token do that \(No permission\)"),
        (Scripted(PAGE, 403), r"does not let this token do that \(403 Forbidden\)"),
    ],
)
def test_a_refused_token_is_said_with_the_reason_and_asked_once(
    server: ScriptedServer, client: LabelStudioClient, answer: Scripted, sentence: str
) -> None:
    server.add(VERSION, answer)
    with pytest.raises(TokenRefused, match=sentence):
        client.check()
    assert len(server.asked) == 2


def test_what_a_proxy_says_never_passes_for_a_deletion(
    server: ScriptedServer, client: LabelStudioClient
) -> None:
    for answer in (Scripted(PAGE, 404), Scripted({"detail": "Not Found"}, 404)):
        server.add(answer, answer, answer, answer, answer, answer)
        for call in (client.get_annotation, client.delete_annotation, client.get_project):
            with pytest.raises(NotLabelStudio):
                call(7)
        with pytest.raises(NotLabelStudio):
            client.update_annotation(7, {})
        with pytest.raises(NotLabelStudio):
            client.export_tasks(5, [1])
    server.add(Scripted(PAGE, 409))
    with pytest.raises(RemoteRefused, match="409 Conflict"):
        client.create_annotation(1, {"unique_id": "u"})


def test_a_project_that_is_gone_is_told_from_an_address_that_knows_no_export(
    server: ScriptedServer, client: LabelStudioClient
) -> None:
    server.add(Scripted(PAGE, 404), said(404, "No Project matches the given query."))
    with pytest.raises(RemoteNotFound, match=r"has no project 5\. It was deleted there, or this"):
        client.export_tasks(5, [1])
    server.add(Scripted(PAGE, 404), PROJECT)
    with pytest.raises(NotLabelStudio, match="knows no /api/projects/5/import"):
        client.import_tasks(5, TASK)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            said(400, "Validation error", validation_errors={"title": ["Too short."], "x": [{}]}),
            r"refused it: title: Too short\. Nothing was changed there\.",
        ),
        (said(400, ["a", {"non_field_errors": ["b\n  c"]}]), "refused it: a; b c. Nothing"),
        (said(400, "x" * 999), "refused it: x{239}…"),
        (Scripted(PAGE, 413), r"refused it: 413 (Request Entity|Content) Too Large"),
        (said(400, "<html>oh</html>"), "refused it: 400 Bad Request"),
        (Scripted({}, 499), "refused it: HTTP status 499"),
    ],
)
def test_a_refusal_gives_the_servers_own_reason_in_short(
    server: ScriptedServer, client: LabelStudioClient, answer: Scripted, sentence: str
) -> None:
    server.add(answer)
    with pytest.raises(RemoteRefused, match=sentence):
        client.create_project("Five", "<View/>", "")


@pytest.mark.parametrize("body", [None, 5, "text", [5], [{"id": "7"}], {"id": True}, {"x": 1}])
def test_json_of_something_else_is_no_label_studios(
    server: ScriptedServer, client: LabelStudioClient, body: Any
) -> None:
    calls: list[Callable[[], object]] = [
        client.list_projects,
        client.list_users,
        lambda: client.get_project(5),
        lambda: list(client.list_stamps(5)),
        lambda: list(client.list_source_ids(5)),
        lambda: client.export_tasks(5, [1]),
        lambda: client.get_annotation(7),
        lambda: client.import_tasks(5, TASK),
    ]
    answer = Scripted(json.dumps(body), headers={"Content-Type": "application/json"})
    for call in calls:
        server.add(answer)
        # Whether the project is there is asked next, and gets status 418.
        with pytest.raises(NotLabelStudio):
            call()


def test_an_import_that_names_too_few_tasks_is_not_taken_for_done(
    server: ScriptedServer, client: LabelStudioClient
) -> None:
    server.add(Scripted({"task_ids": [1]}, 201))
    with pytest.raises(Unreachable, match="was sent 2 tasks and named 1"):
        client.import_tasks(5, TASK * 2)


def test_a_user_whose_making_broke_off_is_found_again(
    server: ScriptedServer, client: LabelStudioClient
) -> None:
    taken = said(400, "Validation error", validation_errors={"email": ["exists already."]})
    server.add(Scripted([]), Scripted("", cut_at=0), taken, Scripted([USER.body]))
    assert client.create_user("Ann@example.com", "Ann").user_id == 1
    server.add(Scripted([]), taken, Scripted([]))
    with pytest.raises(RemoteRefused, match="email: exists already"):
        client.create_user("zoe@example.com", "Zoe")


def test_importing_the_client_imports_no_sdk() -> None:
    code = "import sys, lib.label_studio.client; print('label_studio_sdk' in sys.modules)"
    finished = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert finished.stdout == "False\n"


@pytest.mark.parametrize("status", [401, 403])
def test_a_server_that_asks_for_a_sign_in_first_is_no_label_studio(
    server: ScriptedServer, client: LabelStudioClient, status: int
) -> None:
    server.add(Scripted("Sign in.", status=status))
    with pytest.raises(NotLabelStudio, match="without a sign-in"):
        client.check()
