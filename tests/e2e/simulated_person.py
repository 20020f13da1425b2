"""Somebody at the labeling page without a browser: the websocket protocol, and what they click."""

import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from lib.services.people import SESSION_COOKIE
from tests.e2e.server import PodiumServer

PATIENCE = 90


@dataclass
class Shown:
    """What a page shows after a run: its buttons' ids by label, its texts, and its address."""

    buttons: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def button(self, label: str) -> str | None:
        """The id of the button whose label begins so."""
        return next((key for text, key in self.buttons.items() if text.startswith(label)), None)

    def says(self, text: str) -> bool:
        return any(text in each for each in self.texts)


class SimulatedPerson:
    """A person who is signed in under a name and has the labeling page open; `close` ends that."""

    def __init__(self, server: PodiumServer, name: str) -> None:
        self.name = name
        self.seconds: list[float] = []
        self.shown = Shown()
        self._server = server
        self._cookie = ""
        self._query = ""
        self._page = ""
        self._kept: dict[str, ForwardMsg] = {}
        self._socket: ClientConnection
        self._open = AsyncExitStack()

    @property
    def task(self) -> int | None:
        """The number of the task in the address."""
        numbers = parse_qs(self._query).get("task")
        return int(numbers[0]) if numbers and self.shown.button("Submit") else None

    async def sign_in(self) -> None:
        async with httpx.AsyncClient(base_url=self._server.url, trust_env=False) as client:
            answer = await client.post(
                "/signin",
                data={"name": self.name},
                headers={"Origin": self._server.url},
                timeout=PATIENCE,
            )
            assert answer.status_code == 303, answer.text
            self._cookie = f"{SESSION_COOKIE}={client.cookies[SESSION_COOKIE]}"

    async def open_label(self) -> None:
        """Open the labeling page in a new tab, as by its address."""
        self._query, self._page = "project=1", ""
        self._socket = await self._open.enter_async_context(
            connect(
                f"ws://localhost:{self._server.port}/_stcore/stream",
                origin=self._server.url,
                subprotocols=[Subprotocol("streamlit")],
                additional_headers={"Cookie": self._cookie},
                max_size=None,
                proxy=None,
                open_timeout=PATIENCE,
                ping_interval=None,
            )
        )
        await self._run(page_name="label")

    async def click(self, label: str) -> None:
        """Click the button whose label begins so, and wait until the page has run."""
        key = self.shown.button(label)
        assert key, f"{self.name} sees no button {label!r} but {sorted(self.shown.buttons)}."
        await self._run(clicked=key)

    async def close(self) -> None:
        """Close the tab."""
        await self._open.aclose()

    async def __aenter__(self) -> "SimulatedPerson":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _run(self, page_name: str = "", clicked: str = "") -> None:
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_name = page_name
        message.rerun_script.page_script_hash = self._page
        if clicked:
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = clicked, True
        began = time.monotonic()
        await self._socket.send(message.SerializeToString())
        finished = False
        while not finished:
            finished = self._take(await self._next())
        self.seconds.append(time.monotonic() - began)
        assert not self.shown.errors, f"{self.name} sees {self.shown.errors}."

    async def _next(self) -> ForwardMsg:
        """The next message; one that was sent before comes as a reference to it."""
        received: Any = await self._socket.recv(decode=False)
        message = ForwardMsg.FromString(received)
        if message.WhichOneof("type") == "ref_hash":
            return self._kept[message.ref_hash]
        if message.metadata.cacheable:
            self._kept[message.hash] = message
        return message

    def _take(self, message: ForwardMsg) -> bool:
        """Take in what a message shows; whether the page has run to its end."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.shown = Shown()
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta":
            self._take_element(message.delta.new_element)
        elif kind == "script_finished":
            return bool(message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN)
        return False

    def _take_element(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind == "button":
            self.shown.buttons[element.button.label] = element.button.id
        elif kind == "markdown":
            # The page escapes what would be Markdown.
            self.shown.texts.append(element.markdown.body.replace("\\", ""))
        elif kind == "alert":
            self.shown.texts.append(element.alert.body.replace("\\", ""))
        elif kind == "exception":
            self.shown.errors.append(element.exception.message)


def percentiles(seconds: list[float]) -> Mapping[str, float]:
    """The median and the 95th percentile, in milliseconds."""
    ordered = sorted(seconds)
    return {
        "median": 1000 * ordered[len(ordered) // 2],
        "p95": 1000 * ordered[int(0.95 * (len(ordered) - 1))],
    }
