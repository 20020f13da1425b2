"""The docks of one task: how each was mounted, and what has been dropped in it since."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lib.domain.labeling_config import UNRANKED, Ranker
from lib.domain.ranking import Ranking
from lib.ui.labeling.cards import Card
from lib.ui.labeling.dock import DockColumn, dock_key

ReadDrop = Callable[[str, Sequence[DockColumn]], Mapping[str, tuple[str, ...]] | None]


@dataclass
class _Mounted:
    """A dock's columns stay frozen while its revision stays."""

    revision: int
    columns: tuple[DockColumn, ...]
    applied: Mapping[str, tuple[str, ...]] | None = None


@dataclass
class Docks:
    """One dock a Ranker; `title` gives a column's heading."""

    task_key: str
    cards: tuple[Card, ...]
    title: Callable[[Ranker, str], str]
    _mounted: dict[str, _Mounted] = field(default_factory=dict)

    def mount(self, ranker: Ranker, ranking: Ranking) -> None:
        """Show a ranking that did not come from a drop: under a new key each time."""
        chips = {card.item: card.chip for card in self.cards if card.ranker == ranker}
        columns = tuple(
            DockColumn(key, self.title(ranker, key), tuple(chips[item] for item in items))
            for key, items in ranking.columns
        )
        there = self._mounted.get(ranker.name)
        self._mounted[ranker.name] = _Mounted(there.revision + 1 if there else 0, columns)

    def key(self, ranker: Ranker) -> str:
        """The key under which a Ranker's dock is mounted now."""
        number = list(self._mounted).index(ranker.name)
        return dock_key(f"{self.task_key}_{number}", self._mounted[ranker.name].revision)

    def columns(self, ranker: Ranker) -> tuple[DockColumn, ...]:
        """The columns with which it was mounted under its key."""
        return self._mounted[ranker.name].columns

    def take_drop(self, ranker: Ranker, read: ReadDrop) -> dict[str, list[str]] | None:
        """The items by column as a drop since the last call has left them, None without one."""
        mounted = self._mounted[ranker.name]
        found = read(self.key(ranker), mounted.columns)
        if found is None or found == mounted.applied:
            return None
        mounted.applied = found
        items = {card.chip: card.item for card in self.cards if card.ranker == ranker}
        return {key: [items[chip] for chip in chips] for key, chips in found.items()}


def shared_places(ranking: Ranking) -> dict[str, list[int]]:
    """Each chip's place, in the columns where ties make it differ from 1, 2, 3."""
    return {
        key: [ranking.place_of(item) for item in items]
        for key, items in ranking.columns
        if key != UNRANKED and ranking.tied.intersection(items)
    }
