"""What several people said of one task: who differs on which pair, and what split them.

Two people say the same of a pair of responses as in `lib.analytics.ranking_distance`: both are in
the same buckets for both people, and inside one bucket in the same order.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from lib.domain.annotation import Annotation
from lib.domain.labeling_config import LabelingConfig, Ranker
from lib.formats.regions import answers_of, ranking_of

Standing = tuple[int, int]
"""An item's bucket (-1 unplaced) and its place there (0 unplaced)."""

Said = tuple[int, int, int]
"""Of a pair: the buckets of both, and inside one bucket -1 where the first one is ahead, 0 for a
tie, 1 where it is behind; 0 across buckets."""

_NEAR = 1e-9


@dataclass(frozen=True)
class PairDifference:
    """A pair of items on which people differ: who, by the place in the panel, said what."""

    control: str
    first: str
    second: str
    said: tuple[tuple[Said, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Splitter:
    """An item that split the panel: `share` of what was said of its pairs differs, on average.

    `standings` has one entry for each of the people, None for who did not rank it.
    """

    control: str
    item: str
    share: float
    standings: tuple[Standing | None, ...]

    @property
    def n(self) -> int:
        return sum(each is not None for each in self.standings)


@dataclass(frozen=True)
class Panel:
    """The pairs on which people differ, and the items that split them most, several if equal."""

    differences: tuple[PairDifference, ...]
    splitters: tuple[Splitter, ...]


def panel_of(config: LabelingConfig, given: Sequence[Annotation]) -> Panel:
    """What the annotations, all submitted, say of one task's items, Ranker by Ranker."""
    differences: list[PairDifference] = []
    splitters: list[Splitter] = []
    for ranker in config.rankers:
        standings = [_standings(ranker, each) for each in given]
        items = list(dict.fromkeys(item for each in standings for item in each))
        shares: dict[str, list[float]] = {item: [] for item in items}
        for first, second in combinations(items, 2):
            said: dict[Said, list[int]] = {}
            for index, each in enumerate(standings):
                if first in each and second in each:
                    said.setdefault(_said(each[first], each[second]), []).append(index)
            m = sum(map(len, said.values()))
            if m > 1:
                share = (m * m - sum(len(who) ** 2 for who in said.values())) / (m * (m - 1))
                shares[first].append(share)
                shares[second].append(share)
            if len(said) > 1:
                most_first = sorted(said.items(), key=lambda entry: -len(entry[1]))
                told = tuple((each, tuple(who)) for each, who in most_first)
                differences.append(PairDifference(ranker.name, first, second, told))
        splitters += [
            Splitter(
                ranker.name,
                item,
                sum(found) / len(found),
                tuple(each.get(item) for each in standings),
            )
            for item, found in shares.items()
            if found and sum(found) > 0
        ]
    return Panel(tuple(differences), _worst(splitters))


def says_the_same(config: LabelingConfig, given: Sequence[Annotation]) -> bool:
    """Whether all annotations say the same: each item's bucket and place, each written answer."""
    first, *others = [_content(config, each) for each in given]
    return all(each == first for each in others)


def _worst(splitters: Sequence[Splitter]) -> tuple[Splitter, ...]:
    """Those with the largest share; of equal ones those whose places lie widest apart."""
    if not splitters:
        return ()
    ranks = [(round(each.share / _NEAR), _width(each)) for each in splitters]
    worst = max(ranks)
    return tuple(each for each, rank in zip(splitters, ranks, strict=True) if rank == worst)


def _width(splitter: Splitter) -> Standing:
    """How far apart the buckets and the places are that an item has."""
    known = [each for each in splitter.standings if each is not None]
    buckets, places = [bucket for bucket, _ in known], [place for _, place in known]
    return max(buckets) - min(buckets), max(places) - min(places)


def _said(first: Standing, second: Standing) -> Said:
    if first[0] != second[0]:
        return first[0], second[0], 0
    return first[0], second[0], (first[1] > second[1]) - (first[1] < second[1])


def _standings(ranker: Ranker, annotation: Annotation) -> dict[str, Standing]:
    """Each item's standing; the last region of a Ranker is the one that counts."""
    found: dict[str, Standing] = {}
    for region in annotation.result:
        if region["from_name"] == ranker.name:
            placements = ranking_of(ranker, region).placements()
            found |= {each.item: (each.bucket, each.place) for each in placements}
    return found


def _content(
    config: LabelingConfig, annotation: Annotation
) -> tuple[Mapping[str, Mapping[str, Standing]], Mapping[str, Counter[str]]]:
    rankings = {ranker.name: _standings(ranker, annotation) for ranker in config.rankers}
    answers = {area.name: Counter[str]() for area in config.text_areas}
    for region in annotation.result:
        if region["from_name"] in answers:
            given = (text.strip() for text in answers_of(region))
            answers[region["from_name"]].update(text for text in given if text)
    return rankings, answers
