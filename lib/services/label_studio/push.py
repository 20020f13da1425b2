"""From here to Label Studio: tasks, predictions, then annotations."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from lib.domain.label_studio import LinkedPrediction, SyncCounts
from lib.domain.task import Prediction, Task
from lib.errors import RemoteNotFound, RemoteRefused
from lib.formats.label_studio_payloads import prediction_payload
from lib.formats.remote_tasks import is_same_prediction, read_remote_task
from lib.services.label_studio.exchange import Exchange
from lib.services.label_studio.linked_index import LinkedIndex
from lib.services.label_studio.pull import leave_out_replaced
from lib.services.label_studio.push_annotation import AnnotationPush
from lib.services.label_studio.recognition import recognise_tasks
from lib.services.label_studio.sending import recover_sent, send_tasks
from lib.store import annotations, linked_predictions, pending
from lib.store.task_lookup import get_tasks

TASKS_AT_ONCE = 1000
ANNOTATIONS_AT_ONCE = 200


def push(exchange: Exchange, index: LinkedIndex, *, has_pulled: bool) -> None:
    """Send what is new or changed here. Each step is stored once done: run again, it goes on."""
    recover_sent(exchange, index)
    if not has_pulled:
        leave_out_replaced(exchange, index)
        recognise_tasks(exchange, index)
    _push_tasks(exchange, index)
    _push_predictions(exchange, index)
    _push_annotations(exchange, index)
    if message := exchange.people.message():
        exchange.tally.tell(message)


def _push_tasks(exchange: Exchange, index: LinkedIndex) -> None:
    project_id = exchange.project.project_id
    total = exchange.database.read(lambda c: pending.count_pending(c, project_id))[0]
    done = after = 0
    while True:
        exchange.progress("Sending tasks", done, total)
        batch = exchange.database.read(
            partial(
                pending.list_unlinked_tasks,
                project_id=project_id,
                after_number=after,
                limit=TASKS_AT_ONCE,
            )
        )
        if not batch:
            return
        _send(exchange, index, batch)
        done += len(batch)
        after = batch[-1].number


def _send(exchange: Exchange, index: LinkedIndex, batch: Sequence[Task]) -> None:
    """Send a batch; where Label Studio refuses one of its tasks, the others go on."""
    try:
        sent = send_tasks(exchange, index, batch)
    except RemoteRefused as error:
        if len(batch) == 1:
            exchange.not_sent(f"Task {batch[0].number}", error)
            return
        middle = len(batch) // 2
        _send(exchange, index, batch[:middle])
        _send(exchange, index, batch[middle:])
        return
    exchange.tally.pushed += SyncCounts(new_tasks=len(batch), new_predictions=len(sent))
    if sent:
        _link_predictions(exchange, index, {task.task_id: task for task in batch}, sent)


def _push_predictions(exchange: Exchange, index: LinkedIndex) -> None:
    """Send predictions that came after their task; those that are there already are only linked."""
    project_id = exchange.project.project_id
    staying: set[UUID] = set()
    while True:
        waiting = exchange.database.read(
            lambda c: pending.list_unlinked_predictions(c, project_id, TASKS_AT_ONCE)
        )
        waiting = [each for each in waiting if each.prediction_id not in staying]
        if not waiting:
            return
        held = exchange.database.read(
            partial(get_tasks, task_ids={each.task_id for each in waiting})
        )
        missing = _link_predictions(exchange, index, held, waiting)
        for done, prediction in enumerate(missing):
            exchange.progress("Sending predictions", done, len(missing))
            task = held[prediction.task_id]
            ls_task_id = index.ls_task_id(task.task_id)
            if ls_task_id is None:
                staying.add(prediction.prediction_id)
                continue
            payload = prediction_payload(
                exchange.config, task, prediction, ls_task_id, index.opaque_key(task.task_id)
            )
            try:
                made = exchange.client.create_prediction(payload)
            except (RemoteRefused, RemoteNotFound) as error:
                staying.add(prediction.prediction_id)
                exchange.not_sent(f"A prediction for task {task.number}", error)
                continue
            _link(exchange, [LinkedPrediction(prediction.prediction_id, made)])
            exchange.tally.pushed += SyncCounts(new_predictions=1)


def _link_predictions(
    exchange: Exchange,
    index: LinkedIndex,
    held: Mapping[UUID, Task],
    waiting: Sequence[Prediction],
) -> list[Prediction]:
    """Link predictions with the equal ones there; gives those that are not there."""
    by_ls_id = {
        ls_id: held[each.task_id]
        for each in waiting
        if (ls_id := index.ls_task_id(each.task_id)) is not None
    }
    found: dict[UUID, LinkedPrediction] = {}
    rows = exchange.client.export_tasks(exchange.ls_project_id, sorted(by_ls_id))
    linked = exchange.database.read(
        lambda c: linked_predictions.list_linked_predictions(c, list(held))
    )
    known = {each.ls_prediction_id for each in linked.values()}
    by_task: dict[UUID, list[Prediction]] = {}
    for each in waiting:
        by_task.setdefault(each.task_id, []).append(each)
    for row in rows:
        task = by_ls_id[row["id"]]
        opaque_key = index.opaque_key(task.task_id)
        remote = read_remote_task(exchange.config, row, task, opaque_key)
        for theirs in remote.predictions:
            mine = by_task[task.task_id]
            is_same = partial(is_same_prediction, exchange.config, task, theirs)
            same = next((each for each in mine if is_same(each, opaque_key)), None)
            if same and theirs.ls_prediction_id not in known:
                mine.remove(same)
                link = LinkedPrediction(same.prediction_id, theirs.ls_prediction_id)
                found[same.prediction_id] = link
    _link(exchange, list(found.values()))
    return [each for each in waiting if each.prediction_id not in found]


def _link(exchange: Exchange, linked: Sequence[LinkedPrediction]) -> None:
    project_id = exchange.project.project_id
    exchange.database.write(
        lambda c: linked_predictions.put_linked_predictions(c, project_id, linked)
    )


def _push_annotations(exchange: Exchange, index: LinkedIndex) -> None:
    project_id = exchange.project.project_id
    total = exchange.database.read(lambda c: pending.count_pending(c, project_id))[2]
    done = 0
    after: UUID | None = None
    while True:
        ids = exchange.database.read(
            partial(
                pending.list_pending_annotations,
                project_id=project_id,
                after=after,
                limit=ANNOTATIONS_AT_ONCE,
            )
        )
        if not ids:
            return
        batch = exchange.database.read(partial(annotations.get_annotations, annotation_ids=ids))
        pushing = AnnotationPush(exchange, index, batch)
        for annotation in batch:
            exchange.progress("Sending annotations", done, total)
            pushing.push(annotation)
            done += 1
        after = ids[-1]
