"""A sync with some of everything in it, which can be begun again and again from the same state."""

import secrets
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lib.domain.annotation import Annotator
from lib.domain.imported import ImportedPrediction
from lib.domain.project import Project
from lib.services.label_studio.conflicts import list_kept_aside, list_open_conflicts
from lib.services.label_studio.links import find_link, link_to_new
from lib.services.label_studio.sync import count_waiting, list_sync_runs, sync_project
from lib.services.labeling import OpenTask, open_numbered_task
from lib.services.submission import skip_task, submit_annotation
from lib.store import annotations, revisions, tasks
from lib.store.annotators import find_or_add_annotator
from lib.store.database import Database
from lib.store.linked_tasks import list_linked_tasks
from lib.store.revisions import NumberedRevision
from tests.factories import add_project, add_rows, make_data, make_region, make_revision, ranked
from tests.label_studio.held_content import Holding, held_here, held_there, histories
from tests.label_studio.private_server import PrivateLabelStudio

N_BEFORE, N_TASKS = 12, 50
"""Tasks that both sides had before; and all that there are here."""

FIRST, SECOND, THIRD, FOURTH = (
    {"relevant_results": "ab", "biased_results": "c"},
    {"relevant_results": "c", "biased_results": "ba"},
    {"relevant_results": "bca", "biased_results": ""},
    {"relevant_results": "", "biased_results": "acb"},
)


class SweptSync:
    """Both sides as they are before the sync, and what they hold after it.

    Here: 38 new tasks, some with predictions; a later prediction; eight new annotations, of them a
    skip, a tie and a ground truth, by somebody with an account there, somebody who gets one and
    somebody without an email; one edited, one deleted. There: four new annotations, one edited, one
    deleted, a task with an annotation and a prediction more, and a task less. `address` is the
    server's own or that of a proxy before it.
    """

    def __init__(self, server: PrivateLabelStudio, address: str, folder: Path) -> None:
        self.server = server
        self._here = folder / "before.duckdb"
        self._there = folder / "before.sqlite3"
        # As the tests of one server make people of their own.
        self._mark = secrets.token_hex(4)
        with closing(Database(self._here)) as database:
            self.project = add_project(database, name=f"Swept {self._mark}")
            self.ann = _person(database, "Ann", self.email("ann"))
            self.bob = _person(database, "Bob", self.email("bob"))
            self.cleo = _person(database, "Cleo", None)
            server.add_user(self.email("ann"))
            self._share(database, address)
            self._change_here(database)
            self._change_there(database)
        _copy_sqlite(_sqlite(server), self._there)

    def email(self, name: str) -> str:
        return f"{name}-{self._mark}@example.com"

    def restore(self, folder: Path) -> Path:
        """Both sides as they were before the sync; gives where the database is."""
        folder.mkdir(parents=True, exist_ok=True)
        here = folder / "podium.duckdb"
        Path(f"{here}.wal").unlink(missing_ok=True)
        shutil.copy(self._here, here)
        shutil.copy(f"{self._here}.secrets", f"{here}.secrets")
        _copy_sqlite(self._there, _sqlite(self.server))
        return here

    def _share(self, database: Database, address: str) -> None:
        """What both sides hold since an earlier sync."""
        add_rows(database, self.project, [_row(n) for n in range(1, N_BEFORE + 1)])
        for number in range(1, 7):
            _rank(database, self.project, self.ann, number, FIRST)
        link_to_new(database, self.project, address, self.server.token, makes_users=True)
        sync_project(database, self.project, "both")

    def _change_here(self, database: Database) -> None:
        more = [_row(n) for n in range(N_BEFORE + 1, N_TASKS + 1)]
        add_rows(database, self.project, more, "more.json")
        _rank(database, self.project, self.ann, 1, SECOND)
        self._delete_here(database, 2)
        self._predict(database, 7)
        skipped = _opened(database, self.project, self.ann, 7)
        skip_task(database, skipped, skipped.draft, "Too long")
        _rank(database, self.project, self.ann, 8, FIRST, tied="a")
        truth = _rank(database, self.project, self.bob, 8, SECOND)
        database.write(lambda c: annotations.set_ground_truth(c, truth, True))
        _rank(database, self.project, self.bob, 9, FIRST)
        _rank(database, self.project, self.cleo, 9, THIRD)
        for number in (20, 21):
            _rank(database, self.project, self.ann, number, SECOND)
        _rank(database, self.project, self.bob, 50, THIRD)

    def _change_there(self, database: Database) -> None:
        ask, there = self.server.ask, _ls_task_ids(database, self.project)
        for number, columns in ((9, FIRST), (10, SECOND), (10, THIRD)):
            region = make_region(_lists(columns), id=f"there{number}", confidence=0.5)
            body = {"result": [region], "lead_time": 3.25}
            ask("POST", f"/api/tasks/{there[number]}/annotations/", body)
        skip = {"result": [], "was_cancelled": True, "lead_time": 1}
        ask("POST", f"/api/tasks/{there[11]}/annotations/", skip)
        edited, deleted = (_ls_annotation_id(self.server, there[n]) for n in (3, 4))
        ask("PATCH", f"/api/annotations/{edited}/", {"result": [make_region(_lists(FOURTH))]})
        ask("DELETE", f"/api/annotations/{deleted}/")
        ask("DELETE", f"/api/tasks/{there[12]}/")
        made = ask(
            "POST",
            "/api/tasks/",
            {"data": make_data(900), "project": ls_project_id(database, self.project)},
        )
        region = make_region(_lists(FIRST))
        ask("POST", f"/api/tasks/{made['id']}/annotations/", {"result": [region]})
        said = {"task": made["id"], "result": [region], "score": 0.25, "model_version": "theirs"}
        ask("POST", "/api/predictions/", said)

    def _delete_here(self, database: Database, number: int) -> None:
        task = _opened(database, self.project, self.ann, number).task
        (held,) = database.read(lambda c: annotations.list_annotations(c, [task.task_id]))[
            task.task_id
        ]
        gone = make_revision(self.ann.annotator_id, status="deleted", result=held.result)
        later = NumberedRevision(
            held.annotation_id, task.task_id, self.ann.annotator_id, held.revision + 1, gone
        )
        database.write(lambda c: revisions.add_revisions(c, self.project.project_id, [later]))

    def _predict(self, database: Database, number: int) -> None:
        task = _opened(database, self.project, self.ann, number).task
        later = ImportedPrediction([make_region(_lists(SECOND))], "later", 0.75, {})
        database.write(
            lambda c: tasks.add_predictions(c, self.project.project_id, [(task.task_id, later)])
        )


