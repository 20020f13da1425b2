"""The items that tasks list, and what predictions say of them."""

from lib.formats.templates import TEMPLATES
from lib.store.database import Database
from lib.store.item_orders import (
    get_prediction_state,
    list_item_orders,
    list_predicted_results,
)
from tests.factories import add_project, add_rows, make_data

RANKING = TEMPLATES["ranking"].xml
REGION = {"from_name": "rank", "type": "ranker", "value": {"ranker": {"rank": ["b", "a"]}}}


def test_items_come_with_their_task_field_and_position(database: Database) -> None:
    project = add_project(database, config=RANKING)
    more = [{"id": key} for key in "za"]
    add_rows(database, project, [make_data(1, "ba", more=more), make_data(2, "c", more=[])])
    add_project(database, "Other", config=RANKING, n_tasks=1)
    found = database.read(lambda c: list_item_orders(c, project.project_id, ["items", "more"]))
    assert found.item_ids == ("a", "b", "c", "z")
    listed = zip(
        found.task_number.tolist(),
        found.variable.tolist(),
        [found.item_ids[code] for code in found.item_id],
        found.position.tolist(),
        strict=True,
    )
    assert sorted(listed) == [
        (1, 0, "a", 1),
        (1, 0, "b", 0),
        (1, 1, "a", 1),
        (1, 1, "z", 0),
        (2, 0, "c", 0),
    ]


def test_predictions_come_oldest_first_with_their_tasks(database: Database) -> None:
    project = add_project(database, config=RANKING)
    before = database.read(lambda c: get_prediction_state(c, project.project_id))
    predictions = [{"model_version": "v1", "result": [REGION]}, {"result": [REGION]}]
    add_rows(database, project, [{"data": make_data(1), "predictions": predictions}])
    found = database.read(lambda c: [*list_predicted_results(c, project.project_id)])
    assert [(each.task_number, each.model_version) for each in found] == [(1, "v1"), (1, None)]
    assert found[0].result[0]["value"] == REGION["value"]
    after = database.read(lambda c: get_prediction_state(c, project.project_id))
    assert (before, after) == ((0, 0), (2, 2))
