"""Tasks on their way to Label Studio: marked before they are sent, found if the answer is lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from time import sleep
from uuid import UUID

from lib.domain.label_studio import LinkedTask
from lib.domain.task import Prediction, Task
from lib.errors import LabelStudioError, RemoteRefused, TokenRefused
from lib.formats.label_studio_payloads import source_id_of, task_payload
from lib.services.label_studio.exchange import Exchange
from lib.services.label_studio.linked_index import LinkedIndex
from lib.store import linked_tasks, tasks
from lib.store.columns import utc_now
from lib.store.task_lookup import get_tasks


def send_tasks(exchange: Exchange, index: LinkedIndex, batch: Sequence[Task]) -> list[Prediction]:
    """One import call: all of the batch arrives with its predictions, which are given, or none."""
    project_id = exchange.project.project_id
    task_ids = [task.task_id for task in batch]
    is_opaque = exchange.link.opaque
    opaque_key = exchange.link.opaque_key if is_opaque else None
    predictions = exchange.database.read(lambda c: tasks.list_predictions(c, task_ids))
    rows = [
        task_payload(exchange.config, task, predictions.get(task.task_id, ()), opaque_key)
        for task in batch
    ]

    def mark(moment: datetime) -> None:
        exchange.database.write(
            lambda c: linked_tasks.put_sent_tasks(c, project_id, task_ids, moment, is_opaque)
        )

    began = utc_now()
    mark(began)
    try:
        there = exchange.client.import_tasks(exchange.ls_project_id, rows)
    except (RemoteRefused, TokenRefused):
        exchange.database.write(lambda c: linked_tasks.remove_sent_tasks(c, task_ids))
        raise
    except LabelStudioError:
        # It may still be under way there, for as long again as it took until we heard of it.
        now = utc_now()
        mark(now + (now - began))
        raise
    ls_task_ids = dict(zip(task_ids, there, strict=True))
    exchange.database.write(lambda c: linked_tasks.set_ls_task_ids(c, ls_task_ids))
    index.add(
        LinkedTask(task_id, ls_id, began, is_opaque=is_opaque)
        for task_id, ls_id in ls_task_ids.items()
    )
    return [each for held in predictions.values() for each in held]


def recover_sent(exchange: Exchange, index: LinkedIndex) -> None:
    """Find out which of the tasks that were being sent have arrived.

    A server goes on with a request whose sender is gone, so what is not there yet is waited for.
    """
    project_id = exchange.project.project_id
    sent = exchange.database.read(lambda c: linked_tasks.list_sent_tasks(c, project_id))
    while sent:
        exchange.progress("Looking for what an earlier sync had sent")
        found = _arrived(exchange, sent)
        exchange.database.write(partial(linked_tasks.set_ls_task_ids, ls_task_ids=found))
        index.add(
            replace(each, ls_task_id=found[each.task_id]) for each in sent if each.task_id in found
        )
        sent = [each for each in sent if each.task_id not in found]
        if not sent:
            return
        settled = max(each.sent_at for each in sent) + _patience(len(sent))
        if settled <= utc_now():
            return
        sleep(min(1.0, (settled - utc_now()).total_seconds()))


def _arrived(exchange: Exchange, sent: Sequence[LinkedTask]) -> dict[UUID, int]:
    """The ids there of the tasks that are there; those of one `source_id` in their order."""
    held = exchange.database.read(partial(get_tasks, task_ids=[each.task_id for each in sent]))
    waiting: dict[str, list[UUID]] = {}
    for each in sent:
        source_id = _source_id(exchange, each, held[each.task_id])
        waiting.setdefault(source_id, []).append(each.task_id)
    known = exchange.database.read(
        lambda c: linked_tasks.list_linked_tasks(c, exchange.project.project_id)
    )
    taken = {each.ls_task_id for each in known}
    found: dict[UUID, int] = {}
    for ls_task_id, source in exchange.client.list_source_ids(exchange.ls_project_id):
        if ls_task_id not in taken and (named := waiting.get(source or "")):
            found[named.pop(0)] = ls_task_id
    return found


def _source_id(exchange: Exchange, sent: LinkedTask, task: Task) -> str:
    return source_id_of(task, exchange.link.opaque_key if sent.is_opaque else None)


def _patience(n_tasks: int) -> timedelta:
    """How long an import of so many tasks may take there before it counts as never begun."""
    return timedelta(seconds=5 + n_tasks / 40)
