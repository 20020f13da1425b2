"""The real app where people sign in, started both ways: links, sessions, and what is logged."""

import re
import signal
import subprocess
from pathlib import Path

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from lib.gate.sessions import SESSION_COOKIE
from lib.services.accounts import new_first_admin_link, new_password_link, use_link
from lib.services.people import sign_in
from lib.store import annotators
from lib.store.database import Database
from tests.e2e.server import free_port
from tests.gate.provider import running_provider
from tests.gate.test_process import (
    BOTH_WAYS,
    START_SECONDS,
    next_of_type,
    running,
    started,
    stream,
)

ADA, BEA = "ada@example.org", "bea@example.org"
GOOD, BETTER = "correct horse battery", "staple under the moon"
FORM = {"name": "Ada", "email": ADA, "password": GOOD}


def printed_link(process: subprocess.Popen[str]) -> str:
    """The link for the first admin, which is printed once the app answers."""
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"^Become its admin within 24 hours: (\S+)$", line):
            return found[1]
    raise AssertionError("no link was printed")


def everything_said(process: subprocess.Popen[str]) -> str:
    """What the app has printed since, once it has ended as it should."""
    process.send_signal(signal.SIGTERM)
    out, errors = process.communicate(timeout=START_SECONDS)
    assert process.returncode in (0, -signal.SIGTERM), errors
    return out + errors


