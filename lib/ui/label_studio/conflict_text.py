"""What a conflict is about, with letters instead of names unless they are asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lib.domain.task import Task, items_of
from lib.services.labeling import OpenTask
from lib.services.result_words import Worded, word_result
from lib.ui.labeling.cards import cards_of
from lib.ui.plain_text import first_words

PROMPT_LENGTH = 200

Names = Mapping[tuple[str, str], str]
"""What an item is called here, by its field in the task's data and its id."""


@dataclass(frozen=True)
class ConflictText:
    """The prompt's first line, the responses under their names, and each result in words."""

    prompt: str
    responses: tuple[tuple[str, str], ...]
    results: tuple[list[Worded], ...]


def text_of_conflict(
    opened: OpenTask, results: Sequence[list[Any]], *, named: bool
) -> ConflictText:
    """The letters are those that the person who looks has on the page Label."""
    names, bodies = _lettered(opened)
    if named:
        names = {**names, **_own_names(opened)}
    task = _renamed(opened.task, names)
    return ConflictText(
        prompt=_first_line(opened),
        responses=tuple((name, bodies[item]) for item, name in names.items()),
        results=tuple(
            word_result(opened.project, opened.config, task, result) for result in results
        ),
    )


def _lettered(opened: OpenTask) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    """Letters and bodies, in the order of the letters; an item of two Rankers has its first one."""
    names: dict[tuple[str, str], str] = {}
    bodies: dict[tuple[str, str], str] = {}
    for card in cards_of(opened):
        item = (opened.config.list_of(card.ranker).value.removeprefix("$"), card.item)
        names.setdefault(item, card.letter)
        bodies.setdefault(item, card.body)
    return names, bodies


def _own_names(opened: OpenTask) -> Names:
    model_field = opened.project.settings.model_field
    return {
        (each.value.removeprefix("$"), item.item_id): item.title or item.model or item.item_id
        for each in map(opened.config.list_of, opened.config.rankers)
        for item in items_of(opened.task, each, model_field)
    }


def _renamed(task: Task, names: Names) -> Task:
    """The task with its items' titles replaced by what they are called here."""
    data = dict(task.data)
    for field in {field for field, _ in names}:
        data[field] = [{**raw, "title": names[field, raw["id"]]} for raw in data[field]]
    return replace(task, data=data)


def _first_line(opened: OpenTask) -> str:
    variable = opened.config.prompt_variable
    text = str(opened.task.data.get(variable, "")) if variable else ""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return first_words(first, PROMPT_LENGTH)
