"""Label Studio's flat formats: JSON_MIN, CSV and TSV."""

import csv
import io
import json
from datetime import timedelta

import pytest

from lib.errors import StorageError
from lib.formats.label_studio_export import csv_export, json_export, json_min_export, tsv_export
from lib.formats.labeling_config import read_labeling_config
from tests.formats.samples import (
    NOON,
    as_stored,
    make_annotation,
    make_task,
    read,
    template,
)

WRITE = template("supervised-fine-tuning")


def exported(*tasks):
    return json.loads("".join(json_export(tasks, 7)))


def answered(*texts: str, **overrides):
    region = {
        "value": {"text": list(texts)},
        "id": "Bt_93TBoJA",
        "from_name": "instruction",
        "to_name": "prompt",
        "type": "textarea",
        "origin": "manual",
    }
    return make_annotation(result=[region], **overrides)


def rows_of(tasks, config):
    text = "".join(csv_export(lambda: iter(tasks), config))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_flat_formats_leave_out_skips_and_put_the_newest_annotation_first():
    annotations = [
        answered("old", number=1),
        answered("new", number=2, created_at=NOON + timedelta(seconds=1)),
        make_annotation(number=3, status="skipped"),
    ]
    tasks = [make_task({"prompt": "p"}, annotations), make_task({"prompt": "q"}, number=2)]
    flat = json.loads("".join(json_min_export(tasks, WRITE)))
    assert [row["annotation_id"] for row in flat] == [2, 1]
    assert [row["instruction"] for row in rows_of(tasks, WRITE)] == ["new", "old"]


def test_columns_are_those_of_every_task():
    tasks = [
        make_task({"prompt": "p", "topic": None}, [answered("one")]),
        make_task({"prompt": "q", "level": 3, "easy": True}, [answered("two")], number=2),
    ]
    first, second = rows_of(tasks, WRITE)
    assert list(first) == sorted(first)
    assert (first["topic"], first["level"], first["easy"]) == ("", "", "")
    assert (second["topic"], second["level"], second["easy"]) == ("", "3", "True")


def test_a_column_that_is_added_while_exporting_is_told():
    states = [[{"prompt": "p"}], [{"prompt": "p", "topic": "t"}]]

    def read_tasks():
        return [make_task(data, [answered("one")]) for data in states.pop(0)]

    with pytest.raises(StorageError, match="new column 'topic'"):
        list(csv_export(read_tasks, WRITE))


def test_a_field_of_the_data_with_a_controls_name_is_set_apart_in_csv():
    tasks = [make_task({"prompt": "p", "instruction": "given"}, [answered("written")])]
    (row,) = rows_of(tasks, WRITE)
    assert (row["instruction"], row["_data_instruction"]) == ("written", "given")


def test_an_id_in_the_data_wins_in_csv_and_loses_in_json_min():
    tasks = [make_task({"prompt": "p", "id": "mine"}, [answered("a")], number=4)]
    assert rows_of(tasks, WRITE)[0]["id"] == "mine"
    assert json.loads("".join(json_min_export(tasks, WRITE)))[0]["id"] == 4


@pytest.mark.parametrize(
    ("texts", "shown"),
    [(("one",), "one"), ((), {"text": []}), (("one", "two"), {"text": ["one", "two"]})],
)
def test_a_lone_answer_is_plain_text(texts, shown):
    tasks = [make_task({"prompt": "p"}, [answered(*texts)])]
    assert json.loads("".join(json_min_export(tasks, WRITE)))[0]["instruction"] == shown


def test_the_annotator_is_quoted_text_in_csv_and_a_number_in_json_min():
    tasks = [make_task({"prompt": "p"}, [answered("a")])]
    text = "".join(tsv_export(lambda: iter(tasks), WRITE))
    assert text.splitlines()[1].split("\t")[:2] == ["1", '"1"']
    assert json.loads("".join(json_min_export(tasks, WRITE)))[0]["annotator"] == 1


def test_the_email_is_the_annotator_where_label_studio_told_it():
    annotation = {
        "id": 1,
        "result": answered("a").result,
        "completed_by": {"email": "ann@example.com"},
    }
    row = {"id": 1, "data": {"prompt": "p"}, "annotations": [annotation]}
    tasks = as_stored(read(WRITE, [row]))
    assert rows_of(tasks, WRITE)[0]["annotator"] == "ann@example.com"


def test_script_and_slashes_come_through_every_format():
    text = "<script>x('a/b')</script>\r\n\"quoted\" , \t = +1"
    config = read_labeling_config(
        '<View><Text name="p" value="$prompt"/><List name="l" value="$items"/>'
        '<Ranker name="r" toName="l"/><TextArea name="instruction" toName="p"/></View>'
    )
    data = {"prompt": text, "items": [{"id": text, "body": text}]}
    tasks = [make_task(data, [answered(text)])]
    (whole,) = exported(*tasks)
    assert whole["data"] == data
    (flat,) = json.loads("".join(json_min_export(tasks, config)))
    assert (flat["prompt"], flat["items"], flat["instruction"]) == (text, data["items"], text)
    (row,) = rows_of(tasks, config)
    assert (row["prompt"], json.loads(row["items"]), row["instruction"]) == (
        text,
        data["items"],
        text,
    )
