"""Tasks that wait to be sent and are in Label Studio already, by somebody else's import."""

from dataclasses import replace

from lib.domain.label_studio import LinkedTask, TaskStamp
from lib.services.label_studio.exchange import Exchange
from lib.services.label_studio.incoming import Incoming, compare
from lib.services.label_studio.linked_index import LinkedIndex
from lib.services.label_studio.storing import store
from lib.store import pending
from lib.store.writer import Connection

BATCH = 250


def recognise_tasks(exchange: Exchange, index: LinkedIndex) -> None:
    """Link tasks that wait with the equal ones there, and what both sides say of them.

    Everything else there waits for the next pull.
    """
    project_id = exchange.project.project_id
    waiting = exchange.database.read(lambda c: pending.count_pending(c, project_id))[0]
    if not waiting or not exchange.there.n_tasks:
        return
    exchange.progress("Looking for tasks that are there already")
    stamps = exchange.client.list_stamps(exchange.ls_project_id)
    unknown = [each for each in stamps if each.ls_task_id not in index.by_ls_id]
    for start in range(0, len(unknown), BATCH):
        _recognise(exchange, index, unknown[start : start + BATCH])


def _recognise(exchange: Exchange, index: LinkedIndex, batch: list[TaskStamp]) -> None:
    stamps = {each.ls_task_id: each for each in batch}
    rows = exchange.client.export_tasks(exchange.ls_project_id, list(stamps))

    def change(connection: Connection) -> list[LinkedTask]:
        found = compare(connection, exchange, index, stamps, rows)
        known = Incoming(
            # As never read, so that the next pull reads them.
            linked_tasks=[replace(each, stamp=None) for each in found.linked_tasks],
            linked_predictions=found.linked_predictions,
            agreed=found.agreed,
        )
        return store(connection, exchange, known, {})

    index.add(exchange.database.write(change))
