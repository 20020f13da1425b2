"""No row points nowhere, although the database has no foreign keys (docs/decisions/0005)."""

from uuid import UUID

import pytest

from lib.domain.label_studio import LinkedPrediction, LinkedTask
from lib.services.demo import create_demo
from lib.services.labeling import open_next_task, save_draft
from lib.services.people import sign_in, sign_out
from lib.services.submission import skip_task
from lib.store.annotations import list_all_annotations
from lib.store.kept_aside import put_kept_aside
from lib.store.linked_annotations import put_linked_annotations
from lib.store.linked_predictions import put_linked_predictions
from lib.store.linked_tasks import put_linked_tasks
from lib.store.links import put_link
from lib.store.sync_conflicts import put_conflict
from lib.store.sync_runs import add_run
from lib.store.tasks import list_predictions, list_tasks_after
from lib.store.writer import Connection
from tests.factories import (
    add_person,
    add_project,
    add_rows,
    make_data,
    make_region,
    ranked,
    submit,
)
from tests.store.linked_rows import (
    NOON,
    make_conflict,
    make_kept_aside,
    make_link,
    make_linked_annotation,
)

# Each column that points to another table's key, the column that it points to.
REFERENCES = {
    ("task", "project_id"): "project",
    ("prediction", "project_id"): "project",
    ("prediction", "task_id"): "task",
    ("annotation", "project_id"): "project",
    ("annotation", "task_id"): "task",
    ("annotation", "annotator_id"): "annotator",
    ("annotation", "prediction_id"): "prediction",
    ("annotation_revision", "annotation_id"): "annotation",
    ("annotation_revision", "project_id"): "project",
    ("annotation_revision", "task_id"): "task",
    ("annotation_revision", "annotator_id"): "annotator",
    ("annotation_revision", "actor_id"): "annotator",
    ("draft", "task_id"): "task",
    ("draft", "annotator_id"): "annotator",
    ("draft", "project_id"): "project",
    ("claim", "task_id"): "task",
    ("claim", "annotator_id"): "annotator",
    ("label_studio_link", "project_id"): "project",
    ("opaque_key", "project_id"): "project",
    ("linked_task", "task_id"): "task",
    ("linked_task", "project_id"): "project",
    ("linked_prediction", "prediction_id"): "prediction",
    ("linked_prediction", "project_id"): "project",
    ("linked_annotation", "annotation_id"): "annotation",
    ("linked_annotation", "project_id"): "project",
    ("sync_conflict", "annotation_id"): "annotation",
    ("sync_conflict", "project_id"): "project",
    ("kept_aside", "project_id"): "project",
    ("sync_run", "project_id"): "project",
    ("session", "annotator_id"): "annotator",
    ("account", "annotator_id"): "annotator",
    ("one_time_link", "annotator_id"): "annotator",
    ("identity", "annotator_id"): "annotator",
    ("membership", "project_id"): "project",
    ("membership", "annotator_id"): "annotator",
    ("claim", "project_id"): "project",
    ("claim", "assigned_by"): "annotator",
    ("postponed", "task_id"): "task",
    ("postponed", "annotator_id"): "annotator",
    ("postponed", "project_id"): "project",
    ("gold_task", "task_id"): "task",
    ("gold_task", "project_id"): "project",
    ("gold_task", "set_by"): "annotator",
    ("repeat_answer", "task_id"): "task",
    ("repeat_answer", "annotator_id"): "annotator",
    ("repeat_answer", "project_id"): "project",
    ("comment", "project_id"): "project",
    ("comment", "task_id"): "task",
    ("comment", "author_id"): "annotator",
    ("comment", "resolved_by"): "annotator",
    ("guideline", "project_id"): "project",
    ("guideline", "written_by"): "annotator",
    ("bulk_action", "project_id"): "project",
    ("bulk_action", "actor_id"): "annotator",
}


def link_everything(connection: Connection, project_id: UUID) -> None:
    """A project as a sync leaves it, with a conflict and something kept aside."""
    put_link(connection, make_link(project_id, opaque=True, opaque_key="key"))
    found = list_tasks_after(connection, project_id, 0, 100)
    linked_tasks = [LinkedTask(row["task_id"], row["number"], NOON) for row in found]
    put_linked_tasks(connection, project_id, linked_tasks)
    task_ids = [row["task_id"] for row in found]
    predictions = [
        LinkedPrediction(each.prediction_id, 1)
        for of_task in list_predictions(connection, task_ids).values()
        for each in of_task
    ]
    put_linked_predictions(connection, project_id, predictions)
    annotations = [
        make_linked_annotation(each.annotation_id)
        for of_task in list_all_annotations(connection, task_ids).values()
        for each in of_task
    ]
    put_linked_annotations(connection, project_id, annotations)
    put_conflict(connection, project_id, make_conflict(annotations[0].annotation_id))
    put_kept_aside(connection, project_id, [make_kept_aside()])
    add_run(connection, project_id, "both", NOON)


