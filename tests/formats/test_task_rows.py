"""Rows of task files: what a task is known by, repeated rows, and what makes a row a bad one."""

import pytest

from lib.formats.labeling_config import read_labeling_config
from lib.formats.task_files import read_task_file
from tests.formats.samples import make_data, make_region, read, reasons, template

RANK = template("llm-ranker")
WRITE = template("supervised-fine-tuning")


def prompts(file) -> list[str]:
    return [task.data["prompt"] for task in file.tasks]


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
