"""Conflicts are decided, and what does not fit is listed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from lib.domain.annotation import Annotation
from lib.domain.display_order import display_order
from lib.domain.label_studio import Conflict, KeptAside, Link
from lib.domain.project import Project
from lib.services.label_studio.conflicts import OpenConflict, Theirs
from lib.services.people import sign_in
from lib.store.database import Database
from lib.store.kept_aside import put_kept_aside
from lib.store.tasks import find_task
from lib.ui.label_studio import conflicts
from lib.ui.label_studio.kept_aside import kept_in_words
from tests.factories import add_person, add_rows, make_data, make_id, make_region
from tests.pages.label_studio.linked_page import NOON, URL, RunPage, press, said


@pytest.fixture
def conflict(
    database: Database, project: Project, link: Link, monkeypatch: pytest.MonkeyPatch
) -> OpenConflict:
    """Bob's ranking of task 1, in which a and c are tied here and c stands elsewhere there."""
    add_rows(database, project, [make_data(1)])
    bob = add_person(database, "Bob *B*")
    task = database.read(lambda c: find_task(c, project.project_id, 1))
    assert task
    ours = Annotation(
        annotation_id=make_id("annotation"),
        task_id=task.task_id,
        number=1,
        annotator=bob,
        origin="ui",
        revision=3,
        status="submitted",
        result=[
            make_region({"relevant_results": ["a", "c"], "_": ["b"]}, meta={"ties": [["a", "c"]]})
        ],
        lead_time=12.5,
        ground_truth=False,
        unique_id=None,
        created_at=NOON,
        updated_at=NOON,
        extra={},
    )
    result = [make_region({"relevant_results": ["a"], "biased_results": ["c"], "_": ["b"]})]
    found = OpenConflict(
        Conflict(ours.annotation_id, 3, 2, False, "hash", NOON),
        1,
        ours,
        Theirs("submitted", result, None, "Ann there", NOON),
    )
    show(monkeypatch, found)
    return found


def show(monkeypatch: pytest.MonkeyPatch, found: OpenConflict) -> None:
    monkeypatch.setattr(conflicts, "list_open_conflicts", lambda *_: [found])


def test_a_conflict_shows_both_states_in_words(run_page: RunPage, conflict: OpenConflict) -> None:
    page = run_page("label_studio")
    assert not page.exception
    assert r"annotation by **Bob \*B\***" in said(page)
    assert "[Task 1](/label?project=1&task=1)" in said(page)
    assert "2026-03-01 12:00 UTC · labeled in 12.5 s" in said(page)
    assert "2026-03-01 12:00 UTC · by Ann there" in said(page)
    page = page.toggle(key="ls_name_responses").set_value(True).run()
    shown = [each.value for each in page.markdown]
    assert "- Not placed: B\n- Relevant Results: **A = C**" in shown
    assert "- Not placed: B\n- Relevant Results: **A**\n- Biased Results: **C**" in shown


def test_a_conflict_names_responses_by_the_letters_of_who_looks(
    run_page: RunPage, database: Database, conflict: OpenConflict
) -> None:
    names = {"a": "gpt", "b": "claude", "c": "llama"}
    rows = [{"id": each, "title": names[each], "body": f"Body {each}"} for each in "abc"]
    database.write(
        lambda c: c.execute(
            "UPDATE task SET data = $data",
            {"data": json.dumps({"id": "t1", "prompt": "# Which\nis it?", "items": rows})},
        )
    )
    ann = sign_in(database, "Ann").person
    order = display_order("abc", conflict.annotation.task_id, ann.annotator_id)
    letters = dict(zip(order, "ABC", strict=True))
    page = run_page("label_studio")
    shown = [each.value for each in page.markdown]
    assert f"- Not placed: {letters['b']}\n- Relevant Results: " in "\n".join(shown)
    assert f"Relevant Results: **{letters['a']} = {letters['c']}**" in "\n".join(shown)
    assert "Which" in shown
    responses = [text for text in shown if text.startswith("Body ")]
    assert responses == [f"Body {each}" for each in order]
    assert not any(name in said(page) for name in names.values())
    page = page.toggle(key="ls_name_responses").set_value(True).run()
    assert "Relevant Results: **gpt = llama**" in said(page)
    assert f"**{names[order[0]]}**" in said(page)


def test_ground_truth_is_shown_where_only_one_side_has_it(
    run_page: RunPage, conflict: OpenConflict, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Ground truth" not in said(run_page("label_studio"))
    marked = replace(conflict.conflict, their_ground_truth=True)
    show(monkeypatch, replace(conflict, conflict=marked))
    shown = [each.value for each in run_page("label_studio").markdown]
    assert sum(text.endswith("\n- Ground truth: **no**") for text in shown) == 1
    assert sum(text.endswith("\n- Ground truth: **yes**") for text in shown) == 1


@pytest.mark.parametrize("label", ["Keep ours", "Take theirs"])
def test_a_conflict_is_decided_in_the_name_of_who_is_here(
    run_page: RunPage,
    conflict: OpenConflict,
    monkeypatch: pytest.MonkeyPatch,
    label: str,
) -> None:
    decided: list[Any] = []
    monkeypatch.setattr(conflicts, "resolve_conflict", lambda *each: decided.append(each[2:]))
    page = press(run_page("label_studio"), label)
    ((annotation_id, resolution, actor_id),) = decided
    assert annotation_id == conflict.annotation.annotation_id
    assert resolution in label
    assert actor_id != conflict.annotation.annotator.annotator_id
    assert len(page.success) == 1


def test_what_is_kept_aside_is_listed_and_its_reasons_are_shown_on_demand(
    run_page: RunPage, database: Database, link: Link
) -> None:
    reason = "There is no bucket “maybe”."
    things = [
        KeptAside("annotation", 31, 12, reason, {"result": [{"type": "ranker"}]}, NOON),
        KeptAside("task", 13, 13, "It has no prompt.", {}, NOON),
    ]
    database.write(lambda c: put_kept_aside(c, link.project_id, things))
    page = run_page("label_studio")
    assert not page.exception
    assert [each.value for each in page.warning] == [
        "1 annotation and 1 task in Label Studio do not fit. Correct them there; the next pull "
        "takes them."
    ]
    there = f"{URL}/projects/7/data?task="
    assert f"- annotation 31 of [task 12](<{there}12>)\n- [task 13](<{there}13>)" in said(page)
    assert "maybe" not in said(page)
    assert not page.json
    page.toggle(key="ls_show_raw").set_value(True).run()
    assert f"[task 12](<{there}12>): There is no bucket “maybe”\\." in said(page)
    assert '"ranker"' in page.json[0].value


def test_a_single_thing_is_told_in_the_singular() -> None:
    assert kept_in_words([KeptAside("annotation", 31, 12, "", {}, NOON)]) == (
        "1 annotation in Label Studio does not fit. Correct it there; the next pull takes it."
    )
