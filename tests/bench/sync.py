"""Measure a sync beside Label Studio's bare SDK doing the same calls: `make bench-sync`.

A private Label Studio is started for it. The SDK has the same batches and reads the same things,
and keeps no account of what was done. Each side fills a project of its own, block by block in
turns; both then read the SDK's one. Every measurement has a process of its own; imports (the SDK
takes a second) and the opening of the database are not counted.

Run: python -m tests.bench.sync [tasks], 1000 unless told; 5000 take most of an hour.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.sync_clock import Measured, take_turns
from tests.label_studio.private_server import PrivateLabelStudio
from tests.label_studio_server import install_label_studio

TASKS = 1000
UNCHANGED = 1000
PULLS = 3
SMALLER = 5
"""Memory is measured for a fifth of the tasks as well."""


class Bench:
    """Starts the processes of both sides."""

    def __init__(self, server: PrivateLabelStudio, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.began = time.monotonic()

    def say(self, *words: object) -> None:
        print(f"{time.monotonic() - self.began:6.0f} s:", *words, file=sys.stderr, flush=True)

    def ours(self, act: str, database: str, number: int) -> list[str]:
        path = self.folder / f"{database}.duckdb"
        return self._command("tests.bench.sync_ours", act, path, number)

    def bare(self, act: str, ls_project_id: int, n: int) -> list[str]:
        return self._command("tests.bench.sync_bare", act, ls_project_id, n)

    def new_project(self) -> int:
        [created] = take_turns(self.bare("create", 0, 0))
        return int(created.last["ls_project_id"])

    def _command(self, module: str, act: str, *more: object) -> list[str]:
        return [module, act, self.server.url, self.server.token, *map(str, more)]


def main(n: int) -> None:
    """Print what was measured."""
    before = os.getloadavg()
    installation = install_label_studio()
    with (
        tempfile.TemporaryDirectory() as folder,
        PrivateLabelStudio(installation, Path(folder)) as server,
    ):
        bench = Bench(server, Path(folder))
        print(f"{n:,} tasks of five responses (8 KB), each with a prediction, an annotation")
        measure_unchanged(bench)
        peaks = measure_smaller(bench, n // SMALLER)
        measure_push_and_pull(bench, n, peaks)
    loads = ", ".join(f"{load:.1f}" for load in (before[0], os.getloadavg()[0]))
    print(f"Load of the machine before and after, {os.cpu_count()} cores: {loads}")


def measure_unchanged(bench: Bench) -> None:
    """Both directions, nothing to do; all tasks changed within the overlap, the slowest case."""
    bench.say(f"{UNCHANGED} unchanged tasks")
    ls_project_id = bench.new_project()
    take_turns(bench.bare("fill", ls_project_id, UNCHANGED))
    [found] = take_turns(bench.ours("unchanged", "unchanged", ls_project_id))
    assert found.last["n"] == UNCHANGED, found.last
    times = found.last["times"]
    print(
        f"both, {UNCHANGED:,} unchanged tasks: median {statistics.median(times):.2f} s, "
        f"{min(times):.2f} to {max(times):.2f}, n {len(times)}",
        flush=True,
    )


def measure_smaller(bench: Bench, n: int) -> list[tuple[str, int, Measured]]:
    """Ours alone, with fewer tasks."""
    bench.say(f"push and pull of {n} tasks, ours alone")
    take_turns(bench.ours("prepare", "smaller", n))
    [pushed] = take_turns(bench.ours("push", "smaller", n))
    ls_project_id = bench.new_project()
    take_turns(bench.bare("fill", ls_project_id, n))
    [pulled] = take_turns(bench.ours("pull", "smaller-pull", ls_project_id))
    return [("push", n, pushed), ("pull", n, pulled)]


def measure_push_and_pull(bench: Bench, n: int, peaks: list[tuple[str, int, Measured]]) -> None:
    """Beside the SDK: the tables of seconds and of memory."""
    bench.say(f"preparing {n} tasks")
    take_turns(bench.ours("prepare", "full", n))
    ls_project_id = bench.new_project()
    bench.say(f"push of {n} tasks by both, in turns")
    ours, bare = take_turns(bench.ours("push", "full", n), bench.bare("push", ls_project_id, n))
    print(f"{'seconds':<28}{'Podium':>9}{'bare SDK':>9}{'ratio':>8}   of blocks: median")
    for block in ("tasks", "annotations", ""):
        print_row(f"push, {block or 'all of it'}", block, ours, bare)
    pulls = []
    for number in range(PULLS):
        bench.say(f"pull {number + 1} of {PULLS} of {n} tasks by both")
        pulls.append(pull_by_both(bench, n, ls_project_id, number))
    middle = [statistics.median(pair[side].seconds() for pair in pulls) for side in (0, 1)]
    print(
        f"{f'pull, medians of {PULLS}':<28}{middle[0]:>9.1f}{middle[1]:>9.1f}"
        f"{middle[0] / middle[1]:>8.2f}"
    )
    total = [each.seconds() + seconds for each, seconds in zip((ours, bare), middle, strict=True)]
    print(f"{'both':<28}{total[0]:>9.1f}{total[1]:>9.1f}{total[0] / total[1]:>8.2f}")
    print_memory([*peaks, ("push", n, ours), ("pull", n, pulls[0][0])])


def pull_by_both(bench: Bench, n: int, ls_project_id: int, number: int) -> list[Measured]:
    """Ours and the bare SDK's, one after the other; who begins changes with the number."""
    commands = [
        bench.ours("pull", f"pull-{number}", ls_project_id),
        bench.bare("pull", ls_project_id, n),
    ]
    step = -1 if number % 2 else 1
    pulled = take_turns(*commands[::step])[::step]
    assert {each.last["n"] for each in pulled} == {n}, pulled
    return pulled


def print_row(name: str, block: str, ours: Measured, bare: Measured) -> None:
    """The sums, their ratio, and the median of the ratios of single blocks."""
    pairs = [
        mine[1] / theirs[1]
        for mine, theirs in zip(ours.blocks, bare.blocks, strict=True)
        if block in ("", mine[0])
    ]
    one, other = ours.seconds(block), bare.seconds(block)
    print(
        f"{name:<28}{one:>9.1f}{other:>9.1f}{one / other:>8.2f}"
        f"{statistics.median(pairs):>8.2f}, n {len(pairs)}",
        flush=True,
    )


def print_memory(peaks: Sequence[tuple[str, int, Measured]]) -> None:
    """The most that our process held, and before it began."""
    print(f"{'megabytes of our process':<28}{'tasks':>9}{'peak':>9}{'before':>8}")
    for name, n, measured in sorted(peaks, key=lambda each: (each[0], each[1])):
        last = measured.last
        print(f"{name:<28}{n:>9,}{last['peak']:>9.0f}{last['imported']:>8.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TASKS)
