"""What a push would send."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from lib.domain.annotation import Annotation
from lib.domain.label_studio import LinkedAnnotation, SyncCounts
from lib.services.label_studio.exchange import Exchange
from lib.services.label_studio.merge import NOT_THERE
from lib.store import annotations, linked_annotations, pending
from lib.store.pending import Foreseen
from lib.store.writer import Connection

AT_ONCE = 2000


def forecast_push(exchange: Exchange, foreseen: Foreseen) -> None:
    """Count what waits to be sent, as if the pull that has foreseen this were done."""
    project_id = exchange.project.project_id

    def count(connection: Connection) -> SyncCounts:
        tasks, predictions, _ = pending.count_pending(connection, project_id, foreseen)
        with_tasks = pending.count_of_new_tasks(connection, project_id, foreseen)
        counts = SyncCounts(
            new_tasks=tasks,
            new_predictions=predictions + with_tasks[0],
            new_annotations=with_tasks[1],
        )
        after: UUID | None = None
        while ids := pending.list_pending_annotations(
            connection, project_id, after, AT_ONCE, foreseen
        ):
            batch = annotations.get_annotations(connection, ids)
            counts += _counts(connection, batch, foreseen.agreed)
            after = ids[-1]
        return counts

    exchange.tally.pushed += exchange.database.read(count)
    for person in exchange.database.read(lambda c: pending.list_new_authors(c, project_id)):
        exchange.people.foresee(person)
    if message := exchange.people.message():
        exchange.tally.tell(message)


def _counts(
    connection: Connection, batch: Sequence[Annotation], agreed: Mapping[UUID, LinkedAnnotation]
) -> SyncCounts:
    task_ids = {each.task_id for each in batch}
    linked = {**linked_annotations.list_linked_annotations(connection, task_ids), **agreed}
    new = changed = deleted = 0
    for each in batch:
        base = linked.get(each.annotation_id)
        if base is None or base.remote_hash == NOT_THERE:
            new += each.status != "deleted"
        elif each.status == "deleted":
            deleted += 1
        else:
            changed += 1
    return SyncCounts(new_annotations=new, changed_annotations=changed, deleted_annotations=deleted)
