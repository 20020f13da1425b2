"""Signing in with e-mail address and password, at a pace that does not invite guessing."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from lib.gate.answers import page_answer, signed_in
from lib.gate.sessions import browser
from lib.gate.sign_in_page import password_page
from lib.services import accounts
from lib.services.application import current_database
from lib.services.passwords import AT_A_TIME
from lib.services.people import Session
from lib.services.sign_in_attempts import SignInAttempts, attempts_in

T = TypeVar("T")

WRONG = (
    "This e-mail address and this password do not go together. Check both, or ask an admin for a "
    "link to set a new password."
)

# Threads of its own: those that serve everything else must not all wait for hashes.
_hashing = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="password")


async def in_password_thread(work: Callable[[], T]) -> T:
    """The result of what hashes a password, of which few run at a time."""
    return await asyncio.get_running_loop().run_in_executor(_hashing, work)


async def page(target: str, *, signed_in_as: str | None = None) -> Response:
    """The sign-in page with its form empty."""
    needed = await to_thread.run_sync(accounts.needs_first_admin, current_database())
    return page_answer(password_page(target, signed_in_as=signed_in_as, needs_first_admin=needed))


async def sign_in(request: Request, fields: Mapping[str, str], target: str) -> Response:
    """Sign in, or say with the page that it did not work."""
    email, password = fields.get("email", ""), fields.get("password", "")
    address = request.client.host if request.client else ""
    attempts = attempts_in(current_database().file)
    if wait := attempts.seconds_shut_out(address):
        return _too_many(target, email, wait)
    await asyncio.sleep(attempts.delay(email))
    attempt = partial(_attempt, attempts, address, email, password, browser(request))
    result = await in_password_thread(attempt)
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
        attempts.succeeded(email)
    return session


def _too_many(target: str, email: str, seconds: int) -> Response:
    minutes = -(-seconds // 60)
    error = (
        "There were too many failed attempts from your network address. Try again in "
        f"{minutes} minute{'' if minutes == 1 else 's'}."
    )
    page = password_page(target, email=email, error=error)
    return page_answer(page, 429, {"Retry-After": str(seconds)})
