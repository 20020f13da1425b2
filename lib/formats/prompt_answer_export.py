"""Prompts with the answers that people wrote for them: what supervised fine-tuning reads."""

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from lib.domain.annotation import AnnotatedTask, Annotation
from lib.domain.labeling_config import LabelingConfig, TextArea
from lib.errors import InvalidInput
from lib.formats.delimited_rows import TextLines
from lib.formats.regions import answers_of


def prompt_instruction_export(
    tasks: Iterable[AnnotatedTask], config: LabelingConfig
) -> Iterator[str]:
    """CSV with the columns `prompt` and one a TextArea, under its name; one row an answer.

    RFC 4180. Of several TextAreas the first answers stand in one row, the second ones in the next.
    """
    text_areas = asked_text_areas(config)
    return _csv_lines(tasks, config, text_areas)


def prompt_response_export(tasks: Iterable[AnnotatedTask], config: LabelingConfig) -> Iterator[str]:
    """A JSON list of `{"prompt", "response"}`, one an answer to the first TextArea."""
    text_areas = asked_text_areas(config)
    return _json_objects(tasks, config, text_areas[0])


def asked_text_areas(config: LabelingConfig) -> tuple[TextArea, ...]:
    """The config's TextAreas; raises InvalidInput where it has none."""
    if not config.text_areas:
        raise InvalidInput(
            "This project has no TextArea, so nobody writes answers in it. "
            "Export it as Label Studio JSON, JSON_MIN, CSV or TSV instead."
        )
    return config.text_areas


def _csv_lines(
    tasks: Iterable[AnnotatedTask], config: LabelingConfig, text_areas: tuple[TextArea, ...]
) -> Iterator[str]:
    writer = csv.writer(TextLines())
    yield writer.writerow(["prompt", *(each.name for each in text_areas)])
    for prompt, annotation in _submitted(tasks, config):
        answers = [_answers(annotation, each) for each in text_areas]
        for row in zip_longest(*answers, fillvalue=""):
            yield writer.writerow([prompt, *row])


def _json_objects(
    tasks: Iterable[AnnotatedTask], config: LabelingConfig, text_area: TextArea
) -> Iterator[str]:
    separator = "[\n"
    for prompt, annotation in _submitted(tasks, config):
        for answer in _answers(annotation, text_area):
            pair = {"prompt": prompt, "response": answer}
            yield separator + json.dumps(pair, ensure_ascii=False)
            separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def _submitted(
    tasks: Iterable[AnnotatedTask], config: LabelingConfig
) -> Iterator[tuple[str, Annotation]]:
    for each in tasks:
        prompt = str(each.task.data.get(config.prompt_variable or "", ""))
        for annotation in each.annotations:
            if annotation.status == "submitted":
                yield prompt, annotation


def _answers(annotation: Annotation, text_area: TextArea) -> list[str]:
    return [
        answer
        for region in annotation.result
        if region["from_name"] == text_area.name
        for answer in answers_of(region)
    ]
