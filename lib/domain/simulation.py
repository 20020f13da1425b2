"""Made-up rankings for the demo project, drawn from a model of how people rank.

Each item has a hidden strength. An annotator perceives it with Gumbel noise and puts the items in
the order of what they perceive, which is a Plackett-Luce ranking; what falls below the annotator's
own threshold goes to the bad bucket. Every draw is seeded by task and annotator, so that the same
input gives the same rankings on every machine, and one more annotator changes nobody else's.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from lib.domain.labeling_config import UNRANKED

SKIPPED_SHARE = 0.03
UNPLACED_SHARE = 0.04
TASK_SPREAD = 0.5
LEAD_TIME_SPREAD = 0.45


@dataclass(frozen=True)
class SimulatedAnnotator:
    """How one made-up person works.

    `noise` scales the error of perception (0: always by strength), `leniency` is how far below 0 a
    perceived strength may lie before the item goes to the bad bucket, `pace` is the median lead
    time in seconds for an item, `share` the part of all tasks that the person does (0 to 1).
    """

    name: str
    noise: float
    leniency: float
    pace: float
    share: float


@dataclass(frozen=True)
class SimulatedRanking:
    """What one annotator made of one task.

    `task` is its index in the tasks given. `columns` maps the bucket names and `_` to item ids,
    best first, as `Ranking.of` takes them; a skipped task has every item in `_`. `lead_time` is in
    seconds.
    """

    task: int
    annotator: str
    columns: Mapping[str, tuple[str, ...]]
    skipped: bool
    lead_time: float


def simulated_annotators(number: int = 10) -> tuple[SimulatedAnnotator, ...]:
    """Made-up people of different care, strictness and speed: "Simulated annotator 01", 02, …"""
    return tuple(
        SimulatedAnnotator(
            name=f"Simulated annotator {index + 1:02}",
            noise=(0.4, 0.6, 0.5, 0.9, 0.7)[index % 5],
            leniency=(0.6, 0.2, 0.9, 0.4)[index % 4],
            pace=(9.0, 14.0, 11.0)[index % 3],
            share=(1.0, 0.95, 0.85, 0.9, 0.8)[index % 5],
        )
        for index in range(number)
    )


def simulated_rankings(
    tasks: Sequence[Sequence[str]],
    strengths: Mapping[str, float],
    annotators: Sequence[SimulatedAnnotator],
    *,
    good_bucket: str,
    bad_bucket: str,
    seed: int = 1,
) -> tuple[SimulatedRanking, ...]:
    """The rankings of every annotator, task by task.

    `tasks` holds each task's item ids, `strengths` the hidden strength of each id. On top of it
    each item has an effect of its own in each task, the same for everyone: models are not equally
    good everywhere, and people who see the same responses agree more than chance would have it.
    """
    buckets = (good_bucket, bad_bucket)
    doing = {each.name: _tasks_of(each, len(tasks), seed) for each in annotators}
    return tuple(
        _ranking(number, _strengths_in(number, items, strengths, seed), each, buckets, seed)
        for number, items in enumerate(tasks)
        for each in annotators
        if number in doing[each.name]
    )


def _ranking(
    task: int,
    strengths: Mapping[str, float],
    annotator: SimulatedAnnotator,
    buckets: tuple[str, str],
    seed: int,
) -> SimulatedRanking:
    draw = _random(seed, task, annotator.name)
    lead_time = annotator.pace * len(strengths) * draw.lognormvariate(0, LEAD_TIME_SPREAD)
    skipped = draw.random() < SKIPPED_SHARE
    perceived = {item: each + annotator.noise * _gumbel(draw) for item, each in strengths.items()}
    best_first = sorted(perceived, key=perceived.__getitem__, reverse=True)

    columns: dict[str, list[str]] = {UNRANKED: [], **{bucket: [] for bucket in buckets}}
    for item in best_first:
        unplaced = draw.random() < UNPLACED_SHARE
        good = perceived[item] >= -annotator.leniency
        columns[UNRANKED if unplaced or skipped else buckets[0 if good else 1]].append(item)
    return SimulatedRanking(
        task=task,
        annotator=annotator.name,
        columns={name: tuple(items) for name, items in columns.items()},
        skipped=skipped,
        lead_time=round(lead_time, 3),
    )


def _strengths_in(
    task: int, items: Sequence[str], strengths: Mapping[str, float], seed: int
) -> dict[str, float]:
    draws = ((item, _random(seed, task, item)) for item in items)
    return {item: strengths[item] + draw.normalvariate(0, TASK_SPREAD) for item, draw in draws}


def _tasks_of(annotator: SimulatedAnnotator, number_of_tasks: int, seed: int) -> set[int]:
    draw = _random(seed, annotator.name)
    return set(draw.sample(range(number_of_tasks), round(annotator.share * number_of_tasks)))


def _gumbel(draw: Random) -> float:
    """A standard Gumbel draw. The inner value is in (0, 1], so its logarithm is never infinite."""
    exponential = -math.log(1 - draw.random())
    return -math.log(max(exponential, 1e-300))


def _random(*seeds: object) -> Random:
    """A generator of its own for each task and person; reproducible draws are the point here."""
    return Random(":".join(map(str, seeds)))  # noqa: S311
