"""A sync told line by line as JSON: how far it is, and last its outcome or its failure."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from lib.domain.label_studio import Progress, SyncOutcome

_PROGRESS, _OUTCOME = TypeAdapter(Progress), TypeAdapter(SyncOutcome)


def outcome_report(outcome: SyncOutcome, *, dry_run: bool) -> dict[str, Any]:
    """An outcome as JSON values; with `dry_run` it is what would be moved."""
    direction, counted = outcome.direction, asdict(outcome)
    del counted["direction"]
    return {"direction": direction, "dry_run": dry_run, **counted}


def progress_line(progress: Progress) -> str:
    return _line({"progress": asdict(progress)})


def outcome_line(outcome: SyncOutcome) -> str:
    return _line({"outcome": asdict(outcome)})


def failure_line(failure: str) -> str:
    return _line({"failure": failure})


def read_line(line: str) -> Progress | SyncOutcome | str:
    """What a line tells; a text is the failure. Raises ValueError for what is no such line."""
    match json.loads(line):
        case {"progress": Mapping() as values}:
            return _PROGRESS.validate_python(values)
        case {"outcome": Mapping() as values}:
            return _OUTCOME.validate_python(values)
        case {"failure": str() as failure}:
            return failure
    raise ValueError("neither progress, outcome nor failure")


def _line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"
