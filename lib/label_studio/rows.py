"""Reads the JSON of a Label Studio; KeyError, TypeError or ValueError for any other."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lib.domain.label_studio import RemoteProject, RemoteUser, TaskStamp

STAMP_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
"""The only form in which the server takes a moment; six digits also sort as text."""


def read_nothing(_: Any) -> bool:
    """Whatever it says, it was done."""
    return True


def read_object(content: Any) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise TypeError(content)
    return content


def read_entity(content: Any) -> dict[str, Any]:
    """An object with a number of its own, unchanged."""
    read_id(content)
    return read_object(content)


def read_entities(content: Any) -> list[dict[str, Any]]:
    """A list of them, unchanged."""
    if not isinstance(content, list):
        raise TypeError(content)
    return [read_entity(row) for row in content]


def read_id(content: Any) -> int:
    return _whole(read_object(content)["id"])


def read_task_ids(content: Any) -> list[int]:
    """Those of an import, in the order of its rows."""
    return [_whole(task_id) for task_id in _list(content, "task_ids")]


def read_version(content: Any) -> str:
    """Of an answer that names Label Studio's packages, such as "1.23.2"."""
    if not any(name.startswith("label-studio") for name in read_object(content)):
        raise KeyError("label-studio")
    return _text(content["release"])


def read_user(content: Any) -> RemoteUser:
    names = [_text(read_object(content).get(key) or "") for key in ("first_name", "last_name")]
    return RemoteUser(read_id(content), _text(content["email"]), " ".join(filter(None, names)))


def read_users(content: Any) -> list[RemoteUser]:
    return [read_user(row) for row in read_entities(content)]


def read_project(content: Any) -> RemoteProject:
    return RemoteProject(
        ls_project_id=read_id(content),
        title=_text(content.get("title") or ""),
        labeling_config=_text(content.get("label_config") or ""),
        description=_text(content.get("description") or ""),
        n_tasks=_whole(content.get("task_number") or 0),
    )


def read_project_page(content: Any) -> tuple[list[RemoteProject], bool]:
    """The projects, and whether another page follows."""
    rows = _list(content, "results")
    return [read_project(row) for row in rows], content["next"] is not None


def read_stamp_page(content: Any) -> tuple[list[TaskStamp], int]:
    """The tasks, and how many there are of which this page has the first."""
    rows = _list(content, "tasks")
    return [
        TaskStamp(read_id(row), normal_stamp(_text(row["updated_at"]))) for row in rows
    ], _whole(content["total"])


def read_source_id_page(content: Any) -> tuple[list[tuple[int, str | None]], int]:
    """The tasks with the key that their data hold, and how many there are from this page on."""
    rows = _list(content, "tasks")
    return [(read_id(row), _source_id(row["data"])) for row in rows], _whole(content["total"])


def read_predictions(content: Any) -> dict[int, list[dict[str, Any]]]:
    """The predictions by task, unchanged."""
    return {read_id(row): read_entities(row["predictions"]) for row in _list(content, "tasks")}


def normal_stamp(text: str) -> str:
    """A moment in the form that the server takes: it leaves out a fraction of zero itself."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).strftime(STAMP_FORMAT)


def _source_id(data: Any) -> str | None:
    key = data.get("source_id") if isinstance(data, Mapping) else None
    return key if isinstance(key, str) else None


def _list(content: Any, key: str) -> list[Any]:
    rows = read_object(content)[key]
    if not isinstance(rows, list):
        raise TypeError(rows)
    return rows


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
