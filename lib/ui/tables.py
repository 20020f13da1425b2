"""A table beside its chart, and the same as CSV and Parquet."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain.access import Role
from lib.domain.project import Project
from lib.ui.offered_file import file_button

# What a spreadsheet would take for a formula; a leading apostrophe makes it text again.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

# The table's own download guards nothing.
WITHOUT_OWN_DOWNLOAD = """
<style>
[class*="st-key-tabled_"] button[aria-label="Download as CSV"] { display: none; }
</style>
"""

Rows = Sequence[Mapping[str, object]]


def show_table(rows: Rows, *, name: str, project: Project, role: Role = "reviewer") -> None:
    """The rows as a table with buttons that download them as `name`.csv and `name`.parquet.

    The files are made when they are asked for, for the person who sees the table only, and while
    they have the role in the project that the table is about.
    """
    st.html(WITHOUT_OWN_DOWNLOAD)
    with st.container(key=f"tabled_{name}"):
        st.dataframe(list(rows), hide_index=True, key=f"table_{name}", column_config=_formats(rows))
    with st.container(horizontal=True):
        file_button(
            "CSV",
            lambda: csv_of(rows).encode(),
            file_name=f"{name}.csv",
            media_type="text/csv",
            key=f"csv_{name}",
            project=project,
            role=role,
            help="Text that a spreadsheet would run as a formula is led by an apostrophe.",
        )
        file_button(
            "Parquet",
            lambda: parquet_of(rows),
            file_name=f"{name}.parquet",
            media_type="application/vnd.apache.parquet",
            key=f"parquet_{name}",
            project=project,
            role=role,
        )


def _formats(rows: Rows) -> dict[str, Any]:
    """Fractions with four digits that count, on screen; the files have them in full."""
    return {
        name: st.column_config.NumberColumn(format="%.4g")
        for name in (rows[0] if rows else ())
        if any(isinstance(row[name], float) for row in rows)
    }


def csv_of(rows: Rows) -> str:
    """RFC 4180 text with a header; text that begins like a formula is guarded, there too."""
    out = io.StringIO()
    writer = csv.writer(out)
    if rows:
        writer.writerow([_guarded(name) for name in rows[0]])
    for row in rows:
        writer.writerow([_guarded(value) for value in row.values()])
    return out.getvalue()


def parquet_of(rows: Rows) -> bytes:
    """The rows as a Parquet file, values as they are; numbers stay numbers where one is missing."""
    return pd.DataFrame(list(rows)).convert_dtypes().to_parquet(index=False)


def _guarded(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
