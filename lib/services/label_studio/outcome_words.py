"""What a sync did, or would do, in a line of plain words."""

from collections.abc import Sequence

from lib.domain.label_studio import SyncOutcome

KEPT_ASIDE = " is kept aside: "


def outcome_in_words(outcome: SyncOutcome, *, dry_run: bool = False) -> str:
    """What moved in each direction that was asked for, then what needs somebody's eyes."""
    words = []
    if outcome.direction != "push":
        words.append(f"{'Would pull' if dry_run else 'Pulled'} {outcome.pulled.in_words}.")
    if outcome.direction != "pull":
        words.append(f"{'Would push' if dry_run else 'Pushed'} {outcome.pushed.in_words}.")
    if outcome.conflicts:
        words.append(f"{outcome.conflicts:,} conflict{'s' * (outcome.conflicts != 1)} found.")
    if outcome.kept_aside:
        words.append(f"{outcome.kept_aside:,} kept aside.")
    return " ".join(words)


def without_kept_aside(messages: Sequence[str]) -> list[str]:
    """The messages but those of things kept aside, whose reasons may name models."""
    return [message for message in messages if KEPT_ASIDE not in message]
