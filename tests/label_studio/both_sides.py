"""A project here and its counterpart in a real Label Studio, worked on from both sides."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotation, Annotator
from lib.domain.label_studio import Direction, KeptAside, SyncOutcome
from lib.domain.project import Project
from lib.domain.task import Prediction, Task
from lib.services.label_studio.conflicts import (
    list_kept_aside,
    list_open_conflicts,
    resolve_conflict,
)
from lib.services.label_studio.links import find_link, link_to_existing, link_to_new, unlink
from lib.services.label_studio.sync import preview_sync, sync_project
from lib.services.labeling import OpenTask, open_numbered_task
from lib.services.submission import skip_task, submit_annotation
from lib.services.withdrawal import withdraw_annotation
from lib.store import annotations, tasks
from lib.store.database import Database
from lib.store.revision_history import PastState, list_past_states
from tests.factories import add_person, add_project, add_rows, make_data, ranked
from tests.label_studio.private_server import PrivateLabelStudio
from tests.label_studio.their_side import Columns, TheirSide

AB_C: Columns = {"relevant_results": "ab", "biased_results": "c"}
BA_C: Columns = {"relevant_results": "ba", "biased_results": "c"}
C_AB: Columns = {"relevant_results": "c", "biased_results": "ab"}
A_BC: Columns = {"relevant_results": "a", "biased_results": "bc"}


class BothSides:
    """`there` is known once linked; Ann works here."""

    def __init__(
        self,
        database: Database,
        server: PrivateLabelStudio,
        *rows: Any,
        n_tasks: int = 1,
        **how: Any,
    ) -> None:
        """`rows` are imported here, else `n_tasks` made ones of the items a, b and c."""
        self.database = database
        self.server = server
        self.project: Project = add_project(database, **how)
        add_rows(database, self.project, rows or [make_data(n) for n in range(1, n_tasks + 1)])
        self.ann: Annotator = add_person(database, "Ann")
        self.there: TheirSide

    def link(self, **options: Any) -> "BothSides":
        """Link to a new project there."""
        token = options.pop("token", self.server.token)
        link = link_to_new(self.database, self.project, self.server.url, token, **options)
        assert link.ls_project_id is not None
        self.there = TheirSide(self.server, link.ls_project_id)
        return self

    def link_to(self, there: TheirSide, **options: Any) -> "BothSides":
        """Link to a project that is there; `url` may be that of a proxy."""
        link_to_existing(
            self.database,
            self.project,
            options.pop("url", self.server.url),
            self.server.token,
            there.ls_project_id,
            **options,
        )
        self.there = there
        return self

    def unlink(self) -> None:
        unlink(self.database, self.project.project_id)

    def sync(self, direction: Direction = "both") -> SyncOutcome:
        return sync_project(self.database, self.project, direction)

    def preview(self, direction: Direction = "both") -> SyncOutcome:
        return preview_sync(self.database, self.project, direction)

    def is_settled(self) -> bool:
        """Whether another sync of both directions moves nothing and finds nothing."""
        outcome = self.sync()
        return outcome.pulled.total == outcome.pushed.total == outcome.conflicts == 0

    def submit(
        self, columns: Columns, number: int = 1, tied: Sequence[str] = (), seconds: float = 12.5
    ) -> Annotation:
        """Ann submits the task of this number, or changes what she has submitted."""
        opened = self._open(number)
        draft = ranked(opened, columns, tied, seconds=seconds)
        return submit_annotation(self.database, opened, draft)

    def skip(self, number: int = 1) -> Annotation:
        opened = self._open(number)
        return skip_task(self.database, opened, opened.draft)

    def withdraw(self, annotation: Annotation) -> None:
        withdraw_annotation(
            self.database, self.project, annotation.annotation_id, self.ann.annotator_id
        )

    def decide(self, annotation: Annotation, resolution: Any) -> None:
        resolve_conflict(
            self.database,
            self.project,
            annotation.annotation_id,
            resolution,
            self.ann.annotator_id,
        )

    def conflicts(self) -> list[Any]:
        return list_open_conflicts(self.database, self.project.project_id)

    def kept_aside(self) -> list[KeptAside]:
        return list_kept_aside(self.database, self.project.project_id)

    def tasks(self) -> list[Task]:
        """Those that are not archived, by number."""
        rows = self.database.read(
            lambda c: tasks.list_tasks_after(c, self.project.project_id, 0, 100)
        )
        return [
            self.database.read(lambda c, i=row["task_id"]: tasks.get_task(c, i)) for row in rows
        ]

    def task(self, number: int = 1) -> Task:
        """The task of this number, archived or not."""
        task = self.database.read(lambda c: tasks.find_task(c, self.project.project_id, number))
        assert task is not None
        return task

    def annotations(self, number: int = 1) -> list[Annotation]:
        """All of a task as they stand, also the deleted ones."""
        task_id = self.task(number).task_id
        return list(
            self.database.read(lambda c: annotations.list_all_annotations(c, [task_id])).get(
                task_id, ()
            )
        )

    def predictions(self, number: int = 1) -> list[Prediction]:
        task_id = self.task(number).task_id
        return list(
            self.database.read(lambda c: tasks.list_predictions(c, [task_id])).get(task_id, ())
        )

    def history(self, annotation: Annotation) -> list[PastState]:
        """Every revision, oldest first."""
        key: UUID = annotation.annotation_id
        return self.database.read(lambda c: list_past_states(c, [key]))[key]

    def ls_id(self, annotation: Annotation) -> int:
        """The annotation's id there."""
        rows = self.database.read(
            lambda c: c.execute(
                "SELECT ls_annotation_id FROM linked_annotation WHERE annotation_id = $1",
                [annotation.annotation_id],
            ).fetchall()
        )
        return int(rows[0][0])

    def stored(self) -> dict[str, list[Any]]:
        """Every row of every table here."""

        def dump(connection: Any) -> dict[str, list[Any]]:
            names = [
                row[0]
                for row in connection.execute(
                    "SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
                ).fetchall()
            ]
            return {
                name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()
                for name in names
            }

        return self.database.read(dump)

    def watermark(self) -> str | None:
        link = find_link(self.database, self.project.project_id)
        return link.watermark if link else None

    def _open(self, number: int) -> OpenTask:
        opened = open_numbered_task(self.database, self.project, self.ann, number)
        assert opened is not None
        return opened


def columns_of(result: Sequence[Any]) -> dict[str, str]:
    """The columns of a result's first region, without the empty ones, each as one text."""
    return {name: "".join(ids) for name, ids in result[0]["value"]["ranker"].items() if ids}
