"""Checks that a `result` fits its labeling config and its task; Label Studio checks little."""

from collections.abc import Iterable, Mapping
from typing import Any

from lib.domain.labeling_config import UNRANKED, Control, ItemList, LabelingConfig, Ranker, Text
from lib.errors import InvalidResult
from lib.formats.json_text import kind_of


def check_result(config: LabelingConfig, data: Mapping[str, Any], result: Any) -> None:
    """Raise InvalidResult unless every region names a control, buckets and items that there are.

    `data` has passed `check_task_data`. Items may be left out, none may stand in a result twice,
    and a result may be empty.
    """
    if not isinstance(result, list):
        raise InvalidResult(f"The result is {kind_of(result)}; it must be a list of regions.")
    ranked_with: set[str] = set()
    for region in result:
        control = _control_of(config, region)
        value = _value_of(region, control)
        if not isinstance(control, Ranker):
            _check_answers(control.name, value)
            continue
        if control.name in ranked_with:
            raise InvalidResult(f"The result has two regions of {control.name!r}; one is possible.")
        ranked_with.add(control.name)
        items = data[config.list_of(control).value.removeprefix("$")]
        _check_columns(control, value, [item["id"] for item in items])
        _check_ties(control.name, value, tie_groups(region))


def tie_groups(region: Mapping[str, Any]) -> list[Any]:
    """The groups of tied items in a region's `meta.ties`, unchecked; `meta` may hold anything."""
    meta = region.get("meta")
    groups = meta.get("ties", []) if isinstance(meta, dict) else []
    return groups if isinstance(groups, list) else [groups]


def value_key(control: Control) -> str:
    """The key in the value of a control's regions that holds their content."""
    return "ranker" if isinstance(control, Ranker) else "text"


def region_type(control: Control) -> str:
    """The type of a control's regions."""
    return "ranker" if isinstance(control, Ranker) else "textarea"


def _control_of(config: LabelingConfig, region: Any) -> Control:
    if not isinstance(region, dict):
        raise InvalidResult(f"A region is {kind_of(region)}; it must be an object.")
    name = region.get("from_name")
    control = next((each for each in config.controls if each.name == name), None)
    if control is None:
        names = _listed(each.name for each in config.controls)
        raise InvalidResult(f"A region has from_name={name!r}; the config's controls are {names}.")
    if region.get("type") != region_type(control):
        raise InvalidResult(
            f"The region of {control.name!r} has type={region.get('type')!r}; "
            f"it must be {region_type(control)!r}."
        )
    targets = [each.name for each in config.elements if isinstance(each, Text | ItemList)]
    if region.get("to_name", control.to_name) not in targets:
        raise InvalidResult(
            f"The region of {control.name!r} has to_name={region['to_name']!r}; "
            f"it must be {control.to_name!r}."
        )
    if not isinstance(region.get("id", ""), str):
        raise InvalidResult(
            f"The region of {control.name!r} has the id {region['id']!r}; it must be text."
        )
    return control


def _value_of(region: Mapping[str, Any], control: Control) -> Any:
    value, key = region.get("value"), value_key(control)
    if not isinstance(value, dict) or key not in value:
        raise InvalidResult(
            f"The region of {control.name!r} has no value.{key}; it must be such an object."
        )
    return value[key]


def _check_answers(control: str, answers: Any) -> None:
    if not isinstance(answers, list) or not all(isinstance(each, str) for each in answers):
        raise InvalidResult(f"value.text of {control!r} must be a list of texts.")


def _check_columns(ranker: Ranker, columns: Any, items: list[str]) -> None:
    if not isinstance(columns, dict):
        raise InvalidResult(
            f"value.ranker of {ranker.name!r} is {kind_of(columns)}; it must be an object that "
            f"holds a list of item ids for each of {_listed(ranker.columns)}."
        )
    known, placed = set(items), set()
    for column, ids in columns.items():
        if column not in ranker.columns:
            raise InvalidResult(
                f"{ranker.name!r} has no bucket {column!r}; it has {_listed(ranker.columns)}."
            )
        if not isinstance(ids, list):
            raise InvalidResult(
                f"Bucket {column!r} of {ranker.name!r} is {kind_of(ids)}; "
                "it must be a list of item ids."
            )
        for item in ids:
            if not isinstance(item, str) or item not in known:
                raise InvalidResult(
                    f"Bucket {column!r} of {ranker.name!r} holds {item!r}, which is no item of the "
                    f"task; its items are {_listed(items)}."
                )
            if item in placed:
                raise InvalidResult(f"{ranker.name!r} holds the item {item!r} twice.")
            placed.add(item)


def _check_ties(control: str, columns: Mapping[str, list[str]], groups: list[Any]) -> None:
    """Each must be a list of neighbours in one bucket."""
    ranked = [ids for column, ids in columns.items() if column != UNRANKED]
    for group in groups:
        stretches = (
            set(ids[start : start + len(group)])
            for ids in ranked
            for start in range(len(ids))
            if isinstance(group, list) and all(isinstance(item, str) for item in group)
        )
        if not any(len(stretch) > 1 and stretch == set(group) for stretch in stretches):
            raise InvalidResult(
                f"meta.ties of {control!r} holds {group!r}; "
                "a tie is a list of two or more items that are neighbours in one bucket."
            )


def _listed(names: Iterable[str], limit: int = 12) -> str:
    quoted = [repr(name) for name in names]
    more = [f"{len(quoted) - limit} more"] if len(quoted) > limit else []
    return ", ".join(quoted[:limit] + more)
