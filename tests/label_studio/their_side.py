"""What somebody else does in a Label Studio, through its API."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.factories import make_region
from tests.label_studio.private_server import PrivateLabelStudio

Columns = Mapping[str, Sequence[str]]


def of_columns(columns: Columns) -> list[Any]:
    """A result that ranks items of the llm-ranker template; buckets left out are empty."""
    return [make_region({"_": "", "relevant_results": "", "biased_results": "", **columns})]


class TheirSide:
    """One project there. `task_ids` are the tasks' ids in their order, read when asked for."""

    def __init__(self, server: PrivateLabelStudio, ls_project_id: int) -> None:
        self.server = server
        self.ls_project_id = ls_project_id

    @classmethod
    def made(
        cls, server: PrivateLabelStudio, labeling_config: str, rows: Sequence[Any] = ()
    ) -> "TheirSide":
        """A new project there, with these rows imported by hand."""
        project = server.ask(
            "POST", "/api/projects/", {"title": "Theirs", "label_config": labeling_config}
        )
        there = cls(server, project["id"])
        if rows:
            there.add_tasks(*rows)
        return there

    @property
    def path(self) -> str:
        return f"/api/projects/{self.ls_project_id}"

    @property
    def task_ids(self) -> list[int]:
        listed = self.server.ask(
            "GET", f"/api/tasks/?project={self.ls_project_id}&page_size=100&include=id"
        )
        return sorted(task["id"] for task in listed["tasks"])

    def tasks(self) -> list[dict[str, Any]]:
        """All tasks as exported, with their annotations, by id."""
        tasks: list[dict[str, Any]] = self.server.ask(
            "GET", f"{self.path}/export?exportType=JSON&download_all_tasks=true"
        )
        return sorted(tasks, key=lambda task: int(task["id"]))

    def all_annotations(self) -> list[list[dict[str, Any]]]:
        """Those of each task, by id."""
        return [
            sorted(task["annotations"], key=lambda annotation: int(annotation["id"]))
            for task in self.tasks()
        ]

    def annotations(self, number: int = 1) -> list[dict[str, Any]]:
        """Those of the task with this place in the order of ids, by id."""
        return self.all_annotations()[number - 1]

    def predictions(self, number: int = 1) -> list[dict[str, Any]]:
        held: list[dict[str, Any]] = self.server.ask(
            "GET", f"/api/predictions/?task={self.task_ids[number - 1]}"
        )
        return sorted(held, key=lambda prediction: int(prediction["id"]))

    def state(self) -> list[Any]:
        """The project, its tasks as exported, and as listed with all that belongs to them."""
        listed = f"/api/tasks/?project={self.ls_project_id}&page_size=100&fields=all"
        return [self.server.ask("GET", path) for path in (f"{self.path}/", listed)] + self.tasks()

    def everything(self) -> str:
        """All that the server tells of the project, by every way that it has, as one text."""
        asked = [f"{self.path}/summary/", f"/api/predictions/?project={self.ls_project_id}"]
        for task_id in self.task_ids:
            asked += [f"/api/tasks/{task_id}/", f"/api/tasks/{task_id}/annotations/"]
        told = [*self.state(), *(self.server.ask("GET", path) for path in asked)]
        return "\n".join(json.dumps(each, ensure_ascii=False) for each in told)

    def add_tasks(self, *rows: Mapping[str, Any]) -> None:
        self.server.ask("POST", f"{self.path}/import", list(rows))

    def change_data(self, number: int, data: Mapping[str, Any]) -> None:
        self.server.ask("PATCH", f"/api/tasks/{self.task_ids[number - 1]}/", {"data": data})

    def delete_task(self, number: int) -> None:
        self.server.ask("DELETE", f"/api/tasks/{self.task_ids[number - 1]}/")

    def annotate(self, number: int, columns: Columns, **fields: Any) -> int:
        """Its id there."""
        made = self.server.ask(
            "POST",
            f"/api/tasks/{self.task_ids[number - 1]}/annotations/",
            {"result": of_columns(columns), "lead_time": 3.25, **fields},
        )
        return int(made["id"])

    def edit(self, ls_annotation_id: int, columns: Columns | None = None, **fields: Any) -> None:
        result = {} if columns is None else {"result": of_columns(columns)}
        self.server.ask("PATCH", f"/api/annotations/{ls_annotation_id}/", {**result, **fields})

    def delete_annotation(self, ls_annotation_id: int) -> None:
        self.server.ask("DELETE", f"/api/annotations/{ls_annotation_id}/")

    def predict(self, number: int, columns: Columns, **fields: Any) -> int:
        """Its id there."""
        body = {"task": self.task_ids[number - 1], "result": of_columns(columns), **fields}
        return int(self.server.ask("POST", "/api/predictions/", body)["id"])

    def change_prediction(self, ls_prediction_id: int, columns: Columns) -> None:
        self.server.ask(
            "PATCH", f"/api/predictions/{ls_prediction_id}/", {"result": of_columns(columns)}
        )

    def change_config(self, labeling_config: str) -> None:
        self.server.ask("PATCH", f"{self.path}/", {"label_config": labeling_config})
