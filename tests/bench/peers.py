"""Peers on the same stored rows: `python -m tests.bench.peers evalica|arena-rank DATABASE ITEMS`.

Prints a line of JSON (see `Timing`). Each reads the rows as its users must: every ranking of k
items spread into its k (k - 1) / 2 pairs by a query, as a data frame. This file imports nothing of
Podium, since arena-rank runs it in an environment of its own.
"""

import math
import sys
import time
from collections.abc import Callable
from typing import Any

import duckdb

from tests.bench.timing import Timing

PAIRS = """
    SELECT models[i] AS model_a, models[j] AS model_b,
           CASE WHEN places[i] < places[j] THEN 'model_a'
                WHEN places[i] > places[j] THEN 'model_b'
                ELSE 'tie' END AS winner
    FROM annotation_revision, range(1, $items + 1) AS one(i), range(1, $items + 1) AS two(j)
    WHERE i < j AND status = 'submitted'
"""

Ratings = dict[str, float]


def rate_with_evalica() -> Callable[[Any], tuple[Ratings, float]]:
    """Bradley-Terry scores; evalica gives no interval but by bootstrap, many fits."""
    import evalica
    import pandas as pd

    outcomes = {
        "model_a": evalica.Winner.X,
        "model_b": evalica.Winner.Y,
        "tie": evalica.Winner.Draw,
    }

    def rate(battles: Any) -> tuple[Ratings, float]:
        winners = battles["winner"].map(outcomes)
        one, two = battles["model_a"], battles["model_b"]
        # With an index of its own making it would take four times as long.
        index = pd.Index(pd.unique(pd.concat([one, two])))
        began = time.perf_counter()
        scores = evalica.bradley_terry(one, two, winners, index=index).scores
        kernel = time.perf_counter() - began
        return {str(model): 400 * math.log10(score) for model, score in scores.items()}, kernel

    return rate


def rate_with_arena_rank() -> Callable[[Any], tuple[Ratings, float]]:
    """Ratings with its sandwich intervals, every battle an observation of its own."""
    from arena_rank.models.bradley_terry import BradleyTerry
    from arena_rank.utils.data_utils import PairDataset

    def rate(battles: Any) -> tuple[Ratings, float]:
        data = PairDataset.from_pandas(battles)
        began = time.perf_counter()
        found = BradleyTerry(n_competitors=len(data.competitors)).compute_ratings_and_cis(data)
        ratings = [float(rating) for rating in found["ratings"]]
        widest = max(float(each) for each in found["rating_upper"])
        assert math.isfinite(widest)
        return dict(zip(found["competitors"], ratings, strict=True)), time.perf_counter() - began

    return rate


PEERS = {"evalica": rate_with_evalica, "arena-rank": rate_with_arena_rank}


def main(peer: str, path: str, items: str) -> None:
    """Measure from the query to the ratings."""
    rate = PEERS[peer]()
    connection = duckdb.connect(path, read_only=True)

    def read_and_rate() -> tuple[Ratings, float]:
        return rate(connection.execute(PAIRS, {"items": int(items)}).df())

    Timing.of(read_and_rate).print()


if __name__ == "__main__":
    main(*sys.argv[1:])
