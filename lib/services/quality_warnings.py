"""What a reviewer should look at: untouched submits, impossible speed, always the order shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Literal

import numpy as np

from lib.analytics.shown_order import kept_orders, shown_order
from lib.analytics.wilson import wilson_interval
from lib.domain.project import Project
from lib.services.access import requires
from lib.services.projects import labeling_config_of
from lib.store import quality
from lib.store.database import Database
from lib.store.progress import PersonCounts
from lib.store.slices import State, get_task_state

WarningKind = Literal["untouched", "speed", "order shown"]

WORDS_PER_MINUTE = 1_000
SHARE_OF_MEDIAN = 0.1
LEAST_FOR_MEDIAN = 3
MANY_FAST = 3
SHARE_FAST = 0.1
LEAST_UNTOUCHED = 0.1
LATEST = 500
IMPROBABLE = 0.001

RULES = (
    "Untouched submits: nothing was moved before the submit. Warned where the 95 % interval of the "
    f"person's share lies above {LEAST_UNTOUCHED:.0%} and above the median share of the others.",
    f"Impossible speed: less time than reading the prompt and the responses at "
    f"{WORDS_PER_MINUTE:,} words a minute takes, or less than a tenth of the task's median time "
    f"where {LEAST_FOR_MEDIAN} submissions or more of it have a time. Warned from {MANY_FAST} such "
    f"submissions on, or where they are {SHARE_FAST:.0%} of the person's.",
    "The order shown: each bucket in the order in which its responses were shown, which happens by "
    "chance for m responses once in m! times. Warned where so many rankings, of the latest "
    f"{LATEST} of a person, would come about by chance with a probability below {IMPROBABLE}.",
)
"""When a warning is given, in words."""


@dataclass(frozen=True)
class QualityWarning:
    """Something in a person's work to look at; `n` is what it rests on.

    `person` is the person's number, `tasks` holds the numbers of some of the tasks.
    """

    kind: WarningKind
    person: int
    name: str
    sentence: str
    n: int
    tasks: tuple[int, ...] = ()


@requires("reviewer")
def find_warnings(
    database: Database, project: Project, people: Sequence[PersonCounts]
) -> list[QualityWarning]:
    """All warnings, by kind and by the person's number."""
    return [
        *_untouched(database, project, people),
        *_fast(database, project, people),
        *_as_shown(database, project, people),
    ]


def _untouched(
    database: Database, project: Project, people: Sequence[PersonCounts]
) -> Iterator[QualityWarning]:
    shares = {each.number: each.n_untouched / each.n_own for each in people if each.n_own}
    if not any(shares.values()):
        return
    tasks = database.read(lambda c: quality.list_untouched_tasks(c, project.project_id))
    for each in people:
        if not each.n_untouched:
            continue
        others = [share for number, share in shares.items() if number != each.number]
        usual = median(others) if others else 0.0
        low, _ = wilson_interval(shares[each.number], each.n_own)
        if low > max(LEAST_UNTOUCHED, usual):
            beside = f"; the median of the others is {usual:.0%}" if others else ""
            yield QualityWarning(
                "untouched",
                each.number,
                each.name,
                f"submitted {each.n_untouched:,} of {each.n_own:,} tasks "
                f"({shares[each.number]:.0%}) without moving anything{beside}.",
                each.n_own,
                tuple(tasks[each.number]),
            )


def _fast(
    database: Database, project: Project, people: Sequence[PersonCounts]
) -> Iterator[QualityWarning]:
    if not any(each.n_timed and each.n_own for each in people):
        return
    state = database.read(lambda c: get_task_state(c, project.project_id))
    read = _task_words(database, project, state)
    found = database.read(
        lambda c: quality.list_fast_work(
            c,
            project.project_id,
            read,
            words_per_second=WORDS_PER_MINUTE / 60,
            share_of_median=SHARE_OF_MEDIAN,
            least=LEAST_FOR_MEDIAN,
        )
    )
    names = {each.number: each.name for each in people}
    for each in found:
        if each.fast >= MANY_FAST or (each.fast > 0 and each.fast >= SHARE_FAST * each.timed):
            reasons = [
                f"{each.unread:,} faster than the task can be read" if each.unread else "",
                f"{each.hasty:,} in less than a tenth of the task's median time"
                if each.hasty
                else "",
            ]
            yield QualityWarning(
                "speed",
                each.number,
                names[each.number],
                f"submitted {each.fast:,} of {each.timed:,} tasks impossibly fast: "
                f"{', '.join(filter(None, reasons))}.",
                each.timed,
                tuple(each.task_numbers),
            )


@lru_cache(maxsize=4)
def _task_words(database: Database, project: Project, _state: State) -> quality.TaskWords:
    config = labeling_config_of(project.labeling_config)
    fields = [config.prompt_variable] if config.prompt_variable else []
    lists = [each.value.removeprefix("$") for each in config.lists]
    return database.read(lambda c: quality.list_task_words(c, project.project_id, fields, lists))


def _as_shown(
    database: Database, project: Project, people: Sequence[PersonCounts]
) -> Iterator[QualityWarning]:
    config = labeling_config_of(project.labeling_config)
    started_in = [
        (ranker.name, index)
        for ranker in config.rankers
        for index, bucket in enumerate(ranker.buckets)
        if bucket.name == ranker.default_bucket
    ]
    found = database.read(
        lambda c: quality.list_shown_orders(c, project.project_id, LATEST, started_in)
    )
    kept, chance = kept_orders(found.starts, found.group, found.place, found.slot)
    names = {each.number: each.name for each in people}
    for number in np.unique(found.annotator):
        own = found.annotator == number
        order = shown_order(kept[own], chance[own])
        if order.probability < IMPROBABLE:
            at = np.flatnonzero(own & kept & (chance < 1))[: quality.NAMED_TASKS]
            yield QualityWarning(
                "order shown",
                int(number),
                names[int(number)],
                f"left {order.kept:,} of {order.n:,} rankings in the order shown, where chance "
                f"gives {order.expected:,.1f}.",
                order.n,
                tuple(int(task) for task in found.task_number[at]),
            )
