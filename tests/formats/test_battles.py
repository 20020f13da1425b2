"""Battles: rows of two models and a vote, as tasks with annotations."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from lib.domain.imported import ImportedAnnotation, ImportedTask, ImportFile
from lib.errors import BattlesDoNotFit
from lib.formats.labeling_config import read_labeling_config
from lib.formats.regions import check_result, ranked_items
from lib.formats.task_files import read_task_file
from tests.formats.samples import template

CONFIG = template("ranking")
OWN = read_labeling_config(
    '<View><Text name="q" value="$question"/><List name="l" value="$answers"/>'
    '<Ranker name="order" toName="l"/></View>'
)
MT_BENCH = {"question_id": 81, "turn": 1, "model_a": "X", "model_b": "Y", "winner": "model_a"}
LLMFAO = {"prompt": "8", "left": "X", "right": "Y", "winner": "left"}
ARENA = {
    "model_a": "X",
    "model_b": "Y",
    "prompt": "Why?",
    "response_a": "Because.",
    "response_b": "Why not?",
    "winner_model_a": 1,
    "winner_model_b": 0,
    "winner_tie": 0,
}
WON_BY_FIRST = {"X": 1, "Y": 2}
WON_BY_SECOND = {"X": 2, "Y": 1}
TIED = {"X": 1, "Y": 1}


def read(*rows: Mapping[str, Any], name: str = "battles.jsonl") -> ImportFile:
    return read_task_file(name, "\n".join(map(json.dumps, rows)).encode(), CONFIG)


def as_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def votes(file: ImportFile) -> list[tuple[ImportedTask, ImportedAnnotation]]:
    return [(task, vote) for task in file.tasks for vote in task.annotations]


def places(task: ImportedTask, vote: ImportedAnnotation) -> dict[str | None, int]:
    """Each model's place, as the LIST columns will have it."""
    check_result(CONFIG, task.data, vote.result)
    return {each.model: each.place for each in ranked_items(CONFIG, task.data, vote.result)}


def outcome(row: Mapping[str, Any]) -> dict[str | None, int]:
    file = read(row)
    assert not file.bad_rows
    [(task, vote)] = votes(file)
    return places(task, vote)


def reason(row: Mapping[str, Any]) -> str:
    """Why a row is bad; the good row before it is taken."""
    file = read(MT_BENCH, row)
    assert [bad.line for bad in file.bad_rows] == [2]
    assert len(votes(file)) == 1
    return file.bad_rows[0].reason


def shown(task: ImportedTask, vote: ImportedAnnotation) -> list[str]:
    """The models in the order in which the voter saw them."""
    models = {item["id"]: item["model"] for item in task.data["items"]}
    return [models[item] for item in vote.display_order or ()]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (MT_BENCH, WON_BY_FIRST),
        (MT_BENCH | {"winner": "model_b"}, WON_BY_SECOND),
        (MT_BENCH | {"winner": "tie"}, TIED),
        (MT_BENCH | {"winner": "tie (bothbad)"}, TIED),
        (MT_BENCH | {"winner": "tie (inconsistent)"}, TIED),
        (LLMFAO, WON_BY_FIRST),
        (LLMFAO | {"winner": "right"}, WON_BY_SECOND),
        (LLMFAO | {"winner": "tie"}, TIED),
        (ARENA, WON_BY_FIRST),
        (ARENA | {"winner_model_a": "0", "winner_model_b": "1", "winner_tie": "0"}, WON_BY_SECOND),
        (ARENA | {"winner_model_a": False, "winner_tie": True}, TIED),
        (ARENA | {"winner_model_a": 0.0, "winner_tie": 1.0}, TIED),
    ],
)
def test_a_vote_ranks_the_two_and_a_tie_is_equal_places(row, expected):
    assert outcome(row) == expected


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (MT_BENCH | {"winner": "both"}, "winner='both' is unknown"),
        (MT_BENCH | {"winner": "Model_A"}, "use 'model_a', 'model_b', 'tie', 'tie (bothbad)'"),
        (MT_BENCH | {"winner": "left"}, "winner='left' is unknown"),
        (MT_BENCH | {"winner": ""}, "winner='' is unknown"),
        (MT_BENCH | {"winner": None}, "winner=None is unknown"),
        (MT_BENCH | {"winner": 1}, "winner=1 is unknown"),
        (MT_BENCH | {"winner": ["model_a"]}, "is unknown"),
        (LLMFAO | {"winner": "model_a"}, "use 'left', 'right', 'tie'."),
        (LLMFAO | {"winner": "tie (bothbad)"}, "is unknown"),
        (ARENA | {"winner_model_b": 1}, "winner_model_b=1, winner_tie=0. Exactly one"),
        (ARENA | {"winner_model_a": 0}, "Exactly one of them must be 1"),
        (ARENA | {"winner_tie": 0.5}, "winner_tie=0.5 is unknown; it must be 0 or 1"),
        (ARENA | {"winner_tie": "yes"}, "winner_tie='yes' is unknown"),
        (ARENA | {"winner_tie": None}, "winner_tie=None is unknown"),
        (MT_BENCH | {"model_b": " "}, "'model_b' holds ' '; it must name a model"),
        (LLMFAO | {"left": 29}, "'left' holds 29; it must name a model"),
        (MT_BENCH | {"model_b": "X"}, "'X' against itself"),
        (ARENA | {"response_a": ["Because."]}, "'response_a' holds a list; it must be text"),
        (ARENA | {"prompt": " "}, "'prompt' is empty"),
        (ARENA | {"prompt": {"text": "Why?"}}, "'prompt' holds an object"),
        (ARENA | {"response_a": "a\0b"}, "NUL character"),
        (MT_BENCH | {"turn": "second"}, "'turn' holds 'second'"),
        (MT_BENCH | {"turn": 10**20}, "'turn' holds 100000000000000000000"),
        (MT_BENCH | {"judge": {"id": 5}}, "'judge' holds an object"),
        (MT_BENCH | {"conversation_a": "Hi"}, "'conversation_a' must hold a list of messages"),
    ],
)
def test_what_is_no_vote_is_refused_by_name_with_its_row(row, said):
    assert said in reason(row)


