"""Which project of which Label Studio a project is kept in step with."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from lib.domain.label_studio import LinkedPrediction, LinkedTask
from lib.store import (
    kept_aside,
    linked_annotations,
    linked_predictions,
    linked_tasks,
    links,
    sync_conflicts,
    sync_runs,
)
from lib.store.database import Database
from lib.store.tasks import list_predictions
from tests.factories import add_person, add_project, add_rows, make_data, make_id, make_region
from tests.store.linked_rows import (
    NOON,
    link_task,
    make_conflict,
    make_kept_aside,
    make_link,
    store_linked,
)
from tests.store.subprocesses import run


def test_a_link_comes_back_as_it_was_stored_with_every_field(database):
    link = make_link(
        make_id("p"),
        token_env="TOKEN",
        opaque=True,
        makes_users=True,
        interval_minutes=5,
        webhook_secret_hash="abc",
        watermark="2026-01-01T12:00:00.000001Z",
        synced_at=NOON + timedelta(microseconds=1),
        opaque_key="key",
    )
    database.write(lambda c: links.put_link(c, link))
    assert database.read(lambda c: links.get_link(c, link.project_id)) == link


def test_a_link_whose_project_there_is_not_made_yet_has_no_id(database):
    link = make_link(make_id("p"), ls_project_id=None, linked_at=None)
    database.write(lambda c: links.put_link(c, link))
    assert database.read(lambda c: links.get_link(c, link.project_id)) == link


def test_a_project_without_a_link_has_none(database):
    assert database.read(lambda c: links.get_link(c, make_id("p"))) is None
    assert database.read(links.list_links) == []


def test_a_project_has_one_link_the_last_one_stored(database):
    first = make_link(make_id("p"))
    second = replace(first, url="https://elsewhere.example", ls_project_id=8, watermark="w")

    def store_both(connection):
        links.put_link(connection, first)
        links.put_link(connection, second)

    database.write(store_both)
    assert database.read(links.list_links) == [second]


def test_the_watermark_is_set_for_one_project_only(database):
    ours, other = make_link(make_id("p")), make_link(make_id("q"))
    for link in (ours, other):
        database.write(partial(links.put_link, link=link))
    database.write(lambda c: links.set_watermark(c, ours.project_id, "later", NOON))
    assert database.read(lambda c: links.get_link(c, ours.project_id)) == replace(
        ours, watermark="later", synced_at=NOON
    )
    assert database.read(lambda c: links.get_link(c, other.project_id)) == other


def everything(connection, project_id) -> dict[str, int]:
    return {
        table: connection.execute(
            f"SELECT count(*) FROM {table} WHERE project_id = $project_id",
            {"project_id": project_id},
        ).fetchone()[0]
        for table in (
            "label_studio_link",
            "linked_task",
            "linked_prediction",
            "linked_annotation",
            "sync_conflict",
            "kept_aside",
            "opaque_key",
            "sync_run",
            "task",
            "prediction",
            "annotation",
            "annotation_revision",
        )
    }


LINK_TABLES = (
    "label_studio_link",
    "linked_task",
    "linked_prediction",
    "linked_annotation",
    "sync_conflict",
    "kept_aside",
)


@pytest.fixture
def linked(database):
    """Two linked projects, with one row of each kind."""
    person = add_person(database)
    return [_linked_project(database, person, name) for name in ("One", "Two")]


def linked_opaquely(project_id):
    return make_link(project_id, opaque=True, opaque_key=f"key of {project_id}")


def _linked_project(database, person, name):
    project = add_project(database, name)
    region = make_region({"relevant_results": "abc"})
    add_rows(database, project, [{"data": make_data(1), "predictions": [{"result": [region]}]}])
    task_id = link_task(database, project, 1)
    annotation_id = store_linked(database, project, 1, person)

    def store_rest(connection):
        links.put_link(connection, linked_opaquely(project.project_id))
        (prediction,) = list_predictions(connection, [task_id])[task_id]
        linked_predictions.put_linked_predictions(
            connection, project.project_id, [LinkedPrediction(prediction.prediction_id, 9)]
        )
        sync_conflicts.put_conflict(connection, project.project_id, make_conflict(annotation_id))
        kept_aside.put_kept_aside(connection, project.project_id, [make_kept_aside()])
        sync_runs.add_run(connection, project.project_id, "both", NOON)

    database.write(store_rest)
    return project


def test_unlinking_forgets_the_counterpart_and_nothing_else(database, linked):
    ours, other = (project.project_id for project in linked)
    before = database.read(lambda c: everything(c, ours))
    assert set(before.values()) == {1}
    database.write(lambda c: links.remove_link(c, ours))
    assert database.read(lambda c: everything(c, ours)) == {
        **before,
        **dict.fromkeys(LINK_TABLES, 0),
    }
    assert database.read(lambda c: everything(c, other)) == before


def test_unlinking_and_linking_again_is_one_change(database, linked):
    project_id = linked[0].project_id
    link = replace(linked_opaquely(project_id), ls_project_id=8)
    (task,) = database.read(lambda c: linked_tasks.list_linked_tasks(c, project_id))
    annotations = database.read(
        lambda c: linked_annotations.list_linked_annotations(c, [task.task_id])
    )

    def link_again(connection):
        links.remove_link(connection, project_id)
        links.put_link(connection, link)
        linked_tasks.put_linked_tasks(connection, project_id, [task])
        linked_annotations.put_linked_annotations(
            connection, project_id, list(annotations.values())
        )

    database.write(link_again)
    assert database.read(lambda c: links.get_link(c, project_id)) == link
    assert database.read(lambda c: linked_tasks.list_linked_tasks(c, project_id)) == [task]


def test_a_change_that_fails_halfway_leaves_nothing_of_itself(database, linked):
    project_id = linked[0].project_id
    before = database.read(lambda c: everything(c, project_id))

    def break_off(connection):
        links.remove_link(connection, project_id)
        links.put_link(connection, replace(linked_opaquely(project_id), ls_project_id=8))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(break_off)
    assert database.read(lambda c: everything(c, project_id)) == before
    kept = database.read(lambda c: links.get_link(c, project_id))
    assert kept == linked_opaquely(project_id)


def test_links_that_were_acknowledged_outlive_a_process_that_is_cut_off(tmp_path):
    # The log is replayed, with a removed and newly stored link of one change in it.
    path = tmp_path / "podium.duckdb"
    code, _, err = run(
        """
        import os, sys
        from pathlib import Path
        from lib.store import linked_tasks, links
        from lib.store.database import Database
        from tests.factories import make_id
        from tests.store.linked_rows import NOON, make_link

        project_id = make_id("p")

        def link(connection):
            links.remove_link(connection, project_id)
            links.put_link(connection, make_link(project_id, opaque=True, opaque_key="key"))
            linked_tasks.put_sent_tasks(connection, project_id, [make_id("t")], NOON)

        database = Database(Path(sys.argv[1]))
        for _ in range(3):
            database.write(link)
        database.write(lambda c: linked_tasks.set_ls_task_ids(c, {make_id("t"): 5}))
        database.write(lambda c: links.set_watermark(c, project_id, "later", NOON))
        os._exit(0)
        """,
        path,
    )
    assert (code, err) == (0, "")
    database = Database(path)
    assert database.read(links.list_links) == [
        make_link(make_id("p"), watermark="later", synced_at=NOON, opaque=True, opaque_key="key")
    ]
    assert database.read(lambda c: linked_tasks.list_linked_tasks(c, make_id("p"))) == [
        LinkedTask(make_id("t"), 5, NOON)
    ]
    database.close()
