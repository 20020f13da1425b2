"""Votes drawn from a model of how people rank, stored as annotations."""

import math
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from lib.domain.annotation import NewAnnotation, RankedItem
from lib.domain.project import Project
from lib.formats.templates import TEMPLATES
from lib.store import annotations, tasks
from lib.store.database import Database
from tests.factories import add_person, add_project, add_rows, make_revision

Appeal = Callable[[dict[str, Any], int], float]
"""What an item's looks and its place on the screen (from 0) add to how well it is liked."""


def add_votes(
    database: Database,
    rows: Sequence[dict[str, Any]],
    appeal: Appeal,
    people: int = 6,
    seed: int = 1,
    config: str = TEMPLATES["ranking"].xml,
) -> Project:
    """A project in which every person ranks every task by appeal and Gumbel noise.

    The items' models are equally good; everybody sees them in an order of their own.
    """
    project = add_project(database, config=config)
    add_rows(database, project, rows)
    stored = database.read(lambda c: tasks.list_tasks_after(c, project.project_id, 0, len(rows)))
    draw = Random(seed)
    new = []
    for number in range(people):
        person = add_person(database, f"Person {number}")
        for row, task in zip(rows, stored, strict=True):
            shown = draw.sample(row["items"], len(row["items"]))
            liked = {
                item["id"]: appeal(item, slot) - math.log(draw.expovariate(1))
                for slot, item in enumerate(shown)
            }
            best_first = sorted(row["items"], key=lambda item: -liked[item["id"]])
            revision = make_revision(
                person.annotator_id,
                ranked=tuple(
                    RankedItem("rank", item["id"], item["title"], 0, place)
                    for place, item in enumerate(best_first, start=1)
                ),
                display_order=tuple(item["id"] for item in shown),
            )
            key = f"{number}:{row['id']}"
            new.append(NewAnnotation(task["task_id"], person.annotator_id, "ui", key, revision))
    database.write(lambda c: annotations.add_annotations(c, project.project_id, new))
    return project


def words(n: int) -> str:
    return " ".join(["word"] * n)
