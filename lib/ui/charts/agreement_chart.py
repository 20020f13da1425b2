"""Agreement: of each pair of annotators, and of each annotator with the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from lib.domain.mark import AnnotatorMark, AnnotatorPairMark
from lib.ui.charts.interval_rows import IntervalRow, interval_chart
from lib.ui.charts.look import SEQUENTIAL, interval_words, percent, short, shown
from lib.ui.charts.matrix import Cell, matrix_chart


@dataclass(frozen=True)
class Person:
    """An annotator on a chart."""

    number: int
    name: str


@dataclass(frozen=True)
class PairAgreement:
    """The share of `n` shared pairs of items that two people judged alike; None where n is 0."""

    a: Person
    b: Person
    agreement: float | None
    n: int


@dataclass(frozen=True)
class PersonAgreement:
    """How often a person judged as the others did, over `n` shared pairs; None where n is 0."""

    person: Person
    agreement: float | None
    low: float | None
    high: float | None
    n: int


def annotator_matrix(pairs: Sequence[PairAgreement]) -> go.Figure:
    """A cell for each pair of people, given once; both of its cells are filled."""
    people = sorted({each for pair in pairs for each in (pair.a, pair.b)}, key=_order)
    place = {person: index for index, person in enumerate(people)}
    return matrix_chart(
        [person.name for person in people],
        [
            Cell(
                row=place[a],
                column=place[b],
                value=pair.agreement,
                n=pair.n,
                hover=_pair_hover(a, b, pair),
                mark=AnnotatorPairMark(a.number, b.number),
            )
            for pair in pairs
            for a, b in ((pair.a, pair.b), (pair.b, pair.a))
        ],
        SEQUENTIAL,
    )


def annotator_chart(people: Sequence[PersonAgreement]) -> go.Figure:
    """One row a person, in the order given; those without a shared pair are left out."""
    return interval_chart(
        [
            IntervalRow(
                label=f"{short(each.person.name)}<br>{percent(each.agreement)} · n {each.n:,}",
                estimate=each.agreement,
                low=each.low,
                high=each.high,
                hover=(
                    f"<b>{shown(each.person.name)}</b><br>agreement {percent(each.agreement)}, "
                    f"{interval_words(each.low, each.high, None)}<br>n {each.n:,} shared pairs"
                ),
                mark=AnnotatorMark(each.person.number),
            )
            for each in people
            if each.agreement is not None
        ],
        title="Agreement with the others",
        percent=True,
    )


def _order(person: Person) -> tuple[str, int]:
    return person.name.casefold(), person.number


def _pair_hover(a: Person, b: Person, pair: PairAgreement) -> str:
    if pair.agreement is None:
        return ""
    return (
        f"<b>{shown(a.name)}</b> and <b>{shown(b.name)}</b><br>"
        f"agreement {percent(pair.agreement)}, n {pair.n:,} shared pairs"
    )
