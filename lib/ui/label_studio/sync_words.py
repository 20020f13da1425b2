"""What a sync does, in words and as a small table."""

from dataclasses import fields
from datetime import UTC, datetime

from lib.domain.label_studio import Direction, SyncCounts, SyncOutcome, SyncRun
from lib.services.label_studio.jobs import STOPPED
from lib.services.label_studio.outcome_words import outcome_in_words
from lib.ui.plain_text import counted

DIRECTIONS: dict[Direction, str] = {"push": "Push", "pull": "Pull", "both": "Both ways"}
STOPPED_IN_WORDS = "Stopped. The next run goes on from there."


def moment(when: datetime) -> str:
    """A moment to the minute, in UTC, which is what the database keeps."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def every(minutes: int) -> str:
    """“every minute”, “every 5 minutes”."""
    return "every minute" if minutes == 1 else f"every {counted(minutes, 'minute')}"


def is_stopped(run: SyncRun) -> bool:
    """Somebody stopped it, which is no failure."""
    return run.failure == STOPPED


def run_in_words(run: SyncRun) -> str:
    """How a run in the log ended."""
    if run.failure is not None:
        words = STOPPED_IN_WORDS if is_stopped(run) else run.failure
        if run.outcome is None or moves_nothing(run.outcome):
            return words
        return f"{words} Until then: {outcome_in_words(run.outcome)}"
    if run.outcome is not None:
        return outcome_in_words(run.outcome)
    return "It runs still, or it was cut off: run it again, and it goes on from there."


def moves_nothing(outcome: SyncOutcome) -> bool:
    return not (moved(outcome) or outcome.conflicts or outcome.kept_aside)


def moved(outcome: SyncOutcome) -> int:
    """How much, in both directions."""
    return outcome.pulled.total + outcome.pushed.total


def preview_table(outcome: SyncOutcome) -> str:
    """What would move, as a Markdown table: a row a kind of which there is any, a column a way."""
    columns = []
    if outcome.direction != "push":
        columns.append(("From Label Studio", outcome.pulled))
    if outcome.direction != "pull":
        columns.append(("To Label Studio", outcome.pushed))
    lines = ["| | " + " | ".join(title for title, _ in columns) + " |"]
    lines.append("|:--" + "|--:" * len(columns) + "|")
    for each in fields(SyncCounts):
        numbers = [getattr(counts, each.name) for _, counts in columns]
        if any(numbers):
            title = each.name.replace("_", " ").capitalize()
            lines.append(f"| {title} | " + " | ".join(f"{n:,}" for n in numbers) + " |")
    return "\n".join(lines)
