"""What a deletion takes away, in words: only what there is, with its number."""

from collections.abc import Mapping

from lib.ui.plain_text import counted

_WORDS: dict[str, tuple[str, str]] = {
    "task": ("task", "tasks"),
    "prediction": ("prediction", "predictions"),
    "annotation": ("annotation", "annotations"),
    "annotation_revision": ("revision of them", "revisions of them"),
    "draft": ("draft", "drafts"),
    "comment": ("comment", "comments"),
    "repeat_answer": ("answer to a repeat", "answers to repeats"),
    "gold_task": ("gold task", "gold tasks"),
    "guideline": ("version of the guidelines", "versions of the guidelines"),
    "bulk_action": ("record of a bulk action", "records of bulk actions"),
    "sync_run": ("line of the log of syncs", "lines of the log of syncs"),
    "claim": ("task held or assigned", "tasks held or assigned"),
    "postponed": ("task put off", "tasks put off"),
    "membership": ("role", "roles"),
    "session": ("session", "sessions"),
    "account": ("password", "passwords"),
    "identity": ("single sign-on", "single sign-ons"),
    "one_time_link": ("link to set a password", "links to set a password"),
}


def counts_text(counts: Mapping[str, int]) -> str:
    """“2 tasks, 1 annotation and 3 drafts”; “nothing” where there is nothing."""
    parts = [counted(counts[table], *words) for table, words in _WORDS.items() if counts.get(table)]
    if len(parts) < 2:
        return "".join(parts) or "nothing"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
