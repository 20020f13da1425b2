"""The demo project: enough to show, plainly simulated, and blind."""

import json
import re

import pytest

from lib.errors import InvalidInput, StorageError
from lib.services.buckets import study_buckets
from lib.services.demo import STRENGTHS, TASKS, create_demo
from lib.services.leaderboard import study_leaderboard
from lib.services.projects import list_project_summaries


def test_the_demo_has_about_200_annotations_all_of_them_simulated(database):
    create_demo(database)
    [summary] = list_project_summaries(database)
    assert summary.n_tasks >= 20
    assert 180 <= summary.n_annotations <= 220
    assert summary.n_skipped > 0
    rows = database.read(
        lambda c: c.execute(
            "SELECT DISTINCT origin, name FROM annotation JOIN annotator USING (annotator_id)"
        ).fetchall()
    )
    assert {origin for origin, _ in rows} == {"simulated"}
    assert all(name.startswith("Simulated annotator") for _, name in rows)


def test_every_chart_of_the_demo_has_something_to_show(database):
    project = create_demo(database)
    rates = study_leaderboard(database, project).win_rates
    assert len(rates) == len(STRENGTHS)
    assert all(each.n > 100 for each in rates)
    [study] = study_buckets(database, project)
    for bucket in study.titles:
        assert sum(share.count for share in study.shares if share.bucket == bucket)


def test_a_second_demo_is_refused_and_adds_nothing(database):
    create_demo(database)
    before = list_project_summaries(database)
    with pytest.raises(InvalidInput, match="is there already"):
        create_demo(database)
    assert list_project_summaries(database) == before


def test_a_demo_that_fails_on_the_way_leaves_nothing_and_can_be_made_again(database, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("lib.services.demo.simulated_rankings", fail)
        with pytest.raises(StorageError):
            create_demo(database)
    assert list_project_summaries(database) == []
    assert create_demo(database).number == 1


def fail(*_, **__):
    raise StorageError("The disk is full.")


def test_no_response_of_the_demo_names_its_model():
    names = {
        word
        for model in STRENGTHS
        for word in (model, model.replace("-", " "), model.split("-")[0])
    }
    for line in TASKS.read_text(encoding="utf-8").splitlines():
        task = json.loads(line)
        assert {item["id"] for item in task["items"]} <= STRENGTHS.keys()
        for item in task["items"]:
            spoken = [task["prompt"], item["body"]]
            for name in names | {item["title"]}:
                assert not re.search(rf"\b{re.escape(name)}\b", " ".join(spoken), re.IGNORECASE)
