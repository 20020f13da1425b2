"""What a sync did, or would do, as lines for a terminal."""

from lib.domain.label_studio import SyncOutcome
from lib.services.label_studio.outcome_words import outcome_in_words

MESSAGES_SHOWN = 20


def outcome_text(outcome: SyncOutcome, *, dry_run: bool) -> str:
    """A line of sums, then the first of the sync's own messages, a line each."""
    lines = [outcome_in_words(outcome, dry_run=dry_run)]
    if outcome.open_conflicts or outcome.all_kept_aside:
        lines.append(
            f"On the page Label Studio: conflicts to decide {outcome.open_conflicts:,}, "
            f"kept aside {outcome.all_kept_aside:,}."
        )
    lines += outcome.messages[:MESSAGES_SHOWN]
    if more := len(outcome.messages[MESSAGES_SHOWN:]):
        # Only what was done is in the log.
        where = "with --json" if dry_run else "in the log on the page Label Studio"
        lines.append(f"And {more:,} more, {where}.")
    return "\n".join(lines)
