"""Signing in with e-mail address and password, at a pace that does not invite guessing."""

from collections.abc import Mapping
from functools import partial
from weakref import WeakKeyDictionary

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from lib.gate.answers import page_answer, signed_in
from lib.gate.attempt_lanes import AttemptLanes, TooBusy
from lib.gate.password_threads import in_password_thread
from lib.gate.sessions import browser
from lib.gate.sign_in_page import password_page
from lib.services import accounts
from lib.services.application import current_database
from lib.services.people import Session
from lib.services.sign_in_attempts import SignInAttempts, attempts_in

WRONG = (
    "This e-mail address and this password do not go together. Check both, or ask an admin for a "
    "link to set a new password."
)

BUSY = "Many are signing in at this moment. Try again in a few seconds."
BUSY_SECONDS = 5

_lanes_in: WeakKeyDictionary[object, AttemptLanes] = WeakKeyDictionary()


async def page(target: str, *, signed_in_as: str | None = None) -> Response:
    """The sign-in page with its form empty."""
    needed = await to_thread.run_sync(accounts.needs_first_admin, current_database())
    return page_answer(password_page(target, signed_in_as=signed_in_as, needs_first_admin=needed))


async def sign_in(request: Request, fields: Mapping[str, str], target: str) -> Response:
    """Sign in, or say with the page that it did not work."""
    email, password = fields.get("email", ""), fields.get("password", "")
    address = request.client.host if request.client else ""
    file = current_database().file
    attempts, lanes = attempts_in(file), _lanes_in.setdefault(file, AttemptLanes())
    if wait := attempts.seconds_shut_out(address):
        return _too_many(target, email, wait)
    attempt = partial(_attempt, attempts, address, email, password, browser(request))
    lane, is_known = attempts.lane(address, email), attempts.is_known(address, email)
    delay = partial(attempts.delay, address, email)
    try:
        async with lanes.turn(lane, attempts.failures(address, email), delay):
            result = await in_password_thread(attempt, is_known=is_known)
    except TooBusy:
        page = password_page(target, email=email, error=BUSY)
        return page_answer(page, 503, {"Retry-After": str(BUSY_SECONDS)})
    if isinstance(result, int):
        return _too_many(target, email, result)
    if result is None:
        return page_answer(password_page(target, email=email, error=WRONG), 422)
    return await signed_in(request, result.session_id, target)


def _attempt(
    attempts: SignInAttempts, address: str, email: str, password: str, browser_name: str
) -> Session | int | None:
    """A session; None for a wrong password; for how many seconds the address is shut out."""
    # Asked again: others from the same address may have failed while this one waited.
    if wait := attempts.seconds_shut_out(address):
        return wait
    session = accounts.sign_in_with_password(current_database(), email, password, browser_name)
    if session is None:
        attempts.failed(address, email)
    else:
        attempts.succeeded(address, email)
    return session


def _too_many(target: str, email: str, seconds: int) -> Response:
    minutes = -(-seconds // 60)
    error = (
        "There were too many failed attempts from your network address. Try again in "
        f"{minutes} minute{'' if minutes == 1 else 's'}."
    )
    page = password_page(target, email=email, error=error)
    return page_answer(page, 429, {"Retry-After": str(seconds)})
