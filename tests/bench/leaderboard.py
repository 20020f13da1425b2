"""Measure our leaderboard beside evalica and arena-rank: part of `make bench`, on an idle machine.

From the same stored rows in a DuckDB file to ratings (ours and arena-rank's with intervals), each
in a fresh process. The databases (2.7 GB) and arena-rank's environment (1 GB) are made the first
time and kept in the user's cache folder.

Run: python -m tests.bench.leaderboard [--quick]
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from tests.bench.arena_environment import NotInstalled, arena_python
from tests.bench.stored_rankings import Kind, stored

MILLION = 1_000_000
FULL = (Kind(MILLION, 4, 20), Kind(MILLION, 4, 100), Kind(10 * MILLION, 2, 100))
QUICK = (Kind(100_000, 4, 20), Kind(100_000, 4, 100), Kind(100_000, 2, 100))
CLUSTERS = ("ranking", "prompt", "two-way")
LONGEST = 1_800


def main() -> None:
    """Print a table for each kind of rankings."""
    before = os.getloadavg()
    peers = {"evalica": sys.executable}
    try:
        peers["arena-rank"] = str(arena_python())
    except NotInstalled as reason:
        print(f"arena-rank is not measured, since it could not be installed: {reason}.")
    for kind in QUICK if "--quick" in sys.argv else FULL:
        compare(kind, peers)
    loads = ", ".join(f"{load:.1f}" for load in (before[0], os.getloadavg()[0]))
    print(f"\nLoad of the machine before and after, {os.cpu_count()} cores: {loads}")


def compare(kind: Kind, peers: dict[str, str]) -> None:
    """Measure everybody on one kind of rankings."""
    what = "battles" if kind.items == 2 else f"rankings of {kind.items}"
    print(f"\n{kind.rankings:,} {what} among {kind.models} models: seconds, megabytes", flush=True)
    path = str(stored(kind))
    print(
        f"{'':<12}{'clusters':<10}{'median':>8} {'cold':>8} {'CPU':>8} {'kernel':>8} "
        f"{'peak':>7} {'imports':>8} {'of evalica':>11}"
    )
    timings: dict[tuple[str, str], dict[str, Any] | str] = {}
    for name, clusters, arguments in contestants(kind, path, peers):
        timings[name, clusters] = measure(arguments)
        row = row_of(name, clusters, timings[name, clusters], timings["evalica", "none"])
        print(row, flush=True)
    print(f"Largest difference between our ratings and evalica's: {apart(timings):.3f} points")


def contestants(
    kind: Kind, path: str, peers: dict[str, str]
) -> Iterator[tuple[str, str, list[str]]]:
    """Who is measured, what their intervals rest on, and the command; evalica first."""
    for name, python in peers.items():
        clusters = "none" if name == "evalica" else "battle"
        yield name, clusters, [python, "-m", "tests.bench.peers", name, path, str(kind.items)]
    for clusters in CLUSTERS[:1] if kind.items == 2 else CLUSTERS:
        yield "Podium", clusters, [sys.executable, "-m", "tests.bench.ours", path, clusters]


def row_of(
    name: str, clusters: str, timing: dict[str, Any] | str, peer: dict[str, Any] | str
) -> str:
    """A line of the table, or why there is none."""
    if isinstance(timing, str):
        return f"{name:<12}{clusters:<10}{timing}"
    kernel = "–" if timing["kernel"] is None else f"{timing['kernel']:.2f}"
    share = "–" if isinstance(peer, str) else f"{timing['median'] / peer['median']:.3f}"
    return (
        f"{name:<12}{clusters:<10}{timing['median']:>8.2f} {timing['cold']:>8.2f} "
        f"{timing['cpu']:>8.2f} {kernel:>8} {timing['peak']:>7.0f} {timing['imported']:>8.0f} "
        f"{share:>11}"
    )


def measure(arguments: list[str]) -> dict[str, Any] | str:
    """What a process of its own prints; where it fails, the end of what it says."""
    try:
        finished = subprocess.run(
            arguments, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return f"did not end within {LONGEST} s"
    if finished.returncode:
        said = finished.stderr.strip().splitlines()[-1:] or ["nothing"]
        return f"ended with {finished.returncode}: {said[0]}"
    found: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    return found


def apart(timings: dict[tuple[str, str], dict[str, Any] | str]) -> float:
    """How far the mean-free ratings lie apart at most; infinite where one is missing."""
    ours, theirs = timings["Podium", "ranking"], timings["evalica", "none"]
    if isinstance(ours, str) or isinstance(theirs, str):
        return float("inf")
    one, two = ours["ratings"], theirs["ratings"]
    shift = sum(one[each] - two[each] for each in one) / len(one)
    return max(abs(one[each] - two[each] - shift) for each in one)


if __name__ == "__main__":
    main()
