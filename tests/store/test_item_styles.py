"""Length and style of responses, counted by hand."""

from typing import Any

import pytest

from lib.formats.templates import TEMPLATES
from lib.store.database import Database
from lib.store.item_styles import FEATURES, ItemStyles, list_item_styles
from tests.factories import add_project, add_rows, make_data

RANKING = TEMPLATES["ranking"].xml

MARKDOWN = """\
# Title
Some **bold** and __also bold__ words.

**A bold line is no header**
####### seven are none, #nor this
  ## indented

- one
* two
  + nested
3. three
4) four
-no space
1.5 is no item"""


def styles(database: Database, items: list[dict[str, Any]]) -> ItemStyles:
    project = add_project(database, config=RANKING)
    add_rows(database, project, [{**make_data(1), "items": items}])
    return database.read(lambda c: list_item_styles(c, project.project_id, ["items"]))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # The lines have 2 + 6 + 6 + 6 + 2 words, then 2 + 2 + 2 + 2 + 2 + 2 + 4.
        pytest.param(MARKDOWN, (38, 2, 5, 3), id="Markdown"),
        pytest.param("", (0, 0, 0, 0), id="empty"),
        pytest.param(" \n\t ", (0, 0, 0, 0), id="blank"),
        pytest.param("one\ttwo\r\nthree  four", (4, 0, 0, 0), id="all kinds of spaces"),
        pytest.param("# One\r\n- two\r\n", (4, 1, 1, 0), id="Windows line ends"),
        # The words count, ``` among them; the rest of the fence does not.
        pytest.param("# a\n```\n# b\n- c\n**d**\n```\n- e", (11, 1, 1, 0), id="fenced code"),
        pytest.param("# a\n```py\n# b\n- c", (7, 1, 0, 0), id="an open fence"),
        pytest.param("2 ** 3 ** 4 and ****", (7, 0, 0, 1), id="asterisks"),
        pytest.param("**one\ntwo**", (2, 0, 0, 0), id="bold ends with the line"),
        pytest.param("***both*** and **a** **b**", (4, 0, 0, 3), id="bold spans"),
        pytest.param("你好 世界", (2, 0, 0, 0), id="words stand between spaces"),
    ],
)
def test_features_are_counted(database: Database, body: str, expected: tuple[int, ...]) -> None:
    found = styles(database, [{"id": "a", "body": body}])
    assert dict(zip(FEATURES, found.counts[0].tolist(), strict=True)) == dict(
        zip(FEATURES, expected, strict=True)
    )
    assert found.known.tolist() == [True]


def test_a_response_is_unknown_only_where_its_body_was_not_imported(database: Database) -> None:
    found = styles(
        database,
        [
            {"id": "a", "body": "", "not_imported": True},
            {"id": "b", "body": "", "not_imported": False},
            {"id": "c", "body": "there", "not_imported": True},
            {"id": "d", "not_imported": "true"},
            {"id": "e", "body": None},
        ],
    )
    assert [found.item_ids[code] for code in found.item_id] == [*"abcde"]
    assert found.known.tolist() == [False, True, True, True, True]
    assert found.counts[:, 0].tolist() == [0, 0, 1, 0, 0]


def test_a_project_without_tasks_has_no_styles(database: Database) -> None:
    project = add_project(database, config=RANKING)
    found = database.read(lambda c: list_item_styles(c, project.project_id, ["items"]))
    assert (found.counts.shape, found.item_ids) == ((0, 4), ())


def test_without_a_field_there_are_no_items(database: Database) -> None:
    project = add_project(database, config=RANKING, n_tasks=1)
    found = database.read(lambda c: list_item_styles(c, project.project_id, []))
    assert found.counts.shape == (0, 4)
