"""A table beside its chart, and the same as CSV."""

import csv
import io
from collections.abc import Mapping, Sequence

import streamlit as st

# What a spreadsheet would take for a formula; a leading apostrophe makes it text again.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def show_table(rows: Sequence[Mapping[str, object]], *, name: str) -> None:
    """The rows as a table with a button that downloads them as `name`.csv."""
    st.dataframe(list(rows), hide_index=True, key=f"table_{name}")
    st.download_button(
        "CSV",
        csv_of(rows),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"csv_{name}",
        on_click="ignore",
        help="Text that a spreadsheet would run as a formula is led by an apostrophe.",
    )


def csv_of(rows: Sequence[Mapping[str, object]]) -> str:
    """RFC 4180 text with a header; text that begins like a formula is guarded."""
    out = io.StringIO()
    writer = csv.writer(out)
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        writer.writerow([_guarded(value) for value in row.values()])
    return out.getvalue()


def _guarded(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
