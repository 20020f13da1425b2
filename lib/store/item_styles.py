"""Length and style of every response, measured in SQL.

Measured: 400,000 responses of 120 characters in 1.6 s, 100,000 of 2,600 characters in 4 s on two
cores. Matching a line's beginning as the line feed before it takes a sixth of the time of `(?m)^`,
and splitting at spaces a third of that of matching words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from lib.store.arrow_columns import numbers
from lib.store.item_orders import Array, ListedItems, listed_columns, read_items
from lib.store.writer import Connection

FEATURES = ("words", "headers", "list items", "bold spans")

# Code is no prose: a comment in it is no header, a minus no list. A fence may stay open to the end.
_PROSE = r"""
    CASE WHEN contains(raw.body, '```')
         THEN regexp_replace(raw.body, '(?s)```.*?(?:```|$)', '', 'g') ELSE raw.body END
"""
_SPACED = r"replace(replace(replace(raw.body, E'\n', ' '), E'\t', ' '), E'\r', ' ')"
_LINES = rf"(E'\n' || {_PROSE})"
_MEASURED = rf"""
    , coalesce(json_type(raw.not_imported) = 'BOOLEAN'
               AND json_extract_string(raw.not_imported, '$') = 'true'
               AND coalesce(raw.body, '') = '', false) AS is_missing,
    coalesce(len(list_filter(string_split({_SPACED}, ' '), lambda word: word <> '')), 0) AS words,
    coalesce(len(regexp_extract_all({_LINES}, '\n {{0,3}}#{{1,6}}[ \t]')), 0) AS headers,
    coalesce(len(regexp_extract_all(
        {_LINES}, '\n[ \t]*(?:[-*+]|[0-9]{{1,9}}[.)])[ \t]')), 0) AS "list items",
    coalesce(len(regexp_extract_all(
        {_PROSE}, '\*\*[^*\n]+\*\*|__[^_\n]+__')), 0) AS "bold spans"
"""


@dataclass(frozen=True, eq=False)
class ItemStyles(ListedItems):
    """Listed items with their `counts` (R, F) of the FEATURES; `known` (R) is false without a body.

    Words stand between spaces, tabs and line breaks, so that a text in Chinese has few. The others
    are Markdown outside of fenced code: lines that begin with # to ######, lines that begin with a
    bullet or a number, and spans between ** or __. An empty response has none of anything; one
    whose body was not imported is not known.
    """

    known: Array
    counts: Array


def list_item_styles(
    connection: Connection, project_id: UUID, variables: Sequence[str]
) -> ItemStyles:
    """The styles of the items of a project's tasks in the fields `variables`."""
    rows = read_items(connection, project_id, variables, _MEASURED)
    counts = np.stack([numbers(rows, feature) for feature in FEATURES], axis=1)
    return ItemStyles(
        **listed_columns(rows), known=~numbers(rows, "is_missing"), counts=counts.astype(np.float64)
    )
