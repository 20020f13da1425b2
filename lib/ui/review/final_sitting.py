"""A reviewer who ranks a task anew, as the final answer."""

from typing import Any

import streamlit as st

from lib.domain.draft import Draft
from lib.errors import InvalidSubmission
from lib.services.adjudication import submit_final
from lib.services.application import Database
from lib.services.labeling import OpenTask
from lib.services.reviewed_task import draft_from
from lib.ui.labeling.cards import cards_of
from lib.ui.labeling.sitting import Sitting

_SITTINGS = "final_sittings"


class FinalSitting(Sitting):
    """Kept in the browser's session only: a draft of the same person may wait on the page Label."""

    @property
    def task_key(self) -> str:
        return f"final_{super().task_key}"

    def submit(self, *, confirmed: bool = False) -> bool:
        """Store the final answer; True when it is committed. Otherwise `message` says why not."""
        opened = self.opened
        shown = tuple(item for order in opened.orders.values() for item in order)
        try:
            submit_final(
                self.database,
                opened.project,
                opened.person,
                opened.task.number,
                self._timed(),
                display_order=shown or None,
                confirmed=confirmed,
            )
        except InvalidSubmission as error:
            self.message = str(error)
            return False
        return True

    def _save(self, draft: Draft) -> None:
        self.draft = draft


def begin(database: Database, opened: OpenTask, result: list[Any] | None = None) -> None:
    """Rank a task anew, from the start or going on from what an annotation says."""
    draft = opened.draft if result is None else draft_from(opened, result)
    _sittings()[_key(opened)] = FinalSitting(database, opened, draft, cards_of(opened))


def find_sitting(opened: OpenTask) -> FinalSitting | None:
    """The ranking anew of a task that is under way in this browser."""
    return _sittings().get(_key(opened))


def end(opened: OpenTask) -> None:
    """Drop it."""
    _sittings().pop(_key(opened), None)


def _key(opened: OpenTask) -> tuple[object, object]:
    return opened.task.task_id, opened.person.annotator_id


def _sittings() -> dict[tuple[object, object], FinalSitting]:
    found: dict[tuple[object, object], FinalSitting] = st.session_state.setdefault(_SITTINGS, {})
    return found
