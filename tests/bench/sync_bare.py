"""Label Studio's SDK doing the same calls, in the same batches, and keeping no account of them.

Run: python -m tests.bench.sync_bare ACT URL TOKEN PROJECT N
"""

import json
import sys
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from label_studio_sdk import LabelStudio

from tests.bench.sync_clock import Clock
from tests.bench.sync_ours import PAUSE_EVERY
from tests.bench.sync_rows import CONFIG, annotation, row

TASKS_AT_ONCE = 1000
READ_AT_ONCE = 250
ONCE: Any = {"max_retries": 0}


def create(client: LabelStudio, _: int, n: int) -> None:
    """An empty project."""
    clock = Clock()
    clock.end("create", ls_project_id=client.projects.create(title="Bench", label_config=CONFIG).id)


def fill(client: LabelStudio, ls_project_id: int, n: int) -> None:
    """Import tasks whole, annotations and all: all of them change at the same moment."""
    clock = Clock()
    for start in range(0, n, TASKS_AT_ONCE):
        numbers = range(start, min(start + TASKS_AT_ONCE, n))
        rows = [row(number) | {"annotations": [annotation(number)]} for number in numbers]
        client.projects.import_tasks(id=ls_project_id, request=rows, request_options=ONCE)
    clock.end("fill")


def push(client: LabelStudio, ls_project_id: int, n: int) -> None:
    """Import the tasks in batches, then create the annotations one by one."""
    clock = Clock()
    task_ids: list[int] = []
    for start in range(0, n, TASKS_AT_ONCE):
        rows = [row(number) for number in range(start, min(start + TASKS_AT_ONCE, n))]
        made = client.projects.import_tasks(
            id=ls_project_id, request=rows, return_task_ids=True, request_options=ONCE
        )
        task_ids += made.task_ids or []
        clock.pause("tasks")
    for number, task_id in enumerate(task_ids):
        if number in range(PAUSE_EVERY, n, PAUSE_EVERY):
            clock.pause("annotations")
        client.annotations.create(
            id=task_id, **annotation(number), unique_id=str(uuid4()), request_options=ONCE
        )
    clock.end("annotations")


def pull(client: LabelStudio, ls_project_id: int, n: int) -> None:
    """Which tasks there are, then each whole with its predictions."""
    clock = Clock()
    listed = client.tasks.list(
        project=ls_project_id,
        fields="task_only",
        include="id,updated_at",
        page_size=TASKS_AT_ONCE,
        query=_query("tasks:updated_at", []),
    )
    task_ids = [task.id for task in listed]
    found = 0
    for start in range(0, len(task_ids), READ_AT_ONCE):
        found += _read(client, ls_project_id, task_ids[start : start + READ_AT_ONCE])
    assert found == n, found
    clock.end("pull", n=found)


def _read(client: LabelStudio, ls_project_id: int, task_ids: Sequence[int]) -> int:
    asked = {"exportType": "JSON", "ids[]": list(task_ids)}
    chunks = client.projects.exports.download_sync(
        ls_project_id,
        download_all_tasks=True,
        request_options={"additional_query_parameters": asked},
    )
    tasks = json.loads(b"".join(chunks))
    is_one = {"filter": "filter:tasks:id", "operator": "in_list", "type": "List"}
    predicted = client.tasks.list(
        project=ls_project_id,
        fields="all",
        include="id,predictions",
        page_size=TASKS_AT_ONCE,
        query=_query("tasks:id", [is_one | {"value": list(task_ids)}]),
    )
    assert sum(len(task.predictions or ()) for task in predicted) == len(tasks)
    return sum(len(task["annotations"]) for task in tasks)


def _query(ordering: str, filters: Sequence[Any]) -> str:
    return json.dumps(
        {"filters": {"conjunction": "and", "items": list(filters)}, "ordering": [ordering]}
    )


ACTS: dict[str, Any] = {"create": create, "fill": fill, "push": push, "pull": pull}


def main(act: str, url: str, token: str, ls_project_id: str, n: str) -> None:
    """Do one of the acts on a project there."""
    client = LabelStudio(base_url=url, api_key=token, timeout=600)
    ACTS[act](client, int(ls_project_id), int(n))


if __name__ == "__main__":
    main(*sys.argv[1:])
