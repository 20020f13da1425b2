"""What the pages of results share: sections one below the other, and all of them as a snapshot."""

from datetime import UTC, datetime

import streamlit as st

from lib.domain.project import Project
from lib.services.application import Database
from lib.services.compared import state_of
from lib.services.counting import counting_in
from lib.services.selection_facts import selection_facts
from lib.ui.clickable import clickable
from lib.ui.plain_text import plain
from lib.ui.prompts_behind import show_prompts_behind
from lib.ui.result_filters import FilterBar
from lib.ui.snapshot import Section, Snapshot, snapshot_button
from lib.ui.tables import show_table


class ResultPage:
    """A page about one selection of a project's annotations."""

    def __init__(
        self, database: Database, project: Project, filters: FilterBar, title: str
    ) -> None:
        self.database = database
        self.project = project
        self.selection = filters.selection
        self._filters = filters
        self._title = title
        self._state = state_of(database, project)
        self._sections: list[Section] = []

    def state(self, counted: str) -> None:
        """Say what was counted, under the title and in the snapshot."""
        self._sections.append(Section("What was counted", (counted,)))
        st.caption(plain(counted))

    def show(self, section: Section, key: str, *, alt: str = "") -> None:
        """A section: its sentences, its chart with what is behind an open mark, its table.

        `key` tells the section's widgets and files from the others'; `alt` describes the chart.
        """
        self._sections.append(section)
        if section.heading:
            st.subheader(plain(section.heading))
        for line in section.lines:
            st.markdown(plain(line))
        if section.figure is not None:
            mark = clickable(section.figure, key, alt=alt)
            self._filters.show()
            if mark is not None:
                show_prompts_behind(self.database, self.project, self.selection, mark, key)
        if not section.rows:
            return
        if section.figure is None:
            show_table(section.rows, name=key, project=self.project)
        else:
            with st.expander("Table", icon=":material/table:"):
                show_table(section.rows, name=key, project=self.project)

    def offer_snapshot(self, method: str) -> None:
        """A button for all that was shown so far, as one file; `method` says how it was counted."""
        self._filters.show()
        st.divider()
        snapshot_button(
            lambda: self._snapshot(method),
            project=self.project,
            file_name=f"{self._title.lower()}-{self.project.number}",
        )

    def _snapshot(self, method: str) -> Snapshot:
        facts = selection_facts(self.database, self.project, self.selection)
        data_hash, n = facts.data_hash, f"{facts.n_annotations:,}"
        if state_of(self.database, self.project) != self._state:
            data_hash = n = "work has come in since: reload the page, then take it again"
        return Snapshot(
            title=f"{self._title} · {self.project.name}",
            subtitle=facts.words,
            facts=(
                ("Project", self.project.name),
                ("Filters", facts.words),
                ("Annotations (n)", n),
                ("Made on", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"),
                ("Data hash (SHA-256)", data_hash),
                ("What counts", counting_in(self.database, self.project).sentence),
                ("Method", method),
            ),
            sections=tuple(self._sections),
        )
