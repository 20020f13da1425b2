"""What is done over a websocket: after the session has ended, or in the session of another.

Under `streamlit run` and under uvicorn: each tells Streamlit in its own way who is there.
"""

from collections.abc import Iterator

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lib.services.demo import NAME as DEMO
from tests.access.served import (
    WAYS,
    Served,
    asked,
    button_id,
    clicked,
    last_words,
    opened,
    run,
    served,
    session_cookie,
    text_of,
)

NO_XSRF = "x"
"""Stands before the session's id where the browser has no such cookie."""


@pytest.fixture(scope="module", params=WAYS)
def app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """An app in which there is nothing yet."""
    database = tmp_path_factory.mktemp(request.param) / "podium.duckdb"
    with served(request.param, database) as running:
        yield running


@pytest.fixture
def ada(app: Served) -> httpx.Client:
    return app.signed_in(name="Ada")


def demo_button(messages: list[ForwardMsg]) -> str:
    """The widget id of the button that loads the demo: a click on it changes what is stored."""
    found = button_id(messages, "Load the demo")
    assert found is not None
    return found


def session_id(messages: list[ForwardMsg]) -> str:
    """Streamlit's own id of the session, by which a browser resumes it."""
    return next(
        message.new_session.initialize.session_id
        for message in messages
        if message.WhichOneof("type") == "new_session"
    )


def frames(widget_id: str) -> dict[str, BackMsg]:
    """Each kind of frame that a browser sends."""
    fragment = clicked(asked(), widget_id)
    fragment.rerun_script.fragment_id = "0123456789abcdef"
    fragment.rerun_script.is_auto_rerun = True
    found = {
        "a click": clicked(asked(), widget_id),
        "a click in a fragment": fragment,
        "a page": asked(),
    }
    for kind in ("clear_cache", "stop_script", "app_heartbeat", "load_git_info"):
        message = BackMsg()
        setattr(message, kind, True)
        found[kind] = message
    files = BackMsg()
    files.file_urls_request.request_id = "x"
    files.file_urls_request.file_names.append("x.csv")
    return {**found, "file_urls_request": files}


@pytest.mark.parametrize("kind", sorted(frames("x")))
def test_the_first_frame_after_the_session_ended_gets_no_answer_but_the_sign_in_page(
    kind: str, app: Served, ada: httpx.Client
) -> None:
    with opened(ada) as socket:
        button = demo_button(run(socket, asked()))
        ada.post("/signout")
        said, code = last_words(socket, frames(button)[kind])
    assert [each.WhichOneof("type") for each in said] == ["auth_redirect"]
    assert said[0].auth_redirect.url == "/signin"
    assert code == 1008
    # No callback has run: the demo is still to be loaded.
    with opened(app.signed_in(name="Bea")) as socket:
        assert demo_button(run(socket, asked())) == button


def test_somebody_elses_session_cannot_be_resumed_by_its_id(app: Served, ada: httpx.Client) -> None:
    """Streamlit's own session id is no secret: it is bound to the person (trustedUserHeaders)."""
    with opened(ada) as socket:
        hers = session_id(run(socket, asked("account")))
    with opened(app.signed_in(name="Eve"), NO_XSRF, hers) as socket:
        messages = run(socket, asked("account"))
    assert session_id(messages) != hers
    assert "ada" not in text_of(messages).split()
    with opened(ada, NO_XSRF, hers) as socket:
        assert session_id(run(socket, asked())) == hers


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Served, ada: httpx.Client) -> None:
    thief = app.client(Cookie=f"podium_session={session_cookie(ada)}")
    assert thief.get("/_stcore/host-config").status_code == 200
    ada.post("/signout")
    assert thief.get("/_stcore/host-config").status_code == 401


def test_a_click_of_somebody_who_is_signed_in_does_what_it_says(app: Served) -> None:
    """What the tests above would see if a frame had come through; it is the last of them."""
    with opened(app.signed_in(name="Bea")) as socket:
        button = demo_button(run(socket, asked()))
        assert DEMO.partition(": ")[2].lower() in text_of(run(socket, clicked(asked(), button)))
