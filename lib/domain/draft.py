"""Unfinished work on a task: rankings, answers, what can be undone, and the rules of a submit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from lib.domain.labeling_config import LabelingConfig, TextArea
from lib.domain.project import ProjectSettings
from lib.domain.ranking import Ranking
from lib.domain.storable import storable

UNDO_STEPS = 50


@dataclass(frozen=True)
class Draft:
    """What a person has done with a task so far, control by control.

    `undo` holds earlier rankings, oldest first. `touched` names the Rankers in which something was
    moved. `seconds` is the time spent on the task before this sitting. `prediction_id` is the
    prediction that filled the draft in, if one did.
    """

    rankings: Mapping[str, Ranking] = field(default_factory=dict)
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    undo: tuple[tuple[str, Ranking], ...] = ()
    touched: frozenset[str] = frozenset()
    seconds: float = 0.0
    prediction_id: UUID | None = None

    def with_ranking(self, control: str, ranking: Ranking) -> "Draft":
        """A changed ranking, the one before it kept for undo."""
        before = self.rankings[control]
        if ranking == before:
            return self
        return replace(
            self,
            rankings={**self.rankings, control: ranking},
            undo=(*self.undo, (control, before))[-UNDO_STEPS:],
            touched=self.touched | {control},
        )

    def undone(self) -> "Draft":
        """The last change of a ranking taken back; the same draft where there is none."""
        if not self.undo:
            return self
        control, before = self.undo[-1]
        return replace(self, rankings={**self.rankings, control: before}, undo=self.undo[:-1])

    def with_answers(self, control: str, answers: Sequence[str]) -> "Draft":
        """Changed answers, as they can be stored."""
        return replace(self, answers={**self.answers, control: tuple(map(storable, answers))})

    @property
    def untouched(self) -> bool:
        """Whether there is a ranking in which nothing was moved."""
        return bool(self.rankings.keys() - self.touched)

    def as_state(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {
            "rankings": {name: _ranking_state(each) for name, each in self.rankings.items()},
            "answers": {name: list(each) for name, each in self.answers.items()},
            "undo": [[name, _ranking_state(each)] for name, each in self.undo],
            "touched": sorted(self.touched),
            "seconds": self.seconds,
            "prediction_id": str(self.prediction_id) if self.prediction_id else None,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "Draft":
        return cls(
            rankings={name: _ranking(each) for name, each in state["rankings"].items()},
            answers={name: tuple(each) for name, each in state["answers"].items()},
            undo=tuple((name, _ranking(each)) for name, each in state["undo"]),
            touched=frozenset(state["touched"]),
            seconds=state["seconds"],
            prediction_id=UUID(state["prediction_id"]) if state["prediction_id"] else None,
        )


def problems(config: LabelingConfig, settings: ProjectSettings, draft: Draft) -> tuple[str, ...]:
    """What forbids a submit of this draft, each in a sentence; empty where nothing does."""
    found = [_text_problem(area, draft.answers.get(area.name, ())) for area in config.text_areas]
    if settings.all_items_required:
        left = sum(len(ranking.unplaced) for ranking in draft.rankings.values())
        found.append(f"Place every response: {left} not placed." if left else None)
    return tuple(problem for problem in found if problem)


def _text_problem(area: TextArea, answers: Sequence[str]) -> str | None:
    given = [answer for answer in answers if answer.strip()]
    if area.required and not given:
        return area.required_message or f"Write an answer in “{area.name}”."
    if area.max_submissions is not None and len(given) > area.max_submissions:
        return f"“{area.name}” takes {area.max_submissions} answers at most, not {len(given)}."
    return None


def _ranking_state(ranking: Ranking) -> dict[str, Any]:
    return {
        "columns": [[key, list(items)] for key, items in ranking.columns],
        "tied": sorted(ranking.tied),
    }


def _ranking(state: Mapping[str, Any]) -> Ranking:
    return Ranking(
        tuple((key, tuple(items)) for key, items in state["columns"]), frozenset(state["tied"])
    )
