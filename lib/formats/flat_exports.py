"""Rows of Label Studio's flat exports, JSON_MIN, CSV and TSV: one annotation each.

They have no regions, so these get ids made from their content; no skips, ties or unique ids either:
where there is a choice, its JSON export tells more.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lib.domain.labeling_config import Control, LabelingConfig, Ranker
from lib.formats.predictions import deterministic_region_id
from lib.formats.region_checks import region_type, value_key

_FIELDS = ("annotation_id", "annotator", "created_at", "updated_at", "lead_time")
_WHOLE = re.compile(r"[0-9]{1,18}")
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?", re.IGNORECASE)


def unflattened(config: LabelingConfig, raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """The row as a task with its annotation; None for a row of any other file.

    A column that bears a control's name holds the control's answer. Of the data, those of that
    name come as `_data_…`. An `id` that is no number is the data's own.
    """
    if not all(field in raw for field in _FIELDS):
        return None
    controls = {control.name: control for control in config.controls}
    result = [
        region
        for name, control in controls.items()
        if raw.get(name) not in (None, "")
        for region in _regions(control, raw[name])
    ]
    task_id = _number(raw.get("id"))
    data = {
        _data_field(name, controls): value
        for name, value in raw.items()
        if name not in _FIELDS and name not in controls and not (name == "id" and task_id)
    }
    annotation = {
        "id": _number(raw["annotation_id"]),
        "completed_by": _number(raw["annotator"]) or raw["annotator"],
        "result": result,
        "created_at": raw["created_at"] or None,
        "updated_at": raw["updated_at"] or None,
        "lead_time": _seconds(raw["lead_time"]),
    }
    return {**({"id": task_id} if task_id else {}), "data": data, "annotations": [annotation]}


def _data_field(name: str, controls: Mapping[str, Control]) -> str:
    own = name.removeprefix("_data_")
    return own if own in controls else name


def _regions(control: Control, answer: Any) -> Iterator[dict[str, Any]]:
    """A region for each value that the control was answered with."""
    for value in _values(control, answer):
        region = {
            "from_name": control.name,
            "to_name": control.to_name,
            "type": region_type(control),
            "value": value if isinstance(value, dict) else {value_key(control): [value]},
        }
        yield {"id": deterministic_region_id(region), **region}


def _values(control: Control, answer: Any) -> list[Any]:
    if isinstance(answer, str) and (isinstance(control, Ranker) or answer.startswith('{"text":')):
        answer = _parsed(answer)
    return answer if isinstance(answer, list) else [answer]


def _parsed(cell: str) -> Any:
    """A cell's JSON; what is none is left for the checks, or is an answer that looks alike."""
    try:
        return json.loads(cell)
    except ValueError:
        return cell


def _number(value: Any) -> int | None:
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _seconds(value: Any) -> Any:
    """Seconds as a number, also out of a cell; anything else is left for the checks."""
    if isinstance(value, str) and _SECONDS.fullmatch(value):
        return float(value)
    return None if value == "" else value
