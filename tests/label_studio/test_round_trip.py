"""Work done on both sides of a link, at the same time, and then the same on both."""

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from lib.domain.label_studio import SyncCounts
from lib.formats.templates import TEMPLATES
from lib.services.label_studio.links import project_from
from lib.services.label_studio.sync import sync_project
from lib.services.labeling import open_next_task
from lib.services.submission import submit_annotation
from lib.store.database import Database
from tests.factories import (
    add_person,
    make_data,
    make_region,
    ranked,
)
from tests.label_studio import their_page
from tests.label_studio.exported import exported_here
from tests.label_studio.faulty_proxy import FaultyProxy
from tests.label_studio.linked_work import LLM_RANKER, Work, by_length, into_buckets, predicted
from tests.label_studio.private_server import PrivateLabelStudio
from tests.stored_work import annotations_by_number

N_SMALL, WORKED_ON_SMALL = 60, 15
N_REAL, WORKED_ON_REAL, DRAGGED = 805, 200, 3
ODD = {
    "foo": {"z": [3, {"y": None}, [], "Ü“…”\u2028"], "a": 1.5e-7, "b": 9007199254740993},
    "score": 0.1,
    "readonly": False,
}
"""Fields of a region that nobody here knows."""
RANK_AND_REWRITE = TEMPLATES["rank-and-rewrite"].xml


def rewritten(order: str, text: str, **region: Any) -> list[dict[str, Any]]:
    """A result of two regions, not in the order of the config's controls."""
    written = make_region({}, type="textarea", id="text", from_name="better_response")
    return [
        {**written, "to_name": "prompt", "value": {"text": [text]}},
        {**make_region({}), "value": {"ranker": {"rank": list(order)}}, **region},
    ]


def test_work_on_both_sides_of_sixty_tasks_comes_together_and_then_rests(
    database: Database, label_studio: PrivateLabelStudio, faulty_proxy: FaultyProxy
):
    rows: list[dict[str, Any]] = [
        {
            "data": make_data(n, "abcd", note={"z": n, "a": [n, "é"]}),
            "predictions": [
                {"model_version": "m", "score": 1 / n, "result": rewritten("dcba", "Foretold")}
            ],
        }
        for n in range(1, N_SMALL + 1)
    ]
    imported = {"result": rewritten("bdca", "Ünd “so”", **ODD), "ground_truth": True}
    rows[-1]["annotations"] = [imported, {"result": [], "was_cancelled": True}]
    work = Work(database, label_studio, faulty_proxy, RANK_AND_REWRITE, rows)
    assert work.sync("push").pushed == SyncCounts(
        new_tasks=N_SMALL, new_predictions=N_SMALL, new_annotations=2
    )
    work.assert_both_sides_hold(2)
    # Ours are of tasks 1 to 15, theirs of tasks 8 to 22: a task is worked on by both.
    ls_task_ids = work.ls_task_ids()
    colleague = f"{uuid4()}@example.com"
    their_number = label_studio.add_user(colleague)
    for position in range(WORKED_ON_SMALL):
        fields = ODD if position % 2 else {}
        given = {"completed_by": their_number} if position % 3 else {"lead_time": None}
        result = [] if position == 5 else rewritten("acbd", f"Line\none {position}", **fields)
        work.annotate_there(ls_task_ids[7 + position], result, was_cancelled=position == 5, **given)
    # A second one of the same task by the same user.
    work.annotate_there(ls_task_ids[7], rewritten("dcab", "Once more"), ground_truth=True)
    work.annotate_here(WORKED_ON_SMALL, lambda ids: {"rank": ids[::-1]})

    outcome = work.sync("both")
    assert outcome.pulled == SyncCounts(new_annotations=WORKED_ON_SMALL + 1)
    assert outcome.pushed == SyncCounts(new_annotations=WORKED_ON_SMALL)
    assert (outcome.conflicts, outcome.kept_aside) == (0, 0)
    work.assert_both_sides_hold(2 * WORKED_ON_SMALL + 3)
    # Six of theirs, since position 5 is a skip, and the imported one.
    odd = json.dumps(ODD["foo"], sort_keys=True)
    here = exported_here(database, work.project).values()
    results = [each["result"] for task in here for each in task["annotations"].values()]
    assert sum(odd in result for result in results) == 7
    # Positions 0, 3, 6, 9 and 12 and the second one bear the name of whose token it was.
    emails = [
        each.annotator.email
        for there in annotations_by_number(database, work.project).values()
        for each in there
        if each.origin == "sync"
    ]
    assert Counter(emails) == {label_studio.email: 6, colleague: WORKED_ON_SMALL - 5}
    work.assert_another_sync_moves_nothing()


