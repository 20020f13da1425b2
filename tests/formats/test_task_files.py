"""Reading files of tasks."""

import json

import pytest

from lib.errors import UnreadableFile
from lib.formats import task_files
from lib.formats.labeling_config import read_labeling_config
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


def test_a_task_is_known_by_the_users_id_or_else_by_its_content():
    file = read(
        WRITE,
        [
            {"prompt": "one", "source_id": "s", "id": 1},
            {"prompt": "one", "id": 7},
            {"prompt": "one", "id": ""},
            {"prompt": "one", "id": True},
        ],
    )
    keys = [task.content_key for task in file.tasks]
    assert keys[:2] == ["id:s", "id:7"]
    assert all(key.startswith("sha256:") for key in keys[2:])
    assert len({task.prompt_key for task in file.tasks}) == 1


def test_the_turns_of_a_question_are_tasks_of_one_prompt():
    rows = [make_data(prompt=text, question_id=key) for text, key in (("a", 7), ("b", "7"))]
    first, second, alone = read(RANK, [*rows, make_data(prompt="a", question_id="")]).tasks
    assert first.prompt_key == second.prompt_key != alone.prompt_key


def test_the_order_of_fields_does_not_change_what_a_task_is_known_by():
    one = read(WRITE, [{"prompt": "p", "topic": "t"}]).tasks[0]
    two = read(WRITE, [{"topic": "t", "prompt": "p"}]).tasks[0]
    assert (one.content_key, one.content_hash) == (two.content_key, two.content_hash)


def test_a_repeated_row_is_taken_once_with_what_both_know():
    rows = [
        {"data": make_data(), "predictions": [{"result": [], "model_version": version}]}
        for version in ("one", "two", "one")
    ]
    file = read(RANK, rows)
    (task,) = file.tasks
    assert [each.model_version for each in task.predictions] == ["one", "two"]
    assert file.notes == (
        "Line 2 repeats line 1 and is taken once.",
        "Line 3 repeats line 1 and is taken once.",
    )


def test_one_id_with_two_contents_is_a_bad_row():
    file = read(WRITE, [{"prompt": "one", "id": 5}, {"prompt": "two", "id": 5}])
    assert prompts(file) == ["one"]
    assert file.bad_rows[0].line == 2
    assert "id of line 1, '5'" in file.bad_rows[0].reason


def test_two_tasks_of_label_studio_with_equal_content_are_both_kept():
    annotation = {"id": 1, "completed_by": 1, "result": []}
    rows = [
        {"id": number, "data": make_data(), "annotations": [annotation]} for number in (3, 4, 4)
    ]
    file = read(RANK, rows)
    assert [task.number for task in file.tasks] == [3, 4]
    assert file.tasks[1].content_key == file.tasks[0].content_key + "#4"
    assert file.tasks[0].annotations[0].key != file.tasks[1].annotations[0].key
    assert file.notes == ("Line 3 repeats line 2 and is taken once.",)


def test_the_same_file_twice_gives_the_same_keys():
    rows = [{"data": make_data(), "annotations": [{"result": []}, {"result": []}]}]
    first, second = read(RANK, rows), read(RANK, rows)
    assert first == second
    assert len({each.key for each in first.tasks[0].annotations}) == 2


def test_items_with_equal_or_empty_or_scripted_texts_are_taken_as_they_are():
    items = [
        {"id": "a", "title": "T", "body": "same"},
        {"id": "b", "title": "T", "body": "same"},
        {"id": "c", "title": "<script>x()</script>", "body": ""},
        {"id": "d", "title": None},
        {"id": "e", "title": "Relevant Results", "body": "Relevant Results"},
    ]
    data = make_data(prompt="<script>alert(1)</script>", items=items)
    file = read(RANK, [data])
    assert file.tasks[0].data == data


def items(*given) -> dict:
    return make_data(items=list(given))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (5, "It is a number"),
        (None, "It is null"),
        ([], "It is a list"),
        ({}, "'prompt' of the data is missing"),
        ({"data": {}}, "'prompt' of the data is missing"),
        ({"question": "Why?", "items": []}, "the fields are 'question', 'items'"),
        ({"data": "text", "prompt": "p"}, "'items' of the data is missing"),
        (make_data(prompt=None), "'prompt' of the data is null; it must be text"),
        (make_data(prompt=["p"]), "'prompt' of the data is a list"),
        (make_data(prompt=" \n"), "'prompt' of the data is empty"),
        (make_data(items="a, b"), "'items' of the data is text; it must be a list of items"),
        (make_data(items={"a": 1}), "is an object"),
        (make_data(items=[]), "nothing to rank"),
        (items("a"), "Item 1 of 'items' is text"),
        (items({"id": "a"}, {"body": "b"}), "Item 2 of 'items' has no id"),
        (items({"id": "a"}, {"id": "a"}), "Item 2 of 'items' has the id 'a' of an item before it"),
        (items({"id": 1}), "has the id 1; it must be text"),
        (items({"id": ""}), "has the id ''"),
        (items({"id": "a", "body": 5}), "a body that is a number"),
        (items({"id": "a", "title": ["t"]}), "a title that is a list"),
        (make_data(note="half \ud83d"), "surrogate"),
        (make_data(note="nul \x00"), "NUL"),
        (make_data(note=float("nan")), "NaN"),
        (make_data(note=float("-inf")), "NaN, Infinity"),
        ({"data": make_data(), "annotations": 3}, "'annotations' of a task is a number"),
        ({"data": make_data(), "predictions": ["p"]}, "'predictions' of a task"),
        (
            {"data": make_data(), "predictions": [{"result": [make_region({"zzz": ["a"]})]}]},
            "One prediction does not fit: 'rank' has no bucket 'zzz'",
        ),
        (
            {"data": make_data(), "predictions": [{"result": [make_region({"_": ["nope"]})]}]},
            "holds 'nope', which is no item",
        ),
        (
            {"data": make_data(), "annotations": [{"result": [make_region({"_": ["nope"]})]}]},
            "One annotation does not fit",
        ),
        (
            {"data": make_data(), "annotations": [{"result": [], "lead_time": "2 s"}]},
            "'lead_time' of an annotation is text",
        ),
        (
            {"data": make_data(), "annotations": [{"result": [], "lead_time": -0.5}]},
            "'lead_time' of an annotation is -0.5; it must be a number of seconds that is not neg",
        ),
    ],
)
def test_a_bad_row_is_reported_with_its_line_and_reason(row, said):
    file = read(RANK, [make_data(), row])
    assert len(file.tasks) == 1
    assert [bad.line for bad in file.bad_rows] == [2]
    assert said in reasons(file)[0]


