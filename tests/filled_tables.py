"""A row in every table that the migrations make, also in those of later ones."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from lib.store.writer import Connection

Columns = dict[str, dict[str, str]]


def table_columns(connection: Connection) -> Columns:
    """The types of the columns of each table."""
    connection.execute(
        """
        SELECT table_name, column_name, data_type FROM duckdb_columns()
        WHERE NOT internal AND table_name IN (SELECT table_name FROM duckdb_tables())
          AND table_name <> 'migration'
        ORDER BY table_name, column_index
        """
    )
    found: Columns = {}
    for table, column, kind in connection.fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def fill_every_table(
    connection: Connection, number: int, text: str, ids: Mapping[str, UUID], person_id: UUID
) -> None:
    """One row each: `ids` by column, other UUIDs are the person's or, of a key, new ones."""
    for table, columns in table_columns(connection).items():
        values = [
            _value(table, column, kind, number, f"{text} in {table}", ids, person_id)
            for column, kind in columns.items()
        ]
        marks = ", ".join("?" for _ in values)
        connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)


def rows_with(connection: Connection, value: str) -> set[str]:
    """The tables in which some column holds the value, as text."""
    return {
        table
        for table, columns in table_columns(connection).items()
        for column in columns
        if connection.execute(
            f"SELECT 1 FROM {table} WHERE contains({column}::TEXT, $value) LIMIT 1",
            {"value": value},
        ).fetchone()
    }


def _value(
    table: str,
    column: str,
    kind: str,
    number: int,
    text: str,
    ids: Mapping[str, UUID],
    person_id: UUID,
) -> Any:
    if column in ("archived_at", "erased_at"):
        return None
    if kind == "UUID":
        own_key = column in (f"{table}_id", "run_id", "action_id")
        return ids.get(column) or (uuid4() if own_key else person_id)
    if kind.startswith("TIMESTAMP"):
        return "2026-01-01 12:00:00"
    if kind == "BOOLEAN":
        return False
    if kind == "JSON":
        return f'{{"text": "{text}"}}'
    if kind == "VARCHAR":
        return text
    if kind == "VARCHAR[]":
        return [text]
    return [number] if kind.endswith("[]") else number
