"""What is behind a mark: the prompts, the responses side by side, the votes and who gave them."""

import streamlit as st

from lib.domain.mark import Mark, mark_text
from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.services.application import Database
from lib.services.drill_down import PAGE, Prompt, Response, find_prompts
from lib.ui.clickable import close_mark
from lib.ui.labeling.response_text import NOT_IMPORTED, response_markdown
from lib.ui.plain_text import first_words, plain

BODY_HEIGHT = 260
LONG_TEXT = 350
TITLE_LENGTH = 90


def show_prompts_behind(
    database: Database, project: Project, selection: Selection, mark: Mark, key: str
) -> None:
    """The prompts behind the mark that is open in the chart `key`, ten on a page.

    It names models and people: only for pages outside the annotator's role.
    """
    with st.container(border=True, key=f"behind_{key}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            heading = st.empty()
            st.space("stretch")
            st.button(
                "Close",
                key=f"close_{key}",
                icon=":material/close:",
                type="tertiary",
                on_click=close_mark,
                args=(key,),
            )
        pages = st.container()
        page_key = f"page_{key}_{mark_text(mark)}"
        page = int(st.session_state.get(page_key, 1))
        found = find_prompts(database, project, selection, mark, (page - 1) * PAGE)
        if found.total and not found.prompts:
            del st.session_state[page_key]
            found = find_prompts(database, project, selection, mark)
        heading.markdown(f"**Tasks behind this mark: {found.total:,}**")
        if not found.total:
            st.info(
                "No task of this selection is behind this mark. Close it or change the filters."
            )
        for index, prompt in enumerate(found.prompts):
            _show_prompt(project, prompt, f"{key}_{prompt.number}", expanded=index == 0)
        if found.total > PAGE:
            with pages:
                st.pagination(-(-found.total // PAGE), key=page_key)


def _show_prompt(project: Project, prompt: Prompt, key: str, *, expanded: bool) -> None:
    words = first_words(prompt.text, TITLE_LENGTH) or "(no prompt text)"
    with st.expander(f"Task {prompt.number} · {plain(words)}", expanded=expanded):
        st.markdown(response_markdown(prompt.text), anchors=False)
        st.markdown(f"[Open task {prompt.number}](/label?{task_query(project, prompt)})")
        width = 3 if len(prompt.responses) in (3, 5, 6, 9) else 2
        for start in range(0, len(prompt.responses), width):
            row = prompt.responses[start : start + width]
            for column, (place, response) in zip(
                st.columns(width), enumerate(row, start), strict=False
            ):
                with column:
                    _show_response(response, f"{key}_{place}")


def task_query(project: Project, prompt: Prompt) -> str:
    """The part of an address that names a task."""
    return f"project={project.number}&task={prompt.number}"


def _show_response(response: Response, key: str) -> None:
    with st.container(border=True, key=f"response_{key}", gap="xsmall"):
        name = plain(response.model or response.item_id)
        st.markdown(f"**{name}**" if response.named else name)
        long = len(response.body) > LONG_TEXT or response.body.count("\n") > BODY_HEIGHT // 30
        with st.container(height=BODY_HEIGHT if long else "content", border=False):
            if response.body.strip():
                st.markdown(response_markdown(response.body), anchors=False)
            elif response.not_imported:
                st.caption(NOT_IMPORTED)
            else:
                st.caption("This response is empty.")
        st.markdown(votes_markdown(response))


def votes_markdown(response: Response) -> str:
    """One line a place, the one with most votes first: who put the response there, on which day."""
    places: dict[str, list[str]] = {}
    for vote in response.votes:
        places.setdefault(vote.place, []).append(f"{plain(vote.annotator)} ({vote.at:%Y-%m-%d})")
    most_first = sorted(places.items(), key=lambda item: -len(item[1]))
    lines = [f"- **{plain(place)}**: {', '.join(people)}" for place, people in most_first]
    return "\n".join(lines) or "No vote."
