"""One row of a file of battles: two models' responses to a prompt, and somebody's vote.

Three sets of columns are known, each with its outcomes:

    model_a, model_b, winner      model_a · model_b · tie · tie (bothbad) · tie (inconsistent)
    left, right, winner           left · right · tie
    model_a, model_b, winner_model_a, winner_model_b, winner_tie        one of them 1, the others 0

Beside them `prompt` or `question_id`, `turn`, `judge` or `worker`, the responses (`response_a` and
`response_b`, `response_left` and `response_right`), or the whole talks (`conversation_a` and
`conversation_b`, lists of messages) where the file has them. Nothing else is read as an outcome.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from lib.errors import InvalidInput
from lib.formats.json_text import kind_of

Outcome = Literal["first", "second", "tie", "tie (bothbad)", "tie (inconsistent)"]
"""Who won, as the row shows them. The three ties are one when comparisons are counted."""

VOTERS = ("judge", "worker")
SLICES = ("category", "language")


@dataclass(frozen=True)
class BattleColumns:
    """Where a row holds what; the first of each pair is what was shown first, or on the left."""

    models: tuple[str, str]
    responses: tuple[str, str]
    conversations: tuple[str, str]
    votes: tuple[str, ...]
    outcomes: Mapping[str, Outcome]
    """By the cell of `votes` where that is one column, else by the column that holds the 1."""


@dataclass(frozen=True)
class Side:
    """One of the two; `response` is None where the file does not hold it."""

    model: str
    response: str | None


@dataclass(frozen=True)
class Battle:
    """What a row says. `slices` describe the prompt; `rest` is every column not read here.

    `voter` is None where nobody is named, and `rest` holds the columns of the vote as well, since
    an outcome says less than they do.
    """

    first: Side
    second: Side
    outcome: Outcome
    prompt: str | None
    question_id: str | None
    turn: int | None
    voter: str | None
    slices: tuple[tuple[str, str], ...]
    rest: Mapping[str, Any]


_LETTERS = {
    "models": ("model_a", "model_b"),
    "responses": ("response_a", "response_b"),
    "conversations": ("conversation_a", "conversation_b"),
}
COLUMN_SETS = (
    BattleColumns(
        **_LETTERS,
        votes=("winner",),
        outcomes=MappingProxyType(
            {
                "model_a": "first",
                "model_b": "second",
                "tie": "tie",
                "tie (bothbad)": "tie (bothbad)",
                "tie (inconsistent)": "tie (inconsistent)",
            }
        ),
    ),
    BattleColumns(
        models=("left", "right"),
        responses=("response_left", "response_right"),
        conversations=("conversation_left", "conversation_right"),
        votes=("winner",),
        outcomes=MappingProxyType({"left": "first", "right": "second", "tie": "tie"}),
    ),
    BattleColumns(
        **_LETTERS,
        votes=("winner_model_a", "winner_model_b", "winner_tie"),
        outcomes=MappingProxyType(
            {"winner_model_a": "first", "winner_model_b": "second", "winner_tie": "tie"}
        ),
    ),
)
_FLAGS: Mapping[str, bool] = MappingProxyType({"0": False, "1": True, "0.0": False, "1.0": True})


def battle_columns(raw: Any) -> BattleColumns | None:
    """The set of columns that a row has, or None where it is no battle."""
    if not isinstance(raw, dict):
        return None
    return next((each for each in COLUMN_SETS if raw.keys() >= {*each.models, *each.votes}), None)


def read_battle(columns: BattleColumns, raw: Mapping[str, Any]) -> Battle:
    """A row as a battle. Raises InvalidInput with the column and the value that do not fit."""
    turn = _turn(raw.get("turn"))
    first, second = (_side(columns, raw, index, turn) for index in (0, 1))
    if first == second:
        raise InvalidInput(
            f"It sets {first.model!r} against itself with nothing to tell the two apart; "
            "a battle is between two."
        )
    talk = raw.get(columns.conversations[0])
    prompt = _text(raw, "prompt")
    if prompt is None and talk is not None:
        prompt = _spoken(columns.conversations[0], talk, "user", turn)
    used = {*columns.models, *columns.responses, *columns.conversations}
    voter = next((name for name in VOTERS if raw.get(name) not in (None, "")), None)
    used |= {"prompt", "question_id", "turn", voter or "", *SLICES}
    return Battle(
        first=first,
        second=second,
        outcome=_outcome(columns, raw),
        prompt=prompt,
        question_id=_text(raw, "question_id"),
        turn=turn,
        voter=_voter(raw, voter),
        slices=tuple((name, value) for name in SLICES if (value := _text(raw, name, blank=True))),
        rest={name: value for name, value in raw.items() if name not in used},
    )


def _outcome(columns: BattleColumns, raw: Mapping[str, Any]) -> Outcome:
    if len(columns.votes) == 1:
        cell = raw[columns.votes[0]]
        if isinstance(cell, str) and cell in columns.outcomes:
            return columns.outcomes[cell]
        valid = ", ".join(repr(each) for each in columns.outcomes)
        raise InvalidInput(f"The outcome {columns.votes[0]}={cell!r} is unknown; use {valid}.")
    chosen = [name for name in columns.votes if _flag(name, raw[name])]
    if len(chosen) != 1:
        cells = ", ".join(f"{name}={raw[name]!r}" for name in columns.votes)
        raise InvalidInput(f"The outcome is not clear: {cells}. Exactly one of them must be 1.")
    return columns.outcomes[chosen[0]]


def _flag(name: str, cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, str | int | float) and str(cell) in _FLAGS:
        return _FLAGS[str(cell)]
    raise InvalidInput(f"The outcome {name}={cell!r} is unknown; it must be 0 or 1.")


def _side(columns: BattleColumns, raw: Mapping[str, Any], index: int, turn: int | None) -> Side:
    name = columns.models[index]
    model = raw[name]
    if not isinstance(model, str) or not model.strip():
        raise InvalidInput(f"The column {name!r} holds {model!r}; it must name a model.")
    response = raw.get(columns.responses[index])
    talk = raw.get(columns.conversations[index])
    if response is None and talk is not None:
        response = _spoken(columns.conversations[index], talk, "assistant", turn)
    if not isinstance(response, str | None):
        raise InvalidInput(
            f"The column {columns.responses[index]!r} holds {kind_of(response)}; it must be text."
        )
    return Side(model, response)


def _spoken(name: str, talk: Any, role: str, turn: int | None) -> str:
    """What one role says in a list of messages, up to a turn where the vote is on that one."""
    wrong = InvalidInput(
        f"The column {name!r} must hold a list of messages with `role` and `content` as texts."
    )
    if not isinstance(talk, list):
        raise wrong
    said: list[str] = []
    for message in talk:
        if not isinstance(message, dict) or not isinstance(message.get("content"), str):
            raise wrong
        if message.get("role") == role:
            said.append(message["content"])
    return "\n\n".join(said[:turn])


def _turn(value: Any) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,9}", str(value)):
        raise InvalidInput(
            f"The column 'turn' holds {value!r}; it must be a number such as 1 or 2."
        )
    return int(value)


def _voter(raw: Mapping[str, Any], column: str | None) -> str | None:
    """Who voted; a bare number is called after its column, since it is nobody's name."""
    voter = _text(raw, column, blank=True) if column else None
    return f"{column} {voter}" if voter and voter.isdecimal() else voter


def _text(raw: Mapping[str, Any], name: str, *, blank: bool = False) -> str | None:
    """A cell as text, None where there is none; a `blank` one counts as none, else is refused."""
    value = raw.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InvalidInput(f"The column {name!r} holds {kind_of(value)}; it must be text.")
    if str(value).strip():
        return str(value)
    if blank:
        return None
    raise InvalidInput(f"The column {name!r} is empty; it must name the prompt of the battle.")
