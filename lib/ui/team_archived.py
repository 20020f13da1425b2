"""People who were archived: get them back, take out what they wrote, or erase it."""

from collections.abc import Sequence

import streamlit as st

from lib.domain.team import Person
from lib.services.application import Database
from lib.services.erasure import Erasing, count_person, erase_person
from lib.services.team import restore_person
from lib.ui.deletion_words import counts_text
from lib.ui.done_notice import refusals, tell
from lib.ui.plain_text import counted, plain


def show_archived(database: Database, archived: Sequence[Person]) -> None:
    if not archived:
        return
    st.subheader("Archived people")
    for person in archived:
        who = person.annotator
        with st.container(border=True, key=f"archived_{who.number}"):
            since = f"{person.archived_at:%-d %B %Y}" if person.archived_at else ""
            st.markdown(f"**{plain(who.name)}**")
            if who.email:
                st.text(who.email)
            st.caption(
                f"Archived {since} · {counted(person.n_annotations, 'annotation')} that count"
            )
            with st.container(horizontal=True):
                if st.button("Restore", key=f"restore_{who.number}", icon=":material/undo:"):
                    with refusals():
                        restore_person(database, who.annotator_id)
                        tell(f"{who.name} can sign in again, with the roles that they had.")
                st.link_button(
                    "What they wrote (JSON)",
                    f"/download/person/{who.number}",
                    icon=":material/download:",
                )
            erasing = st.expander(
                "Erase what they wrote", key=f"erase_{who.number}_open", on_change="rerun"
            )
            if erasing.open:
                with erasing:
                    _show_erasing(database, person)


def _show_erasing(database: Database, person: Person) -> None:
    who = person.annotator
    found = count_person(database, who.annotator_id)
    st.markdown(erasure_text(found))
    with st.form(f"erase_{who.number}", border=False):
        typed = st.text_input(
            "The person's name, to confirm", placeholder=who.name, key=f"erase_name_{who.number}"
        )
        if st.form_submit_button("Erase for good", type="primary"):
            with refusals():
                erase_person(database, who.annotator_id, typed)
                tell(f"{who.name} is erased: {counts_text(found.counts)} deleted.")


def erasure_text(found: Erasing) -> str:
    """Exactly what an erasure deletes, what stays, and what it cannot reach."""
    counts = found.counts
    lines = [f"Deletes {counts_text(counts)}, with their name and e-mail address. It is for good."]
    if final := counts["final_answer"]:
        lines.append(f"{counted(final, 'final answer')} among them: their tasks have none then.")
    if gold := counts["gold_task"]:
        which = "The gold task expects" if gold == 1 else "The gold tasks expect"
        lines.append(
            f"{which} an answer of theirs, so that mark goes: the tasks stay, and what other "
            "people answered to them counts in results again."
        )
    if others := counts["others_revision"]:
        lines.append(
            f"{counted(others, 'change')} to other people's annotations stay, without a name."
        )
    for held in found.held_there:
        number = counted(held.n, "annotation")
        if held.where:
            lines.append(
                f"{number} in “{plain(held.project)}” are also in {plain(held.where)}: the next "
                "push deletes them there, and no pull brings them back."
            )
        else:
            lines.append(
                f"{number} in “{plain(held.project)}” are also in a Label Studio that is not "
                "linked any more: delete them there."
            )
    lines.append(
        "Exports and backups that somebody has taken keep theirs. In the database file, deleted "
        "bytes may remain until they are overwritten; `podium compact`, run while Podium is "
        "stopped, removes them."
    )
    return "  \n".join(lines)
