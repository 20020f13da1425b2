"""From Label Studio to here: what changed there since the last time."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from lib.domain.label_studio import KeptAside, LinkedTask, SyncCounts, TaskStamp
from lib.label_studio.rows import STAMP_FORMAT
from lib.services.label_studio.deletions import take_deletions, tell_deletions
from lib.services.label_studio.exchange import Exchange
from lib.services.label_studio.incoming import Incoming, compare
from lib.services.label_studio.known_tasks import linked_elsewhere, replaced
from lib.services.label_studio.linked_index import LinkedIndex
from lib.services.label_studio.outcome_words import KEPT_ASIDE
from lib.services.label_studio.storing import store
from lib.store import kept_aside, links
from lib.store.columns import utc_now
from lib.store.pending import Foreseen
from lib.store.writer import Connection

BATCH = 250
"""Tasks that are read and stored at a time."""

OVERLAP = timedelta(minutes=2)
"""A change bears the time at which it began there, and shows only once it is committed."""

Stamps = dict[int, TaskStamp]
Rows = list[dict[str, Any]]


def pull(exchange: Exchange, index: LinkedIndex, *, archives: bool) -> None:
    """Bring what changed there; without `archives`, tasks deleted there are only told.

    Each batch is one transaction, the watermark comes last: a pull that dies anywhere is run again,
    and what it had stored is recognised.
    """
    newest = exchange.link.watermark
    aside = _tasks_aside(exchange)
    gone: list[LinkedTask] = []
    staying: list[UUID] = []
    with _read(exchange, index) as batches:
        for stamps, rows in batches:
            others = replaced(index, rows)
            gone += others
            if others and archives:
                staying += take_deletions(exchange, index, others)
            elif others:
                stamps, rows = _without(others, stamps, rows)
            incoming = _take_in(exchange, index, stamps, rows)
            aside = _still_aside(aside, stamps, incoming)
            newest = max([newest or "", *(each.updated_at for each in stamps.values())])
    missing, vanished = _missing(exchange, index, aside, n_new=0)
    if archives:
        gone = index.are_gone(gone) + missing
        staying += take_deletions(exchange, index, missing)
        exchange.tally.pulled += SyncCounts(deleted_tasks=len(gone))
        tell_deletions(exchange, [each.task_id for each in gone if each.task_id in staying])
    elif left := len(gone + missing):
        # What stands in the place of others is read by the pull that archives them.
        newest = exchange.link.watermark if gone else newest
        tasks = "1 task was" if left == 1 else f"{left:,} tasks were"
        they_are = "It is" if left == 1 else "They are"
        exchange.tally.tell(
            f"{tasks} deleted in Label Studio. {they_are} archived here by a pull that somebody "
            "asks for."
        )
    project_id = exchange.project.project_id

    def end(connection: Connection) -> None:
        kept_aside.put_of_tasks(connection, project_id, vanished, [])
        links.set_watermark(connection, project_id, newest, utc_now())

    exchange.database.write(end)


def foresee(exchange: Exchange, index: LinkedIndex) -> Foreseen:
    """Count what a pull would bring, and tell what a push after it need not send."""
    foreseen = Foreseen()
    aside = _tasks_aside(exchange)
    n_new = 0
    others: list[LinkedTask] = []
    with _read(exchange, index) as batches:
        for stamps, rows in batches:
            found = replaced(index, rows)
            index.mark_gone(found, utc_now())
            others += found
            incoming = exchange.database.read(partial(_compared, exchange, index, stamps, rows))
            _count(exchange, incoming, incoming.counts)
            index.add(incoming.linked_tasks)
            aside = _still_aside(aside, stamps, incoming)
            n_new += len(incoming.new_tasks)
            foreseen.there |= {each.task_id for each in incoming.linked_tasks}
            foreseen.predictions |= {each.prediction_id for each in incoming.linked_predictions}
            foreseen.settled |= incoming.settled
            foreseen.agreed |= {each.annotation_id: each for each in incoming.agreed}
    missing, _ = _missing(exchange, index, aside, n_new)
    missing += index.are_gone(others)
    exchange.tally.pulled += SyncCounts(deleted_tasks=len(missing))
    foreseen.gone = {each.task_id for each in missing}
    return foreseen


def leave_out_replaced(exchange: Exchange, index: LinkedIndex) -> None:
    """Before a push without a pull: find tasks whose ids there are those of others by now."""
    if exchange.link.watermark is not None:
        with _read(exchange, index) as batches:
            for _, rows in batches:
                index.mark_gone(replaced(index, rows), utc_now())


@contextmanager
def _read(exchange: Exchange, index: LinkedIndex) -> Iterator[Iterator[tuple[Stamps, Rows]]]:
    """The tasks there that are not as they were last read, in batches.

    A batch is read while the one before it is stored. Nothing else asks the server meanwhile.
    """
    batches = _batches(exchange, index)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="podium-pull") as reader:

        def read_ahead() -> Iterator[tuple[Stamps, Rows]]:
            n_read = 0
            waiting = reader.submit(next, batches, None)
            exchange.progress("Reading from Label Studio")
            while batch := waiting.result():
                waiting = reader.submit(next, batches, None)
                yield batch
                n_read += len(batch[1])
                exchange.progress("Reading from Label Studio", n_read)

        yield read_ahead()


def _batches(exchange: Exchange, index: LinkedIndex) -> Iterator[tuple[Stamps, Rows]]:
    for batch in _changed(exchange, index, exchange.link.watermark):
        stamps = {each.ls_task_id: each for each in batch}
        rows = exchange.client.export_tasks(exchange.ls_project_id, list(stamps))
        _look_for_those_replaced(exchange, index, rows)
        yield stamps, rows


def _look_for_those_replaced(exchange: Exchange, index: LinkedIndex, rows: Rows) -> None:
    """A task whose counterpart was deleted there, and that is among `rows`, is free for it."""
    project_id = exchange.project.project_id
    known = exchange.database.read(lambda c: linked_elsewhere(c, project_id, index, rows))
    if not known:
        return
    ids = sorted(each.ls_task_id for each in known if each.ls_task_id)
    there = {row["id"] for row in exchange.client.export_tasks(exchange.ls_project_id, ids)}
    index.mark_gone([each for each in known if each.ls_task_id not in there], utc_now())


def _without(others: Sequence[LinkedTask], stamps: Stamps, rows: Rows) -> tuple[Stamps, Rows]:
    ids = {each.ls_task_id for each in others}
    return (
        {ls_id: each for ls_id, each in stamps.items() if ls_id not in ids},
        [row for row in rows if row["id"] not in ids],
    )


def _tasks_aside(exchange: Exchange) -> set[int]:
    project_id = exchange.project.project_id
    known = exchange.database.read(lambda c: kept_aside.list_kept_aside(c, project_id))
    return {each.ls_id for each in known if each.kind == "task"}


def _still_aside(aside: set[int], stamps: Stamps, incoming: Incoming) -> set[int]:
    now = {each.ls_id for each in incoming.kept_aside if each.kind == "task"}
    return (aside - stamps.keys()) | now


def _changed(
    exchange: Exchange, index: LinkedIndex, since: str | None
) -> Iterator[list[TaskStamp]]:
    """Tasks there that are not as they were last read, in batches."""
    batch: list[TaskStamp] = []
    start = _overlapped(since) if since else None
    for stamp in exchange.client.list_stamps(exchange.ls_project_id, start):
        if not index.is_as_read(stamp):
            batch.append(stamp)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _overlapped(since: str) -> str:
    moment = datetime.strptime(since, STAMP_FORMAT).replace(tzinfo=UTC)
    return (moment - OVERLAP).strftime(STAMP_FORMAT)


def _take_in(exchange: Exchange, index: LinkedIndex, stamps: Stamps, rows: Rows) -> Incoming:
    def change(connection: Connection) -> tuple[Incoming, SyncCounts, list[LinkedTask]]:
        incoming = _compared(exchange, index, stamps, rows, connection)
        counts = incoming.counts
        return incoming, counts, store(connection, exchange, incoming, stamps)

    incoming, counts, linked = exchange.database.write(change)
    index.add(linked)
    _count(exchange, incoming, counts)
    return incoming


def _compared(
    exchange: Exchange, index: LinkedIndex, stamps: Stamps, rows: Rows, connection: Connection
) -> Incoming:
    return compare(connection, exchange, index, stamps, rows)


def _count(exchange: Exchange, incoming: Incoming, counts: SyncCounts) -> None:
    tally = exchange.tally
    tally.pulled += counts
    tally.conflicts += len(incoming.conflicts)
    tally.kept_aside |= {(each.kind, each.ls_id) for each in incoming.kept_aside}
    tally.tell(
        *incoming.messages,
        *(f"{_place(each)}{KEPT_ASIDE}{each.reason}" for each in incoming.kept_aside),
    )


def _missing(
    exchange: Exchange, index: LinkedIndex, aside: set[int], n_new: int
) -> tuple[list[LinkedTask], set[int]]:
    """Tasks that were deleted there: they just vanish, so the number of tasks tells.

    Those that are linked, and the ids there of those that were kept aside, which are among `aside`;
    `n_new` counts those not stored yet.
    """
    n_there = exchange.client.get_project(exchange.ls_project_id).n_tasks
    if n_there == index.n_there() + len(aside) + n_new:
        return [], set()
    exchange.progress("Looking for deleted tasks")
    there = {each.ls_task_id for each in exchange.client.list_stamps(exchange.ls_project_id)}
    return index.missing_from(there), aside - there


def _place(aside: KeptAside) -> str:
    task = f"task {aside.ls_task_id} in Label Studio"
    return f"T{task[1:]}" if aside.kind == "task" else f"The {aside.kind} {aside.ls_id} of {task}"
