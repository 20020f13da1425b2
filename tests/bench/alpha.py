"""Measure our alpha beside evalica's on a million ratings: `python -m tests.bench.alpha`.

Medians of a few runs in one process. Ours takes the ratings as flat arrays, as they are stored, and
its times include the interval over prompts; evalica takes a table of people by units and gives no
interval here; making that table from rows is measured once more beside it. The pairwise alpha is
evalica's nominal one on every pair in both orientations.
"""

import os
import statistics
import time
from collections.abc import Callable

import evalica
import numpy as np
import pandas as pd

from lib.analytics.krippendorff import krippendorff_alpha
from lib.analytics.pair_ratings import PairRatings
from lib.analytics.pairwise_alpha import pairwise_alpha
from lib.analytics.unit_ratings import UnitRatings

RATINGS = 1_000_000
UNITS = 100_000
PEOPLE = 10
UNITS_A_PROMPT = 6
CATEGORIES = 3
ROUNDS = 7


def main() -> None:
    """Print the table."""
    unit, person, value = made_up()
    before = os.getloadavg()
    print(f"{RATINGS:,} ratings of {UNITS:,} units by {PEOPLE} people, {CATEGORIES} values")
    print(f"{'milliseconds':<44}{'min':>8} {'median':>8} {'max':>8}    n    alpha")
    prompt = unit // UNITS_A_PROMPT
    measure(
        "ours, pairwise, both orientations, interval",
        lambda: pairwise_alpha(PairRatings(unit, person, prompt, prompt, unit, value - 1)).value,
    )
    for level in ("nominal", "ordinal", "interval"):
        measure(
            f"ours, {level}, interval over prompts",
            lambda level=level: (
                krippendorff_alpha(
                    UnitRatings(unit, person, prompt, value, CATEGORIES), level
                ).value
            ),
        )
    table = pd.DataFrame(value.reshape(UNITS, PEOPLE).T.astype(np.float64))
    shuffled = np.random.default_rng(1).permutation(RATINGS)
    mixed = (unit[shuffled], person[shuffled], prompt[shuffled], value[shuffled] - 1)
    measure(
        "ours, pairwise, rows in random order",
        lambda: (
            pairwise_alpha(
                PairRatings(mixed[0], mixed[1], mixed[2], mixed[2], mixed[0], mixed[3])
            ).value
        ),
    )
    mirrored = pd.concat([table, 2 - table], axis=1, ignore_index=True)
    measure("evalica, pairwise, both orientations", lambda: evalica.alpha(mirrored).alpha)
    for level in ("nominal", "ordinal", "interval"):
        measure(f"evalica, {level}", lambda level=level: evalica.alpha(table, level).alpha)
    rows = pd.DataFrame({"unit": unit, "person": person, "value": value.astype(np.float64)})
    measure(
        "evalica, nominal, from rows to its table",
        lambda: evalica.alpha(rows.pivot(index="person", columns="unit", values="value")).alpha,
    )
    loads = ", ".join(f"{load:.1f}" for load in (before[0], os.getloadavg()[0]))
    print(f"Load of the machine before and after, {os.cpu_count()} cores: {loads}")


def made_up() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every person's noisy view of every unit, in the order of units."""
    rng = np.random.default_rng(0)
    unit = np.repeat(np.arange(UNITS, dtype=np.int32), PEOPLE)
    person = np.tile(np.arange(PEOPLE, dtype=np.int32), UNITS)
    seen = rng.normal(size=UNITS)[unit] + rng.normal(size=RATINGS)
    return unit, person, np.digitize(seen, [-0.6, 0.6]).astype(np.int8)


def measure(name: str, act: Callable[[], float | None]) -> None:
    """Run it some times and print how long that took."""
    act()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        alpha = act()
        times.append((time.perf_counter() - began) * 1000)
    middle = statistics.median(times)
    print(
        f"{name:<44}{min(times):>8.0f} {middle:>8.0f} {max(times):>8.0f} {ROUNDS:>4} {alpha:8.4f}"
    )


if __name__ == "__main__":
    main()
