"""Rankings for tests, written as text."""

from collections.abc import Sequence

import numpy as np

from lib.analytics.rankings import Rankings


def make_rankings(
    *rankings: str,
    prompts: Sequence[int] | None = None,
    annotators: Sequence[int] | None = None,
    models: str = "",
) -> Rankings:
    """Each text is a ranking: models of one letter, best first, tied ones joined by `=`.

    `a b=c | d / e` has a, then b and c tied in the first bucket, d in the second; what follows a
    slash is not placed. A `.` is an item without a model. Models are all the letters in `models`
    and in the rankings, sorted.
    """
    entries = [_entries(text) for text in rankings]
    names = sorted({*models, *(name for each in entries for name, _, _ in each)} - {"."})
    code = {name: index for index, name in enumerate(names)} | {".": -1}
    flat = [entry for each in entries for entry in each]
    n = len(rankings)
    return Rankings(
        models=tuple(names),
        starts=np.cumsum([0, *(len(each) for each in entries)]),
        model=np.array([code[name] for name, _, _ in flat], dtype=np.int32),
        bucket=np.array([bucket for _, bucket, _ in flat], dtype=np.int16),
        place=np.array([place for _, _, place in flat], dtype=np.int16),
        control=np.zeros(len(flat), dtype=np.int16),
        prompt=np.array(range(n) if prompts is None else prompts, dtype=np.int32),
        annotator=np.array([0] * n if annotators is None else annotators, dtype=np.int32),
        count=np.ones(n, dtype=np.int64),
    )


def _entries(text: str) -> list[tuple[str, int, int]]:
    placed, _, unplaced = text.partition("/")
    entries = []
    for bucket, column in enumerate(placed.split("|")):
        place = 1
        for tied in column.split():
            names = tied.split("=")
            entries += [(name, bucket, place) for name in names]
            place += len(names)
    return entries + [(name, -1, 0) for name in unplaced.split()]