def test_an_escaped_backslash_before_u0000_is_no_nul():
    data = make_data(note="\\u0000 and \\\\u0000")
    assert read(RANK, [data]).tasks[0].data == data


@pytest.mark.parametrize("number", ["1e999", "-Infinity", "9" * 5000])
def test_a_number_that_cannot_be_stored_is_refused(number):
    line = f'{{"prompt": "p", "n": {number}}}'
    file = read_task_file("x.jsonl", f'{{"prompt": "q"}}\n{line}\n'.encode(), WRITE)
    assert prompts(file) == ["q"]
    assert [row.line for row in file.bad_rows] == [2]


def test_two_annotations_with_one_unique_id_are_reported():
    row = {"data": make_data(), "annotations": [{"result": [], "unique_id": "u"}]}
    other = {**row, "data": make_data(prompt="How?")}
    file = read(RANK, [row, other])
    assert "unique_id 'u', which is that of another one on line 1" in reasons(file)[0]


def test_the_ids_1_and_one_as_text_are_the_same_on_purpose():
    file = read(WRITE, [{"prompt": "p", "id": 1}, {"prompt": "p", "id": "1"}])
    assert [task.content_key for task in file.tasks] == ["id:1"]
    assert "id of line 1, '1', but other content" in reasons(file)[0]


@pytest.mark.parametrize(
    ("names", "said"),
    [({"unique_id": "u"}, "the annotation “u”"), ({"id": 7, "completed_by": 1}, "annotation 7")],
)
@pytest.mark.parametrize("change", [{"result": []}, {"was_cancelled": True}])
def test_an_annotation_that_a_repeated_row_changes_is_told_and_the_first_is_taken(
    names, said, change
):
    annotation = {"result": [make_region({"biased_results": ["b"]})], **names}
    rows = [{"data": make_data(), "annotations": [{**annotation, **each}]} for each in ({}, change)]
    file = read(RANK, rows)
    assert [each.result for each in file.tasks[0].annotations] == [annotation["result"]]
    assert not file.tasks[0].annotations[0].skipped
    assert len(file.notes) == 2
    assert f"Line 2 has {said}" in file.notes[1].replace("the annotation 7", "annotation 7")
    assert "with another result than line 1" in file.notes[1]


def test_a_repeated_row_may_not_bring_the_unique_id_of_another_task():
    def row(prompt: str, *unique_ids: str) -> dict:
        annotations = [{"result": [], "unique_id": each} for each in unique_ids]
        return {"data": make_data(prompt=prompt), "annotations": annotations}

    file = read(RANK, [row("One?", "u"), row("Two?", "v"), row("One?", "u", "v")])
    assert [row.line for row in file.bad_rows] == [3]
    assert "unique_id 'v', which is that of another one on line 2" in reasons(file)[0]


def test_a_variable_inside_a_text_must_be_in_the_data_like_any_other():
    config = read_labeling_config(
        '<View><Header value="In $language for $5"/><Text name="p" value="Q: $prompt"/>'
        '<TextArea name="a" toName="p"/></View>'
    )
    file = read(config, [{"prompt": "p", "language": "fa"}, {"prompt": "p"}, {"language": "fa"}])
    assert len(file.tasks) == 1
    assert ["'language' of the data is missing" in reasons(file)[0], len(reasons(file))] == [
        True,
        2,
    ]
    assert "'prompt' of the data is missing" in reasons(file)[1]


def test_more_items_than_can_be_ranked_are_a_bad_row():
    file = read(RANK, [make_data(items=[{"id": str(n)} for n in range(1001)])])
    assert "holds 1,001 items; at most 1,000 can be ranked" in reasons(file)[0]


@pytest.mark.parametrize("field", ["lead_time", "id", "completed_by"])
def test_an_enormous_number_of_an_annotation_does_no_harm(field):
    row = {"data": make_data(), "annotations": [{"result": [], field: 10**400}]}
    file = read(RANK, [row])
    assert len(file.tasks) + len(file.bad_rows) == 1


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
