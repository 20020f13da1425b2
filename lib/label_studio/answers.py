"""Reads what a server answered: its JSON, or what went wrong in one sentence."""

import json
from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from lib.errors import Unreachable
from lib.label_studio.failures import (
    Failure,
    foreign_failure,
    forwarded_failure,
    missing_failure,
    refused_failure,
    server_failure,
    token_failure,
)
from lib.label_studio.reasons import reason_of


@dataclass(frozen=True)
class Answer:
    """A status and the JSON beside it, as Python's own parser reads it; None for no content."""

    status: int
    content: Any


class _NoJson:
    """Stands for a body that is no JSON."""


def read_answer(
    url: str, response: httpx.Response, what: str, secret: str, accept: Container[int] = ()
) -> Answer | Failure:
    """The answer of a Label Studio at `url` that was asked for `what`.

    Statuses in `accept` are answers too, where they surely come from a Label Studio: what a proxy
    before it says must never pass for a deletion.
    """
    status, content = response.status_code, _json_of(response)
    reason = reason_of(status, content, secret)
    is_own = isinstance(content, dict) and "detail" in content and "version" in content
    if status < 300:
        return _success(url, response, content)
    if status in accept and is_own:
        return Answer(status, content)
    if status < 400:
        return forwarded_failure(url, _target(url, response), status)
    if status in (401, 403):
        return token_failure(url, reason, status)
    if status == 404:
        if is_own:
            return missing_failure(url, what)
        return foreign_failure(url, f"knows no {response.request.url.path}", status)
    if status in (408, 425, 429) or status >= 500:
        return server_failure(url, reason, status, _wait_seconds(response))
    return refused_failure(url, reason, status)


def _success(url: str, response: httpx.Response, content: Any) -> Answer | Failure:
    if response.status_code == 204:
        return Answer(204, None)
    if not isinstance(content, _NoJson):
        return Answer(response.status_code, content)
    kind = response.headers.get("content-type", "")
    if "json" in kind:
        said = f"{url} gave half an answer only. Run it again."
        return Failure(Unreachable(said), response.status_code, may_pass=True)
    said = "answers with a web page" if "html" in kind else "answers with something else than data"
    return foreign_failure(url, said, response.status_code)


def _json_of(response: httpx.Response) -> Any:
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return _NoJson()


def _target(url: str, response: httpx.Response) -> str:
    """Where it forwards to, without the path that was asked for, and never with a password."""
    path = response.request.url.path.removeprefix(httpx.URL(url).path.rstrip("/"))
    try:
        target = response.request.url.join(response.headers.get("location", ""))
    except httpx.InvalidURL:
        return "another address"
    plain = target.copy_with(userinfo=b"", query=None, fragment=None)
    return str(plain).rstrip("/").removesuffix(path.rstrip("/"))[:200]


def _wait_seconds(response: httpx.Response) -> float | None:
    """What `Retry-After` asks for, in seconds or as a date; None where it is missing or unclear."""
    text = response.headers.get("retry-after", "").strip()
    if text.isdecimal() and text.isascii():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