@pytest.mark.parametrize("rows", [[MT_BENCH] * 2, [LLMFAO] * 2, [ARENA] * 2])
def test_csv_json_and_jsonl_say_the_same(rows):
    lines = "\n".join(map(json.dumps, rows)).encode()
    files = [
        read_task_file(f"f.{kind}", content, CONFIG)
        for kind, content in (
            ("csv", as_csv(rows)),
            ("json", json.dumps(rows, indent=2).encode()),
            ("jsonl", lines),
            ("txt", lines),
        )
    ]
    facts = [
        [(task.content_key, task.prompt_key, places(task, vote)) for task, vote in votes(file)]
        for file in files
    ]
    assert all(each == facts[0] for each in facts)
    assert len(facts[0]) == 2


def test_votes_on_the_same_two_responses_are_annotations_of_one_task_whichever_was_first():
    swapped = MT_BENCH | {"model_a": "Y", "model_b": "X", "judge": "Ben"}
    [task] = read(MT_BENCH | {"judge": "Ann"}, swapped).tasks
    assert [vote.annotator_name for vote in task.annotations] == ["Ann", "Ben"]
    assert [shown(task, vote) for vote in task.annotations] == [["X", "Y"], ["Y", "X"]]
    assert [places(task, vote) for vote in task.annotations] == [WON_BY_FIRST, WON_BY_SECOND]


@pytest.mark.parametrize("change", [{"response_b": "Sure."}, {"prompt": "How?"}, {"turn": 2}])
def test_another_response_prompt_or_turn_is_another_task(change):
    assert len(read(ARENA, ARENA | change).tasks) == 2


def test_both_turns_of_a_question_share_its_prompt_key():
    first, second, other = read(
        MT_BENCH, MT_BENCH | {"turn": 2}, MT_BENCH | {"question_id": 82}
    ).tasks
    assert first.prompt_key == second.prompt_key != other.prompt_key
    assert first.content_key != second.content_key
    assert (first.data["question_id"], first.data["turn"], second.data["turn"]) == ("81", 1, 2)


def test_without_a_question_id_the_prompt_is_that_of_other_files():
    [battle] = read(ARENA).tasks
    items = [{"id": "1", "body": "Something else"}]
    [task] = read_task_file(
        "t.json", json.dumps([{"prompt": "Why?", "items": items}]).encode(), CONFIG
    ).tasks
    assert battle.prompt_key == task.prompt_key
    assert battle.content_key != task.content_key


def test_neither_ids_nor_titles_nor_the_order_of_the_items_tell_a_model():
    tasks = read(*(ARENA | {"prompt": f"Prompt {n}"} for n in range(40))).tasks
    assert {item["id"] for task in tasks for item in task.data["items"]} == {"a", "b"}
    assert not any("title" in item for task in tasks for item in task.data["items"])
    first = [task.data["items"][0]["model"] for task in tasks]
    # 40 fair draws: fewer than 8 or more than 32 of one model have a chance below 1 in 10,000.
    assert 8 <= first.count("X") <= 32


def test_a_response_that_the_file_does_not_hold_is_marked_and_an_empty_one_is_not():
    [task] = read({k: v for k, v in ARENA.items() if k != "response_a"} | {"response_b": ""}).tasks
    items = {item["model"]: item for item in task.data["items"]}
    assert (items["X"]["body"], items["X"]["not_imported"]) == ("", True)
    assert items["Y"]["body"] == ""
    assert "not_imported" not in items["Y"]


