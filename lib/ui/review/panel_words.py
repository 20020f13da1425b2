"""What splits a panel, in words: the response, its places, and the pairs on which people differ."""

from collections import Counter
from collections.abc import Sequence

from lib.domain.labeling_config import NOT_PLACED, LabelingConfig, Ranker
from lib.services.panel import PairDifference, Panel, Said, Splitter, Standing
from lib.services.result_words import Names


def splitter_words(config: LabelingConfig, panel: Panel, names: Names) -> list[str]:
    """“B: places 1, 1, 4; n 3”, a line for each response that splits the panel most."""
    rankers = {ranker.name: ranker for ranker in config.rankers}
    return [_splitter(rankers[each.control], each, names) for each in panel.splitters]


def difference_words(
    config: LabelingConfig, panel: Panel, names: Names, people: Sequence[str]
) -> list[str]:
    """“A and B — A before B: Ann, Ben; B before A: Cy”, a line for each pair."""
    rankers = {ranker.name: ranker for ranker in config.rankers}
    return [_difference(rankers[each.control], each, names, people) for each in panel.differences]


def _splitter(ranker: Ranker, splitter: Splitter, names: Names) -> str:
    known = [each for each in splitter.standings if each is not None]
    name = names[ranker.name, splitter.item]
    if not ranker.buckets:
        places = ", ".join(str(place) for _, place in sorted(known))
        return f"{name}: places {places}; n {splitter.n}"
    counts = Counter(known)
    told = [
        f"{_place(ranker, standing)} ({n}×)" if n > 1 else _place(ranker, standing)
        for standing, n in sorted(counts.items(), key=lambda entry: (_unplaced(entry[0]), entry))
    ]
    return f"{name}: {', '.join(told)}; n {splitter.n}"


def _difference(ranker: Ranker, pair: PairDifference, names: Names, people: Sequence[str]) -> str:
    first, second = names[ranker.name, pair.first], names[ranker.name, pair.second]
    told = "; ".join(
        f"{_said(ranker, said, first, second)}: {', '.join(people[index] for index in who)}"
        for said, who in pair.said
    )
    return f"{first} and {second} — {told}"


def _said(ranker: Ranker, said: Said, first: str, second: str) -> str:
    one, two, order = said
    if one != two:
        return f"{first} {_bucket(ranker, one)}, {second} {_bucket(ranker, two)}"
    if one < 0:
        return "neither placed"
    words = {-1: f"{first} before {second}", 0: "tied", 1: f"{second} before {first}"}[order]
    return f"{words} {_bucket(ranker, one)}" if ranker.buckets else words


def _place(ranker: Ranker, standing: Standing) -> str:
    bucket, place = standing
    return NOT_PLACED if bucket < 0 else f"{_title(ranker, bucket)} #{place}"


def _bucket(ranker: Ranker, bucket: int) -> str:
    return "not placed" if bucket < 0 else f"in {_title(ranker, bucket)}"


def _title(ranker: Ranker, bucket: int) -> str:
    found = ranker.buckets[bucket]
    return found.title or found.name


def _unplaced(standing: Standing) -> bool:
    return standing[0] < 0
