"""One annotation on its way to Label Studio."""

from collections.abc import Sequence

from lib.domain.annotation import Annotation
from lib.domain.label_studio import (
    LinkedAnnotation,
    RemoteAnnotation,
    RemoteTask,
    SyncCounts,
)
from lib.domain.task import Task
from lib.errors import RemoteNotFound, RemoteRefused
from lib.formats.label_studio_payloads import annotation_payload, changed_payload, unique_ids_of
from lib.formats.remote_tasks import outgoing_hash, read_remote_task, remote_content_hash
from lib.services.label_studio.exchange import Exchange
from lib.services.label_studio.linked_index import LinkedIndex
from lib.services.label_studio.merge import NOT_THERE, Side, ground_truth_of
from lib.services.label_studio.storing import keep_both
from lib.store import annotations, linked_annotations, linked_predictions
from lib.store.erasure import list_erased_annotations
from lib.store.revision_history import list_past_states
from lib.store.task_lookup import get_tasks
from lib.store.writer import Connection


class AnnotationPush:
    """Pushes annotations of one batch. What is done is stored before the next one is begun."""

    def __init__(self, exchange: Exchange, index: LinkedIndex, batch: Sequence[Annotation]) -> None:
        self.exchange = exchange
        self.index = index
        task_ids = {each.task_id for each in batch}
        read = exchange.database.read
        self.tasks = read(lambda c: get_tasks(c, task_ids))
        self.linked = read(lambda c: linked_annotations.list_linked_annotations(c, task_ids))
        self.predictions = read(lambda c: linked_predictions.list_linked_predictions(c, task_ids))
        self.erased = read(lambda c: list_erased_annotations(c, task_ids))
        held = read(lambda c: annotations.list_all_annotations(c, task_ids))
        self.truths = {task_id: ground_truth_of(each) for task_id, each in held.items()}

    def push(self, annotation: Annotation) -> None:
        """Create, change or delete it there; a conflict is noted and nothing is overwritten."""
        try:
            self._push(annotation)
        except RemoteRefused as error:
            number = self.tasks[annotation.task_id].number
            self.exchange.not_sent(f"Annotation {annotation.number} of task {number}", error)

    def _push(self, annotation: Annotation) -> None:
        task = self.tasks[annotation.task_id]
        ls_task_id = self.index.ls_task_id(task.task_id)
        if ls_task_id is None:
            self._tell_gone(task)
            return
        base = self.linked.get(annotation.annotation_id)
        if base is None or base.remote_hash == NOT_THERE:
            if annotation.status != "deleted":
                self._create(task, annotation, ls_task_id)
            return
        raw = self.exchange.client.get_annotation(base.ls_annotation_id)
        opaque_key = self.index.opaque_key(task.task_id)
        remote_hash = (
            outgoing_hash(self.exchange.config, task, raw, opaque_key) if raw else NOT_THERE
        )
        if self._side(task, annotation).is_as(remote_hash):
            self._agree(annotation, base.ls_annotation_id, remote_hash)
        elif remote_hash != base.remote_hash and annotation.annotation_id not in self.erased:
            self._conflict(task, annotation, base.ls_annotation_id)
        elif annotation.status == "deleted":
            self.exchange.client.delete_annotation(base.ls_annotation_id)
            self._agree(annotation, base.ls_annotation_id, NOT_THERE)
            self.exchange.tally.pushed += SyncCounts(deleted_annotations=1)
        else:
            self._change(task, annotation, base)

    def _create(self, task: Task, annotation: Annotation, ls_task_id: int) -> None:
        payload = annotation_payload(
            self.exchange.config,
            task,
            self._as_there(annotation),
            self.index.opaque_key(task.task_id),
            completed_by=self.exchange.people.user_id_of(annotation.annotator),
            parent_prediction=self._parent(annotation),
        )
        for unique_id in unique_ids_of(annotation, self.exchange.ls_project_id):
            try:
                made = self.exchange.client.create_annotation(
                    ls_task_id, payload | {"unique_id": unique_id}
                )
            except RemoteNotFound:
                self._tell_gone(task)
                return
            if made:
                self._agree(annotation, made["id"], remote_content_hash(made))
                self.exchange.tally.pushed += SyncCounts(new_annotations=1)
                return
            # Made by an earlier try whose answer was lost; or the id is taken in another project.
            remote = self._remote(task)
            held = {each.unique_id: each for each in remote.annotations} if remote else {}
            if unique_id in held:
                self._recognise(task, annotation, held[unique_id])
                return
        self.exchange.tally.tell(
            f"Annotation {annotation.number} is in Label Studio already, under another task than "
            "its own. It was not sent."
        )

    def _recognise(self, task: Task, annotation: Annotation, theirs: RemoteAnnotation) -> None:
        """Link with what an earlier try has made; it may have changed since, here or there."""
        side = self._side(task, annotation)
        ls_id = theirs.ls_annotation_id
        if side.is_as(theirs.remote_hash):
            self._agree(annotation, ls_id, theirs.remote_hash)
            return
        past = self.exchange.database.read(
            lambda c: list_past_states(c, [annotation.annotation_id])
        )
        base = side.base_among(past[annotation.annotation_id], ls_id, theirs.remote_hash)
        if base is None:
            self._keep_both(task, annotation, theirs, ls_id)
        else:
            self._put(base)
            self.linked = {**self.linked, annotation.annotation_id: base}
            self._push(annotation)

    def _change(self, task: Task, annotation: Annotation, base: LinkedAnnotation) -> None:
        payload = changed_payload(
            self.exchange.config,
            task,
            self._as_there(annotation),
            self.index.opaque_key(task.task_id),
        )
        changed = self.exchange.client.update_annotation(base.ls_annotation_id, payload)
        if changed is None:
            self._conflict(task, annotation, base.ls_annotation_id)
            return
        self._agree(annotation, base.ls_annotation_id, remote_content_hash(changed))
        self.exchange.tally.pushed += SyncCounts(changed_annotations=1)

    def _conflict(self, task: Task, annotation: Annotation, ls_annotation_id: int) -> None:
        remote = self._remote(task)
        if remote is None:
            self._tell_gone(task)
            return
        held = {each.ls_annotation_id: each for each in remote.annotations}
        theirs = held.get(ls_annotation_id)
        if theirs is None and ls_annotation_id in remote.ls_annotation_ids:
            self.exchange.tally.tell(
                f"Annotation {annotation.number} was changed in Label Studio to something that "
                "does not fit its task, so its change here was not sent. The next pull keeps "
                "theirs aside."
            )
            return
        self._keep_both(task, annotation, theirs, ls_annotation_id)

    def _keep_both(
        self,
        task: Task,
        annotation: Annotation,
        theirs: RemoteAnnotation | None,
        ls_annotation_id: int,
    ) -> None:
        def change(connection: Connection) -> bool:
            (now,) = annotations.get_annotations(connection, [annotation.annotation_id])
            if now.revision != annotation.revision:
                return False
            keep_both(connection, self.exchange, task, now, theirs, ls_annotation_id)
            return True

        # One that somebody has changed since it was read is compared by the next sync.
        self.exchange.tally.conflicts += self.exchange.database.write(change)

    def _remote(self, task: Task) -> RemoteTask | None:
        """The task as it is there; None where it was deleted."""
        ls_task_id = self.index.ls_task_id(task.task_id)
        ls_task_ids = [] if ls_task_id is None else [ls_task_id]
        rows = self.exchange.client.export_tasks(self.exchange.ls_project_id, ls_task_ids)
        opaque_key = self.index.opaque_key(task.task_id)
        return read_remote_task(self.exchange.config, rows[0], task, opaque_key) if rows else None

    def _tell_gone(self, task: Task) -> None:
        self.exchange.tally.tell(
            f"Task {task.number} is no more in Label Studio, so its annotations stay here; the "
            "next pull tells more."
        )

    def _side(self, task: Task, annotation: Annotation) -> Side:
        truth = self.truths.get(task.task_id)
        return Side(
            self.exchange.config,
            task,
            annotation,
            self.index.opaque_key(task.task_id),
            truth is not None and truth.annotation_id == annotation.annotation_id,
        )

    def _as_there(self, annotation: Annotation) -> Annotation:
        """Ground truth only where it is the one that Label Studio keeps of its task."""
        return self._side(self.tasks[annotation.task_id], annotation).annotation_there

    def _parent(self, annotation: Annotation) -> int | None:
        link = self.predictions.get(annotation.prediction_id) if annotation.prediction_id else None
        return link.ls_prediction_id if link else None

    def _agree(self, annotation: Annotation, ls_annotation_id: int, remote_hash: str) -> None:
        self._put(
            LinkedAnnotation(
                annotation.annotation_id,
                ls_annotation_id,
                annotation.revision,
                annotation.ground_truth,
                remote_hash,
            )
        )

    def _put(self, linked: LinkedAnnotation) -> None:
        project_id = self.exchange.project.project_id
        self.exchange.database.write(
            lambda c: linked_annotations.put_linked_annotations(c, project_id, [linked])
        )
