"""Checks that a task's data holds what its labeling config shows."""

from collections.abc import Mapping
from typing import Any

from lib.domain.labeling_config import LabelingConfig
from lib.errors import InvalidInput
from lib.formats.json_text import kind_of

MAX_ITEMS = 1_000


def check_task_data(config: LabelingConfig, data: Mapping[str, Any]) -> None:
    """Raise InvalidInput where a `$variable` of the config is missing or of the wrong kind.

    A text must be text, and the prompt (the first one) not blank. A List's value must be a list
    of objects, each with an `id` of its own; `title` and `body` are text where they are given.
    """
    lists = {each.value.removeprefix("$") for each in config.lists}
    for name in config.variables:
        if name not in data:
            raise InvalidInput(f"{_named(name)} is missing; the fields are {_fields(data)}.")
        if name in lists:
            _check_items(name, data[name])
        elif not isinstance(data[name], str):
            raise InvalidInput(f"{_named(name)} is {kind_of(data[name])}; it must be text.")
        elif name == config.prompt_variable and not data[name].strip():
            raise InvalidInput(f"{_named(name)} is empty; it must hold the prompt.")


def _check_items(name: str, items: Any) -> None:
    if not isinstance(items, list):
        raise InvalidInput(f"{_named(name)} is {kind_of(items)}; it must be a list of items.")
    if not items:
        raise InvalidInput(f"{_named(name)} is empty; there is nothing to rank.")
    if len(items) > MAX_ITEMS:
        raise InvalidInput(
            f"{_named(name)} holds {len(items):,} items; at most {MAX_ITEMS:,} can be ranked."
        )
    seen: set[str] = set()
    for position, item in enumerate(items, start=1):
        where = f"Item {position} of {name!r}"
        if not isinstance(item, dict):
            raise InvalidInput(f"{where} is {kind_of(item)}; it must be an object with an id.")
        if "id" not in item:
            raise InvalidInput(f"{where} has no id; every item needs one of its own.")
        key = item["id"]
        if not isinstance(key, str) or not key:
            raise InvalidInput(f"{where} has the id {key!r}; it must be text that is not empty.")
        if key in seen:
            raise InvalidInput(f"{where} has the id {key!r} of an item before it; make it unique.")
        seen.add(key)
        for field in ("title", "body"):
            if not isinstance(item.get(field), str | None):
                raise InvalidInput(
                    f"{where} has a {field} that is {kind_of(item[field])}, not text."
                )


def _named(name: str) -> str:
    return f"The field {name!r} of the data"


def _fields(data: Mapping[str, Any]) -> str:
    return ", ".join(repr(name) for name in list(data)[:12]) or "none"
