"""The demo project: original prompts, made-up models, simulated annotators who are named so."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from lib.domain.annotation import NewAnnotation, Revision
from lib.domain.display_order import display_order
from lib.domain.imported import ImportFile
from lib.domain.project import Project, ProjectSettings
from lib.domain.ranking import Ranking
from lib.domain.simulation import SimulatedRanking, simulated_annotators, simulated_rankings
from lib.errors import InvalidInput
from lib.formats.regions import ranked_items, region_of
from lib.formats.task_files import read_task_file
from lib.formats.templates import TEMPLATES
from lib.services.access import requires
from lib.services.imports import store_files
from lib.services.projects import labeling_config_of
from lib.store import annotations, annotators, projects, tasks
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.writer import Connection

NAME = "Demo: four assistants"
TASKS = Path(__file__).resolve().parents[2] / "data" / "demo" / "tasks.jsonl"
STRENGTHS = {"aurora-large": 1.1, "cirrus-2": 0.7, "borealis-mini": 0.1, "dune-chat": -0.6}
SETTINGS = ProjectSettings(
    ordered_buckets=("relevant_results", "biased_results"),
    guidelines="Read every response to its end. Put what helps under **Relevant Results**, the "
    "best on top; put what misleads, lectures or takes sides under **Biased Results**.",
    guideline_version=1,
)


@requires("admin")
def create_demo(database: Database) -> Project:
    """Make the demo project, all of it or nothing. Raises InvalidInput where there is one."""
    xml = TEMPLATES["llm-ranker"].xml
    file = read_task_file(TASKS.name, TASKS.read_bytes(), labeling_config_of(xml))

    def change(connection: Connection) -> Project:
        if projects.find_projects(connection, NAME):
            raise InvalidInput(
                f"The project “{NAME}” is there already. Open it on the Projects page."
            )
        project = projects.add_project(connection, NAME, xml, SETTINGS)
        store_files(connection, project, (file,))
        _add_work(connection, project, file)
        return project

    return database.write(change)


def _add_work(connection: Connection, project: Project, file: ImportFile) -> None:
    items = [[item["id"] for item in task.data["items"]] for task in file.tasks]
    drawn = simulated_rankings(
        items,
        STRENGTHS,
        simulated_annotators(),
        good_bucket="relevant_results",
        bad_bucket="biased_results",
    )
    known = tasks.list_known_tasks(connection, project.project_id)
    task_ids = [known[task.content_key].task_id for task in file.tasks]
    people = {
        each.annotator: annotators.find_or_add_annotator(connection, each.annotator).annotator_id
        for each in drawn
    }
    annotations.add_annotations(
        connection,
        project.project_id,
        [
            _annotation(project, file, items, task_ids[each.task], people[each.annotator], each)
            for each in drawn
        ],
    )


def _annotation(
    project: Project,
    file: ImportFile,
    items: Sequence[Sequence[str]],
    task_id: UUID,
    annotator_id: UUID,
    drawn: SimulatedRanking,
) -> NewAnnotation:
    config = labeling_config_of(project.labeling_config)
    ranker = config.rankers[0]
    region = region_of(ranker, Ranking.of(ranker, drawn.columns), task_id.hex[-10:])
    result = [] if drawn.skipped else [region]
    return NewAnnotation(
        task_id=task_id,
        annotator_id=annotator_id,
        origin="simulated",
        idempotency_key=f"simulated:{task_id}:{annotator_id}",
        first_revision=Revision(
            status="skipped" if drawn.skipped else "submitted",
            result=result,
            ranked=ranked_items(config, file.tasks[drawn.task].data, result, "auto"),
            actor_id=annotator_id,
            config_version=project.config_version,
            created_at=utc_now() - timedelta(days=1, seconds=-60 * drawn.task),
            lead_time=drawn.lead_time,
            display_order=display_order(items[drawn.task], task_id, annotator_id),
        ),
    )