@pytest.fixture
def busy(database):
    """A database after a bit of everything."""
    create_demo(database)
    project = add_project(database, "Busy", prefill_ranking=True)
    region = make_region({"relevant_results": "abc"})
    people = [add_person(database, name) for name in ("Ann", "Ben")]
    rows = [
        {
            "data": make_data(number),
            "predictions": [{"result": [region], "score": 0.5}],
            "annotations": [{"result": [region], "completed_by": number}],
        }
        for number in range(1, 5)
    ]
    add_rows(database, project, rows, actor_id=people[0].annotator_id)
    for person in people:
        submit(database, project, person, {"relevant_results": "cba"})
        opened = open_next_task(database, project, person)
        skip_task(database, opened, opened.draft)
        opened = open_next_task(database, project, person)
        save_draft(database, opened, ranked(opened, {"biased_results": "a"}))
    sign_out(database, sign_in(database, "Ann").session_id)
    database.write(lambda c: link_everything(c, project.project_id))
    return database


def test_no_row_points_nowhere(busy):
    def orphans(connection) -> dict[tuple[str, str], int]:
        found = {}
        for (table, column), target in REFERENCES.items():
            sql = (
                f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL "
                f"AND {column} NOT IN (SELECT {target}_id FROM {target})"
            )
            found[table, column] = connection.execute(sql).fetchone()[0]
        return found

    assert busy.read(orphans) == dict.fromkeys(REFERENCES, 0)


def test_every_annotation_has_a_first_revision_and_no_gap_after_it(busy):
    def broken(connection):
        sql = """
            SELECT annotation_id FROM annotation LEFT JOIN annotation_revision USING (annotation_id)
            GROUP BY annotation_id HAVING count(revision) = 0 OR max(revision) <> count(revision)
        """
        return connection.execute(sql).fetchall()

    assert busy.read(broken) == []


def test_a_row_lies_in_the_project_of_its_task_or_annotation(busy):
    def astray(connection):
        sql = """
            SELECT 'prediction' FROM prediction JOIN task USING (task_id)
            WHERE prediction.project_id <> task.project_id
            UNION ALL SELECT 'annotation' FROM annotation JOIN task USING (task_id)
            WHERE annotation.project_id <> task.project_id
            UNION ALL SELECT 'revision' FROM annotation
            JOIN annotation_revision AS revision USING (annotation_id)
            WHERE (revision.project_id, revision.task_id, revision.annotator_id)
                  <> (annotation.project_id, annotation.task_id, annotation.annotator_id)
            UNION ALL SELECT 'draft' FROM draft JOIN task USING (task_id)
            WHERE draft.project_id <> task.project_id
            UNION ALL SELECT 'linked task' FROM linked_task JOIN task USING (task_id)
            WHERE linked_task.project_id <> task.project_id
            UNION ALL SELECT 'linked prediction'
            FROM linked_prediction JOIN prediction USING (prediction_id)
            WHERE linked_prediction.project_id <> prediction.project_id
            UNION ALL SELECT 'linked annotation'
            FROM linked_annotation JOIN annotation USING (annotation_id)
            WHERE linked_annotation.project_id <> annotation.project_id
            UNION ALL SELECT 'conflict' FROM sync_conflict JOIN annotation USING (annotation_id)
            WHERE sync_conflict.project_id <> annotation.project_id
        """
        return connection.execute(sql).fetchall()

    assert busy.read(astray) == []


def test_every_column_that_names_a_row_is_looked_after(database):
    columns = database.read(
        lambda c: c.execute(
            "SELECT table_name, column_name FROM duckdb_columns() "
            "WHERE NOT internal AND data_type = 'UUID'"
        ).fetchall()
    )
    own = {(target, f"{target}_id") for target in REFERENCES.values()}
    views = {each for each in columns if each[0] == "current_revision"}
    keys = {("sync_run", "run_id"), ("comment", "comment_id"), ("bulk_action", "action_id")}
    assert set(columns) - own - views - keys == REFERENCES.keys()
