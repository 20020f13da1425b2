"""A ranking of a task's items: columns (buckets) in the config's order, items best first, ties.

Every change gives a new ranking, so that undo is a list of rankings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lib.domain.labeling_config import UNRANKED, Ranker


@dataclass(frozen=True)
class Placement:
    """Where one item stands.

    `bucket` counts the config's buckets from 0 (a Ranker without buckets has only bucket 0) and is
    -1 for an unplaced item. `place` counts from 1 within its bucket, tied items share a place and
    the next one skips (1, 1, 3); an unplaced item has place 0, since `_` has no order.
    """

    item: str
    bucket: int
    place: int


@dataclass(frozen=True)
class Ranking:
    """Items by column, best first. `tied` holds the items that share the place of the one above."""

    columns: tuple[tuple[str, tuple[str, ...]], ...]
    tied: frozenset[str] = frozenset()

    @classmethod
    def start(cls, ranker: Ranker, items: Sequence[str]) -> "Ranking":
        """Every item in the start column, in the order given."""
        return cls.of(ranker, {ranker.start_column: items})

    @classmethod
    def of(
        cls, ranker: Ranker, columns: Mapping[str, Iterable[str]], tied: Iterable[str] = ()
    ) -> "Ranking":
        """From a mapping such as Label Studio's `value.ranker`; columns not named are empty."""
        ordered = tuple((key, tuple(columns.get(key, ()))) for key in ranker.columns)
        return cls(ordered, frozenset(tied))._without_idle_ties()

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(item for _, column in self.columns for item in column)

    @property
    def unplaced(self) -> tuple[str, ...]:
        return dict(self.columns).get(UNRANKED, ())

    def column_of(self, item: str) -> str:
        return next(key for key, column in self.columns if item in column)

    def place_of(self, item: str) -> int:
        """The item's place in its column, from 1; tied items share a place."""
        column = dict(self.columns)[self.column_of(item)]
        index = column.index(item)
        while column[index] in self.tied:
            index -= 1
        return index + 1

    def move(self, item: str, column: str, index: int | None = None) -> "Ranking":
        """The item taken out and put into a column at an index (from 0), at the end if None."""
        moved = {key: [each for each in items if each != item] for key, items in self.columns}
        target = moved[column]
        target.insert(len(target) if index is None else index, item)
        return self.rearranged(moved)

    def shift(self, item: str, by: int) -> "Ranking":
        """The item moved up (by < 0) or down inside its column; at an end it stays."""
        column = self.column_of(item)
        items = dict(self.columns)[column]
        index = min(max(items.index(item) + by, 0), len(items) - 1)
        return self if index == items.index(item) else self.move(item, column, index)

    def toggle_tie(self, item: str) -> "Ranking":
        """Tie the item with the one above it, or undo that; the first of a column has none."""
        return replace(self, tied=self.tied ^ {item})._without_idle_ties()

    def rearranged(self, columns: Mapping[str, Sequence[str]]) -> "Ranking":
        """The same items in new columns, as a drop leaves them; tied ones stay tied in their order.

        An item that was put elsewhere, or before one it was tied with, is tied no more, and what
        comes between tied items parts them.
        """
        tied = {
            below
            for key, _ in self.columns
            for above, below in pairwise(columns[key])
            if self._are_tied(above, below)
        }
        arranged = tuple((key, tuple(columns[key])) for key, _ in self.columns)
        return replace(self, columns=arranged, tied=frozenset(tied))._without_idle_ties()

    def completed(self, shown: Sequence[str], start_column: str) -> "Ranking":
        """With the items that it leaves out at the end of the start column, in the order shown.

        Unplaced items stand in the order shown as well, since `_` has no order of its own.
        """
        columns = {key: list(items) for key, items in self.columns}
        columns[start_column] += [item for item in shown if item not in self.items]
        if UNRANKED in columns:
            columns[UNRANKED].sort(key=list(shown).index)
        return replace(self, columns=tuple((key, tuple(items)) for key, items in columns.items()))

    def placements(self) -> tuple[Placement, ...]:
        """One entry an item, column by column."""
        keys = [key for key, _ in self.columns if key != UNRANKED]
        return tuple(
            Placement(item, -1, 0)
            if key == UNRANKED
            else Placement(item, keys.index(key), self.place_of(item))
            for key, column in self.columns
            for item in column
        )

    def _are_tied(self, above: str, below: str) -> bool:
        column = dict(self.columns)[self.column_of(above)]
        between = column[column.index(above) + 1 :]
        return below in between and self.tied >= {*between[: between.index(below) + 1]}

    def _without_idle_ties(self) -> "Ranking":
        """Without ties that mean nothing: of a column's first item, of unplaced or absent ones."""
        meant = {
            item
            for key, column in self.columns
            if key != UNRANKED
            for item in column[1:]
            if item in self.tied
        }
        return replace(self, tied=frozenset(meant))
