"""From Arrow columns to numpy arrays and codes."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Array = NDArray[Any]

LARGEST_TABLE = 1_000_000


def numbers(rows: pa.Table, name: str) -> Array:
    """A column of numbers or booleans."""
    return np.asarray(rows.column(name).to_numpy())


def offsets(rows: pa.Table, name: str) -> Array:
    """Where each row's entries begin in `entries`, with the end last (N + 1)."""
    lengths = [chunk.value_lengths().to_numpy() for chunk in rows.column(name).chunks]
    return np.asarray(np.concatenate([[0], *lengths]).cumsum(dtype=np.int64))


def entries(rows: pa.Table, name: str) -> pa.ChunkedArray:
    """The entries of all lists of a column, one after the other."""
    column = rows.column(name)
    return pa.chunked_array(
        [chunk.flatten() for chunk in column.chunks], type=column.type.value_type
    )


def entry_numbers(rows: pa.Table, name: str) -> Array:
    """The same of a column of lists of numbers."""
    return np.asarray(entries(rows, name).to_numpy())


def codes(texts: pa.ChunkedArray) -> tuple[tuple[str, ...], Array]:
    """The different texts, sorted, and each entry's code among them; -1 stands for NULL."""
    encoded = texts.dictionary_encode().unify_dictionaries()
    if not encoded.num_chunks:
        return (), np.empty(0, dtype=np.int32)
    names = encoded.chunk(0).dictionary.to_pylist()
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.full(len(names) + 1, -1, dtype=np.int32)
    place[order] = np.arange(len(names), dtype=np.int32)
    found = [_indices(chunk, len(names)) for chunk in encoded.chunks]
    return tuple(names[index] for index in order), place[np.concatenate(found)]


def compact(found: Array) -> tuple[Array, Array]:
    """The different ones of numbers from 0, ascending, and each one's code among them."""
    size = int(found.max(initial=-1)) + 1
    if size > LARGEST_TABLE + 8 * len(found):
        different, code = np.unique(found, return_inverse=True)
        return different, code.astype(np.int32)
    # A table of all possible numbers takes a fraction of the time of sorting.
    seen = np.zeros(size, dtype=bool)
    seen[found] = True
    return np.flatnonzero(seen), (np.cumsum(seen, dtype=np.int32) - 1)[found]


def _indices(encoded: pa.DictionaryArray, null: int) -> Array:
    indices = encoded.indices
    if indices.null_count:
        indices = indices.fill_null(null)
    return np.asarray(indices.to_numpy(zero_copy_only=False))
