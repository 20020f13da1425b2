"""Stores what a batch brings, as a part of one transaction."""

from collections.abc import Sequence
from uuid import UUID

from lib.domain.annotation import Annotation, NewAnnotation, Revision
from lib.domain.imported import ImportedTask
from lib.domain.label_studio import (
    Conflict,
    LinkedAnnotation,
    LinkedPrediction,
    LinkedTask,
    RemoteAnnotation,
    RemotePrediction,
    RemoteTask,
    TaskStamp,
)
from lib.domain.task import Task
from lib.formats.remote_tasks import new_prediction, new_task
from lib.services.label_studio.exchange import Exchange
from lib.services.label_studio.incoming import Incoming
from lib.services.label_studio.merge import NOT_THERE
from lib.services.revising import append, state_of
from lib.store import (
    annotations,
    gone_tasks,
    kept_aside,
    linked_annotations,
    linked_predictions,
    linked_tasks,
    sync_conflicts,
    tasks,
)
from lib.store.columns import utc_now
from lib.store.task_lookup import find_task_ids, get_tasks
from lib.store.writer import Connection


def store(
    connection: Connection,
    exchange: Exchange,
    incoming: Incoming,
    stamps: dict[int, TaskStamp],
) -> list[LinkedTask]:
    """Store all of it; gives the tasks that are linked now."""
    return _Storing(connection, exchange, stamps).store(incoming)


def keep_both(
    connection: Connection,
    exchange: Exchange,
    task: Task,
    mine: Annotation,
    theirs: RemoteAnnotation | None,
    ls_annotation_id: int,
) -> None:
    """Note a conflict: their state and ours, the latter as the current one, stand as revisions."""
    _Storing(connection, exchange, {}).keep_both(task, mine, theirs, ls_annotation_id)


