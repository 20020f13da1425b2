"""A person's way through a project's tasks: next, back to recent ones, forward again."""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from lib.domain.annotation import Annotation, Annotator
from lib.domain.project import Project
from lib.errors import PodiumError, TaskTaken
from lib.services.application import Database
from lib.services.assignment import has_tasks, leave_task, list_postponed
from lib.services.labeling import (
    OpenTask,
    count_own_work,
    list_recent,
    list_skipped,
    open_next_task,
    open_numbered_task,
)
from lib.ui.labeling.address import read_address
from lib.ui.labeling.docks import ReadDrop
from lib.ui.labeling.keyboard import KeyPress
from lib.ui.labeling.sitting import Sitting


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

    `trail` holds the numbers of the tasks gone through, the recent submissions first, and `at` says
    where on it the person is; at its end there may be no open task. `repeat` is the task on it that
    was open as one's own once more.
    """

    database: Database
    project: Project
    person: Annotator
    sitting: Sitting | None = None
    done: int = 0
    total: int = 0
    recent: list[tuple[Annotation, int]] = field(default_factory=list)
    trail: list[int] = field(default_factory=list)
    at: int = 0
    notice: str = ""
    shows_keys: bool = False
    opened: bool = False
    repeat: int | None = None

    def open(self, query: Mapping[str, str]) -> None:
        """The task that the address names, at the first run else the next one.

        Later only a link to a task opens it. An address that this page has written may be behind
        what is open by now.
        """
        asked = read_address(query, self.project, self.person)
        if self.opened:
            if asked.number is not None and not asked.is_ours:
                self._follow(asked.number)
            return
        self.opened = True
        recent = list_recent(self.database, self.project, self.person)
        self.trail = [task_number for _, task_number in reversed(recent)]
        if asked.number is not None:
            self.open_number(asked.number, as_check=asked.is_repeat)
        else:
            self.open_next()

    def show_keys(self) -> None:
        self.shows_keys = True

    def open_next(self, after: int = 0, *, with_postponed: bool = True) -> None:
        """The next task that is free, from `after` on; it goes to the end of the trail."""
        opened = open_next_task(
            self.database, self.project, self.person, after, with_postponed=with_postponed
        )
        if opened:
            self._append(opened.task.number)
        else:
            self.at = len(self.trail)
        self._show(opened)

    def open_number(self, number: int, *, as_check: bool = False) -> None:
        """The task of that number; where there is none, or others have it, the next one."""
        try:
            opened = open_numbered_task(
                self.database, self.project, self.person, number, as_check=as_check
            )
        except TaskTaken as error:
            self.open_next()
            self._explain(str(error))
            return
        if opened:
            if number not in self.trail:
                self._append(number)
            self.at = self.trail.index(number)
            self._show(opened)
        else:
            self.open_next()
            self._explain(f"There is no task {number} in this project.")

    @property
    def names_tasks(self) -> bool:
        """Whether the page says a task's number and how many there are.

        Where people get tasks of their own once more, either would tell which ones those are.
        """
        return not self.project.settings.repeat_every

    def has_tasks(self) -> bool:
        """Whether the project has any tasks, whoever may have them."""
        return has_tasks(self.database, self.project)

    def postponed(self) -> list[int]:
        """The tasks that the person has put off, by number, the first one first."""
        return list_postponed(self.database, self.project, self.person)

    def open_listed(self, number: int) -> None:
        """The task of that number, chosen from a list of what one has done: to correct it."""
        self._leave()
        self.open_number(number)

    def open_postponed(self, number: int) -> None:
        """The task of that number, chosen from those that one has put off."""
        self._leave()
        self.open_number(number, as_check=True)

    def skipped(self) -> list[int]:
        """The tasks that the person has skipped, by number."""
        return list_skipped(self.database, self.project, self.person)

    def go_back(self) -> None:
        """The task before this one on the trail."""
        if self.at > 0:
            self._leave()
            self._step(-1)
        else:
            self.say("There is no earlier task among your recent ones.")

    def go_forward(self) -> None:
        """The task after this one on the trail; from its end, on to the next one not done."""
        self._leave()
        if self.at < len(self.trail) - 1:
            self._step(1)
        elif self.sitting:
            self.open_next(after=self.sitting.opened.task.number)
        else:
            self.open_next()

    def submit(self, *, confirmed: bool = False) -> None:
        with self._unless_taken():
            if self.sitting and self.sitting.submit(confirmed=confirmed):
                self._move_on("Saved")

    def skip(self) -> None:
        with self._unless_taken():
            if self.sitting and self.sitting.skip():
                self._move_on("Skipped")

    def postpone(self) -> None:
        """Put the task off: it comes again after all others, with what was done so far."""
        with self._unless_taken():
            if self.sitting:
                self.sitting.postpone()
                self._move_on("Postponed", with_postponed=False)

    def press(self, presses: Sequence[KeyPress], read: ReadDrop) -> None:
        """Carry out keys in order, each for the task that it was pressed for."""
        # Read before anything is changed: Streamlit may end a callback wherever it reads state.
        if self.sitting:
            self.sitting.take_drops(read)
        for press in presses:
            if self.sitting and press.reset == self.sitting.task_key:
                self._press(press.key, press.card, self.sitting)

    def _press(self, key: str, card: str | None, sitting: Sitting) -> None:
        match key:
            case "ctrl+enter":
                self.submit()
            case "ctrl+space":
                if sitting.asks_skip:
                    self.skip()
                sitting.asks_skip = True
            case "ctrl+shift+space":
                self.postpone()
            case "ctrl+left":
                self.go_back()
            case "ctrl+right":
                self.go_forward()
            case "u":
                sitting.undo()
            case "?":
                self.shows_keys = True
            case _ if card is None:
                self.say("Choose a response first: press its letter.")
            case "up":
                sitting.shift(card, -1)
            case "down":
                sitting.shift(card, 1)
            case "=":
                sitting.tie(card)
            case _ if key.isdigit():
                sitting.place_at(card, int(key))

    def _append(self, number: int) -> None:
        self.trail = [each for each in self.trail if each != number] + [number]
        self.at = len(self.trail) - 1

    def _step(self, by: int) -> None:
        """Along the trail; what was open as a repeat is that again, as long as it is due."""
        number = self.trail[self.at + by]
        self.open_number(number, as_check=number == self.repeat)

    def _follow(self, number: int) -> None:
        """A link to a task: it stays open where it is, but never as a repeat."""
        opened = self.sitting.opened if self.sitting else None
        if opened is None or opened.task.number != number or opened.check == "repeat":
            self.open_listed(number)

    def _leave(self) -> None:
        """Give a task back on which nothing was done."""
        if self.sitting and self.sitting.is_new:
            leave_task(self.database, self.sitting.opened)

    @contextmanager
    def _unless_taken(self) -> Iterator[None]:
        """Go on with the next task where others have this one by now, and say so."""
        try:
            yield
        except TaskTaken as error:
            if self.sitting:
                self.sitting.keep()
            self.open_next()
            self._explain(str(error))

    def _explain(self, what_happened: str) -> None:
        """Why another task is open than was asked for."""
        self.say(f"{what_happened} This is your next one." if self.sitting else what_happened)

    def _move_on(self, done: str, *, with_postponed: bool = True) -> None:
        number = self.sitting.opened.task.number if self.sitting else 0
        self.open_next(with_postponed=with_postponed)
        self.notice = f"{done}: task {number}." if self.names_tasks else f"{done}."

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Show what could not be done as a message on the page, which stays as it is."""
        try:
            yield
        except PodiumError as error:
            self.say(str(error))

    def say(self, message: str) -> None:
        """Show a message, and have it read out."""
        self.notice = message
        if self.sitting:
            self.sitting.tell(message)

    def _show(self, opened: OpenTask | None) -> None:
        self.notice = ""
        progress = opened.progress if opened else None
        self.done, self.total = progress or count_own_work(self.database, self.project, self.person)
        self.recent = list_recent(self.database, self.project, self.person)
        self.sitting = Sitting.at(self.database, opened) if opened else None
        if opened and opened.check == "repeat":
            self.repeat = opened.task.number
        elif opened and opened.task.number == self.repeat:
            self.repeat = None
