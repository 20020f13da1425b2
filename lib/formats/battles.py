"""Battles as tasks and annotations, so that past votes can be analysed.

A task is two models' responses to one prompt (in one turn of it), whichever of them was shown
first: its items are `a` and `b`, in an order that tells nothing of their models. Every vote on it
is an annotation that ranks the two, a tie as equal places; what was shown first is its display
order. A response that the file does not hold is empty and marked `"not_imported": true`.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from lib.domain.imported import ImportedAnnotation, ImportedTask, Row
from lib.domain.labeling_config import LabelingConfig, Ranker
from lib.domain.ranking import Ranking
from lib.domain.storable import storable
from lib.errors import BattlesDoNotFit
from lib.formats.annotators import UNKNOWN_ANNOTATOR, annotator_of
from lib.formats.battle_columns import Battle, BattleColumns, Outcome, Side, read_battle
from lib.formats.json_text import check_storable, digest
from lib.formats.predictions import deterministic_region_id
from lib.formats.regions import Region, region_of
from lib.formats.task_data import check_task_data
from lib.formats.task_rows import prompt_key

IDS = ("a", "b")
NO_PROMPT = "(The file names no prompt.)"

_COPY = re.compile(r"\s*\(\d+\)\Z")


@dataclass
class _Contest:
    """Two responses to one prompt, with the votes on them so far. `ids` are those of the sides."""

    line: int
    position: int | None
    data: dict[str, Any]
    key: str
    ids: Mapping[Side, str]
    votes: list[ImportedAnnotation] = field(default_factory=list)
    results: dict[tuple[tuple[str, str], Outcome], list[Region]] = field(default_factory=dict)


class Battles:
    """Collects the battles of one file. Making it raises BattlesDoNotFit where none could fit."""

    def __init__(self, config: LabelingConfig, file: str) -> None:
        self.config = config
        self.file = file
        self.ranker = _ranker(config, file)
        self.prompt_field = config.prompt_variable or "prompt"
        self.items_field = config.list_of(self.ranker).value.removeprefix("$")
        self.contests: dict[tuple[object, ...], _Contest] = {}
        self.equals: Counter[str] = Counter()
        self.n_votes = 0
        self.n_without_voter = 0
        self.n_without_prompt = 0

    def add(self, columns: BattleColumns, row: Row) -> None:
        """Take a row in. Raises InvalidInput with its first fault, and then takes nothing of it."""
        check_storable(row.value)
        battle = read_battle(columns, row.value)
        contest = self._contest(battle, row)
        contest.votes.append(self._vote(contest, battle))
        self.n_votes += 1
        self.n_without_voter += battle.voter is None
        self.n_without_prompt += battle.prompt is None and battle.question_id is None

    @property
    def tasks(self) -> list[ImportedTask]:
        """One task for each prompt and pair of responses, in the order of the file."""
        return [
            ImportedTask(
                line=contest.line,
                position=contest.position,
                file=self.file,
                data=contest.data,
                content_key=contest.key,
                content_hash=contest.key.removeprefix("sha256:"),
                prompt_key=prompt_key(self.config, contest.data, contest.key),
                annotations=tuple(contest.votes),
                is_battle=True,
            )
            for contest in self.contests.values()
        ]

    @property
    def notes(self) -> list[str]:
        """What is worth knowing of the file, a sentence each."""
        pairs = self.contests.values()
        without_text = sum(any(side.response is None for side in pair.ids) for pair in pairs)
        votes = (
            (self.n_votes, f"on {_counted(len(pairs), 'pair')} of responses."),
            (
                self.n_without_voter,
                "without a voter (judge or worker): they count as those of one unknown annotator, "
                "whose agreement with others is undefined.",
            ),
            (
                self.n_without_prompt,
                "without a prompt (prompt or question_id): they count as votes on one prompt.",
            ),
        )
        notes = [f"{_counted(number, 'vote')} {note}" for number, note in votes if number]
        if without_text:
            notes.append(
                f"{_counted(without_text, 'pair')} without the text of a response, which is marked "
                "as not imported."
            )
        return notes

    def _contest(self, battle: Battle, row: Row) -> _Contest:
        prompt = (battle.prompt, battle.question_id, battle.turn, battle.slices)
        sides = {battle.first, battle.second}
        known_by = (*prompt, frozenset(sides))
        if known_by not in self.contests:
            ids = dict(zip(sorted(sides, key=lambda each: _draw(prompt, each)), IDS, strict=True))
            data = self._data(battle, ids)
            check_task_data(self.config, data)
            self.contests[known_by] = _Contest(
                row.line, row.position, data, f"sha256:{digest(data)}", ids
            )
        return self.contests[known_by]

    def _data(self, battle: Battle, ids: Mapping[Side, str]) -> dict[str, Any]:
        prompt = battle.prompt or (f"Question {battle.question_id}" if battle.question_id else None)
        described = {"question_id": battle.question_id, "turn": battle.turn, **dict(battle.slices)}
        return {
            self.prompt_field: prompt or NO_PROMPT,
            **{name: value for name, value in described.items() if value is not None},
            self.items_field: [
                {
                    "id": item,
                    "model": side.model,
                    "body": side.response or "",
                    **({"not_imported": True} if side.response is None else {}),
                }
                for side, item in ids.items()
            ],
        }

    def _vote(self, contest: _Contest, battle: Battle) -> ImportedAnnotation:
        shown = (contest.ids[battle.first], contest.ids[battle.second])
        voter = battle.voter or f"{UNKNOWN_ANNOTATOR} of {_plain_name(self.file)}"
        equal = digest([contest.key, voter, shown, battle.outcome])
        self.equals[equal] += 1
        if (shown, battle.outcome) not in contest.results:
            contest.results[shown, battle.outcome] = [self._region(contest, shown, battle.outcome)]
        name, email = annotator_of(voter)
        return ImportedAnnotation(
            key=f"battle:{equal}:{self.equals[equal]}",
            result=contest.results[shown, battle.outcome],
            annotator_name=name,
            annotator_email=email,
            display_order=shown,
            extra={"battle": battle.rest},
        )

    def _region(self, contest: _Contest, shown: tuple[str, str], outcome: Outcome) -> Region:
        first, second = shown
        best_first = (second, first) if outcome == "second" else shown
        tied = () if outcome in ("first", "second") else (second,)
        ranking = Ranking.of(self.ranker, {self.ranker.start_column: best_first}, tied)
        region_id = deterministic_region_id([contest.key, shown, outcome])
        return region_of(self.ranker, ranking, region_id)


def _ranker(config: LabelingConfig, file: str) -> Ranker:
    """The one Ranker that can say which of two is better, or that they are equal."""
    if len(config.rankers) != 1 or config.rankers[0].buckets:
        raise BattlesDoNotFit(
            f"{file} holds battles (votes between two models). They go into a project with exactly "
            "one Ranker and no buckets, such as one made from the template “Ranking”."
        )
    return config.rankers[0]


def _draw(prompt: tuple[object, ...], side: Side) -> str:
    """A sort key from which nobody learns a model."""
    return digest([prompt, side.model, side.response])


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _plain_name(file: str) -> str:
    """A file's name without the number that a browser gives to a second download."""
    path = PurePath(storable(file))
    return _COPY.sub("", path.stem) + path.suffix
