"""What the two sides of a sync export, read past the sync's own code and put into one form."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from lib.domain.project import Project
from lib.services.exports import export_project
from lib.store.database import Database
from tests.label_studio.private_server import PrivateLabelStudio

COMPARED = ("result", "was_cancelled", "ground_truth", "lead_time")

Exported = dict[str, dict[str, Any]]
"""By a task's prompt: its data, its predictions, and its annotations by their unique ids."""


def exported_there(server: PrivateLabelStudio, ls_project_id: int) -> Exported:
    """What the server exports; predictions, of which an export has no more than ids, as listed."""
    rows = server.ask(
        "GET", f"/api/projects/{ls_project_id}/export?exportType=JSON&download_all_tasks=true"
    )
    predictions: dict[int, list[Any]] = {row["id"]: [] for row in rows}
    for each in server.ask("GET", f"/api/predictions/?task__project={ls_project_id}"):
        predictions[each["task"]].append(each)
    return _by_prompt({**row, "predictions": predictions[row["id"]]} for row in rows)


def exported_here(database: Database, project: Project) -> Exported:
    """What our own export writes, as JSON text."""
    return _by_prompt(json.loads("".join(export_project(database, project, "label-studio-json"))))


def _by_prompt(rows: Iterable[Mapping[str, Any]]) -> Exported:
    found: Exported = {}
    for row in rows:
        data = {name: value for name, value in row["data"].items() if name != "source_id"}
        assert data["prompt"] not in found, "A task is there twice."
        annotations = {each["unique_id"]: each for each in row["annotations"]}
        assert len(annotations) == len(row["annotations"]), "An annotation is there twice."
        found[data["prompt"]] = {
            "data": _text(data),
            "predictions": sorted(
                _text([each["result"], each["model_version"], each["score"]])
                for each in row["predictions"]
            ),
            "annotations": {
                unique_id: {field: _text(each[field]) for field in COMPARED}
                for unique_id, each in annotations.items()
            },
        }
    return found


def _text(value: Any) -> str:
    """The same text for equal JSON: the order of a list counts, that of an object's keys does not.

    A whole number of seconds may come as 12 and as 12.0.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True)
