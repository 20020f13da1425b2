"""Reading files of tasks."""

import json

import pytest

from lib.errors import UnreadableFile
from lib.formats import task_files
from lib.formats.task_files import read_task_file
from tests.formats.samples import make_data, make_region, read, reasons, template

RANK = template("llm-ranker")
WRITE = template("supervised-fine-tuning")


def unreadable(name: str, content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_task_file(name, content, WRITE)
    return str(caught.value)


def prompts(file) -> list[str]:
    return [task.data["prompt"] for task in file.tasks]


BAD = {"prompt": ""}
GOOD = {"prompt": "fine"}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (json.dumps([BAD, GOOD, BAD], indent=2), [2, 8]),
        ("\n\n [" + json.dumps(BAD) + ",\r\n" + json.dumps(GOOD) + "\n,\n{}]\n", [3, 6]),
        ('[\n{"prompt": "two\\nlines", "more": [\n1,\n2]},\n{}\n]', [5]),
        ("\n\n" + json.dumps(BAD, indent=2), [3]),
        (json.dumps(GOOD) + "\n\n{}\n", [3]),
    ],
    ids=["indented", "loose", "values over lines", "one object", "lines"],
)
def test_a_row_of_json_is_reported_with_the_line_on_which_it_starts(text, lines):
    file = read_task_file("t.json", text.encode(), WRITE)
    assert [row.line for row in file.bad_rows] == lines
    assert not any(reason.startswith("Task") for reason in reasons(file))


def test_rows_that_share_a_line_are_told_apart_by_their_position():
    file = read_task_file("t.json", json.dumps([GOOD, BAD, GOOD]).encode(), WRITE)
    assert [row.line for row in file.bad_rows] == [1]
    assert reasons(file)[0].startswith("Task 2: The field 'prompt'")
    assert file.notes == ("Line 1 (task 3) repeats line 1 (task 1) and is taken once.",)


@pytest.mark.parametrize("text", ['[{"prompt": "a"} {"prompt": "b"}]', '[{"prompt": "a"},]', "[,]"])
def test_a_list_without_its_commas_is_no_json(text):
    assert "It is not JSON" in unreadable("t.json", text.encode())


@pytest.mark.parametrize("name", ["tasks.json", "tasks.jsonl", "tasks.txt", "tasks"])
@pytest.mark.parametrize(
    "content",
    [
        '[{"prompt": "one"}, {"data": {"prompt": "two"}}]',
        '\n [\n{"prompt": "one"},\n{"data": {"prompt": "two"}}\n]\n',
        '{"prompt": "one"}\n{"data": {"prompt": "two"}}',
        '\ufeff{"prompt": "one"}\r\n\r\n{"data": {"prompt": "two"}}\r\n',
    ],
    ids=["list", "indented", "lines", "lines with BOM and CRLF"],
)
def test_json_and_jsonl_are_told_apart_by_content_bare_or_under_data(name, content):
    file = read_task_file(name, content.encode(), WRITE)
    assert prompts(file) == ["one", "two"]
    assert file.bad_rows == ()


def test_a_single_object_is_one_task():
    assert prompts(read(WRITE, {"prompt": "one"})) == ["one"]


def test_line_separators_inside_a_text_end_no_line_of_jsonl():
    lines = '{"prompt": "a\u2028b"}\n{"prompt": "c\u0085d"}\n'
    assert prompts(read_task_file("x.jsonl", lines.encode(), WRITE)) == ["a\u2028b", "c\u0085d"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("p.csv", 'prompt,topic\r\n"one, ""two""\nthree",x\r\nfour,\r\n'),
        ("p.tsv", 'prompt\ttopic\n"one, ""two""\nthree"\tx\nfour\t\n'),
        ("p.txt", 'prompt,topic\n"one, ""two""\nthree",x\n\nfour,\n'),
    ],
)
def test_prompts_come_from_csv_and_tsv(name, content):
    file = read_task_file(name, content.encode(), WRITE)
    assert [task.data for task in file.tasks] == [
        {"prompt": 'one, "two"\nthree', "topic": "x"},
        {"prompt": "four", "topic": ""},
    ]


def test_items_may_stand_in_a_csv_cell_as_json():
    items = json.dumps(make_data()["items"]).replace('"', '""')
    file = read_task_file("t.csv", f'prompt,items\nWhy?,"{items}"\nHow?,none\n'.encode(), RANK)
    assert [task.data for task in file.tasks] == [make_data()]
    assert file.bad_rows[0].line == 3
    assert "as JSON" in file.bad_rows[0].reason


def test_a_csv_row_is_reported_with_the_line_on_which_it_starts():
    content = b'prompt,topic\n"one\ntwo",x\nonly\n"three\n","y"\n ,z\n'
    file = read_task_file("p.csv", content, WRITE)
    assert [row.line for row in file.bad_rows] == [4, 7]
    assert "1 cells" in file.bad_rows[0].reason
    assert "is empty" in file.bad_rows[1].reason