@pytest.mark.shared
@pytest.mark.browser
@pytest.mark.timeout(900)
def test_work_on_both_sides_of_805_real_tasks_comes_together_and_then_rests(
    database: Database,
    label_studio: PrivateLabelStudio,
    faulty_proxy: FaultyProxy,
    page: Page,
    shared_folder: Path,
):
    lines = (shared_folder / "data" / "alpaca-eval" / "tasks.jsonl").read_text().splitlines()
    tasks = [json.loads(line) for line in lines]
    rows = [predicted(data) for data in tasks]
    work = Work(database, label_studio, faulty_proxy, LLM_RANKER, rows)
    assert work.sync("push").pushed == SyncCounts(new_tasks=N_REAL, new_predictions=N_REAL)
    work.assert_both_sides_hold(0)

    # The shortest are dragged: a page shows all of their responses.
    ls_task_ids = work.ls_task_ids()
    shortest = sorted(range(N_REAL), key=lambda n: sum(len(i["body"]) for i in tasks[n]["items"]))
    dragged, others = shortest[:DRAGGED], shortest[DRAGGED:]
    for position in others[: WORKED_ON_REAL - DRAGGED]:
        ids = by_length(tasks[position]["items"])[::-1]
        columns = {"_": ids[4:], "biased_results": ids[2:4], "relevant_results": ids[:2]}
        work.annotate_there(ls_task_ids[position], [make_region(columns, **ODD)])
    drag_in_their_page(page, work, [ls_task_ids[n] for n in dragged])
    work.annotate_here(WORKED_ON_REAL, into_buckets)

    outcome = work.sync("both")
    assert outcome.pulled == SyncCounts(new_annotations=WORKED_ON_REAL)
    assert outcome.pushed == SyncCounts(new_annotations=WORKED_ON_REAL)
    assert (outcome.conflicts, outcome.kept_aside) == (0, 0)
    work.assert_both_sides_hold(2 * WORKED_ON_REAL)
    work.assert_another_sync_moves_nothing()


@pytest.mark.browser
def test_what_is_dragged_in_their_page_is_the_same_on_both_sides(
    database: Database, label_studio: PrivateLabelStudio, faulty_proxy: FaultyProxy, page: Page
):
    rows = [predicted(make_data(n, "abcd")) for n in range(1, 7)]
    work = Work(database, label_studio, faulty_proxy, LLM_RANKER, rows)
    work.sync("push")
    drag_in_their_page(page, work, work.ls_task_ids()[-DRAGGED:])
    work.annotate_here(2, into_buckets)
    outcome = work.sync("both")
    assert outcome.pulled == SyncCounts(new_annotations=DRAGGED)
    assert outcome.pushed == SyncCounts(new_annotations=2)
    work.assert_both_sides_hold(DRAGGED + 2)
    work.assert_another_sync_moves_nothing()


def test_what_another_podium_pushed_comes_in_whole_and_goes_back(
    database: Database,
    label_studio: PrivateLabelStudio,
    faulty_proxy: FaultyProxy,
    tmp_path: Path,
):
    rows = [predicted(make_data(n, "abcd")) for n in range(1, 4)]
    work = Work(database, label_studio, faulty_proxy, LLM_RANKER, rows)
    work.annotate_here(2, into_buckets)
    work.sync("push")
    with closing(Database(tmp_path / "another.duckdb")) as another:
        project = project_from(another, label_studio.url, label_studio.token, work.ls_project_id)
        outcome = sync_project(another, project, "both")
        assert (outcome.pulled, outcome.kept_aside) == (SyncCounts(3, 3, 2), 0)
        assert exported_here(another, project) == exported_here(database, work.project)
        opened = open_next_task(another, project, add_person(another, "Bob"))
        assert opened is not None
        submit_annotation(another, opened, ranked(opened, into_buckets(list("dcba"))))
        assert sync_project(another, project, "both").pushed == SyncCounts(new_annotations=1)
        assert work.sync("both").pulled == SyncCounts(new_annotations=1)
        work.assert_both_sides_hold(3)
        assert exported_here(another, project) == exported_here(database, work.project)


def test_a_copy_that_is_made_there_of_a_task_of_ours_is_kept_aside(
    database: Database, label_studio: PrivateLabelStudio, faulty_proxy: FaultyProxy
):
    rows = [predicted(make_data(n, "abcd")) for n in range(1, 3)]
    work = Work(database, label_studio, faulty_proxy, LLM_RANKER, rows)
    work.sync("push")
    first = label_studio.ask("GET", f"/api/tasks/{work.ls_task_ids()[0]}")
    label_studio.ask("POST", f"/api/projects/{work.ls_project_id}/import", [first["data"]])
    outcome = work.sync("both")
    assert (outcome.pulled, outcome.pushed) == (SyncCounts(), SyncCounts())
    assert outcome.kept_aside == 1
    assert "copy of a task" in outcome.messages[0]


def drag_in_their_page(page: Page, work: Work, ls_task_ids: Sequence[int]) -> None:
    """In each task, the item at the end of the first bucket goes to the top of the second."""
    their_page.log_in(page, work.server.url, work.server.email, work.server.password)
    for ls_task_id in ls_task_ids:
        their_page.open_task(page, work.server.url, work.ls_project_id, ls_task_id)
        item = their_page.columns(page)["relevant_results"][0]
        their_page.drag_item(page, item, "biased_results", to_top=True)
        assert their_page.columns(page)["biased_results"][0] == item
        their_page.submit(page)
