"""The page charts.py with the route of the files that it offers, for somebody who is signed in."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.api.offers import ROUTES
from tests.e2e.harness.visitor import VISITOR


class AsVisitor:
    """In place of the gate: whoever asks is the visitor."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, "user": VISITOR}, receive, send)


app = st.App(
    Path(__file__).with_name("charts.py"), routes=ROUTES, middleware=[Middleware(AsVisitor)]
)
