"""How long a task takes and how much memory its process needs, told as one line of JSON."""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

ROUNDS = 4
PATIENCE = 60
"""Seconds after which a slow task is not asked again."""


@dataclass(frozen=True)
class Timing:
    """Seconds: `cold` of the first time, `median` and `cpu` (all threads) of those after it.

    `kernel` is the part of the median that the rating itself takes, None where that has no line of
    its own. Megabytes: `peak` of the whole process, `imported` before the first time.
    """

    cold: float
    median: float
    cpu: float
    kernel: float | None
    peak: float
    imported: float
    ratings: dict[str, float]

    @classmethod
    def of(cls, act: Callable[[], tuple[dict[str, float], float | None]]) -> "Timing":
        """Measure `act`, which gives the ratings on Elo's scale and the seconds of its kernel."""
        imported = peak_megabytes()
        wall, cpu, kernels = [], [], []
        began = time.perf_counter()
        while len(wall) < 2 or (len(wall) <= ROUNDS and time.perf_counter() - began < PATIENCE):
            start, start_cpu = time.perf_counter(), time.process_time()
            ratings, kernel = act()
            wall.append(time.perf_counter() - start)
            cpu.append(time.process_time() - start_cpu)
            kernels.append(kernel)
        return cls(
            cold=wall[0],
            median=statistics.median(wall[1:]),
            cpu=statistics.median(cpu[1:]),
            kernel=None if kernels[0] is None else statistics.median(kernels[1:]),
            peak=peak_megabytes(),
            imported=imported,
            ratings=ratings,
        )

    def print(self) -> None:
        print(json.dumps(asdict(self)))


def peak_megabytes() -> float:
    """The most memory that this process ever held.

    Linux counts what the starting process held into ru_maxrss, so its own figure comes first.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(each for each in status.read_text().splitlines() if "VmHWM" in each)
        return int(line.split()[1]) / 1024
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest / (1024 * 1024 if sys.platform == "darwin" else 1024)
