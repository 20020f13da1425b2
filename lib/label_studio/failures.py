"""What came instead of an answer: which error it is, and whether to ask again."""

from dataclasses import dataclass

import httpx

from lib.errors import (
    LabelStudioError,
    NotLabelStudio,
    RemoteNotFound,
    RemoteRefused,
    TokenRefused,
    Unreachable,
)
from lib.label_studio.reasons import shortened


@dataclass(frozen=True)
class Failure:
    """`may_pass`: asking again may help. `was_undone`: surely nothing was carried out.

    `wait_seconds` is how long the server asks to wait first. An error is made here and raised
    later, away from what caused it, since that holds the request with its token.
    """

    error: LabelStudioError
    status: int | None = None
    may_pass: bool = False
    was_undone: bool = False
    wait_seconds: float | None = None


def transport_failure(url: str, error: httpx.RequestError, secret: str) -> Failure:
    """No answer came, or it broke off."""
    reason = shortened(str(error), secret) or type(error).__name__
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        said = f"{url} cannot be reached ({reason})."
        advice = "Check the address, and that Label Studio runs there."
        return Failure(Unreachable(f"{said} {advice}"), may_pass=True, was_undone=True)
    if isinstance(error, httpx.TimeoutException):
        said = f"{url} did not answer in time. Look whether it is busy, and run it again."
        return Failure(Unreachable(said), may_pass=True)
    said = f"The connection to {url} broke off ({reason}). Run it again."
    return Failure(Unreachable(said), may_pass=True)


def foreign_failure(url: str, what: str, status: int | None = None) -> Failure:
    """Something else than a Label Studio answered; `what` says what it did."""
    said = f"{url} {what}, so it is no Label Studio, or not its address. Check the address."
    return Failure(NotLabelStudio(said), status)


def forwarded_failure(url: str, address: str, status: int) -> Failure:
    """It is somewhere else; a write that followed would become a read."""
    said = f"{url} forwards to {address}. If that is the Label Studio, give that address."
    return Failure(NotLabelStudio(said), status)


def token_failure(url: str, reason: str, status: int) -> Failure:
    """The token is not one of this server (401), or may not do this (403)."""
    if status == 403:
        said = (
            f"{url} does not let this token do that ({reason}). Use the token of an administrator."
        )
    else:
        said = f"{url} refused the token ({reason}). Copy a new one from Account & Settings there."
    return Failure(TokenRefused(said), status)


def missing_failure(url: str, what: str) -> Failure:
    """There is no such thing there, or nothing that this token sees."""
    said = f"{url} has no {what}. It was deleted there, or this token may not see it."
    return Failure(RemoteNotFound(said), 404)


def refused_failure(url: str, reason: str, status: int) -> Failure:
    """The server answered that it does not do this."""
    return Failure(RemoteRefused(f"{url} refused it: {reason}. Nothing was changed there."), status)


def server_failure(url: str, reason: str, status: int, wait_seconds: float | None) -> Failure:
    """The server failed, or has too much to do (429): then it did nothing."""
    if status == 429:
        said = f"{url} has too much to do at the moment ({reason}). Run it again in some minutes."
    else:
        said = f"{url} failed ({reason}). Look at its log, or run it again later."
    return Failure(
        Unreachable(said),
        status,
        may_pass=True,
        was_undone=status == 429,
        wait_seconds=wait_seconds,
    )
