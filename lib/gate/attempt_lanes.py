"""Attempts with a password wait in lanes: those of one lane are worked on one after the other.

A lane is all that strangers try with one account, or what comes from a place where its owner has
signed in before. Everything here runs on the event loop.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

MOST_WAITING = 4
MANY_LANES = 1000


class TooBusy(Exception):
    """So many wait already that another one had better come back later."""


@dataclass(order=True)
class _Waiting:
    """Who waits; the one with the fewest failures comes first, then the one who came first."""

    failures: int
    place: int
    wake: asyncio.Event = field(default_factory=asyncio.Event, compare=False)
    is_displaced: bool = field(default=False, compare=False)


@dataclass
class _Lane:
    waiting: list[_Waiting] = field(default_factory=list)
    is_taken: bool = False
    free_at: float = 0.0

    def wake_first(self) -> None:
        if self.waiting and not self.is_taken:
            min(self.waiting).wake.set()


class AttemptLanes:
    """The lanes that are in use or not free yet; `clock` tells seconds, `sleep` lets them pass."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lanes: dict[Hashable, _Lane] = {}
        self._n_came = 0

    @asynccontextmanager
    async def turn(
        self, key: Hashable, failures: int, delay: Callable[[], float]
    ) -> AsyncIterator[None]:
        """Have the lane to oneself; `delay` tells how long after that it stays shut.

        Raises TooBusy where MOST_WAITING wait who have failed no more often than this one; else
        whoever of them has failed most often gets it.
        """
        lane = self._lane(key)
        await self._enter(lane, failures)
        try:
            yield
        finally:
            lane.is_taken = False
            lane.free_at = self._clock() + delay()
            lane.wake_first()

    async def _enter(self, lane: _Lane, failures: int) -> None:
        self._n_came += 1
        mine = _Waiting(failures, self._n_came)
        lane.waiting.append(mine)
        if len(lane.waiting) > MOST_WAITING:
            last = max(lane.waiting)
            lane.waiting.remove(last)
            last.is_displaced = True
            last.wake.set()
        try:
            while not mine.is_displaced:
                if lane.is_taken or min(lane.waiting) is not mine:
                    mine.wake.clear()
                    await mine.wake.wait()
                elif (rest := lane.free_at - self._clock()) > 0:
                    await self._sleep(rest)
                else:
                    lane.is_taken = True
                    return
        finally:
            if not mine.is_displaced:
                lane.waiting.remove(mine)
                lane.wake_first()
        raise TooBusy

    def _lane(self, key: Hashable) -> _Lane:
        if len(self._lanes) >= MANY_LANES:
            now = self._clock()
            self._lanes = {
                name: lane
                for name, lane in self._lanes.items()
                if lane.waiting or lane.is_taken or lane.free_at > now
            }
        return self._lanes.setdefault(key, _Lane())
