"""Tables as files."""

import io

import pandas as pd

from lib.ui.tables import csv_of, parquet_of

ROWS = [
    {"model": "=HYPERLINK(1)", "rate": 0.5, "n": 3},
    {"model": "né, “x”", "rate": None, "n": None},
]


def test_text_that_a_spreadsheet_would_run_is_guarded_in_csv() -> None:
    lines = csv_of(ROWS).splitlines()
    assert lines == ["model,rate,n", "'=HYPERLINK(1),0.5,3", '"né, “x”",,']


def test_a_header_that_a_spreadsheet_would_run_is_guarded_too() -> None:
    assert csv_of([{"=1+1": 1, "n": 2}]).splitlines() == ["'=1+1,n", "1,2"]


def test_a_table_of_nothing_is_an_empty_file() -> None:
    assert csv_of([]) == ""
    assert pd.read_parquet(io.BytesIO(parquet_of([]))).empty


def test_parquet_keeps_text_as_it_is_and_whole_numbers_whole() -> None:
    table = pd.read_parquet(io.BytesIO(parquet_of(ROWS)))
    assert list(table["model"]) == ["=HYPERLINK(1)", "né, “x”"]
    assert str(table["n"].dtype) == "Int64"
    assert table["n"].isna().tolist() == [False, True]
