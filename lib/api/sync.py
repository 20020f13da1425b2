"""The route through which the command line syncs while the app holds the database.

The gate lets it through without a session: the secret in the file beside the database is what it
asks for, and only this computer may.
"""

import time
from collections.abc import AsyncIterator

import anyio
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from lib.api.request_body import bounded_body
from lib.errors import PodiumError
from lib.services.application import current_database
from lib.services.label_studio import lines
from lib.services.label_studio.jobs import STOPPED, SyncJob, start_requested
from lib.services.label_studio.request import SyncRequest
from lib.services.running_app import is_on_this_computer, is_our_secret

LOOK_SECONDS = 0.1
ALIVE_SECONDS = 5.0
"""After how long a line is repeated, so that who waits knows that somebody is there."""
PATIENCE_SECONDS = 3.0
"""How long one waits for a stopped sync, which may wait for a slow server itself."""

_REFUSED = "Only the command line of this computer may ask for this, so nothing was done.\n"
_TOO_LARGE = "The request has more than 64 KB, which no sync request needs.\n"
_BODY = TypeAdapter(SyncRequest)


async def run_sync(request: Request) -> Response:
    """`POST /api/sync`: a sync as asked for, told line by line (lib.services.label_studio.lines).

    It is stopped when nobody listens any more.
    """
    client = request.client.host if request.client else ""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if not is_on_this_computer(client) or scheme != "Bearer" or not is_our_secret(secret):
        return PlainTextResponse(_REFUSED, 403)
    body = await bounded_body(request)
    if body is None:
        return PlainTextResponse(_TOO_LARGE, 413)
    try:
        asked = _BODY.validate_json(body)
    except ValidationError as error:
        # Only where and why: what was given may hold a token.
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the body"
        return PlainTextResponse(f"This is no sync request: {place}: {first['msg']}.\n", 422)
    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(_told(asked), media_type="application/x-ndjson", headers=headers)


async def _told(asked: SyncRequest) -> AsyncIterator[str]:
    try:
        job = await run_in_threadpool(start_requested, current_database(), asked)
    except PodiumError as error:
        yield lines.failure_line(str(error))
        return
    try:
        async for line in _followed(job):
            yield line
    finally:
        job.stop()


async def _followed(job: SyncJob) -> AsyncIterator[str]:
    told, told_at, patience = None, time.monotonic(), PATIENCE_SECONDS
    while job.is_running:
        progress = job.progress
        if progress != told or time.monotonic() - told_at > ALIVE_SECONDS:
            yield lines.progress_line(progress)
            told, told_at = progress, time.monotonic()
        await anyio.sleep(LOOK_SECONDS)
        patience -= LOOK_SECONDS if job.is_stopping else 0.0
        if patience <= 0:
            break
    if job.outcome is not None:
        yield lines.outcome_line(job.outcome)
    else:
        yield lines.failure_line(job.failure or STOPPED)


ROUTES = [Route("/api/sync", run_sync, methods=["POST"])]
