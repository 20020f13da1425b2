"""No row points nowhere, although the database has no foreign keys (docs/decisions/0005)."""

import pytest

from lib.services.demo import create_demo
from lib.services.labeling import open_next_task, save_draft
from lib.services.people import sign_in, sign_out
from lib.services.submission import skip_task
from tests.factories import (
    add_person,
    add_project,
    add_rows,
    make_data,
    make_region,
    ranked,
    submit,
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
    ("sync_state", "project_id"): "project",
    ("session", "annotator_id"): "annotator",
}


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
        """
        return connection.execute(sql).fetchall()

    assert busy.read(astray) == []


def test_every_column_that_names_a_row_is_looked_after(database):
    columns = database.read(
        lambda c: c.execute(
            "SELECT table_name, column_name FROM duckdb_columns() "
            "WHERE NOT internal AND column_name LIKE '%_id' AND data_type = 'UUID'"
        ).fetchall()
    )
    own = {(target, f"{target}_id") for target in REFERENCES.values()}
    views = {each for each in columns if each[0] == "current_revision"}
    assert set(columns) - own - views - {("sync_state", "local_id")} == REFERENCES.keys()
