"""The rankings of a selection item by item, as agreement, bias and retrieval look at them."""

from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.services.access import requires
from lib.services.projects import labeling_config_of
from lib.store import rankings
from lib.store.database import Database


@requires("reviewer")
def read_entries(
    database: Database, project: Project, selection: Selection, *, with_models: bool
) -> rankings.RankedEntries:
    """The current submissions of a selection, those of all Rankers."""
    config = labeling_config_of(project.labeling_config)
    return database.read(
        lambda c: rankings.list_ranked_entries(
            c,
            project.project_id,
            selection,
            [ranker.name for ranker in config.rankers],
            prompt_variable=config.prompt_variable,
            with_models=with_models,
        )
    )
