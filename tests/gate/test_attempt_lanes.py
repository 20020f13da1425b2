"""Attempts at one account wait for each other; the clock and the hasher are made up."""

import asyncio
from collections.abc import Callable, Coroutine

import pytest

from lib.gate.attempt_lanes import MANY_LANES, MOST_WAITING, AttemptLanes, TooBusy


class MadeUp:
    """Time that passes only while somebody waits for it, and what was worked on when."""

    def __init__(self) -> None:
        self.now = 0.0
        self.done: list[tuple[str, float]] = []
        self.refused: list[str] = []
        self.lanes = AttemptLanes(lambda: self.now, self._sleep)
        self._until: list[tuple[float, int, asyncio.Event]] = []

    async def _sleep(self, seconds: float) -> None:
        event = asyncio.Event()
        self._until.append((self.now + seconds, len(self._until), event))
        await event.wait()

    async def attempt(
        self, name: str, *, lane: str = "ann", failures: int = 0, delay: float = 4, takes: float = 1
    ) -> None:
        try:
            async with self.lanes.turn(lane, failures, lambda: delay):
                self.done.append((name, self.now))
                await self._sleep(takes)
        except TooBusy:
            self.refused.append(name)

    async def run(self, *steps: tuple[float, Callable[[], Coroutine[None, None, None]]]) -> None:
        """Begin each attempt at its second, and let time pass until all have ended."""
        tasks: list[asyncio.Task[None]] = []
        left = sorted(steps, key=lambda step: step[0])
        while left or not all(task.done() for task in tasks):
            for _ in range(20):
                await asyncio.sleep(0)
            moments = [moment for moment, _, _ in self._until] + [at for at, _ in left]
            if not moments:
                break
            self.now = min(moments)
            for at, begin in [step for step in left if step[0] <= self.now]:
                tasks.append(asyncio.create_task(begin()))
                left.remove((at, begin))
            for entry in [entry for entry in self._until if entry[0] <= self.now]:
                self._until.remove(entry)
                entry[2].set()
        await asyncio.gather(*tasks)


@pytest.fixture
def made_up() -> MadeUp:
    return MadeUp()


def test_attempts_at_one_account_are_worked_on_one_by_one_and_not_before_the_delay_is_over(
    made_up: MadeUp,
) -> None:
    attempts = [(0.0, lambda n=n: made_up.attempt(f"{n}")) for n in range(3)]
    asyncio.run(made_up.run(*attempts))
    # Each takes 1 s, and the lane stays shut for 4 s after it.
    assert made_up.done == [("0", 0), ("1", 5), ("2", 10)]


def test_other_lanes_go_on_meanwhile(made_up: MadeUp) -> None:
    asyncio.run(
        made_up.run(
            (0, lambda: made_up.attempt("a")),
            (0, lambda: made_up.attempt("b")),
            (1, lambda: made_up.attempt("other", lane="bea")),
        )
    )
    assert made_up.done == [("a", 0), ("other", 1), ("b", 5)]


def test_the_owner_gets_in_within_seconds_while_a_stranger_keeps_guessing(made_up: MadeUp) -> None:
    guesses = [
        (second / 2, lambda n=second: made_up.attempt(f"guess {n}", failures=n + 1))
        for second in range(100)
    ]
    asyncio.run(made_up.run(*guesses, (20.2, lambda: made_up.attempt("owner"))))
    began = dict(made_up.done)
    # The next turn after 20.2 s is at 25 s, and nobody who waits has failed as seldom.
    assert began["owner"] == 25
    # 100 guesses within 50 s: a turn each 5 s, a few of them after the last guess has come.
    assert len(made_up.done) + len(made_up.refused) == 101
    assert len(made_up.done) <= 50 / 5 + 1 + MOST_WAITING


def test_only_a_few_wait_and_those_who_failed_most_often_give_way(made_up: MadeUp) -> None:
    asyncio.run(
        made_up.run(
            (0, lambda: made_up.attempt("first")),
            *((1, lambda n=n: made_up.attempt(f"{n} failures", failures=n)) for n in (7, 2, 9, 2)),
            (2, lambda: made_up.attempt("8 failures", failures=8)),
            (3, lambda: made_up.attempt("none", failures=0)),
            (4, lambda: made_up.attempt("many", failures=20)),
        )
    )
    names = [name for name, _ in made_up.done]
    assert names == ["first", "none", "2 failures", "2 failures", "7 failures"]
    # Told so at once, or, who was first in turn, when the wait is over.
    assert sorted(made_up.refused) == ["8 failures", "9 failures", "many"]


def test_who_goes_away_while_waiting_leaves_the_place_to_the_next(made_up: MadeUp) -> None:
    async def goes_away() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await made_up.attempt("gone")

    asyncio.run(
        made_up.run(
            (0, lambda: made_up.attempt("first")),
            (1, goes_away),
            (1, lambda: made_up.attempt("next")),
        )
    )
    assert made_up.done == [("first", 0), ("next", 5)]


def test_lanes_that_are_free_are_forgotten(made_up: MadeUp) -> None:
    async def many() -> None:
        for n in range(MANY_LANES + 5):
            async with made_up.lanes.turn(n, 0, lambda: 0):
                pass

    asyncio.run(many())
    assert len(made_up.lanes._lanes) <= MANY_LANES
