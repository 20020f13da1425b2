"""One person at one task: the draft as it changes, the docks, and what is said about it.

No Streamlit here: the page's callbacks call these methods, and so do the tests.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lib.domain.draft import Draft, problems
from lib.domain.labeling_config import NOT_PLACED, UNRANKED, Ranker
from lib.domain.ranking import Ranking
from lib.errors import AlreadySubmitted, InvalidSubmission
from lib.services.application import Database
from lib.services.assignment import postpone_task
from lib.services.labeling import OpenTask, open_task, save_draft
from lib.services.submission import skip_task, submit_annotation
from lib.ui.labeling.cards import Card, cards_of
from lib.ui.labeling.docks import Docks, ReadDrop

Act = Callable[..., None]
"""`act(task_key, change, *args)`: what a click does, unless that task is gone since."""
ASKS_ORDER = (
    "You have not moved anything. If the order shown is right, say so with the button or with "
    "Ctrl+Enter; else rank the responses."
)
ANSWER_SECONDS = 1.0


@dataclass
class Sitting:
    """The open task with the draft and everything that only the screen needs."""

    database: Database
    opened: OpenTask
    draft: Draft
    cards: tuple[Card, ...]
    started: float = field(default_factory=time.monotonic)
    docks: Docks = field(init=False)
    pushes: int = 0
    expanded: set[str] = field(default_factory=set)
    message: str = ""
    announcement: str = ""
    asked_order_at: float | None = None
    asks_skip: bool = False
    skip_reason: str = ""

    def __post_init__(self) -> None:
        self.docks = Docks(self.task_key, self.cards, self.column_title)
        for ranker in self.opened.config.rankers:
            self.docks.mount(ranker, self.ranking(ranker))

    @classmethod
    def at(cls, database: Database, opened: OpenTask) -> "Sitting":
        return cls(database, opened, opened.draft, cards_of(opened))

    @property
    def task_key(self) -> str:
        """What tells this task's widgets from any other's; says nothing about models."""
        again = "_2" if self.opened.check == "repeat" else ""
        return f"{self.opened.project.number}_{self.opened.task.number}{again}"

    @property
    def seconds(self) -> float:
        """Time spent on the task, earlier sittings included."""
        return self.draft.seconds + time.monotonic() - self.started

    @property
    def is_again(self) -> bool:
        """Whether a submit replaces what stands; a repeat is not told from a new task."""
        return bool(self.opened.revision) and self.opened.check != "repeat"

    @property
    def is_new(self) -> bool:
        """Whether the person has done nothing on the task, neither now nor before."""
        return not self.opened.revision and self.draft == self.opened.draft

    @property
    def problems(self) -> tuple[str, ...]:
        """The rules that forbid a submit now."""
        return problems(self.opened.config, self.opened.project.settings, self.draft)

    @property
    def asks_order(self) -> bool:
        """Whether the person has been asked if an untouched order is meant."""
        return self.asked_order_at is not None

    @property
    def _asked_long_enough(self) -> bool:
        """Whether a second Ctrl+Enter is an answer, and no accident such as a double press."""
        asked = self.asked_order_at
        return asked is not None and time.monotonic() - asked > ANSWER_SECONDS

    @property
    def unplaced(self) -> int:
        return sum(len(ranking.unplaced) for ranking in self.draft.rankings.values())

    def card(self, letter: str) -> Card | None:
        return next((card for card in self.cards if card.letter == letter), None)

    def ranking(self, ranker: Ranker) -> Ranking:
        return self.draft.rankings[ranker.name]

    def column_title(self, ranker: Ranker, column: str) -> str:
        return ranker.column_title(column, self.opened.config.list_of(ranker).title)

    def place_text(self, card: Card) -> str:
        """Where a card stands, such as “Relevant Results #2”."""
        ranking = self.ranking(card.ranker)
        column = ranking.column_of(card.item)
        if column == UNRANKED:
            return NOT_PLACED
        tie = " (tie)" if self._is_tied(ranking, card.item) else ""
        place = f"#{ranking.place_of(card.item)}{tie}"
        if not card.ranker.buckets:
            return place
        return f"{self.column_title(card.ranker, column)} {place}"

    # --- what the person does -------------------------------------------------------------------

    def take_drops(self, read: ReadDrop) -> None:
        """Take over what was dropped in the docks since the last run."""
        for ranker in self.opened.config.rankers:
            columns = self.docks.take_drop(ranker, read)
            if columns is not None:
                before = self.ranking(ranker)
                self._change(ranker, before.rearranged(columns), from_dock=True)
                self._announce_drop(ranker, before)

    def place(self, letter: str, column: str) -> None:
        """Send a card to the end of a column."""
        if card := self.card(letter):
            self._change(card.ranker, self.ranking(card.ranker).move(card.item, column))
            self._announce(card)

    def place_at(self, letter: str, number: int) -> None:
        """Key 1–9: the n-th bucket, or place n where there are no buckets. 0 takes it back."""
        card = self.card(letter)
        if card is None:
            return
        ranker = card.ranker
        if number == 0 and UNRANKED in ranker.columns:
            self.place(letter, UNRANKED)
        elif 0 < number <= len(ranker.buckets):
            self.place(letter, ranker.buckets[number - 1].name)
        elif not ranker.buckets and 0 < number <= len(self.ranking(ranker).items):
            moved = self.ranking(ranker).move(card.item, ranker.name, number - 1)
            self._change(ranker, moved)
            self._announce(card)

    def shift(self, letter: str, by: int) -> None:
        """Move a card up (-1) or down (1) inside its column."""
        if card := self.card(letter):
            self._change(card.ranker, self.ranking(card.ranker).shift(card.item, by))
            self._announce(card)

    def tie(self, letter: str) -> None:
        """Tie a card with the one above it, or undo that, where the project allows ties."""
        if self.opened.project.settings.ties_allowed and (card := self.card(letter)):
            self._change(card.ranker, self.ranking(card.ranker).toggle_tie(card.item))
            self._announce(card)

    def toggle_expanded(self, letter: str) -> None:
        """Show a card in full, or in its fixed height again."""
        self.expanded ^= {letter}

    def ask_skip(self, asks: bool = True) -> None:
        """Ask for the reason of a skip, or stop asking."""
        self.asks_skip = asks

    def undo(self) -> None:
        """Take back the last move."""
        if not self.draft.undo:
            self.message = "Nothing to undo on this task."
            self.tell(self.message)
            return
        self._save(self.draft.undone())
        for ranker in self.opened.config.rankers:
            self.docks.mount(ranker, self.ranking(ranker))
        self.tell("The last move is undone.")

    def write(self, control: str, index: int, text: str) -> None:
        """Take over what was typed into an answer box."""
        answers = list(self.answers(control))
        answers[index : index + 1] = [text]
        self.message = ""
        self._save(self.draft.with_answers(control, answers))

    def add_answer(self, control: str) -> None:
        self._save(self.draft.with_answers(control, [*self.answers(control), ""]))

    def remove_answer(self, control: str, index: int) -> None:
        answers = list(self.answers(control))
        del answers[index]
        self.pushes += 1
        self._save(self.draft.with_answers(control, answers or [""]))

    def answers(self, control: str) -> tuple[str, ...]:
        """What the answer boxes of a TextArea hold; there is always one box."""
        return self.draft.answers.get(control) or ("",)

    def submit(self, *, confirmed: bool = False) -> bool:
        """Store the submission; True when it is committed. Otherwise `message` says why not."""
        self.asks_skip = False
        if self.problems:
            self.tell(" ".join(self.problems))
            return False
        if self.draft.untouched and not (confirmed or self._asked_long_enough):
            self.asked_order_at = self.asked_order_at or time.monotonic()
            self.tell(ASKS_ORDER)
            return False
        try:
            submit_annotation(self.database, self.opened, self._timed(), confirmed=True)
        except InvalidSubmission as error:
            self.message = str(error)
            return False
        except AlreadySubmitted as error:
            self._build_on_what_is_there(error)
            return False
        return True

    def skip(self) -> bool:
        """Store the skip with the reason given; True when it is committed."""
        try:
            skip_task(self.database, self.opened, self._timed(), self.skip_reason)
        except AlreadySubmitted as error:
            self._build_on_what_is_there(error)
            return False
        return True

    def postpone(self) -> None:
        """Put the task off with what was done so far."""
        postpone_task(self.database, self.opened, self._timed())

    def keep(self) -> None:
        """Keep what was done so far as a draft."""
        save_draft(self.database, self.opened, self._timed())

    def tell(self, announcement: str) -> None:
        """Have something read out; the same words twice differ by a blank, to be read again."""
        same = announcement == self.announcement
        self.announcement = f"{announcement}\u00a0" if same else announcement

    # --- inside ---------------------------------------------------------------------------------

    def _change(self, ranker: Ranker, ranking: Ranking, *, from_dock: bool = False) -> None:
        self.message, self.asked_order_at = "", None
        if ranking == self.ranking(ranker):
            return
        self._save(self.draft.with_ranking(ranker.name, ranking))
        if not from_dock:
            self.docks.mount(ranker, self.ranking(ranker))

    def _save(self, draft: Draft) -> None:
        save_draft(self.database, self.opened, replace(draft, seconds=self.seconds))
        self.draft = draft

    def _build_on_what_is_there(self, error: AlreadySubmitted) -> None:
        """Say that another tab was first; the next submit or skip knowingly replaces that."""
        self.message = str(error)
        there = open_task(
            self.database,
            self.opened.project,
            self.opened.person,
            self.opened.task,
            self.opened.check,
        )
        self.opened = replace(self.opened, revision=there.revision)
        self._save(self.draft)

    def _timed(self) -> Draft:
        return replace(self.draft, seconds=self.seconds)

    def _announce_drop(self, ranker: Ranker, before: Ranking) -> None:
        """Say which card has gone to another column, or that the order inside one has changed."""
        after = self.ranking(ranker)
        for card in self.cards:
            if card.ranker == ranker and after.column_of(card.item) != before.column_of(card.item):
                self._announce(card)
                return
        if after != before:
            self.tell("The order has changed")

    def _announce(self, card: Card) -> None:
        ranking = self.ranking(card.ranker)
        column = ranking.column_of(card.item)
        title = self.column_title(card.ranker, column)
        if column == UNRANKED:
            self.tell(f"{card.letter} is not placed")
            return
        of = len(dict(ranking.columns)[column])
        place = ranking.place_of(card.item)
        self.tell(f"{card.letter} moved to {title}, place {place} of {of}")

    @staticmethod
    def _is_tied(ranking: Ranking, item: str) -> bool:
        column = dict(ranking.columns)[ranking.column_of(item)]
        place = ranking.place_of(item)
        return sum(ranking.place_of(other) == place for other in column) > 1
