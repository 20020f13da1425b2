"""What a project holds here and what the real server holds of it, in words that both can say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from lib.domain.annotation import Annotation
from lib.domain.project import Project
from lib.formats.json_text import digest
from lib.formats.label_studio_payloads import OWN_SOURCE, unique_id_of
from lib.store import annotations, tasks
from lib.store.database import Database
from lib.store.revision_history import list_past_states
from lib.store.task_lookup import get_tasks
from lib.store.writer import Connection
from tests.label_studio.private_server import PrivateLabelStudio

MOST = 1_000_000

T = TypeVar("T")
Predicted = tuple[str, str | None, float | None, str]
"""Of which task, by whom, how sure, and the digest of the result."""


@dataclass(frozen=True)
class HeldAnnotation:
    """What both sides keep of an annotation; `person` is an email."""

    task: str
    result: list[Any]
    skipped: bool
    ground_truth: bool
    lead_time: float | None
    person: str


@dataclass(frozen=True)
class Holding:
    """One side: tasks by their data, predictions sorted, annotations by unique id; none twice."""

    tasks: Mapping[str, Any]
    predictions: Sequence[Predicted]
    annotations: Mapping[str, HeldAnnotation]


def held_there(server: PrivateLabelStudio, ls_project_id: int) -> Holding:
    """What the server holds, asked for past Podium's own client."""
    people = {user["id"]: user["email"] for user in server.ask("GET", "/api/users/")}
    export = f"/api/projects/{ls_project_id}/export?exportType=JSON&download_all_tasks=true"
    rows = server.ask("GET", export)
    keys = {row["id"]: _key(row["data"]) for row in rows}
    return Holding(
        tasks=_each_once((keys[row["id"]], _own(row["data"])) for row in rows),
        predictions=sorted(
            (keys[each["task"]], each["model_version"], each["score"], digest(each["result"]))
            for each in server.ask("GET", f"/api/predictions/?task__project={ls_project_id}")
        ),
        annotations=_each_once(
            (
                raw["unique_id"],
                HeldAnnotation(
                    task=keys[row["id"]],
                    result=raw["result"],
                    skipped=raw["was_cancelled"],
                    ground_truth=raw["ground_truth"],
                    lead_time=raw["lead_time"],
                    person=people[raw["completed_by"]],
                ),
            )
            for row in rows
            for raw in row["annotations"]
        ),
    )


def held_here(database: Database, project: Project, owner: str) -> Holding:
    """What counts here: without what is archived or deleted.

    `owner` is the email whose name the work of people without an account bears there.
    """

    def load(connection: Connection) -> Holding:
        listed = tasks.list_tasks_after(connection, project.project_id, 0, MOST)
        held = get_tasks(connection, [row["task_id"] for row in listed])
        keys = {task_id: _key(task.data) for task_id, task in held.items()}
        predicted = tasks.list_predictions(connection, held)
        said = annotations.list_annotations(connection, held)
        return Holding(
            tasks=_each_once((keys[task_id], _own(task.data)) for task_id, task in held.items()),
            predictions=sorted(
                (keys[each.task_id], each.model_version, each.score, digest(each.result))
                for of_task in predicted.values()
                for each in of_task
            ),
            annotations=_each_once(
                (unique_id_of(each), _held(each, keys, owner))
                for of_task in said.values()
                for each in of_task
            ),
        )

    return database.read(load)


def histories(database: Database, project: Project) -> dict[str, list[tuple[Any, ...]]]:
    """All that each annotation ever said here, also a deleted one, by unique id."""

    def load(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
        known = connection.execute(
            "SELECT annotation_id FROM annotation WHERE project_id = $project_id",
            {"project_id": project.project_id},
        ).fetchall()
        held = annotations.get_annotations(connection, [row[0] for row in known])
        past = list_past_states(connection, [each.annotation_id for each in held])
        return _each_once(
            (
                unique_id_of(each),
                [
                    (state.status, digest(state.result), state.lead_time)
                    for state in past[each.annotation_id]
                ],
            )
            for each in held
        )

    return database.read(load)


def _held(annotation: Annotation, keys: Mapping[UUID, str], owner: str) -> HeldAnnotation:
    return HeldAnnotation(
        task=keys[annotation.task_id],
        result=annotation.result,
        skipped=annotation.status == "skipped",
        ground_truth=annotation.ground_truth,
        lead_time=annotation.lead_time,
        person=annotation.annotator.email or owner,
    )


def _own(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data without the id that a push adds."""
    is_added = str(data.get("source_id")).startswith(OWN_SOURCE)
    return {name: data[name] for name in data if name != "source_id" or not is_added}


def _key(data: Mapping[str, Any]) -> str:
    own = _own(data)
    return f"{own.get('id')} {digest(own)[:12]}"


def _each_once(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for key, value in pairs:
        assert key not in found, f"There are two of {key}: {found[key]} and {value}"
        found[key] = value
    return found
