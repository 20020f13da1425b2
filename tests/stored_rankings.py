"""Rankings written as text and stored past the services, with any circumstances."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotator, NewAnnotation, RankedItem, Revision
from lib.domain.project import Project
from lib.store import annotations, revisions, tasks
from lib.store.columns import new_id
from lib.store.database import Database
from lib.store.revisions import NumberedRevision
from tests.factories import make_revision


def store_ranking(
    database: Database,
    project: Project,
    task: int,
    person: Annotator,
    ranking: str | Mapping[str, str],
    *,
    origin: str = "ui",
    ground_truth: bool = False,
    **revision: Any,
) -> UUID:
    """An annotation of the project's task of that number; gives its id.

    In `a b=c | d / e` item a is before b and c, who tie, in the first bucket, d is in the second
    and e not placed. The item a comes from the model A. A mapping holds such a text for each
    Ranker; a text alone is about the Ranker `rank`.
    """
    new = NewAnnotation(
        task_id=_task_id(database, project, task),
        annotator_id=person.annotator_id,
        origin=origin,
        idempotency_key=str(new_id()),
        first_revision=_revision(person, ranking, revision),
        ground_truth=ground_truth,
    )
    return database.write(lambda c: annotations.add_annotations(c, project.project_id, [new]))[0]


def store_revision(
    database: Database,
    project: Project,
    task: int,
    person: Annotator,
    annotation_id: UUID,
    number: int,
    ranking: str | Mapping[str, str] = "",
    **revision: Any,
) -> None:
    """A later revision of an annotation; the first one has the number 1."""
    task_id = _task_id(database, project, task)
    state = _revision(person, ranking, revision)
    later = NumberedRevision(annotation_id, task_id, person.annotator_id, number, state)
    database.write(lambda c: revisions.add_revisions(c, project.project_id, [later]))


def archive_task(database: Database, project: Project, task: int) -> None:
    task_id = _task_id(database, project, task)
    database.write(
        lambda c: c.execute(
            "UPDATE task SET archived_at = TIMESTAMP '2026-01-01' WHERE task_id = $task_id",
            {"task_id": task_id},
        )
    )


def ranked_items(control: str, text: str) -> list[RankedItem]:
    placed, _, unplaced = text.partition("/")
    entries = []
    for bucket, column in enumerate(placed.split("|")):
        place = 1
        for tied in column.split():
            items = tied.split("=")
            entries += [(item, bucket, place) for item in items]
            place += len(items)
    entries += [(item, -1, 0) for item in unplaced.split()]
    return [
        RankedItem(control, item, item.upper(), bucket, place) for item, bucket, place in entries
    ]


def _revision(
    person: Annotator, ranking: str | Mapping[str, str], changes: Mapping[str, Any]
) -> Revision:
    by_control = {"rank": ranking} if isinstance(ranking, str) else ranking
    ranked = [each for name, text in by_control.items() for each in ranked_items(name, text)]
    return replace(make_revision(person.annotator_id, ranked=tuple(ranked)), **changes)


def _task_id(database: Database, project: Project, number: int) -> UUID:
    found = database.read(lambda c: tasks.find_task(c, project.project_id, number))
    assert found is not None
    return found.task_id
