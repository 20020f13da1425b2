"""The models of stored rankings, named anew."""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.domain.annotation import RankedItem
from lib.domain.project import model_fields
from lib.domain.task import model_of
from lib.services.projects import MODEL_FIELDS, change_settings, create_project
from lib.store import item_models, tasks
from lib.store.database import Database
from lib.store.item_models import rewrite_models
from tests.factories import (
    add_annotation,
    add_person,
    add_project,
    add_rows,
    make_data,
    make_imported_task,
    submit,
)

TWO_RANKERS = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="answers" value="$items"/>
  <Ranker name="rank" toName="answers"/>
  <List name="others" value="$others"/>
  <Ranker name="other" toName="others"/>
</View>
"""
LOOSE = st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=3) | st.just([1])
RAW = st.fixed_dictionaries({}, optional={"model": LOOSE, "title": LOOSE})
NUMBERS = count(1)


def stored_models(database: Database) -> list[list[str | None]]:
    return database.read(
        lambda c: [
            row[0]
            for row in c.execute(
                "SELECT models FROM annotation_revision ORDER BY commit_sequence"
            ).fetchall()
        ]
    )


def item(key: str) -> dict[str, str]:
    return {"id": key, "title": f"T{key}", "body": "b", "model": f"M{key}"}


def test_another_field_names_the_models_of_every_revision(database: Database) -> None:
    project = add_project(database)
    items = [item("a"), item("b")]
    add_rows(database, project, [{**make_data(n), "items": items} for n in (1, 2)])
    other = add_project(database, "Other", n_tasks=1)
    person = add_person(database)
    for _ in range(2):
        submit(database, project, person, {"relevant_results": "ba"})
    submit(database, other, person, {"relevant_results": "abc"})
    assert stored_models(database) == [["Mb", "Ma"], ["Mb", "Ma"], ["A", "B", "C"]]
    change_settings(database, project.project_id, model_field="title")
    assert stored_models(database) == [["Tb", "Ta"], ["Tb", "Ta"], ["A", "B", "C"]]
    change_settings(database, project.project_id, model_field="id")
    assert stored_models(database) == [["b", "a"], ["b", "a"], ["A", "B", "C"]]
    change_settings(database, project.project_id, model_field="auto")
    assert stored_models(database) == [["Mb", "Ma"], ["Mb", "Ma"], ["A", "B", "C"]]


def test_an_item_without_the_field_has_no_model(database: Database) -> None:
    project = add_project(database, n_tasks=1)
    submit(database, project, add_person(database), {"relevant_results": "abc"})
    change_settings(database, project.project_id, model_field="model")
    assert stored_models(database) == [[None, None, None]]


def test_nothing_but_the_models_changes_and_only_where_they_differ(database: Database) -> None:
    project = add_project(database, n_tasks=3)
    person = add_person(database)
    for _ in range(3):
        submit(database, project, person, {"relevant_results": "cb", "biased_results": "a"})

    def rest() -> list[Any]:
        return database.read(
            lambda c: c.execute(
                "SELECT * EXCLUDE (models) FROM annotation_revision ORDER BY commit_sequence"
            ).fetchall()
        )

    def rewrite(*fields: str) -> int:
        return database.write(
            lambda c: rewrite_models(c, project.project_id, "rank", "items", fields)
        )

    before = rest()
    assert rewrite("title") == 0
    assert rewrite("id") == 3
    assert rewrite("id") == 0
    assert rest() == before


def test_tasks_are_taken_in_parts(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(item_models, "TASKS_AT_ONCE", 2)
    project = add_project(database, n_tasks=5)
    person = add_person(database)
    for _ in range(5):
        submit(database, project, person, {"relevant_results": "abc"})
    change_settings(database, project.project_id, model_field="id")
    assert stored_models(database) == [["a", "b", "c"]] * 5


def test_each_ranker_takes_the_models_of_its_own_list(database: Database) -> None:
    project = create_project(database, "Two", TWO_RANKERS)
    others = [{"id": "a", "title": "Other A", "body": ""}]
    add_rows(database, project, [make_data(1, items="ab", others=others)])
    submit(database, project, add_person(database), {"rank": "ba"})
    assert stored_models(database) == [["B", "A", "Other A"]]
    change_settings(database, project.project_id, model_field="id")
    assert stored_models(database) == [["b", "a", "a"]]
    change_settings(database, project.project_id, model_field="title")
    assert stored_models(database) == [["B", "A", "Other A"]]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(RAW, min_size=1, max_size=4), st.sampled_from(MODEL_FIELDS))
def test_the_models_are_those_that_a_submission_would_store(
    database: Database, raws: list[dict[str, Any]], model_field: Any
) -> None:
    items = [{"id": f"i{n}", **raw} for n, raw in enumerate(raws)]
    number = next(NUMBERS)
    project = add_project(database, f"Project {number}")
    task = make_imported_task(1, data={"prompt": "p", "items": items})
    database.write(lambda c: tasks.add_tasks(c, project.project_id, [task]))
    ranked = [RankedItem("rank", each["id"], "stale", 0, 1) for each in items]
    ranked.append(RankedItem("rank", "not in the task", "kept", 0, 1))
    add_annotation(database, project, f"key {number}", add_person(database), ranked=ranked)
    fields = model_fields(model_field)
    database.write(lambda c: rewrite_models(c, project.project_id, "rank", "items", fields))
    expected = [model_of(each, model_field) for each in items]
    assert stored_models(database)[-1] == [*expected, "kept"]
