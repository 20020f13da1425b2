"""People who label and a reviewer who decides, on tasks with one order of all responses."""

from dataclasses import dataclass
from typing import Any

from lib.domain.annotation import Annotation, Annotator
from lib.domain.project import Project
from lib.formats.templates import TEMPLATES
from lib.services.labeling import open_numbered_task
from lib.services.reviewed_task import ReviewedTask, open_for_review
from lib.services.revising import append, state_of
from lib.services.submission import submit_annotation
from lib.store import annotations
from lib.store.database import Database
from tests.factories import add_person, add_project, ranked

RANKING = TEMPLATES["ranking"].xml


@dataclass(frozen=True)
class Panel:
    """Ann, Ben and Cy annotate a project; Rita reviews it."""

    database: Database
    project: Project
    people: dict[str, Annotator]
    rita: Annotator

    def label(self, number: int = 1, **orders: str) -> dict[str, Annotation]:
        """What people submit on a task: `label(2, Ann="abc", Ben="cba")`."""
        given = {}
        for name, order in orders.items():
            opened = open_numbered_task(self.database, self.project, self.people[name], number)
            assert opened is not None
            draft = ranked(opened, {"rank": order}, seconds=12.5)
            given[name] = submit_annotation(self.database, opened, draft)
        return given

    def opened(self, number: int = 1) -> ReviewedTask:
        found = open_for_review(self.database, self.project, self.rita, number)
        assert found is not None
        return found

    def draft(self, order: str, number: int = 1, **changes: Any) -> Any:
        """Rita's ranking of a task."""
        return ranked(self.opened(number).opened, {"rank": order}, **changes)

    def finals(self, number: int = 1) -> list[str]:
        """Whose annotations of a task carry the mark."""
        return [
            each.annotation.annotator.name
            for each in self.opened(number).annotations
            if each.annotation.ground_truth
        ]

    def now(self, annotation: Annotation) -> Annotation:
        return self.database.read(lambda c: annotations.get_annotation(c, annotation.annotation_id))

    def change(self, annotation: Annotation, name: str) -> None:
        """Somebody adds a revision that says the same."""
        there = self.now(annotation)
        state = state_of(
            self.project,
            self.opened(1).opened.task,
            "submitted",
            there.result,
            self.people[name].annotator_id,
        )
        self.database.write(lambda c: append(c, self.project.project_id, there, state))


def make_panel(database: Database, n_tasks: int = 3, **settings: Any) -> Panel:
    project = add_project(database, "Reviewed", RANKING, n_tasks, **settings)
    people = {name: add_person(database, name) for name in ("Ann", "Ben", "Cy")}
    return Panel(database, project, people, add_person(database, "Rita"))
