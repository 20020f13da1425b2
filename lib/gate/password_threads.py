"""The two threads that hash passwords, and how many may wait for them."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from lib.gate.attempt_lanes import TooBusy
from lib.services.passwords import AT_A_TIME

T = TypeVar("T")

MOST_WAITING = 16
"""Of each kind: strangers take no place of those who are known."""

# Threads of its own: those that serve everything else must not all wait for hashes.
_hashing = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="password")
_places = {known: threading.BoundedSemaphore(MOST_WAITING + AT_A_TIME) for known in (True, False)}


async def in_password_thread(work: Callable[[], T], *, is_known: bool) -> T:
    """The result of what hashes a password, of which few run at a time.

    `is_known`: whether it is for somebody with a link, or where they have signed in before. Raises
    TooBusy where too many wait. Called on the event loop.
    """
    places = _places[is_known]
    if not places.acquire(blocking=False):
        raise TooBusy
    begun = _hashing.submit(work)
    # When the work is done, and not when who asked for it is gone.
    begun.add_done_callback(lambda _: places.release())
    return await asyncio.wrap_future(begun)
