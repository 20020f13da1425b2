"""What the review page shows stands in its address: filters, order, page, and the open task."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import get_args

import streamlit as st

from lib.domain.selection_query import day_of, number_of, origin_of
from lib.services.review import Order, ReviewFilter, Standing

ORDERS: tuple[Order, ...] = get_args(Order)
STANDINGS: tuple[Standing, ...] = get_args(Standing)
FILTERS = ("person", "status", "origin", "since", "until", "least")
TASK, PAGE_NUMBER, ORDER = "task", "page", "sort"


@dataclass(frozen=True)
class Asked:
    """What an address asks for; `problems` has a sentence on each part of it that says nothing."""

    chosen: ReviewFilter = field(default_factory=ReviewFilter)
    order: Order = "disagreement"
    page: int = 1
    task: int | None = None
    problems: tuple[str, ...] = ()


def asked_for(query: Mapping[str, str]) -> Asked:
    """Read an address; what cannot be read is left out and named."""
    problems: list[str] = []

    def complain(name: str, valid: str) -> None:
        problems.append(
            f"The address says {name}={query[name][:60]}; it must be {valid}. It is left out."
        )

    def number(name: str, valid: str) -> int | None:
        found = number_of(query[name]) if name in query else None
        if name in query and found is None:
            complain(name, valid)
        return found

    def day(name: str) -> date | None:
        found = day_of(query[name]) if name in query else None
        if name in query and found is None:
            complain(name, "a day such as 2026-01-31")
        return found

    standing = next((each for each in STANDINGS if each == query.get("status")), None)
    if "status" in query and standing is None:
        complain("status", f"one of {', '.join(STANDINGS)}")
    origin = origin_of(query.get("origin", ""))
    if "origin" in query and origin is None:
        complain("origin", "where annotations come from, such as ui or import")
    order = next((each for each in ORDERS if each == query.get(ORDER)), None)
    if ORDER in query and order is None:
        complain(ORDER, f"one of {', '.join(ORDERS)}")
    chosen = ReviewFilter(
        person=number("person", "the number of a person"),
        standing=standing,
        origin=origin,
        since=day("since"),
        until=day("until"),
        at_least=number("least", "a number of annotations") or 0,
    )
    if chosen.since and chosen.until and chosen.since > chosen.until:
        problems.append(
            f"The address says since={chosen.since}, which is after until={chosen.until}."
        )
        chosen = replace(chosen, since=None, until=None)
    return Asked(
        chosen=chosen,
        order=order or "disagreement",
        page=max(number(PAGE_NUMBER, "the number of a page") or 1, 1),
        task=number(TASK, "the number of a task"),
        problems=tuple(problems),
    )


def query_of(chosen: ReviewFilter) -> dict[str, str]:
    """The parameters that say a filter; an empty one needs none."""
    said = {
        "person": None if chosen.person is None else str(chosen.person),
        "status": chosen.standing,
        "origin": chosen.origin,
        "since": chosen.since.isoformat() if chosen.since else None,
        "until": chosen.until.isoformat() if chosen.until else None,
        "least": str(chosen.at_least) if chosen.at_least else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def ask_for(chosen: ReviewFilter) -> None:
    """Make the address say this filter, from the first page on."""
    query = query_of(chosen)
    _say({name: query.get(name) for name in FILTERS} | {PAGE_NUMBER: None})


def ask_for_order(order: Order) -> None:
    _say({ORDER: None if order == "disagreement" else order, PAGE_NUMBER: None})


def ask_for_page(page: int) -> None:
    _say({PAGE_NUMBER: str(page) if page > 1 else None})


def ask_for_task(number: int | None) -> None:
    """Open a task, or go back to the list."""
    _say({TASK: None if number is None else str(number)})


def _say(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is not None:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
