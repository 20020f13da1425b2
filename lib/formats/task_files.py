"""Reads a file of tasks or of battles: JSON, JSONL, CSV or TSV, checked row by row."""

from collections.abc import Iterator
from pathlib import PurePath

from lib.domain.imported import BadRow, ImportFile, Row
from lib.domain.labeling_config import LabelingConfig
from lib.errors import InvalidInput, UnreadableFile
from lib.formats.battle_columns import BattleColumns, battle_columns
from lib.formats.battles import Battles
from lib.formats.delimited_rows import delimited_rows
from lib.formats.duplicates import DistinctTasks
from lib.formats.json_rows import json_rows
from lib.formats.task_rows import imported_task

MAX_BYTES = 200_000_000


def read_task_file(name: str, content: bytes, config: LabelingConfig) -> ImportFile:
    """A file's tasks, with every bad row's line and reason.

    Raises UnreadableFile where nothing can be read from it: it is too large, not UTF-8, no JSON, or
    holds no rows; BattlesDoNotFit where it holds battles, which the config cannot take. Files named
    .csv and .tsv are read as such, others by their content. Battles are known by their columns.
    """
    text = _decoded(name, content)
    distinct = DistinctTasks()
    bad_rows: list[BadRow] = []
    notes: list[str] = []
    battles: Battles | None = None
    for row in _rows(name, text, config):
        if isinstance(row, BadRow):
            bad_rows.append(row)
            continue
        columns = _battle_columns(config, row)
        if columns and battles is None:
            battles = Battles(config, name)
        try:
            if columns and battles:
                battles.add(columns, row)
            else:
                notes += distinct.add(imported_task(config, row, name))
        except InvalidInput as error:
            bad_rows.append(BadRow.of(row, str(error)))
    if battles:
        notes += battles.notes
        for task in battles.tasks:
            notes += distinct.add(task)
    if not distinct.tasks and not bad_rows:
        raise UnreadableFile(f"{name} holds no tasks.")
    return ImportFile(name, distinct.tasks, tuple(bad_rows), tuple(notes))


def _battle_columns(config: LabelingConfig, row: Row) -> BattleColumns | None:
    """The columns of a battle, unless the row brings the lists of items that the config ranks."""
    columns = battle_columns(row.value)
    lists = {each.value.removeprefix("$") for each in config.lists}
    return None if columns and lists and lists <= row.value.keys() else columns


def check_size(name: str, n_bytes: int) -> None:
    """Raise UnreadableFile for a file that is too large, before it is read."""
    if n_bytes > MAX_BYTES:
        raise UnreadableFile(
            f"{name} has {n_bytes / 1e6:,.0f} MB; at most {MAX_BYTES / 1e6:,.0f} MB are read. "
            "Split it into smaller files."
        )


def _decoded(name: str, content: bytes) -> str:
    check_size(name, len(content))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{name} is not UTF-8 text: byte 0x{error.object[error.start]:02x} at position "
            f"{error.start} is none. Save it as UTF-8."
        ) from None
    if not text.strip():
        raise UnreadableFile(f"{name} is empty.")
    return text


def _rows(name: str, text: str, config: LabelingConfig) -> Iterator[Row | BadRow]:
    named_so = PurePath(name).suffix.lower() in (".csv", ".tsv")
    named_json = PurePath(name).suffix.lower() in (".json", ".jsonl", ".ndjson")
    if named_so or not (named_json or text.lstrip().startswith(("[", "{"))):
        lists = {each.value.removeprefix("$") for each in config.lists}
        return delimited_rows(name, text, lists)
    return json_rows(name, text)
