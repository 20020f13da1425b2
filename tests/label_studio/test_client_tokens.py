"""What becomes of tokens: both kinds of them, in exchanges, errors and logs."""

import logging
import traceback
from collections.abc import Iterator

import pytest

from lib.errors import LabelStudioError, NotLabelStudio, TokenRefused
from lib.label_studio.client import LabelStudioClient
from tests.label_studio.scripted_answers import (
    PAGE,
    PROJECT,
    TASK,
    TOKEN,
    USER,
    VERSION,
    said,
    token_of_form,
)
from tests.label_studio.scripted_server import Scripted, ScriptedServer

# The SDK's own exchange of tokens uses what pydantic has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:The `parse_obj` method is deprecated")


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


class TestPersonalAccessTokens:
    """The SDK exchanges them for short-lived ones before it asks."""

    PERSONAL = token_of_form("refresh")
    SHORT = Scripted({"access": token_of_form("access")})

    def test_one_is_exchanged_once_for_many_questions(
        self,
        server: ScriptedServer,
    ) -> None:
        server.add(VERSION, self.SHORT, USER, PROJECT)
        client = server.connect(self.PERSONAL)
        client.check()
        client.get_project(5)
        assert [asked.target for asked in server.asked] == [
            "/api/version",
            "/api/token/refresh/",
            "/api/current-user/whoami",
            "/api/projects/5/",
        ]
        bearer = f"Bearer {self.SHORT.body['access']}"
        assert [a.headers.get("Authorization") for a in server.asked[2:]] == [bearer, bearer]

    def test_a_path_before_the_server_is_kept_in_the_exchange(self, server: ScriptedServer) -> None:
        server.add(self.SHORT, PROJECT)
        with LabelStudioClient(f"{server.url}/labels/", self.PERSONAL) as client:
            client.get_project(5)
        targets = [asked.target for asked in server.asked]
        assert targets == ["/labels/api/token/refresh/", "/labels/api/projects/5/"]

    @pytest.mark.parametrize(
        ("answer", "kind", "sentence"),
        [
            (said(401, "Token is invalid"), TokenRefused, r"refused the token \(Token is invalid"),
            (said(403, "Off."), TokenRefused, "does not let this token"),
            (Scripted(PAGE), NotLabelStudio, "answers with a web page"),
            (Scripted(PAGE, 404), NotLabelStudio, "knows no /api/token/refresh/"),
            (Scripted([1]), NotLabelStudio, "answers the exchange of the token with something"),
            (Scripted({"access": 5}), NotLabelStudio, "answers the exchange of the token"),
        ],
    )
    def test_an_exchange_that_fails_is_one_sentence(
        self,
        server: ScriptedServer,
        answer: Scripted,
        kind: type[LabelStudioError],
        sentence: str,
    ) -> None:
        server.add(answer)
        with pytest.raises(kind, match=sentence):
            server.connect(self.PERSONAL).get_project(5)
        assert len(server.asked) == 1

    @pytest.mark.parametrize("failure", [Scripted(PAGE, 502), said(429, "Slow down.")])
    def test_an_exchange_at_a_failing_server_is_repeated_even_before_a_write(
        self,
        server: ScriptedServer,
        failure: Scripted,
    ) -> None:
        server.add(failure, self.SHORT, Scripted({"task_ids": [9]}, 201))
        assert server.connect(self.PERSONAL).import_tasks(5, TASK) == [9]

    def test_an_exchange_that_broke_off_is_repeated(
        self,
        server: ScriptedServer,
    ) -> None:
        server.add(Scripted("", cut_at=0), self.SHORT, PROJECT)
        assert server.connect(self.PERSONAL).get_project(5).title == "Five"

    def test_a_short_lived_token_that_expired_by_the_servers_clock_is_exchanged_again(
        self,
        server: ScriptedServer,
    ) -> None:
        expired = said(401, "Token is expired")
        server.add(self.SHORT, PROJECT, expired, self.SHORT, Scripted({"task_ids": [9]}, 201))
        client = server.connect(self.PERSONAL)
        client.get_project(5)
        assert client.import_tasks(5, TASK) == [9]
        server.add(expired, self.SHORT, expired)
        with pytest.raises(TokenRefused, match="Token is expired"):
            client.get_project(5)

    def test_an_expired_one_is_refused_before_anything_is_asked(
        self,
        server: ScriptedServer,
    ) -> None:
        with pytest.raises(TokenRefused, match="API key has expired"):
            server.connect(token_of_form("refresh", expires=1)).get_project(5)
        assert not server.asked


@pytest.mark.parametrize("token", [TOKEN, TestPersonalAccessTokens.PERSONAL])
def test_neither_errors_nor_logs_nor_the_client_itself_show_a_token(
    server: ScriptedServer,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    token: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = f"No good: Bearer {token} or {TestPersonalAccessTokens.SHORT.body['access']}"
    client = server.connect(token, tries=1)
    texts = [repr(client), str(client)]
    failures = [
        Scripted("", cut_at=0),
        Scripted(b"x", headers={"Content-Encoding": "gzip"}),
        Scripted(PAGE, 500),
        Scripted("", 302, {"Location": "/somewhere"}),
        *(said(status, echo) for status in (400, 401, 403, 404, 500)),
    ]
    if token != TOKEN:
        server.add(TestPersonalAccessTokens.SHORT)
    server.add(PROJECT)
    client.get_project(5)
    for failure in failures:
        server.add(failure)
        if token != TOKEN and failure.status == 401:
            server.add(TestPersonalAccessTokens.SHORT, failure)
        with pytest.raises(LabelStudioError) as caught:
            client.create_project("Five", "<View/>", "")
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None
        texts += [str(caught.value), *traceback.format_exception(caught.value)]
        assert vars(caught.value) == {}
    texts += [record.getMessage() + str(vars(record)) for record in caplog.records]
    texts += capfd.readouterr()
    assert "Authorization" in server.asked[-1].headers
    for secret in (token, token.split(".")[-1], TestPersonalAccessTokens.SHORT.body["access"]):
        assert not [text for text in texts if secret in text]