def send(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    return client.post(path, data=fields, headers={"Origin": str(client.base_url).rstrip("/")})


def rerun() -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = ""
    return bytes(message.SerializeToString())


@BOTH_WAYS
def test_the_printed_link_makes_the_first_admin_where_everybody_can_reach_it(
    way: str, tmp_path: Path
) -> None:
    database = tmp_path / "podium.duckdb"
    with running(way, "0.0.0.0", database, PODIUM_AUTH="password") as (process, client):
        unused = printed_link(process)
        everything_said(process)
    with running(way, "0.0.0.0", database, PODIUM_AUTH="password") as (process, client):
        link = printed_link(process)
        address, _, code = link.partition("/setup#")
        assert address == str(client.base_url).rstrip("/")
        forwarded = {"X-Forwarded-For": "192.0.2.9", "Accept": "text/html"}
        answer = client.get("/label?project=1", headers=forwarded)
        assert (answer.status_code, answer.content) == (303, b"")
        old = send(client, "/setup", code=unused.partition("#")[2])
        assert "This link does not serve any more" in old.text
        assert send(client, "/setup", code=code).headers["location"] == "/setup"
        assert "Become the first admin" in client.get("/setup").text
        assert send(client, "/setup", **FORM).headers["location"] == "/"
        assert client.get("/", headers={"Accept": "text/html"}).status_code == 200
        session_id = client.cookies[SESSION_COOKIE]
        wrong = send(client, "/signin", email=ADA, password="a wrong password")
        assert wrong.status_code == 422
        said = everything_said(process)
    for secret in (code, GOOD, "a wrong password", session_id, "Traceback"):
        assert secret not in said
    with running(way, "127.0.0.1", database, PODIUM_AUTH="password") as (process, client):
        client.cookies.set(SESSION_COOKIE, session_id)
        assert client.get("/_stcore/health").status_code == 200
        assert "Become its admin" not in everything_said(process)


@BOTH_WAYS
def test_the_next_click_of_who_was_shut_out_leads_to_the_sign_in_page_and_runs_nothing(
    way: str, tmp_path: Path
) -> None:
    path = tmp_path / "podium.duckdb"
    database = Database(path)
    use_link(database, new_first_admin_link(database)[7:], GOOD, name="Ada", email=ADA)
    bea = database.write(lambda c: annotators.find_or_add_annotator(c, "Bea", BEA))
    use_link(database, new_password_link(database, bea.annotator_id)[7:], GOOD)
    code = new_password_link(database, bea.annotator_id)[7:]
    local = sign_in(database, "Bea").session_id
    database.close()
    with running(way, "127.0.0.1", path, PODIUM_AUTH="password") as (process, client):
        client.cookies.set(SESSION_COOKIE, local)
        assert client.get("/_stcore/health").status_code == 401
        client.cookies.clear()
        assert send(client, "/signin", email=BEA, password=GOOD).status_code == 303
        for _ in range(2):  # a reload is another websocket
            with connect(**stream(client)) as socket:
                socket.send(rerun())
                next_of_type(socket, "new_session")
        with connect(**stream(client)) as socket:
            socket.send(rerun())
            next_of_type(socket, "script_finished")
            with httpx.Client(base_url=client.base_url, trust_env=False) as elsewhere:
                assert send(elsewhere, "/setup", code=code, password=BETTER).status_code == 303
            socket.send(rerun())
            said = [ForwardMsg.FromString(socket.recv(timeout=30, decode=False))]
            while said[-1].WhichOneof("type") != "auth_redirect":
                said.append(ForwardMsg.FromString(socket.recv(timeout=30, decode=False)))
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(timeout=10)
        assert said[-1].auth_redirect.url == "/signin"
        # What may come before is the end of the run before.
        kinds = {each.WhichOneof("type") for each in said[:-1]}
        assert kinds <= {"session_status_changed"}
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008
        assert client.get("/_stcore/health").status_code == 401
        assert "Traceback" not in everything_said(process)


@BOTH_WAYS
def test_single_sign_on_works_and_no_log_holds_code_or_state(way: str, tmp_path: Path) -> None:
    port = free_port()
    own = f"http://localhost:{port}"
    with running_provider() as provider:
        provider.knows("s-ada", email=ADA, email_verified=True, name="Ada")
        provider.knows("s-eve", email="eve@example.org", email_verified=True)
        environment = {
            "PODIUM_AUTH": "oidc",
            "PODIUM_URL": own,
            "PODIUM_OIDC_ISSUER": provider.issuer,
            "PODIUM_OIDC_CLIENT_ID": "podium",
            "PODIUM_OIDC_CLIENT_SECRET": "the secret of the client",
            "PODIUM_ADMINS": ADA,
            "NO_PROXY": "localhost,127.0.0.1",
        }
        database = tmp_path / "podium.duckdb"
        with (
            running(way, "0.0.0.0", database, port=port, **environment) as (process, client),
        ):
            answers = []
            for subject in ("s-eve", "s-ada"):
                url = client.get("/sso/start?next=/label").headers["location"]
                answers.append(client.get(provider.answer(url, subject)))
            assert [each.status_code for each in answers] == [403, 303]
            assert answers[1].headers["location"] == "/label"
            assert client.get("/_stcore/health").status_code == 200
            foreign = client.get("/signin", headers={"Host": "evil.example"})
            assert foreign.status_code == 403
            assert foreign.text.startswith(f"Podium answers at {own} only; ")
            said = everything_said(process)
    if way == "uvicorn":
        assert '"GET /sso/callback HTTP/1.1" 303' in said
    for secret in ("code=", "state=", "next=", "the secret of the client", "Traceback"):
        assert secret not in said


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ({"PODIUM_AUTH": "oidc"}, "PODIUM_AUTH is 'oidc', and PODIUM_URL, PODIUM_OIDC_ISSUER, "),
        ({"PODIUM_URL": "podium.example.org"}, "PODIUM_URL is 'podium.example.org', which is no "),
        ({"PODIUM_IMAGES_FROM": "*"}, "PODIUM_IMAGES_FROM holds '*', which is no origin"),
    ],
)
def test_a_bad_setting_ends_the_start_with_one_line(
    environment: dict[str, str], line: str, tmp_path: Path
) -> None:
    database = tmp_path / "podium.duckdb"
    with started("uvicorn", "127.0.0.1", free_port(), database, **environment) as process:
        _, errors = process.communicate(timeout=START_SECONDS)
    assert process.returncode == 78
    assert errors.splitlines()[-1].startswith(line)
    assert "Traceback" not in errors
    assert not database.exists()


def test_images_may_come_from_where_the_settings_say(tmp_path: Path) -> None:
    environment = {"PODIUM_IMAGES_FROM": "https://cdn.example.org"}
    database = tmp_path / "podium.duckdb"
    with running("uvicorn", "127.0.0.1", database, **environment) as (_, client):
        policy = client.get("/signin").headers["content-security-policy"]
    assert "img-src 'self' data: blob: https://cdn.example.org;" in policy
