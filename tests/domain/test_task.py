"""The items of a task, and the model that each came from."""

import pytest

from lib.domain.labeling_config import ItemList
from lib.domain.task import Item, items_of, model_of
from tests.factories import make_task

RAW = {"id": "x1", "title": "Title", "model": "model-1"}


@pytest.mark.parametrize(
    ("raw", "field", "model"),
    [
        (RAW, "auto", "model-1"),
        ({**RAW, "model": ""}, "auto", "Title"),
        ({"id": "x1", "title": None}, "auto", "x1"),
        (RAW, "title", "Title"),
        ({"id": "x1"}, "title", None),
        ({**RAW, "model": 7}, "model", None),
    ],
)
def test_a_model_is_named_by_the_projects_field_else_by_model_title_or_id(raw, field, model):
    assert model_of(raw, field) == model


def test_items_come_in_the_order_of_the_data_with_empty_texts_for_missing_ones():
    task = make_task(data={"items": [{"id": "b"}, {"id": "a", "title": "A", "body": "Text"}]})
    assert items_of(task, ItemList("answers", "$items")) == (
        Item("b", "", "", "b"),
        Item("a", "A", "Text", "A"),
    )
