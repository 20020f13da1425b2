"""Battles stored as annotations, and out again."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from lib.formats.templates import TEMPLATES
from lib.services.exports import export_project
from lib.services.imports import ImportOutcome, preview_import, read_files, store_import
from lib.services.people import sign_in
from lib.services.projects import create_battle_project, labeling_config_of
from lib.store.database import Database
from tests.factories import add_file, add_project

RANKING = TEMPLATES["ranking"].xml
NOTHING = ImportOutcome(0, 0, 0, 0)
VOTE = {"question_id": 1, "turn": 1, "model_a": "X", "model_b": "Y", "winner": "model_a"}


def lines(*rows: dict[str, Any]) -> bytes:
    return "\n".join(map(json.dumps, rows)).encode()


def votes(database: Database, project) -> Counter[tuple[str, str, str]]:
    """What is stored, as (shown first, shown second, winner or tie), read from the LIST columns."""
    rows = database.read(
        lambda c: c.execute(
            """
            SELECT display_order, items, models, places
            FROM annotation JOIN current_revision USING (annotation_id)
            WHERE annotation.project_id = $project_id
            """,
            {"project_id": project.project_id},
        ).fetchall()
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for shown, items, models, places in rows:
        model = dict(zip(items, models, strict=True))
        place = dict(zip(items, places, strict=True))
        best = [item for item in items if place[item] == 1]
        found[(*(model[item] for item in shown), "tie" if len(best) == 2 else model[best[0]])] += 1
    return found


def voters(database: Database) -> Counter[str]:
    rows = database.read(
        lambda c: c.execute(
            "SELECT name, count(*) FROM annotation JOIN annotator USING (annotator_id) GROUP BY 1"
        ).fetchall()
    )
    return Counter(dict(rows))


def n_prompts(database: Database) -> int:
    return database.read(
        lambda c: c.execute("SELECT count(DISTINCT prompt_key) FROM task").fetchall()[0][0]
    )


@pytest.fixture
def project(database):
    return add_project(database, config=RANKING)


def test_the_same_battles_twice_add_nothing_whatever_their_order_or_the_files_name(
    database, project
):
    rows = [VOTE | {"judge": "Ann"}, VOTE | {"judge": "Ann"}, VOTE | {"winner": "tie"}]
    assert add_file(database, project, lines(*rows), "b.jsonl") == ImportOutcome(1, 0, 3, 0)
    assert add_file(database, project, lines(*rows), "b.jsonl") == NOTHING
    assert add_file(database, project, lines(*rows[::-1]), "b (2).jsonl") == NOTHING
    assert votes(database, project) == {("X", "Y", "X"): 2, ("X", "Y", "tie"): 1}


def test_a_longer_file_adds_the_votes_that_are_new(database, project):
    ann, ben = VOTE | {"judge": "Ann"}, VOTE | {"judge": "Ben"}
    add_file(database, project, lines(ann), "b.jsonl")
    longer = lines(ann, ben, ann, ben | {"turn": 2})
    assert add_file(database, project, longer, "c.jsonl") == ImportOutcome(1, 0, 3, 0)
    assert voters(database) == {"Ann": 2, "Ben": 2}


def test_two_files_with_votes_on_one_battle_come_in_together_and_that_is_no_repetition(
    database, project
):
    files = read_files(
        project,
        [
            ("people.jsonl", lines(VOTE | {"judge": "Ann"})),
            ("machine.jsonl", lines(VOTE | {"judge": "a model", "winner": "tie"})),
        ],
    )
    preview = preview_import(database, project, files)
    assert (preview.new_tasks, preview.new_annotations, preview.bad_rows) == (1, 2, ())
    assert not any("repeats" in note for note in preview.notes)
    assert store_import(database, project, files) == ImportOutcome(1, 0, 2, 0)


def test_voters_are_matched_as_in_other_imports_and_nobody_else_is(database, project):
    sign_in(database, "Ann")
    sign_in(database, "58")
    rows = [VOTE | {"judge": judge} for judge in ("Ann", "ann", "58", "Ben ben@example.com")]
    add_file(database, project, lines(*rows, VOTE | {"worker": 58}), "b.jsonl")
    assert voters(database) == {"Ann": 1, "ann": 1, "judge 58": 1, "Ben": 1, "worker 58": 1}
    people = database.read(lambda c: c.execute("SELECT count(*) FROM annotator").fetchone())
    assert people == (6,)


def test_an_export_takes_votes_and_ties_to_another_database_and_back(database, project, tmp_path):
    rows = [VOTE | {"judge": "Ann", "winner": "tie (bothbad)"}, VOTE | {"judge": "Ben"}]
    rows += [row | {"turn": 2} for row in rows]
    add_file(database, project, lines(*rows), "b.jsonl")
    exported = "".join(export_project(database, project, "label-studio-json")).encode()
    assert add_file(database, project, exported, "export.json") == NOTHING

    def stored(where: Database, held) -> list[tuple]:
        return where.read(
            lambda c: c.execute(
                """
                SELECT task.data, prompt_key, content_key, name, result, models, places,
                       json_extract(annotation.extra, '$.battle')
                FROM annotation JOIN current_revision USING (annotation_id)
                JOIN task ON task.task_id = annotation.task_id
                JOIN annotator ON annotator.annotator_id = annotation.annotator_id
                WHERE task.project_id = $project_id ORDER BY ALL
                """,
                {"project_id": held.project_id},
            ).fetchall()
        )

    other = Database(tmp_path / "other.duckdb")
    copy = add_project(other, config=RANKING)
    add_file(other, copy, exported, "export.json")
    assert stored(other, copy) == stored(database, project)
    other.close()


def test_an_unknown_outcome_keeps_everything_out_unless_it_is_skipped(database, project):
    content = lines(VOTE, VOTE | {"winner": "neither"})
    preview = preview_import(database, project, read_files(project, [("b.jsonl", content)]))
    assert [(name, row.line) for name, row in preview.bad_rows] == [("b.jsonl", 2)]
    assert "winner='neither'" in preview.bad_rows[0][1].reason
    outcome = add_file(database, project, content, "b.jsonl", skip_bad_rows=True)
    assert outcome == ImportOutcome(1, 0, 1, 1)


def test_a_project_made_for_battles_takes_them_and_has_a_name_that_is_free(database):
    names = [create_battle_project(database, "votes.csv").name for _ in range(3)]
    assert names == [
        "Battles of votes.csv",
        "Battles of votes.csv (2)",
        "Battles of votes.csv (3)",
    ]
    made = create_battle_project(database, "x" * 500)
    assert made.settings.ties_allowed
    assert not labeling_config_of(made.labeling_config).rankers[0].buckets
    assert add_file(database, made, lines(VOTE), "b.jsonl").annotations == 1


@pytest.mark.shared
@pytest.mark.parametrize("file", ["human.jsonl", "gpt4_pair.jsonl"])
def test_the_votes_of_mt_bench_come_in_as_they_are(database, project, shared_folder, file):
    content = (shared_folder / "data" / "mt-bench" / file).read_bytes()
    raw = [json.loads(line) for line in content.splitlines()]
    tasks = {(r["question_id"], r["turn"], *sorted((r["model_a"], r["model_b"]))) for r in raw}
    stored = add_file(database, project, content, file)
    assert stored == ImportOutcome(len(tasks), 0, len(raw), 0)
    assert votes(database, project) == Counter(
        (r["model_a"], r["model_b"], r.get(r["winner"], "tie")) for r in raw
    )
    assert voters(database) == Counter(r["judge"] for r in raw)
    assert n_prompts(database) == 80


@pytest.mark.shared
def test_the_votes_of_llmfao_come_in_as_they_are(database, project, shared_folder):
    path: Path = shared_folder / "data" / "llmfao" / "llmfao.csv"
    with path.open(encoding="utf-8", newline="") as file:
        raw = list(csv.DictReader(file))
    assert add_file(database, project, path.read_bytes(), path.name).annotations == 8_931
    assert votes(database, project) == Counter(
        (r["left"], r["right"], r.get(r["winner"], "tie")) for r in raw
    )
    assert voters(database) == Counter(f"worker {r['worker']}" for r in raw)
    assert n_prompts(database) == 13
    assert add_file(database, project, path.read_bytes(), path.name) == NOTHING


@pytest.mark.shared
def test_the_arenas_battles_come_in_with_their_responses(database, project, shared_folder):
    path: Path = shared_folder / "data" / "arena-responses" / "battles.csv"
    assert add_file(database, project, path.read_bytes(), path.name).annotations == 85
    assert voters(database) == {"unknown annotator of battles.csv": 85}
    data = database.read(lambda c: c.execute("SELECT data FROM task").fetchall())
    assert not any("not_imported" in row[0] for row in data)
