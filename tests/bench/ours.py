"""Our leaderboard from stored rows: `python -m tests.bench.ours DATABASE CLUSTERS`, a process each.

Prints a line of JSON (see `Timing`). Every time the rows are read anew and everything that was
worked out before is forgotten.
"""

import sys
from pathlib import Path
from typing import get_args

from lib.analytics.clusters import Clustering
from lib.services import compared, leaderboard
from lib.services.leaderboard import study_leaderboard
from lib.services.projects import find_project
from lib.services.rating_method import BY_RANKING
from lib.store.database import Database
from tests.bench.stored_rankings import PROJECT
from tests.bench.timing import Timing


def main(path: str, clusters: str) -> None:
    """Measure the ratings with their intervals and ranks."""
    clustering = next(each for each in get_args(Clustering) if each == clusters)
    database = Database(Path(path))
    project = find_project(database, PROJECT)

    def rate() -> tuple[dict[str, float], None]:
        compared._loaded.cache_clear()
        leaderboard._studied.cache_clear()
        study = study_leaderboard(
            database, project, clustering=clustering, grouped=clustering in BY_RANKING
        )
        return {each.model: each.rating or 0.0 for each in study.models}, None

    Timing.of(rate).print()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
