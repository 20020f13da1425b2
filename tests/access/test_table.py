"""docs/access.md says what the code does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from lib import api
from lib.domain.access import includes
from lib.services.access import BEFORE_SIGN_IN, USE_CASES, Needed
from lib.settings import read_settings
from tests.access.visited import PAGE_ROLES

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"
COLUMNS = ("nobody", "annotator", "reviewer", "admin", "operator")
NOBODY_AT_ALL = {"/api/label-studio/{number:int}": "", "/api/sync": "operator"}
"""Routes of programs, and who has their secret."""


class Row(NamedTuple):
    """A line of a table: who may, and what it is called in the code."""

    may: dict[str, str]
    names: tuple[str, ...]


def rows_of(text: str) -> Iterator[Row]:
    """The lines of a text's tables that have the columns of COLUMNS."""
    head: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            head = []
        elif not head:
            head = cells
        elif set(COLUMNS) <= set(head) and not set(line) <= set("|-"):
            of_column = dict(zip(head, cells, strict=True))
            may = {column: of_column[column] for column in COLUMNS}
            yield Row(may, tuple(re.findall(r"`([^`]+)`", line)))


def section(title: str) -> list[Row]:
    """The rows below a heading, up to the next one of its level or above."""
    text = DOCUMENT.read_text("utf-8")
    level = re.search(rf"^(#+) {title}$", text, re.MULTILINE)
    assert level, f"docs/access.md has no section “{title}”"
    rest = text[level.end() :]
    end = re.search(rf"^#{{1,{len(level[1])}}} ", rest, re.MULTILINE)
    return list(rows_of(rest[: end.start() if end else None]))


def listed(title: str) -> dict[str, dict[str, str]]:
    rows = [(name, row.may) for row in section(title) for name in row.names]
    names = [name for name, _ in rows]
    assert len(names) == len(set(names)), "something stands in the table twice"
    return dict(rows)


def expected(needed: Needed | None, *, operator: str) -> dict[str, str]:
    """The cells of what asks for that role; None and `anybody` ask for a session only."""
    may = {
        role: needed in (None, "anybody") or (needed != "operator" and includes(role, needed))
        for role in ("annotator", "reviewer", "admin")
    }
    return {
        "nobody": "–",
        **{role: "yes" if allowed else "–" for role, allowed in may.items()},
        "operator": operator,
    }


def test_each_use_case_stands_in_the_table_with_those_who_may() -> None:
    named = listed("What can be done")
    before = {name: may for name, may in named.items() if may["nobody"] == "yes"}
    assert named.keys() - before.keys() == USE_CASES.keys()
    assert before.keys() == BEFORE_SIGN_IN
    assert all(set(may.values()) == {"yes"} for may in before.values())
    # Whoever holds the machine is asked for no role.
    assert {name: may for name, may in named.items() if name not in before} == {
        name: expected(needed, operator="yes") for name, needed in USE_CASES.items()
    }


def test_each_page_stands_in_the_table_with_those_who_may() -> None:
    assert listed("Pages") == {
        name: expected(role, operator="–") for name, role in PAGE_ROLES.items()
    }


def test_each_route_stands_in_the_table() -> None:
    """Who gets an answer there is tried in test_routes.py."""
    named = listed("Routes")
    assert named.keys() == {route.path for route in api.ROUTES}
    assert {may["nobody"] for may in named.values()} == {"–"}
    for path, holder in NOBODY_AT_ALL.items():
        assert {column for column, cell in named[path].items() if cell != "–"} == {holder} - {""}


@pytest.mark.parametrize(
    "variable",
    [
        "PODIUM_AUTH",
        "PODIUM_URL",
        "PODIUM_OIDC_ISSUER",
        "PODIUM_OIDC_CLIENT_ID",
        "PODIUM_OIDC_CLIENT_SECRET",
        "PODIUM_ADMINS",
        "PODIUM_IMAGES_FROM",
    ],
)
def test_each_variable_of_the_sign_in_is_explained(variable: str) -> None:
    assert f"`{variable}`" in DOCUMENT.read_text("utf-8")


def test_the_settings_as_they_are_explained_can_be_used() -> None:
    settings = read_settings(
        {
            "PODIUM_AUTH": "oidc",
            "PODIUM_URL": "https://podium.example.org",
            "PODIUM_OIDC_ISSUER": "https://accounts.example.org",
            "PODIUM_OIDC_CLIENT_ID": "podium",
            "PODIUM_OIDC_CLIENT_SECRET": "secret",
            "PODIUM_ADMINS": "ann@example.org, ben@example.org",
            "PODIUM_IMAGES_FROM": "https://cdn.example.org https://img.example.org",
        }
    )
    assert settings.oidc is not None
    assert len(settings.oidc.admins) == len(settings.images_from) == 2
