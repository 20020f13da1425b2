"""Gold tasks: tasks whose expected answer is known, hidden among those that people get."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lib.analytics.same_pairs import same_pairs
from lib.domain.annotation import Annotation
from lib.domain.project import Project
from lib.domain.task import Task
from lib.errors import InvalidInput, NotFound
from lib.services.access import requires
from lib.services.assignment_slots import working
from lib.services.counting import counting_of
from lib.services.projects import labeling_config_of
from lib.services.quality_scores import placed_in
from lib.store import annotations, annotators, gold_tasks, projects, tasks
from lib.store.claims import get_task_states
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.task_lookup import get_tasks
from lib.store.writer import Connection


@dataclass(frozen=True)
class Gold:
    """A gold task with its expected answer, as regions, and who set it when."""

    task: Task
    expected: list[Any]
    set_by: str
    set_at: datetime


@requires("reviewer")
def make_gold(database: Database, project: Project, actor_id: UUID, annotation_id: UUID) -> None:
    """Make an annotation's task a gold task, its result the answer that is expected from all.

    What people answer to it counts in no result any more. Where it is gold already, the expected
    answer is another one from now on. Raises NotFound where the project has no such annotation,
    InvalidInput where it orders no two items.
    """

    def change(connection: Connection) -> None:
        there = annotations.get_annotation(connection, annotation_id)
        task = tasks.get_task(connection, there.task_id)
        if task.project_id != project.project_id:
            raise NotFound(f"“{project.name}” has no such annotation; another project has it.")
        if there.status != "submitted":
            raise InvalidInput(
                f"The annotation of task {task.number} is {there.status}, so it answers nothing. "
                "Choose one that is submitted."
            )
        if not orders_something(project, there.result):
            raise InvalidInput(
                f"The annotation of task {task.number} orders no two responses, so nobody can be "
                "compared with it. Choose one that does."
            )
        gold = gold_tasks.GoldTask(
            task.task_id, annotation_id, there.result, set_by=actor_id, set_at=utc_now()
        )
        gold_tasks.put_gold_task(connection, project.project_id, gold)

    database.write(change)


@dataclass(frozen=True)
class Removed:
    """A gold task that is one like the others again, and how many people annotated it meanwhile.

    `overlap` is how many people a task of the project is for, 0 for everybody.
    """

    n_people: int
    overlap: int

    @property
    def has_too_many(self) -> bool:
        """Whether more people annotated it than a task is for; all of what they said counts."""
        return 0 < self.overlap < self.n_people


@requires("reviewer")
def remove_gold(database: Database, project: Project, task_id: UUID) -> Removed:
    """Make a gold task one like the others: answers to it count in results again.

    Nothing is deleted, also where more people than the overlap annotated it, as all get gold tasks.
    """

    def change(connection: Connection) -> Removed:
        settings = projects.get_project(connection, project.project_id).settings
        if not gold_tasks.remove_gold_task(connection, project.project_id, task_id):
            return Removed(0, settings.overlap)
        state = get_task_states(connection, [task_id])[task_id]
        return Removed(len(working(state, settings)), settings.overlap)

    return database.write(change)


@requires("reviewer")
def list_gold(database: Database, project: Project) -> list[Gold]:
    """The gold tasks of a project, by number."""

    def query(connection: Connection) -> list[Gold]:
        found = gold_tasks.list_gold_tasks(connection, project.project_id)
        held = get_tasks(connection, [each.task_id for each in found])
        names = {
            annotator_id: annotators.get_annotator(connection, annotator_id).name
            for annotator_id in {each.set_by for each in found}
        }
        return [
            Gold(held[each.task_id], each.expected, names[each.set_by], each.set_at)
            for each in found
        ]

    return database.read(query)


@requires("reviewer")
def list_possible_answers(
    database: Database, project: Project, number: int
) -> tuple[Task, list[Annotation]]:
    """A task and the annotations of it that may be the expected answer, final ones first.

    Raises NotFound where the project has no task of that number.
    """

    def query(connection: Connection) -> tuple[Task, list[Annotation]]:
        task = tasks.find_task(connection, project.project_id, number)
        if task is None:
            raise NotFound(
                f"“{project.name}” has no task {number}. Type the number of a task that it has."
            )
        there = annotations.list_annotations(connection, [task.task_id]).get(task.task_id, ())
        fit = [
            each
            for each in there
            if each.status == "submitted" and orders_something(project, each.result)
        ]
        return task, sorted(fit, key=lambda each: not each.ground_truth)

    return database.read(query)


def orders_something(project: Project, result: list[Any]) -> bool:
    """Whether a result compares any two items by the project's rule."""
    placed = placed_in(labeling_config_of(project.labeling_config), result)
    rule = counting_of(project).rule
    return bool(same_pairs([(placed, placed)], rule).shared.any())
