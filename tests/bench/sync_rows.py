"""Made-up tasks of five responses (8 KB), each with a prediction and an annotation."""

from typing import Any

from lib.formats.templates import TEMPLATES

CONFIG = TEMPLATES["llm-ranker"].xml
MODELS = ("A", "B", "C", "D", "E")
BODY = "A sentence of a made-up response, with **some** Markdown in it. " * 25


def row(number: int) -> dict[str, Any]:
    """A task with a prediction, as either import takes it."""
    items = [
        {"id": f"m{each}", "title": f"Model {each}", "body": f"{number} by {each}. {BODY}"}
        for each in MODELS
    ]
    predicted = {"model_version": "m", "score": 0.5, "result": result(number + 1)}
    return {
        "data": {"prompt": f"Made-up prompt {number}?", "items": items},
        "predictions": [predicted],
    }


def annotation(number: int) -> dict[str, Any]:
    """The annotation of a task."""
    return {
        "result": result(number),
        "lead_time": 12.5,
        "was_cancelled": False,
        "ground_truth": False,
    }


def result(number: int) -> list[dict[str, Any]]:
    """An order of the responses that differs from task to task."""
    start = number % len(MODELS)
    ids = [f"m{each}" for each in MODELS[start:] + MODELS[:start]]
    columns = {"_": [], "relevant_results": ids[:3], "biased_results": ids[3:]}
    return [
        {
            "value": {"ranker": columns},
            "id": f"r{number:09}",
            "from_name": "rank",
            "to_name": "answers",
            "type": "ranker",
            "origin": "manual",
        }
    ]
