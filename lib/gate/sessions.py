"""The session of a request: a random id in a cookie, everything else in the store."""

from anyio import to_thread
from starlette.requests import HTTPConnection
from starlette.responses import Response

from lib.domain.annotation import Annotator
from lib.gate.browsers import browser_of
from lib.services import people
from lib.services.application import current_database, current_settings
from lib.services.people import LONGEST_SESSION
from lib.services.people import SESSION_COOKIE as SESSION_COOKIE


async def start_session(name: str, connection: HTTPConnection) -> str:
    """A new session's id for the person of that name. Raises InvalidInput for a bad name."""
    session = await to_thread.run_sync(
        people.sign_in, current_database(), name, browser(connection)
    )
    return session.session_id


def session_person(connection: HTTPConnection) -> Annotator | None:
    """Who has sent a request; None if its session has ended or never was.

    Called on the event loop for each frame: 3 µs for a session that has been seen before and
    1.5 ms, a read of the store, for one that has not. A thread would cost each of them 0.1 ms.
    """
    session_id = connection.cookies.get(SESSION_COOKIE)
    if not session_id:
        return None
    return people.session_person(current_database(), session_id, current_settings().auth)


async def end_session(connection: HTTPConnection) -> None:
    """End the session of a request, if it has one."""
    if session_id := connection.cookies.get(SESSION_COOKIE):
        await to_thread.run_sync(people.sign_out, current_database(), session_id)


def remember_session(response: Response, session_id: str, connection: HTTPConnection) -> None:
    """Give the browser the session's cookie, which no script can read."""
    response.set_cookie(
        SESSION_COOKIE,
        session_id,
        max_age=int(LONGEST_SESSION.total_seconds()),
        path="/",
        secure=is_secure(connection),
        httponly=True,
        samesite="lax",
    )


def forget_session(response: Response) -> None:
    """Take the session's cookie from the browser."""
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")


def is_secure(connection: HTTPConnection) -> bool:
    """Whether a cookie may ask for https; a proxy in front may not tell that it speaks it."""
    settings = current_settings()
    return connection.url.scheme == "https" or (settings.auth != "local" and settings.is_https)


def browser(connection: HTTPConnection) -> str:
    """Which browser has sent a request, such as “Firefox on Linux”."""
    return browser_of(connection.headers.get("user-agent", ""))
