"""Projects there, and their tasks as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lib.domain.label_studio import RemoteProject, TaskStamp
from lib.errors import Unreachable
from lib.label_studio import rows, task_pages
from lib.label_studio.calls import Calls
from lib.label_studio.connection import Question

EXPORT_SIZE = 250
PROJECTS_A_PAGE = 500
SHORTEST_TITLE, LONGEST_TITLE = 3, 50


class ProjectCalls(Calls):
    """Projects and tasks."""

    def list_projects(self) -> list[RemoteProject]:
        """All that the token sees, newest first, without their labeling configs."""
        projects: dict[int, RemoteProject] = {}
        page, has_more = 0, True
        while has_more:
            page += 1
            params = {
                "page": page,
                "page_size": PROJECTS_A_PAGE,
                "include": "id,title,description,task_number",
            }
            question = Question("GET", "api/projects/", "its projects", params)
            found, has_more = self._connection.ask(question, rows.read_project_page)
            projects |= {project.ls_project_id: project for project in found}
        return list(projects.values())

    def get_project(self, ls_project_id: int) -> RemoteProject:
        question = Question("GET", _path(ls_project_id), _name(ls_project_id))
        return self._connection.ask(question, rows.read_project)

    def create_project(self, title: str, labeling_config: str, description: str) -> RemoteProject:
        """Not repeated. The title is cut, or "Podium" put before it, to a length that is taken."""
        title = title.strip()[:LONGEST_TITLE]
        body = {
            "title": title if len(title) >= SHORTEST_TITLE else f"Podium {title}".strip(),
            "label_config": labeling_config,
            "description": description,
        }
        question = Question(
            "POST", "api/projects/", "place for a project", body=body, is_repeatable=False
        )
        return self._connection.ask(question, rows.read_project)

    def import_tasks(self, ls_project_id: int, task_rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """The ids of the new tasks, in the order of `task_rows`.

        One call, not repeated: afterwards all rows are in, or none.
        """
        if not task_rows:
            return []
        question = Question(
            "POST",
            f"{_path(ls_project_id)}import",
            _name(ls_project_id),
            {"return_task_ids": "true"},
            [dict(row) for row in task_rows],
            is_repeatable=False,
        )
        with self._missing_is_said(_path(ls_project_id), question.what):
            task_ids = self._connection.ask(question, rows.read_task_ids)
        if len(task_ids) != len(task_rows):
            raise Unreachable(
                f"{self.url} was sent {len(task_rows)} tasks and named {len(task_ids)}. "
                f"Look at {question.what} there, and run it again."
            )
        return task_ids

    def list_stamps(self, ls_project_id: int, since: str | None = None) -> Iterator[TaskStamp]:
        """Tasks changed at or after `since`, in order of `updated_at`, always with six decimals.

        One that changes while they are listed comes again with its newer moment.
        """
        return task_pages.list_stamps(self._connection, ls_project_id, since)

    def list_source_ids(
        self, ls_project_id: int, after_ls_task_id: int = 0
    ) -> Iterator[tuple[int, str | None]]:
        """Tasks with greater ids, in order, with their `data.source_id`; None where no text is."""
        return task_pages.list_source_ids(self._connection, ls_project_id, after_ls_task_id)

    def export_tasks(self, ls_project_id: int, ls_task_ids: Sequence[int]) -> list[dict[str, Any]]:
        """Whole tasks as an export has them; those that are not there are missing.

        Of predictions an export has no more than the ids, so they are put in as the list of tasks
        has them.
        """
        found: list[dict[str, Any]] = []
        # An export of no ids would be one of all tasks.
        for start in range(0, len(ls_task_ids), EXPORT_SIZE):
            params = {
                "exportType": "JSON",
                "download_all_tasks": "true",
                "ids[]": list(ls_task_ids[start : start + EXPORT_SIZE]),
            }
            path = f"{_path(ls_project_id)}export"
            question = Question("GET", path, _name(ls_project_id), params)
            with self._missing_is_said(_path(ls_project_id), question.what):
                batch = self._connection.ask(question, rows.read_entities)
            found += self._with_predictions(ls_project_id, batch)
        return found

    def _with_predictions(
        self, ls_project_id: int, tasks: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        predicted = [task["id"] for task in tasks if task.get("predictions")]
        if not predicted:
            return tasks
        held = task_pages.list_predictions(self._connection, ls_project_id, predicted)
        return [
            {**task, "predictions": held[task["id"]]} if task["id"] in held else task
            for task in tasks
        ]


def _path(ls_project_id: int) -> str:
    return f"api/projects/{ls_project_id}/"


def _name(ls_project_id: int) -> str:
    return f"project {ls_project_id}"
