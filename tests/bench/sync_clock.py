"""Two processes that take turns, so that a machine which slows down slows both, and their clocks.

A line of input lets a process go on; a line of JSON says that it waits, or has ended.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from tests.bench.timing import peak_megabytes


class Clock:
    """In the process that is measured: runs only while it is its turn."""

    def __init__(self) -> None:
        self._imported = peak_megabytes()
        self._wait()

    def pause(self, block: str) -> None:
        """Tell how long the block took that ends here, and wait for the next turn."""
        self._tell(block=block)
        self._wait()

    def end(self, block: str, **more: Any) -> None:
        """Tell of the last block, and what else is to be told."""
        self._tell(block=block, peak=peak_megabytes(), imported=self._imported, **more)

    def _tell(self, **said: Any) -> None:
        seconds = time.perf_counter() - self._since
        print(json.dumps({"seconds": seconds, **said}), flush=True)

    def _wait(self) -> None:
        sys.stdin.readline()
        self._since = time.perf_counter()


@dataclass(frozen=True)
class Measured:
    """What a process told: its blocks in order (their names and seconds), and its last line."""

    blocks: tuple[tuple[str, float], ...]
    last: dict[str, Any]

    def seconds(self, block: str = "") -> float:
        """Of all blocks, or of those with this name."""
        return sum(seconds for name, seconds in self.blocks if block in ("", name))


def take_turns(*commands: list[str]) -> list[Measured]:
    """Run them block by block; who begins changes each time. All must have as many blocks."""
    running = [_Running(command) for command in commands]
    try:
        order = list(running)
        while not all(each.has_ended for each in running):
            for each in order:
                each.go_on()
            order.reverse()
        return [Measured(tuple(each.blocks), each.last) for each in running]
    finally:
        for each in running:
            each.process.kill()
            each.process.communicate()


class _Running:
    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.blocks: list[tuple[str, float]] = []
        self.last: dict[str, Any] = {}

    @property
    def has_ended(self) -> bool:
        return "peak" in self.last

    def go_on(self) -> None:
        """Let it work until it waits again."""
        assert not self.has_ended, "One has fewer blocks than the other."
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args!r} ended with {self.process.wait()}.")
        self.last = json.loads(line)
        self.blocks.append((self.last["block"], self.last["seconds"]))
