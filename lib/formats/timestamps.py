"""Label Studio's timestamps: ISO 8601 in UTC with microseconds, `2026-11-22T00:30:55.662872Z`."""

from datetime import UTC, datetime


def read_timestamp(text: str | None) -> datetime | None:
    """The moment in UTC; None where the text names none, or leaves its time zone open."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def write_timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