class _Storing:
    def __init__(
        self, connection: Connection, exchange: Exchange, stamps: dict[int, TaskStamp]
    ) -> None:
        self.connection = connection
        self.exchange = exchange
        self.stamps = stamps
        self.project_id = exchange.project.project_id
        self.now = utc_now()
        self.person_ids: dict[int | None, UUID] = {}

    def store(self, incoming: Incoming) -> list[LinkedTask]:
        gone_tasks.forget_contents(self.connection, incoming.found_again)
        made = self._new_tasks(incoming)
        linked = [*incoming.linked_tasks, *made]
        linked_tasks.put_linked_tasks(self.connection, self.project_id, linked)
        tasks.restore_tasks(self.connection, incoming.found_again)
        self._predictions(incoming)
        self._new_annotations(incoming.new_annotations)
        self._link_annotations(incoming.agreed)
        for task, mine, theirs, ls_id in incoming.changed:
            self._take(task, mine, theirs, ls_id)
        for task, mine, theirs, ls_id in incoming.conflicts:
            self.keep_both(task, mine, theirs, ls_id)
        for annotation_id in incoming.ended_conflicts:
            sync_conflicts.resolve(self.connection, annotation_id, "ours", self.now)
        kept_aside.put_of_tasks(
            self.connection, self.project_id, list(self.stamps), incoming.kept_aside
        )
        return linked

    def _new_tasks(self, incoming: Incoming) -> list[LinkedTask]:
        imported = self._imported(incoming.new_tasks)
        task_ids = tasks.add_tasks(self.connection, self.project_id, imported) if imported else []
        held = get_tasks(self.connection, task_ids)
        linked = []
        for task_id, remote in zip(task_ids, incoming.new_tasks, strict=True):
            stamp = self.stamps.get(remote.ls_task_id)
            linked.append(
                LinkedTask(
                    task_id, remote.ls_task_id, self.now, stamp.updated_at if stamp else None
                )
            )
            here = held[task_id]
            incoming.new_predictions += [(here, each) for each in remote.predictions]
            incoming.new_annotations += [(here, each) for each in remote.annotations]
        return linked

    def _imported(self, remotes: Sequence[RemoteTask]) -> list[ImportedTask]:
        """Tasks there may be equal, and are two all the same; here a key is taken once."""
        config = self.exchange.config
        imported = [new_task(config, each) for each in remotes]
        keys = [each.content_key for each in imported]
        taken = set(find_task_ids(self.connection, self.project_id, keys))
        for position, each in enumerate(imported):
            if each.content_key in taken:
                imported[position] = new_task(config, remotes[position], key_is_taken=True)
            taken.add(each.content_key)
        return imported

    def _predictions(self, incoming: Incoming) -> None:
        new = [(task.task_id, new_prediction(theirs)) for task, theirs in incoming.new_predictions]
        made = tasks.add_predictions(self.connection, self.project_id, new)
        theirs: list[RemotePrediction] = [each for _, each in incoming.new_predictions]
        linked_predictions.put_linked_predictions(
            self.connection,
            self.project_id,
            [
                *incoming.linked_predictions,
                *(
                    LinkedPrediction(prediction_id, each.ls_prediction_id)
                    for prediction_id, each in zip(made, theirs, strict=True)
                ),
            ],
        )

    def _new_annotations(self, new: Sequence[tuple[Task, RemoteAnnotation]]) -> None:
        if not new:
            return
        made = annotations.add_annotations(
            self.connection, self.project_id, [self._annotation(*each) for each in new]
        )
        self._link_annotations(
            [
                LinkedAnnotation(
                    annotation_id,
                    theirs.ls_annotation_id,
                    1,
                    theirs.ground_truth,
                    theirs.remote_hash,
                )
                for annotation_id, (_, theirs) in zip(made, new, strict=True)
            ]
        )

    def _annotation(self, task: Task, theirs: RemoteAnnotation) -> NewAnnotation:
        link = self.exchange.link
        by = theirs.unique_id or f"{link.url}:{theirs.ls_annotation_id}"
        return NewAnnotation(
            task_id=task.task_id,
            annotator_id=self._person_id(theirs.completed_by),
            origin="sync",
            idempotency_key=f"sync:{self.project_id}:{by}",
            number=theirs.ls_annotation_id,
            ground_truth=theirs.ground_truth,
            unique_id=theirs.unique_id,
            ls_completed_by=theirs.completed_by,
            created_at=theirs.created_at,
            extra=dict(theirs.raw),
            first_revision=self._revision(task, theirs),
        )

    def _revision(self, task: Task, theirs: RemoteAnnotation) -> Revision:
        by = theirs.completed_by if theirs.updated_by is None else theirs.updated_by
        return state_of(
            self.exchange.project,
            task,
            "skipped" if theirs.skipped else "submitted",
            theirs.result,
            self._person_id(by),
            lead_time=theirs.lead_time,
            created_at=theirs.updated_at or theirs.created_at or self.now,
        )

    def _take(
        self, task: Task, mine: Annotation, theirs: RemoteAnnotation | None, ls_id: int
    ) -> None:
        """Their state becomes the current one."""
        number = self._append(task, mine, theirs)
        ground_truth = theirs.ground_truth if theirs else mine.ground_truth
        if ground_truth != mine.ground_truth:
            annotations.set_ground_truth(self.connection, mine.annotation_id, ground_truth)
        remote_hash = theirs.remote_hash if theirs else NOT_THERE
        self._link_annotations(
            [LinkedAnnotation(mine.annotation_id, ls_id, number, ground_truth, remote_hash)]
        )

    def keep_both(
        self, task: Task, mine: Annotation, theirs: RemoteAnnotation | None, ls_id: int
    ) -> None:
        """Their state becomes a revision, then ours again, which counts until somebody decides."""
        number = self._append(task, mine, theirs)
        ours = state_of(
            self.exchange.project,
            task,
            mine.status,
            mine.result,
            mine.annotator.annotator_id,
            lead_time=mine.lead_time,
            display_order=mine.display_order,
            created_at=self.now,
        )
        append(self.connection, self.project_id, mine, ours, later=2)
        remote_hash = theirs.remote_hash if theirs else NOT_THERE
        self._link_annotations(
            [
                LinkedAnnotation(
                    mine.annotation_id, ls_id, number + 1, mine.ground_truth, remote_hash
                )
            ]
        )
        sync_conflicts.put_conflict(
            self.connection,
            self.project_id,
            Conflict(
                annotation_id=mine.annotation_id,
                our_revision=number + 1,
                their_revision=number,
                their_ground_truth=theirs.ground_truth if theirs else mine.ground_truth,
                remote_hash=remote_hash,
                found_at=self.now,
            ),
        )

    def _append(self, task: Task, mine: Annotation, theirs: RemoteAnnotation | None) -> int:
        """Their state, or that it is gone there, as the next revision; gives its number."""
        state = self._revision(task, theirs) if theirs else self._deletion(task, mine)
        return append(self.connection, self.project_id, mine, state)

    def _deletion(self, task: Task, mine: Annotation) -> Revision:
        return state_of(
            self.exchange.project,
            task,
            "deleted",
            mine.result,
            self._person_id(self.exchange.people.owner.user_id),
            lead_time=mine.lead_time,
            created_at=self.now,
        )

    def _person_id(self, user_id: int | None) -> UUID:
        """The annotator here who is a user there, looked up once in a transaction."""
        if user_id not in self.person_ids:
            person = self.exchange.people.person_of(self.connection, user_id)
            self.person_ids[user_id] = person.annotator_id
        return self.person_ids[user_id]

    def _link_annotations(self, linked: Sequence[LinkedAnnotation]) -> None:
        latest = {each.annotation_id: each for each in linked}
        linked_annotations.put_linked_annotations(
            self.connection, self.project_id, list(latest.values())
        )
