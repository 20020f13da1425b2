"""Votes between two models, written as text and imported as battles."""

import json
from collections.abc import Sequence

from lib.domain.project import Project
from lib.services.projects import create_battle_project
from lib.store.database import Database
from tests.factories import add_file


def vote_project(
    database: Database,
    votes: Sequence[str],
    *,
    prompts: int | None = None,
    judges: Sequence[str] = ("Ann", "Ben"),
) -> Project:
    """A project with votes such as `A>B` and `A=B`, on so many prompts (one each) in turn.

    Judges take turns from prompt to prompt, and further with each round of the prompts.
    """
    project = create_battle_project(database, "votes.jsonl")
    n = prompts or len(votes)
    rows = [
        _row(vote, at % n, judges[(at + at // n) % len(judges)]) for at, vote in enumerate(votes)
    ]
    if rows:
        content = "\n".join(map(json.dumps, rows)).encode()
        add_file(database, project, content, "votes.jsonl")
    return project


def _row(vote: str, prompt: int, judge: str) -> dict[str, str | int]:
    tied = "=" in vote
    one, other = vote.split("=" if tied else ">")
    winner = "tie" if tied else "model_a"
    return {
        "question_id": prompt,
        "model_a": one,
        "model_b": other,
        "winner": winner,
        "judge": judge,
    }
