"""A batch of tasks there, compared with what is here: what a pull would store."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotation
from lib.domain.label_studio import (
    Conflict,
    KeptAside,
    LinkedAnnotation,
    LinkedPrediction,
    LinkedTask,
    RemoteAnnotation,
    RemotePrediction,
    RemoteTask,
    SyncCounts,
    TaskStamp,
)
from lib.domain.task import Prediction, Task
from lib.errors import InvalidInput
from lib.formats.label_studio_payloads import outgoing_data
from lib.formats.remote_tasks import is_same_prediction, kept_content, read_remote_task
from lib.services.label_studio.exchange import Exchange
from lib.services.label_studio.known_annotations import annotations_here
from lib.services.label_studio.known_tasks import copies_of_ours, tasks_here
from lib.services.label_studio.linked_index import LinkedIndex
from lib.services.label_studio.merge import NOT_THERE, Side, decide, ground_truth_of
from lib.store import annotations, linked_annotations, linked_predictions, sync_conflicts, tasks
from lib.store.columns import utc_now
from lib.store.erasure import list_erased_annotations
from lib.store.revision_history import list_past_states
from lib.store.writer import Connection


@dataclass
class Incoming:
    """What a batch brings. The state of an annotation there is None where it was deleted."""

    new_tasks: list[RemoteTask] = field(default_factory=list)
    linked_tasks: list[LinkedTask] = field(default_factory=list)
    new_predictions: list[tuple[Task, RemotePrediction]] = field(default_factory=list)
    linked_predictions: list[LinkedPrediction] = field(default_factory=list)
    new_annotations: list[tuple[Task, RemoteAnnotation]] = field(default_factory=list)
    changed: list[tuple[Task, Annotation, RemoteAnnotation | None, int]] = field(
        default_factory=list
    )
    conflicts: list[tuple[Task, Annotation, RemoteAnnotation | None, int]] = field(
        default_factory=list
    )
    agreed: list[LinkedAnnotation] = field(default_factory=list)
    ended_conflicts: list[UUID] = field(default_factory=list)
    settled: set[UUID] = field(default_factory=set)
    found_again: list[UUID] = field(default_factory=list)
    kept_aside: list[KeptAside] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    @property
    def counts(self) -> SyncCounts:
        new = [each for task in self.new_tasks for each in task.annotations]
        return SyncCounts(
            new_tasks=len(self.new_tasks),
            new_predictions=len(self.new_predictions)
            + sum(len(task.predictions) for task in self.new_tasks),
            new_annotations=len(self.new_annotations) + len(new),
            changed_annotations=sum(theirs is not None for _, _, theirs, _ in self.changed),
            deleted_annotations=sum(theirs is None for _, _, theirs, _ in self.changed),
        )


def compare(
    connection: Connection,
    exchange: Exchange,
    index: LinkedIndex,
    stamps: Mapping[int, TaskStamp],
    rows: Sequence[Mapping[str, Any]],
) -> Incoming:
    """What exported tasks bring, `rows`; nothing is stored."""
    return _Comparing(connection, exchange, index, stamps, rows).incoming


class _Comparing:
    def __init__(
        self,
        connection: Connection,
        exchange: Exchange,
        index: LinkedIndex,
        stamps: Mapping[int, TaskStamp],
        rows: Sequence[Mapping[str, Any]],
    ) -> None:
        self.connection = connection
        self.exchange = exchange
        self.index = index
        self.stamps = stamps
        self.incoming = Incoming()
        project_id = exchange.project.project_id
        self.here = tasks_here(connection, project_id, index, rows)
        self.copies = copies_of_ours(connection, project_id, rows, self.here)
        known = list(self.here.values())
        task_ids = [task.task_id for task in known]
        # Of those that were deleted there and came again, nothing there is known any more.
        linked_ids = [task.task_id for ls_id, task in self.here.items() if ls_id in index.by_ls_id]
        self.annotations = annotations.list_all_annotations(connection, task_ids)
        self.predictions = tasks.list_predictions(connection, task_ids)
        self.erased = list_erased_annotations(connection, task_ids)
        self.linked = linked_annotations.list_linked_annotations(connection, linked_ids)
        self.linked_predictions = linked_predictions.list_linked_predictions(connection, linked_ids)
        self.conflicts: Mapping[UUID, Conflict] = sync_conflicts.get_open_conflicts(
            connection, [each.annotation_id for held in self.annotations.values() for each in held]
        )
        for row in rows:
            self._task(row)
        self._keep_doubles_aside()

    def _task(self, row: Mapping[str, Any]) -> None:
        ls_task_id: int = row["id"]
        here = self.here.get(ls_task_id)
        is_linked = ls_task_id in self.index.by_ls_id
        if ls_task_id in self.copies:
            self._keep_task_aside(row, "It is a copy of a task that came from Podium.")
            return
        opaque_key = self._opaque_key(here, row, is_linked) if here else None
        try:
            remote = read_remote_task(self.exchange.config, row, here, opaque_key)
        except InvalidInput as error:
            self._keep_task_aside(row, str(error))
            return
        self.incoming.kept_aside += remote.kept_aside
        if here is None:
            self.incoming.new_tasks.append(remote)
            return
        if remote.data_differs and not is_linked:
            self._keep_task_aside(
                row, f"Its source_id is that of task {here.number}, which has other content."
            )
            return
        if remote.data_differs:
            self.incoming.messages.append(
                f"The data of task {here.number} were changed in Label Studio (its task "
                f"{ls_task_id}). Here they stay as they are."
            )
        self._link(here, ls_task_id, opaque_key is not None)
        self._merge_predictions(here, remote, opaque_key)
        self._merge_annotations(here, remote, opaque_key)

    def _opaque_key(self, here: Task, row: Mapping[str, Any], is_linked: bool) -> str | None:
        """The key of a task whose items have other ids there; one found again tells by its data."""
        if is_linked:
            return self.index.opaque_key(here.task_id)
        key = self.exchange.link.opaque_key
        sent = outgoing_data(self.exchange.config, here, key) if key else None
        return key if sent and sent == row.get("data") else None

    def _keep_task_aside(self, row: Mapping[str, Any], reason: str) -> None:
        ls_id: int = row["id"]
        self.incoming.kept_aside.append(KeptAside("task", ls_id, ls_id, reason, kept_content(row)))

    def _link(self, here: Task, ls_task_id: int, is_opaque: bool) -> None:
        stamp = self.stamps[ls_task_id].updated_at if ls_task_id in self.stamps else None
        known = self.index.by_ls_id.get(ls_task_id)
        if self.index.is_known(here.task_id) and self.index.is_free(here.task_id):
            self.incoming.found_again.append(here.task_id)
        self.incoming.linked_tasks.append(
            LinkedTask(
                here.task_id,
                ls_task_id,
                known.sent_at if known else utc_now(),
                stamp,
                is_opaque=is_opaque,
            )
        )

    def _merge_predictions(self, here: Task, remote: RemoteTask, opaque_key: str | None) -> None:
        ours = self.predictions.get(here.task_id, ())
        free = [each for each in ours if each.prediction_id not in self.linked_predictions]
        config = self.exchange.config

        def is_same(theirs: RemotePrediction, mine: Prediction) -> bool:
            return is_same_prediction(config, here, theirs, mine, opaque_key)

        for theirs in remote.predictions:
            known = (each for each in ours if self._stands_for(each, theirs))
            if any(is_same(theirs, each) for each in known):
                continue
            same = next((each for each in free if is_same(theirs, each)), None)
            if same:
                free.remove(same)
                self.incoming.linked_predictions.append(
                    LinkedPrediction(same.prediction_id, theirs.ls_prediction_id)
                )
            else:
                self.incoming.new_predictions.append((here, theirs))

    def _stands_for(self, mine: Prediction, theirs: RemotePrediction) -> bool:
        link = self.linked_predictions.get(mine.prediction_id)
        return link is not None and link.ls_prediction_id == theirs.ls_prediction_id

    def _merge_annotations(self, here: Task, remote: RemoteTask, opaque_key: str | None) -> None:
        ours = self.annotations.get(here.task_id, ())
        by_ls_id = annotations_here(
            ours,
            self.linked,
            remote.annotations,
            self.exchange.ls_project_id,
            self.exchange.people.users,
        )
        truth = ground_truth_of(ours)

        def side(mine: Annotation) -> Side:
            return Side(self.exchange.config, here, mine, opaque_key, mine is truth)

        for theirs in remote.annotations:
            mine = by_ls_id.get(theirs.ls_annotation_id)
            if mine is None:
                self.incoming.new_annotations.append((here, theirs))
            else:
                self._merge(side(mine), theirs, theirs.ls_annotation_id)
        for ls_annotation_id, mine in by_ls_id.items():
            if ls_annotation_id not in remote.ls_annotation_ids:
                self._merge(side(mine), None, ls_annotation_id)

    def _merge(self, side: Side, theirs: RemoteAnnotation | None, ls_annotation_id: int) -> None:
        task, mine = side.task, side.annotation
        if theirs and mine.annotation_id in self.erased:
            # Whatever it says there: it does not come back, and the next push deletes it.
            return
        remote_hash = theirs.remote_hash if theirs else NOT_THERE
        conflict = self.conflicts.get(mine.annotation_id)
        base = self.linked.get(mine.annotation_id)
        if base is None and not side.is_as(remote_hash):
            past = list_past_states(self.connection, [mine.annotation_id])[mine.annotation_id]
            base = side.base_among(past, ls_annotation_id, remote_hash)
            if base:
                self.incoming.agreed.append(base)
        verdict = decide(side, base, remote_hash, conflict)
        if verdict != "ours is newer":
            self.incoming.settled.add(mine.annotation_id)
        if verdict == "agreed":
            self.incoming.agreed.append(
                LinkedAnnotation(
                    mine.annotation_id,
                    ls_annotation_id,
                    mine.revision,
                    mine.ground_truth,
                    remote_hash,
                )
            )
            if conflict:
                self.incoming.ended_conflicts.append(mine.annotation_id)
        elif verdict == "take theirs":
            self.incoming.changed.append((task, mine, theirs, ls_annotation_id))
        elif verdict == "conflict":
            self.incoming.conflicts.append((task, mine, theirs, ls_annotation_id))

    def _keep_doubles_aside(self) -> None:
        """Set annotations aside that are known here under another task, by their unique ids."""
        new = self.incoming.new_annotations
        fresh = [theirs for _, theirs in new]
        fresh += [theirs for task in self.incoming.new_tasks for theirs in task.annotations]
        keys = {f"uid:{theirs.unique_id}" for theirs in fresh if theirs.unique_id}
        known = annotations.list_known_annotations(
            self.connection, self.exchange.project.project_id, keys
        )
        doubles = {
            theirs.ls_annotation_id for theirs in fresh if f"uid:{theirs.unique_id}" in known
        }
        if not doubles:
            return
        self.incoming.kept_aside += [
            KeptAside(
                "annotation",
                theirs.ls_annotation_id,
                int(theirs.raw.get("task") or 0),
                "It is known here already, under another task.",
                {**theirs.raw, "result": theirs.result},
            )
            for theirs in fresh
            if theirs.ls_annotation_id in doubles
        ]
        self.incoming.new_annotations = [
            (task, theirs) for task, theirs in new if theirs.ls_annotation_id not in doubles
        ]
        self.incoming.new_tasks = [
            replace(task, annotations=_without(task.annotations, doubles))
            for task in self.incoming.new_tasks
        ]


def _without(
    held: Sequence[RemoteAnnotation], ls_annotation_ids: Collection[int]
) -> tuple[RemoteAnnotation, ...]:
    return tuple(each for each in held if each.ls_annotation_id not in ls_annotation_ids)
