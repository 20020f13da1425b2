"""The ASGI entry, for `streamlit run app.py` and `uvicorn app:app` alike.

The main script is lib/main.py, which has no sibling pages/ folder, so that no page can be reached
around it; the gate stands before everything (see docs/decisions/).
"""

import asyncio
import contextlib
import gc
import os
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import NoReturn

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit import config
from streamlit.file_util import get_static_dir
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lib.api import ROUTES as API_ROUTES
from lib.errors import DatabaseInUse, StorageError
from lib.gate import listeners
from lib.gate.headers import IDENTITY_HEADER, security_headers
from lib.gate.middleware import Gate
from lib.gate.request_check import request_refusal
from lib.gate.sign_in import SIGN_IN, sign_in_routes
from lib.gate.start_up import prepare_sign_in, say_where
from lib.services.application import close_application, current_settings, open_application
from lib.services.label_studio.jobs import stop_jobs
from lib.services.label_studio.schedule import start_schedule, stop_schedule
from lib.services.running_app import withdraw_app
from lib.settings import InvalidSettings, Settings, read_settings

MAIN_SCRIPT = Path(__file__).resolve().parent / "lib" / "main.py"
INDEX_HTML = Path(get_static_dir()) / "index.html"

LOOK_SECONDS = 0.5
LAST_SECONDS = 5.0
"""How long a sync may take to end once the process is to end."""

EXIT_STORAGE, EXIT_IN_USE, EXIT_SETTINGS = 74, 75, 78  # as in sysexits.h: IOERR, TEMPFAIL, CONFIG


def secure_streamlit() -> None:
    """Set what Podium's safety rests on: the gate says who it is, tracebacks go to the log only,
    and no event ends the callback of the one before it.
    """
    config.set_option("server.trustedUserHeaders", {IDENTITY_HEADER: "email"})
    config.set_option("server.enableAgentApi", False)
    config.set_option("client.showErrorDetails", "none")
    config.set_option("runner.fastReruns", False)


# Streamlit reads its configuration anew when config.toml changes under it, and what was set before
# is gone then.
config.on_config_parsed(secure_streamlit, force_connect=True)
secure_streamlit()


async def healthz(_request: Request) -> Response:
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


async def projects_page(request: Request) -> Response:
    """The Projects page is the default one, which Streamlit serves without a name."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}", headers={"Cache-Control": "no-store"})


async def internal_error(_request: Request, _error: Exception) -> Response:
    """The answer to a failed request. It is made outside the gate, so it brings its own headers."""
    made = security_headers(INDEX_HTML, current_settings().images_from)
    headers = {name.decode(): value.decode() for name, value in made}
    text = "Podium failed to answer; the details are in its log.\n"
    return PlainTextResponse(text, 500, headers=headers)


def signed_out_frame() -> bytes:
    """What the browser takes as: you are signed out, go to the sign-in page."""
    message = ForwardMsg()
    message.auth_redirect.url = SIGN_IN
    return bytes(message.SerializeToString())


def refuse_to_start(reason: str, exit_code: int) -> NoReturn:
    """End the process with one line on stderr; an exception here would end it with a traceback."""
    print(reason, file=sys.stderr, flush=True)
    os._exit(exit_code)


async def watch(
    servers: list[uvicorn.Server], settings: Settings, first_admin_link: str | None
) -> None:
    """Say where Podium is as soon as it answers there, and stop the syncs once it is to end.

    A server waits for its open answers before the lifespan ends, and a sync may be one.
    """
    while not all(server.started for server in servers):
        await asyncio.sleep(0.02)
    say_where(servers[0], settings, first_admin_link)
    while not any(server.should_exit for server in servers):
        await asyncio.sleep(LOOK_SECONDS)
    stop_jobs(0)


@contextlib.asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[None, None]:
    """Check where we listen, open the database, pull what is linked, and close all at the end."""
    try:
        settings = read_settings(os.environ)
    except InvalidSettings as error:
        refuse_to_start(str(error), EXIT_SETTINGS)
    servers = listeners.running_servers()
    addresses = [address for each in servers for address in listeners.bound_addresses(each)]
    if settings.auth == "local" and (refusal := listeners.start_refusal(addresses)):
        refuse_to_start(refusal, EXIT_SETTINGS)
    try:
        database = open_application(settings)
        first_admin_link = prepare_sign_in(database, settings)
    except DatabaseInUse as error:
        refuse_to_start(str(error), EXIT_IN_USE)
    except StorageError as error:
        refuse_to_start(str(error), EXIT_STORAGE)
    for server in servers:
        listeners.hide_server_banner(server)
    # What start-up has made stays for good: the collector need not look through it each time.
    gc.collect()
    gc.freeze()
    start_schedule(database)
    watching = asyncio.create_task(watch(servers, settings, first_admin_link))
    try:
        yield
    finally:
        watching.cancel()
        stop_schedule(LAST_SECONDS)
        stop_jobs(LAST_SECONDS)
        withdraw_app(settings.database)
        close_application()
        # What is frozen is not freed at exit, and DuckDB's client would report it as leaked.
        gc.unfreeze()


app = st.App(
    MAIN_SCRIPT,
    routes=[
        Route("/healthz", healthz, methods=["GET"]),
        Route("/projects", projects_page, methods=["GET"]),
        *sign_in_routes(),
        *API_ROUTES,
    ],
    middleware=[
        Middleware(
            Gate,
            request_check=request_refusal,
            signed_out_frame=signed_out_frame(),
            index_html=INDEX_HTML,
        )
    ],
    exception_handlers={500: internal_error},
    lifespan=lifespan,
)
