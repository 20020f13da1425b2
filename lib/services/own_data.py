"""Everything that one person wrote, as one JSON document: for themselves, or for an admin.

It holds nothing with which anybody could sign in. Whoever may not see a project's models gets its
responses by the places in which they were shown (lib.formats.written_results).
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.domain.draft import Draft
from lib.domain.labeling_config import LabelingConfig
from lib.domain.task import Task
from lib.errors import NotAllowed, NotFound
from lib.formats.labeling_config import read_labeling_config
from lib.formats.written_results import drafted_result, shown_places, under_places
from lib.services.access import is_allowed, requires
from lib.store import own_data
from lib.store.columns import as_utc
from lib.store.database import Database
from lib.store.task_lookup import get_tasks
from lib.store.writer import Connection

CHUNK = 200
Row = dict[str, Any]


@requires("anybody")
def find_own(database: Database, number: int) -> Annotator:
    """The person of that number, who must be who acts, unless that is an admin.

    Raises NotAllowed, whether or not there is somebody of that number, NotFound for an admin.
    """
    found = database.read(lambda c: own_data.find_numbered(c, number))
    is_own = found is not None and found.annotator_id == database.actor.annotator_id
    if not is_own and not is_allowed(database, "admin"):
        raise NotAllowed("You may take out what you wrote yourself; for others it takes an admin.")
    if found is None:
        raise NotFound(f"There is no person {number}. Open the Team page for those there are.")
    return found


@requires("anybody")
def export_written(database: Database, number: int) -> Iterator[str]:
    """The document in chunks of text, as it stands when it is begun. Raises as `find_own`."""
    return _Writing(database, find_own(database, number)).chunks()


def file_name(number: int) -> str:
    """What the document is called: no name in it, which might be shown to others in a list."""
    return f"podium-person-{number}.json"


class _Writing:
    def __init__(self, database: Database, person: Annotator) -> None:
        self.database = database
        self.person = person
        self.person_id = person.annotator_id
        self.projects: dict[UUID, Row] = {}
        self.configs: dict[UUID, LabelingConfig] = {}
        self.blind: dict[UUID, bool] = {}

    def chunks(self) -> Iterator[str]:
        with self.database.snapshot() as connection:
            for row in own_data.list_projects(connection, self.person_id):
                self.projects[row["project_id"]] = row
            yield f"{{{_member('person', self._about(connection))},\n"
            yield f"{_member('projects', self._memberships())},\n"
            sessions = own_data.list_sessions(connection, self.person_id)
            yield f"{_member('sessions', [_plain(row) for row in sessions])},\n"
            yield from _array("annotations", self._annotations(connection))
            yield from _array("drafts", self._drafts(connection))
            yield from _array("repeat_answers", self._repeats(connection))
            yield from _array("comments", self._comments(connection))
            guidelines = own_data.list_guidelines(connection, self.person_id)
            yield f"{_member('guidelines', [self._guideline(row) for row in guidelines])}}}\n"

    def _about(self, connection: Connection) -> Row:
        identities = own_data.list_identities(connection, self.person_id)
        return {
            "number": self.person.number,
            "name": self.person.name,
            "email": self.person.email,
            **_plain(own_data.get_account(connection, self.person_id)),
            "single_sign_on": [_plain(row) for row in identities],
        }

    def _memberships(self) -> list[Row]:
        return [
            {"project": row["name"], "role": row["role"]}
            for row in self.projects.values()
            if row["role"]
        ]

    def _annotations(self, connection: Connection) -> Iterator[Row]:
        ids = own_data.list_annotation_ids(connection, self.person_id)
        for start in range(0, len(ids), CHUNK):
            rows = own_data.list_revisions(connection, ids[start : start + CHUNK])
            tasks = get_tasks(connection, {row["task_id"] for row in rows})
            for _, of_one in groupby(rows, key=lambda row: row["annotation_id"]):
                revisions = list(of_one)
                yield self._annotation(tasks[revisions[0]["task_id"]], revisions)

    def _annotation(self, task: Task, revisions: list[Row]) -> Row:
        first = revisions[0]
        is_own = first["annotator_id"] == self.person_id
        return {
            **self._place(task),
            "annotation": first["number"],
            "origin": first["origin"],
            "is_own": is_own,
            "revisions": [
                self._revision(task, row)
                for row in revisions
                if is_own or row["actor_id"] == self.person_id
            ],
        }

    def _revision(self, task: Task, row: Row) -> Row:
        return {
            "revision": row["revision"],
            "by_oneself": row["actor_id"] == self.person_id,
            "status": row["status"],
            "result": self._result(task, json.loads(row["result"])),
            "lead_time": row["lead_time"],
            "untouched": row["untouched"],
            "skip_reason": row["skip_reason"],
            "guideline_version": row["guideline_version"],
            "created_at": _moment(row["created_at"]),
        }

    def _drafts(self, connection: Connection) -> Iterator[Row]:
        for task, row in self._with_tasks(connection, own_data.list_drafts):
            draft = Draft.from_state(json.loads(row["state"]))
            yield {
                **self._place(task),
                "result": self._result(task, drafted_result(self._config(task), draft)),
                "seconds": draft.seconds,
                "updated_at": _moment(row["updated_at"]),
            }

    def _repeats(self, connection: Connection) -> Iterator[Row]:
        for task, row in self._with_tasks(connection, own_data.list_repeat_answers):
            yield {
                **self._place(task),
                "result": self._result(task, json.loads(row["result"])),
                "lead_time": row["lead_time"],
                "answered_at": _moment(row["answered_at"]),
            }

    def _with_tasks(self, connection: Connection, listed: Any) -> Iterator[tuple[Task, Row]]:
        rows = listed(connection, self.person_id)
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            tasks = get_tasks(connection, {row["task_id"] for row in chunk})
            yield from ((tasks[row["task_id"]], row) for row in chunk)

    def _comments(self, connection: Connection) -> Iterator[Row]:
        for row in own_data.list_comments(connection, self.person_id):
            yield {
                "project": self.projects[row["project_id"]]["name"],
                "task": row["task_number"],
                "text": row["text"],
                "is_flag": row["is_flag"],
                "created_at": _moment(row["created_at"]),
                "resolved_at": _moment(row["resolved_at"]),
            }

    def _guideline(self, row: Row) -> Row:
        return {
            "project": self.projects[row["project_id"]]["name"],
            "version": row["version"],
            "text": row["text"],
            "written_at": _moment(row["written_at"]),
        }

    def _place(self, task: Task) -> Row:
        return {"project": self.projects[task.project_id]["name"], "task": task.number}

    def _result(self, task: Task, result: list[Any]) -> list[Any]:
        if task.project_id not in self.blind:
            sees_models = is_allowed(self.database, "reviewer", task.project_id)
            self.blind[task.project_id] = not sees_models
        if not self.blind[task.project_id]:
            return result
        return under_places(result, shown_places(self._config(task), task, self.person_id))

    def _config(self, task: Task) -> LabelingConfig:
        project_id = task.project_id
        if project_id not in self.configs:
            xml = self.projects[project_id]["labeling_config"]
            self.configs[project_id] = read_labeling_config(xml)
        return self.configs[project_id]


def _member(name: str, value: Any) -> str:
    return f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"


def _array(name: str, rows: Iterable[Row]) -> Iterator[str]:
    """A list, a row a chunk."""
    yield f"{json.dumps(name)}: ["
    lead = "\n"
    for row in rows:
        yield f"{lead}{json.dumps(row, ensure_ascii=False)}"
        lead = ",\n"
    yield "],\n"


def _plain(row: Row) -> Row:
    return {
        name: _moment(value) if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _moment(stored: datetime | None) -> str | None:
    return as_utc(stored).isoformat(timespec="seconds") if stored else None
