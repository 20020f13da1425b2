"""A person's way through a project's tasks: next, back to recent ones, forward again."""

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.domain.annotation import Annotation, Annotator
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.labeling import (
    OpenTask,
    count_own_work,
    list_recent,
    list_skipped,
    open_next_task,
    open_numbered_task,
)
from lib.ui.keyboard import KeyPress
from lib.ui.sitting import ReadDrop, Sitting


def labeling_session(
    state: MutableMapping[str, Any], database: Database, project: Project, person: Annotator
) -> "LabelingSession":
    """The session of this browser for a project, begun anew where the project or person differs."""
    key = "labeling_session"
    session = state.get(key)
    who = (database, project.project_id, person.annotator_id)
    if (
        not isinstance(session, LabelingSession)
        or (session.database, session.project.project_id, session.person.annotator_id) != who
    ):
        session = state[key] = LabelingSession(database, project, person)
    session.project = project
    return session


@dataclass
class LabelingSession:
    """Which task is open, how far the person is, and what they did lately.

    `back` counts how many recent submissions the person has stepped back, 0 at the open end.
    """

    database: Database
    project: Project
    person: Annotator
    sitting: Sitting | None = None
    done: int = 0
    total: int = 0
    recent: list[tuple[Annotation, int]] = field(default_factory=list)
    back: int = 0
    notice: str = ""
    shows_keys: bool = False
    opened: bool = False

    def open(self, number: str | None) -> None:
        """At the first run: the task that the address names, else the next one."""
        if self.opened:
            return
        self.opened = True
        if number is not None and number.isdecimal() and len(number) < 10:
            self.open_number(int(number))
        else:
            self.open_next()

    def show_keys(self) -> None:
        self.shows_keys = True

    def open_next(self, after: int = 0) -> None:
        """The next task that is not done yet, from `after` on."""
        self.back = 0
        self._show(open_next_task(self.database, self.project, self.person, after))

    def open_number(self, number: int) -> None:
        """The task of that number; where there is none, the next one."""
        opened = open_numbered_task(self.database, self.project, self.person, number)
        if opened:
            self._show(opened)
        else:
            self.open_next()
            self.notice = f"There is no task {number} in this project. This is your next one."

    def skipped(self) -> list[int]:
        """The tasks that the person has skipped, by number."""
        return list_skipped(self.database, self.project, self.person)

    def reopen(self, number: int) -> None:
        """One of the recent submissions."""
        numbers = [task_number for _, task_number in self.recent]
        self.back = numbers.index(number) + 1 if number in numbers else 0
        self.open_number(number)

    def go_back(self) -> None:
        """One submission back, as far as the recent ones reach."""
        if self.back < len(self.recent):
            self.reopen(self.recent[self.back][1])
        else:
            self._say("There is no earlier task among your recent ones.")

    def go_forward(self) -> None:
        """One submission forward; from the open end, on to the next task not done."""
        if self.back > 1:
            self.reopen(self.recent[self.back - 2][1])
        elif self.back == 1 or self.sitting is None:
            self.open_next()
        else:
            self.open_next(after=self.sitting.opened.task.number)

    def submit(self, *, confirmed: bool = False) -> None:
        if self.sitting and self.sitting.submit(confirmed=confirmed):
            self._move_on("Saved")

    def skip(self) -> None:
        if self.sitting and self.sitting.skip():
            self._move_on("Skipped")

    def press(self, presses: Sequence[KeyPress], read: ReadDrop) -> None:
        """Carry out keys in order, each for the task that it was pressed for."""
        for press in presses:
            if self.sitting is None:
                return
            if press.reset != self.sitting.task_key:
                continue
            self.sitting.take_drops(read)
            self._press(press.key, press.card, self.sitting)

    def _press(self, key: str, card: str | None, sitting: Sitting) -> None:
        match key:
            case "ctrl+enter":
                self.submit()
            case "ctrl+space":
                if sitting.asks_skip:
                    self.skip()
                sitting.asks_skip = True
            case "ctrl+left":
                self.go_back()
            case "ctrl+right":
                self.go_forward()
            case "u":
                sitting.undo()
            case "?":
                self.shows_keys = True
            case _ if card is None:
                self._say("Choose a response first: press its letter.")
            case "up":
                sitting.shift(card, -1)
            case "down":
                sitting.shift(card, 1)
            case "=":
                sitting.tie(card)
            case _ if key.isdigit():
                sitting.place_at(card, int(key))

    def _move_on(self, done: str) -> None:
        number = self.sitting.opened.task.number if self.sitting else 0
        self.open_next()
        self.notice = f"{done}: task {number}."

    def _say(self, message: str) -> None:
        self.notice = message
        if self.sitting:
            self.sitting.announcement = message

    def _show(self, opened: OpenTask | None) -> None:
        self.notice = ""
        self.done, self.total = count_own_work(self.database, self.project, self.person)
        self.recent = list_recent(self.database, self.project, self.person)
        self.sitting = Sitting.at(self.database, opened) if opened else None
