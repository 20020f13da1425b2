"""What linking and a first sync would come to, without linking."""

from lib.domain.label_studio import Direction, SyncCounts, SyncOutcome
from lib.domain.project import Project
from lib.errors import RemoteNotFound
from lib.label_studio.address import read_url
from lib.label_studio.client import LabelStudioClient
from lib.services.access import requires
from lib.services.label_studio.asking import check_connection, list_remote_projects
from lib.services.label_studio.links import (
    check_same_config,
)
from lib.services.projects import list_project_summaries
from lib.store import tasks
from lib.store.database import Database

BATCH = 500


@requires("admin")
def preview_link(
    database: Database,
    project: Project,
    direction: Direction,
    url: str,
    token: str,
    ls_project_id: int | None,
) -> SyncOutcome:
    """Where the project would be linked to, and what waits here to be pushed there.

    What would be pulled is told as the number of tasks there: which of them are here already is
    known once they are read. Raises as linking would.
    """
    url = read_url(url)
    if ls_project_id is None:
        server = check_connection(database, url, token)
        target = f"a new project at {url} (Label Studio {server.version})"
    else:
        target = _existing(database, project, url, token, ls_project_id)
    waits = SyncCounts() if direction == "pull" else _waiting(database, project)
    messages = (f"“{project.name}” is not linked yet. It would be linked to {target}.",)
    return SyncOutcome(direction, pushed=waits, messages=messages)


def _existing(
    database: Database, project: Project, url: str, token: str, ls_project_id: int
) -> str:
    there = {each.ls_project_id: each for each in list_remote_projects(database, url, token)}
    if ls_project_id not in there:
        known = ", ".join(map(str, sorted(there)[:20])) or "none"
        raise RemoteNotFound(
            f"There is no project {ls_project_id} at {url}, or its token may not see it. "
            f"Projects there: {known}."
        )
    with LabelStudioClient(url, token) as client:
        check_same_config(project, client.get_project(ls_project_id))
    found = there[ls_project_id]
    return f"“{found.title}”, project {ls_project_id} at {url}, which has {found.n_tasks:,} tasks"


def _waiting(database: Database, project: Project) -> SyncCounts:
    counts = SyncCounts()
    for summary in list_project_summaries(database):
        if summary.project.project_id == project.project_id:
            counts = SyncCounts(
                new_tasks=summary.n_tasks,
                new_predictions=_n_predictions(database, project),
                new_annotations=summary.n_annotations + summary.n_skipped,
            )
    return counts


def _n_predictions(database: Database, project: Project) -> int:
    number, after = 0, 0
    with database.snapshot() as connection:
        while rows := tasks.list_tasks_after(connection, project.project_id, after, BATCH):
            after = rows[-1]["number"]
            ids = [row["task_id"] for row in rows]
            number += sum(map(len, tasks.list_predictions(connection, ids).values()))
    return number
