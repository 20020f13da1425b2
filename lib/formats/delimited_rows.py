"""CSV and TSV: the rows of a file that comes in, and what writes the lines of one that goes out."""

import csv
import io
import json
from collections.abc import Collection, Iterator

from lib.domain.imported import BadRow, Row
from lib.errors import InvalidInput, UnreadableFile
from lib.formats.repeats import first_repeated

_MAX_CELL = 2**31 - 1


class TextLines:
    """A file for csv writers: `writerow` gives the line back, its end included."""

    def write(self, line: str) -> str:
        return line


def delimited_rows(name: str, text: str, json_columns: Collection[str]) -> Iterator[Row | BadRow]:
    """The rows as objects of texts; the cells of `json_columns` hold JSON.

    A header line names the columns; cells may hold line breaks. A tab anywhere in the first line
    makes it TSV. `Row.line` is where the row starts.
    """
    csv.field_size_limit(_MAX_CELL)
    first_line = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter="\t" if "\t" in first_line else ",", strict=True
    )
    try:
        header = _header(name, next(reader, []))
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                yield _row(line, header, cells, json_columns)
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            f"{name} cannot be read: {error} at line {reader.line_num}. "
            'A cell that holds a quote is written as "…""…".'
        ) from None


def _header(name: str, cells: list[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    if not header or not all(header):
        raise UnreadableFile(f"{name} has a column without a name; its first line names them all.")
    if twice := first_repeated(header):
        raise UnreadableFile(f"{name} has two columns named {twice!r}; rename one of them.")
    return header


def _row(
    line: int, header: list[str], cells: list[str], json_columns: Collection[str]
) -> Row | BadRow:
    if len(cells) != len(header):
        return BadRow(line, f"It has {len(cells)} cells; the header names {len(header)} columns.")
    try:
        return Row(
            line,
            {
                column: _parsed(column, cell) if column in json_columns else cell
                for column, cell in zip(header, cells, strict=True)
            },
        )
    except InvalidInput as error:
        return BadRow(line, str(error))


def _parsed(column: str, cell: str) -> object:
    try:
        return json.loads(cell)
    except (RecursionError, ValueError):
        raise InvalidInput(
            f"The cell of {column!r} must hold a list of items as JSON; it holds {cell[:40]!r}."
        ) from None
