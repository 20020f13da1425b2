"""Databases of made-up rankings, kept in the user's cache: `python -m tests.bench.stored_rankings`.

People rank responses by utilities with Gumbel noise (Plackett-Luce); utilities that lie close
together are tied. 200 people and 100,000 prompts, whose responses come from models drawn at random.
Rows are as Podium stores them, save that `result` and `display_order`, which no rating reads, are
empty, and that two indexes, which none needs, are left out to save disk.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lib.services.projects import TEMPLATES, create_project
from lib.store import migrations
from lib.store.database import Database
from lib.store.writer import Connection
from tests.bench.cache import cache_folder, key_of

PROMPTS = 100_000
PEOPLE = 200
PROJECT = "Bench"
CLOSE = 0.03
BATCH = 500_000


@dataclass(frozen=True)
class Kind:
    """How many rankings, of how many items, among how many models."""

    rankings: int
    items: int
    models: int

    @property
    def name(self) -> str:
        return f"{self.rankings}-of-{self.items}-among-{self.models}"

    @classmethod
    def named(cls, name: str) -> "Kind":
        rankings, _, items, _, models = name.split("-")
        return cls(int(rankings), int(items), int(models))


def stored(kind: Kind) -> Path:
    """The database of this kind; made anew if the generator or the schema has changed."""
    schemas = sorted(Path(next(iter(migrations.__path__))).glob("*.sql"))
    key = key_of(Path(__file__).read_text(), *(each.read_text() for each in schemas))
    path = cache_folder() / f"{kind.name}.{key}.duckdb"
    if path.exists():
        return path
    for old in path.parent.glob(f"{kind.name}.*"):
        old.unlink()
    unfinished = path.with_suffix(".unfinished")
    database = Database(unfinished)
    create_project(database, PROJECT, TEMPLATES["ranking"].xml)
    database.write(_add_people_and_tasks)
    rng = np.random.default_rng(0)
    strength = rng.normal(0, 0.5, kind.models)
    of_task = rng.random((PROMPTS, kind.models)).argsort(axis=1)[:, : kind.items]
    for start in range(0, kind.rankings, BATCH):
        number = np.arange(start, min(start + BATCH, kind.rankings))
        rows = _rankings(number, of_task[number % PROMPTS], strength, rng)
        database.write(lambda connection, rows=rows: _add_rankings(connection, rows))
    database.close()
    unfinished.rename(path)
    return path


def _rankings(
    number: NDArray[np.int64],
    shown: NDArray[np.int64],
    strength: NDArray[np.float64],
    rng: np.random.Generator,
) -> pa.Table:
    """One ranking a number: its task, person, and models with their places, best first."""
    n, items = shown.shape
    utility = strength[shown] + rng.gumbel(size=shown.shape)
    order = np.argsort(-utility, axis=1)
    drop = -np.diff(np.take_along_axis(utility, order, axis=1), axis=1)
    place = np.ones((n, items), dtype=np.int16)
    place[:, 1:] = np.where(drop < CLOSE, 0, np.arange(2, items + 1))
    names = pa.array([f"model-{each:03}" for each in range(len(strength))])
    best_first = names.take(pa.array(np.take_along_axis(shown, order, axis=1).ravel()))
    ends = pa.array(np.arange(n + 1) * items, pa.int32())
    places = pa.array(np.maximum.accumulate(place, axis=1).ravel())
    return pa.table(
        {
            "number": number + 1,
            "task": number % PROMPTS + 1,
            "person": rng.integers(PEOPLE, size=n) + 1,
            "models": pa.ListArray.from_arrays(ends, best_first),
            "places": pa.ListArray.from_arrays(ends, places),
        }
    )


def _add_people_and_tasks(connection: Connection) -> None:
    connection.execute("DROP INDEX annotation_of_task")
    connection.execute("DROP INDEX annotation_of_annotator")
    connection.execute(
        f"""
        INSERT INTO annotator (annotator_id, number, name, created_at)
        SELECT uuidv7(), i, 'Person ' || i, now()::TIMESTAMP
        FROM range(1, {PEOPLE + 1}) AS people(i)
        """
    )
    connection.execute(
        f"""
        INSERT INTO task (
            task_id, project_id, number, data, content_key, content_hash, prompt_key, extra,
            created_at
        )
        SELECT uuidv7(), project_id, i, '{{"prompt": "Made up"}}', 'k' || i, 'h' || i, 'p' || i,
               '{{}}', now()::TIMESTAMP
        FROM project, range(1, {PROMPTS + 1}) AS tasks(i)
        """
    )


def _add_rankings(connection: Connection, rows: pa.Table) -> None:
    connection.register("made_up", rows)
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE batch AS
        SELECT uuidv7() AS annotation_id, project_id, task_id, annotator_id, made_up.number,
               models, places
        FROM made_up
        JOIN task ON task.number = made_up.task
        JOIN annotator ON annotator.number = made_up.person
        """
    )
    connection.unregister("made_up")
    connection.execute(
        """
        INSERT INTO annotation (
            annotation_id, project_id, task_id, annotator_id, number, origin, ground_truth,
            idempotency_key, extra, created_at
        )
        SELECT annotation_id, project_id, task_id, annotator_id, number, 'import', FALSE,
               number::TEXT, '{}', now()::TIMESTAMP
        FROM batch
        """
    )
    connection.execute(
        """
        INSERT INTO annotation_revision (
            annotation_id, revision, project_id, task_id, annotator_id, status, result, controls,
            items, models, buckets, places, untouched, config_version, actor_id, created_at,
            commit_sequence
        )
        SELECT annotation_id, 1, project_id, task_id, annotator_id, 'submitted', '[]',
               list_transform(models, lambda model: 'rank'), models, models,
               list_transform(models, lambda model: 0), places, FALSE, 1, annotator_id,
               now()::TIMESTAMP, number
        FROM batch
        """
    )


if __name__ == "__main__":
    print(stored(Kind.named(sys.argv[1])))
