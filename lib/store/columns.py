"""Between Python values and columns: new keys, UTC timestamps, JSON, rows by column name."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import uuid_utils.compat

from lib.store.writer import Connection


def new_id() -> UUID:
    """A UUIDv7: new keys sort by the time at which they were made."""
    return uuid_utils.compat.uuid7()


def utc_now() -> datetime:
    return datetime.now(UTC)


def as_stored(moment: datetime) -> datetime:
    """UTC without a zone, as the TIMESTAMP columns hold it."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def as_utc(stored: datetime) -> datetime:
    """A TIMESTAMP column's value with its zone."""
    return stored.replace(tzinfo=UTC)


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dict_rows(cursor: Connection) -> list[dict[str, Any]]:
    """The rows of the statement just executed, by column name."""
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