def test_a_cell_of_a_csv_may_be_long():
    text = "word " * 100_000
    assert prompts(read_task_file("p.csv", f"prompt\n{text}\n".encode(), WRITE)) == [text]


def test_a_response_becomes_a_prediction_and_stays_in_the_data():
    row = {"prompt": "p", "response": "An answer"}
    (task,) = read(WRITE, [row]).tasks
    assert task.data == row
    (prediction,) = task.predictions
    assert prediction.model_version == "imported response"
    assert prediction.result[0]["value"] == {"text": ["An answer"]}
    assert prediction.result[0]["from_name"] == "instruction"


@pytest.mark.parametrize("response", ["", " ", None, 3])
def test_a_response_that_is_no_text_predicts_nothing(response):
    assert read(WRITE, [{"prompt": "p", "response": response}]).tasks[0].predictions == ()


def test_a_response_beside_annotations_predicts_nothing():
    row = {"data": {"prompt": "p", "response": "An answer"}, "annotations": []}
    assert read(WRITE, [row]).tasks[0].predictions == ()


def test_predictions_come_in_the_standard_and_in_the_flat_shape():
    flat = {"type": "ranker", "value": {"ranker": {"_": ["a"]}}, "from_name": "rank"}
    standard = {"result": [make_region({"biased_results": ["b"]})], "model_version": "m"}
    (task,) = read(RANK, [{"data": make_data(), "predictions": [flat, standard]}]).tasks
    assert [each.result[0]["to_name"] for each in task.predictions] == ["answers", "answers"]
    (bare,) = read(RANK, [{**make_data(), "predictions": [flat, standard]}]).tasks
    assert (bare.data, bare.predictions) == (task.data, task.predictions)


def items(*given) -> dict:
    return make_data(items=list(given))


def test_one_bad_line_of_jsonl_is_one_bad_row():
    deep = "[" * 200_000
    lines = ['{"prompt": "a"}', '{"prompt": ', "", deep, '{"prompt": "b"}']
    file = read_task_file("x.jsonl", "\n".join(lines).encode(), WRITE)
    assert prompts(file) == ["a", "b"]
    assert [row.line for row in file.bad_rows] == [2, 4]
    assert "column 12" in file.bad_rows[0].reason
    assert "nested" in file.bad_rows[1].reason


def test_a_broken_first_line_of_jsonl_does_not_spoil_the_rest():
    file = read_task_file("x.json", b'{"prompt": "a\n{"prompt": "b"}\n', WRITE)
    assert prompts(file) == ["b"]
    assert [row.line for row in file.bad_rows] == [1]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.json", b"", "is empty"),
        ("t.json", b"\xef\xbb\xbf \n", "is empty"),
        ("t.json", b"[]", "holds no tasks"),
        ("t.csv", b"prompt\n", "holds no tasks"),
        ("t.json", b'"text"', "holds text"),
        ("t.json", b"7", "holds a number"),
        ("t.json", b'[{"prompt": "caf\xe9"}]', "byte 0xe9 at position 16"),
        ("t.json", "[]".encode("utf-16"), "byte 0xff at position 0"),
        ("t.json", b'[{"prompt": "a"},\n {"prompt": "b', "at line 2, column 13"),
        ("t.json", b'[{"prompt": "a"}', "only half of it"),
        ("t.json", b'{"prompt": "a"', "only half of it"),
        ("t.json", b'[{"prompt": "a"}] []', "extra data at line 1, column 19"),
        ("t.json", b"[" * 200_000 + b"]" * 200_000, "nested too deep"),
        ("t.json", b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "nested too deep"),
        ("t.json", b"PK\x03\x04 not json", "It is not JSON"),
        ("t.csv", b'prompt\n"open', "at line 2"),
        ("t.csv", b'prompt\n"a"b\n', "at line 2"),
        ("t.csv", b"prompt,\na,b\n", "a column without a name"),
        ("t.csv", b"prompt,prompt\na,b\n", "two columns named 'prompt'"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(name, content, said):
    message = unreadable(name, content)
    assert said in message
    assert message.startswith(name)


@pytest.mark.parametrize("depth", [101, 300])
def test_a_row_nested_too_deep_is_a_bad_row(depth):
    row = '{"prompt": "p", "deep": ' + "[" * depth + "]" * depth + "}"
    file = read_task_file("x.json", f"[{row}]".encode(), WRITE)
    assert "more than 100 levels" in reasons(file)[0]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(task_files, "MAX_BYTES", 2_000_000)
    assert "has 3 MB; at most 2 MB" in unreadable("t.json", b"\xff" * 3_000_000)