def test_a_conversation_gives_prompt_and_responses_up_to_the_turn():
    def talk(model: str) -> list[dict[str, str]]:
        texts = ["Q1", f"{model}1", "Q2", f"{model}2"]
        roles = ["user", "assistant"] * 2
        return [{"role": r, "content": text} for r, text in zip(roles, texts, strict=True)]

    row = MT_BENCH | {"conversation_a": talk("X"), "conversation_b": talk("Y")}
    first, second = read(row, row | {"turn": 2}).tasks
    assert first.data["prompt"] == "Q1"
    assert {item["body"] for item in first.data["items"]} == {"X1", "Y1"}
    assert second.data["prompt"] == "Q1\n\nQ2"
    assert {item["body"] for item in second.data["items"]} == {"X1\n\nX2", "Y1\n\nY2"}


def test_a_vote_cast_twice_counts_twice_and_the_same_file_says_the_same_again():
    rows = [MT_BENCH | {"judge": "Ann"}] * 2 + [MT_BENCH | {"judge": "Ann", "winner": "tie"}]
    keys = [vote.key for _, vote in votes(read(*rows))]
    assert len(set(keys)) == 3
    assert keys == [vote.key for _, vote in votes(read(*rows))]
    assert set(keys) == {vote.key for _, vote in votes(read(*rows[::-1], name="other.jsonl"))}


@pytest.mark.parametrize(
    ("named", "name", "email"),
    [
        ({"judge": "expert_17"}, "expert_17", None),
        ({"judge": "Ann Two ann2@example.com"}, "Ann Two", "ann2@example.com"),
        ({"worker": "58"}, "worker 58", None),
        ({"worker": 58}, "worker 58", None),
        ({"judge": "58"}, "judge 58", None),
        ({"judge": ""}, "unknown annotator of my votes.jsonl", None),
        ({"judge": None, "worker": "Ben"}, "Ben", None),
        ({}, "unknown annotator of my votes.jsonl", None),
    ],
)
def test_the_voter_is_the_annotator_and_a_bare_number_is_nobodys_name(named, name, email):
    for file in ("my votes.jsonl", "my votes (1).jsonl"):
        [(_, vote)] = votes(read(MT_BENCH | named, name=file))
        assert (vote.annotator_name, vote.annotator_email) == (name, email)


def test_without_voters_two_files_have_an_unknown_annotator_each():
    keys = {votes(read(ARENA, name=name))[0][1].key for name in ("may.jsonl", "june.jsonl")}
    assert len(keys) == 2


def test_columns_that_are_not_read_and_the_vote_as_it_was_cast_are_kept():
    [(task, vote)] = votes(
        read(MT_BENCH | {"winner": "tie (bothbad)", "id": 7, "category": "math"})
    )
    assert vote.extra == {"battle": {"winner": "tie (bothbad)", "id": 7}}
    [(_, vote)] = votes(read(LLMFAO | {"judge": "Ann", "worker": 5}))
    assert vote.extra == {"battle": {"winner": "left", "worker": 5}}
    assert task.data["category"] == "math"


def test_a_file_may_hold_tasks_beside_battles():
    task = {"prompt": "Why?", "items": [{"id": "1"}], "model_a": "X", "model_b": "Y", "winner": "?"}
    file = read(task, ARENA)
    assert not file.bad_rows
    assert [each.is_battle for each in file.tasks] == [False, True]


def test_a_config_of_ones_own_gives_its_fields_their_names():
    file = read_task_file("b.json", json.dumps([ARENA]).encode(), OWN)
    [task] = file.tasks
    assert list(task.data) == ["question", "answers"]
    assert task.annotations[0].result[0]["from_name"] == "order"
    assert read_task_file(
        "b.json", json.dumps([ARENA]).encode(), template("rank-and-rewrite")
    ).tasks


@pytest.mark.parametrize("name", ["llm-ranker", "supervised-fine-tuning"])
def test_a_config_without_one_ranker_or_with_buckets_is_refused_in_a_sentence(name):
    with pytest.raises(BattlesDoNotFit) as caught:
        read_task_file("b.csv", as_csv([ARENA]), template(name))
    assert str(caught.value) == (
        "b.csv holds battles (votes between two models). They go into a project with exactly one "
        "Ranker and no buckets, such as one made from the template “Ranking”."
    )


def test_a_file_says_how_many_votes_it_holds_and_what_it_lacks():
    row = {"left": "X", "right": "Y", "winner": "left"}
    file = read(row, row)
    assert file.tasks[0].data["prompt"] == "(The file names no prompt.)"
    assert [note.split(":")[0].rstrip(".") for note in file.notes] == [
        "2 votes on 1 pair of responses",
        "2 votes without a voter (judge or worker)",
        "2 votes without a prompt (prompt or question_id)",
        "1 pair without the text of a response, which is marked as not imported",
    ]
    assert len(read(ARENA | {"judge": "Ann"}).notes) == 1
