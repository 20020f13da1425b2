"""Podium's side of the measurement: `python -m tests.bench.sync_ours ACT URL TOKEN DATABASE N`."""

import sys
import time
from pathlib import Path
from typing import Any

import label_studio_sdk  # noqa: F401 - takes a second, which neither side's clock should count

from lib.domain.label_studio import Progress
from lib.domain.project import Project
from lib.services.imports import read_files, store_import
from lib.services.label_studio.links import link_to_new, project_from
from lib.services.label_studio.sync import sync_project
from lib.services.projects import create_project, list_projects
from lib.store.database import Database
from tests.bench.sync_clock import Clock
from tests.bench.sync_rows import CONFIG, annotation, row
from tests.factories import json_lines

PAUSE_EVERY = 20
ROUNDS = 7


def prepare(database: Database, url: str, token: str, n: int) -> None:
    """A linked project with `n` tasks, nothing of which is there yet."""
    clock = Clock()
    project = create_project(database, "Bench", CONFIG)
    rows = [row(number) | {"annotations": [annotation(number)]} for number in range(n)]
    content = json_lines(rows).encode()
    store_import(database, project, read_files(project, [("tasks.json", content)]))
    link = link_to_new(database, project, url, token)
    clock.end("prepare", ls_project_id=link.ls_project_id)


def push(database: Database, url: str, token: str, n: int) -> None:
    """One sync of all that was prepared, with a pause after every batch."""
    clock = Clock()

    def on_progress(progress: Progress) -> None:
        if progress.done and progress.doing == "Sending tasks":
            clock.pause("tasks")
        if progress.doing == "Sending annotations" and progress.done in pauses:
            clock.pause("annotations")

    pauses = range(PAUSE_EVERY, n, PAUSE_EVERY)
    outcome = sync_project(database, _project(database), "push", on_progress=on_progress)
    assert (outcome.pushed.new_tasks, outcome.pushed.new_annotations) == (n, n), outcome
    clock.end("annotations")


def pull(database: Database, url: str, token: str, ls_project_id: int) -> None:
    """All of a project that is not known here."""
    project = project_from(database, url, token, ls_project_id)
    clock = Clock()
    outcome = sync_project(database, project, "pull")
    clock.end("pull", n=outcome.pulled.new_annotations)


def unchanged(database: Database, url: str, token: str, ls_project_id: int) -> None:
    """Syncs of a project that is the same on both sides."""
    project = project_from(database, url, token, ls_project_id)
    clock = Clock()
    first = sync_project(database, project, "both")
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        outcome = sync_project(database, project, "both")
        times.append(time.perf_counter() - began)
        assert outcome.pulled.total + outcome.pushed.total == 0, outcome
    clock.end("unchanged", times=times, n=first.pulled.new_annotations)


def _project(database: Database) -> Project:
    [project] = list_projects(database)
    return project


ACTS: dict[str, Any] = {"prepare": prepare, "push": push, "pull": pull, "unchanged": unchanged}


def main(act: str, url: str, token: str, path: str, number: str) -> None:
    """Do one of the acts on a database file."""
    database = Database(Path(path))
    ACTS[act](database, url, token, int(number))
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
