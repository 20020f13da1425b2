"""Prompts with the answers written for them."""

import csv
import io
import json

import pytest

from lib.errors import InvalidInput
from lib.formats.labeling_config import read_labeling_config
from lib.formats.prompt_answer_export import prompt_instruction_export, prompt_response_export
from lib.formats.regions import text_region_of
from tests.formats.samples import make_annotation, make_data, make_task, read, template

WRITE = template("supervised-fine-tuning")
TWO = read_labeling_config(
    '<View><Text name="p" value="$question"/><TextArea name="answer" toName="p"/>'
    '<TextArea name="why" toName="p"/></View>'
)


def written(config, *answers, **overrides):
    regions = [
        text_region_of(area, texts, "Bt_93TBoJA")
        for area, texts in zip(config.text_areas, answers, strict=False)
    ]
    return make_annotation(result=regions, **overrides)


def rows(text):
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_the_header_is_prompt_and_the_controls_name_and_lines_end_as_rfc_4180_says():
    task = make_task({"prompt": 'Say "hi",\nplease'}, [written(WRITE, ["=hi"])])
    text = "".join(prompt_instruction_export([task], WRITE))
    assert text == 'prompt,instruction\r\n"Say ""hi"",\nplease",=hi\r\n'


def test_each_submitted_answer_is_a_row():
    annotations = [
        written(WRITE, ["one", "two"]),
        written(WRITE, ["skipped"], status="skipped"),
        written(WRITE, ["gone"], status="deleted"),
        written(WRITE, ["three"]),
    ]
    task = make_task({"prompt": "p"}, annotations)
    assert rows("".join(prompt_instruction_export([task], WRITE)))[1:] == [
        ["p", "one"],
        ["p", "two"],
        ["p", "three"],
    ]
    assert json.loads("".join(prompt_response_export([task], WRITE))) == [
        {"prompt": "p", "response": answer} for answer in ("one", "two", "three")
    ]


def test_several_text_areas_are_several_columns():
    task = make_task({"question": "q"}, [written(TWO, ["a", "b"], ["because"])])
    assert rows("".join(prompt_instruction_export([task], TWO))) == [
        ["prompt", "answer", "why"],
        ["q", "a", "because"],
        ["q", "b", ""],
    ]
    assert json.loads("".join(prompt_response_export([task], TWO))) == [
        {"prompt": "q", "response": "a"},
        {"prompt": "q", "response": "b"},
    ]


def test_without_answers_there_is_a_header_and_an_empty_list():
    assert "".join(prompt_instruction_export([], WRITE)) == "prompt,instruction\r\n"
    assert json.loads("".join(prompt_response_export([], WRITE))) == []


def test_what_is_exported_reads_in_as_prompts_with_responses():
    task = make_task({"prompt": "p"}, [written(WRITE, ["<b>answer</b>"])])
    pairs = json.loads("".join(prompt_response_export([task], WRITE)))
    (again,) = read(WRITE, pairs).tasks
    assert again.predictions[0].result[0]["value"] == {"text": ["<b>answer</b>"]}


@pytest.mark.parametrize("export", [prompt_instruction_export, prompt_response_export])
def test_a_project_without_a_text_area_is_told_so_at_once(export):
    with pytest.raises(InvalidInput, match="has no TextArea"):
        export([make_task(make_data())], template("llm-ranker"))