def ls_project_id(database: Database, project: Project) -> int:
    link = find_link(database, project.project_id)
    assert link is not None
    assert link.ls_project_id is not None
    return link.ls_project_id


@dataclass(frozen=True)
class Outcome:
    """What there is after a sync, however it went; `users` are those there."""

    held: Holding
    histories: Mapping[str, Any]
    users: Sequence[str]


def outcome_of(server: PrivateLabelStudio, database: Database, project: Project) -> Outcome:
    """Checked: both sides hold the same, each thing once; nothing waits, nothing is in doubt."""
    held = held_here(database, project, server.email)
    assert held == held_there(server, ls_project_id(database, project))
    assert count_waiting(database, project.project_id) == (0, 0, 0)
    assert list_open_conflicts(database, project.project_id) == []
    assert list_kept_aside(database, project.project_id) == []
    assert list_sync_runs(database, project.project_id, 1)[0].failure is None
    users = sorted(user["email"] for user in server.ask("GET", "/api/users/"))
    return Outcome(held, histories(database, project), users)


def _person(database: Database, name: str, email: str | None) -> Annotator:
    return database.write(lambda c: find_or_add_annotator(c, name, email))


def _row(number: int) -> dict[str, Any]:
    """A task; every third one with a prediction, every ninth with two."""
    predictions = [
        {
            "model_version": f"model {n}",
            "score": 0.5,
            "result": [make_region(_lists(FIRST), id=f"p{n}")],
        }
        for n in (3, 9)
        if number % n == 0
    ]
    return {"data": make_data(number), "predictions": predictions}


def _opened(database: Database, project: Project, person: Annotator, number: int) -> OpenTask:
    found = open_numbered_task(database, project, person, number)
    assert found is not None
    return found


def _rank(
    database: Database,
    project: Project,
    person: Annotator,
    number: int,
    columns: Mapping[str, Sequence[str]],
    tied: str = "",
) -> Any:
    task = _opened(database, project, person, number)
    draft = ranked(task, columns, tied, seconds=number + 0.125)
    return submit_annotation(database, task, draft).annotation_id


def _lists(columns: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {"_": [], **{name: list(ids) for name, ids in columns.items()}}


def _ls_task_ids(database: Database, project: Project) -> dict[int, int]:
    """The tasks' ids there by their numbers here."""
    linked = database.read(lambda c: list_linked_tasks(c, project.project_id))
    by_task = {each.task_id: each.ls_task_id for each in linked}
    rows = database.read(lambda c: tasks.list_tasks_after(c, project.project_id, 0, N_TASKS))
    return {row["number"]: by_task[row["task_id"]] for row in rows if row["task_id"] in by_task}


def _ls_annotation_id(server: PrivateLabelStudio, ls_task_id: int) -> int:
    (held,) = server.ask("GET", f"/api/tasks/{ls_task_id}/annotations/")
    return int(held["id"])


def _sqlite(server: PrivateLabelStudio) -> Path:
    return server._data / "label_studio.sqlite3"


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database while others have it open; it need not survive a loss of power."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        written.execute("PRAGMA synchronous = OFF")
        read.backup(written)
