"""What annotators do in Label Studio's own page, and what a pull makes of it here."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page

from lib.domain.annotation import Annotation
from lib.domain.project import Project
from lib.services.label_studio.links import link_to_new
from lib.services.label_studio.sync import sync_project
from lib.store.database import Database
from tests.factories import add_project, add_rows, make_data, make_region
from tests.label_studio import their_page
from tests.label_studio.private_server import PrivateLabelStudio
from tests.stored_work import annotations_by_number

pytestmark = pytest.mark.browser

PLACED = {"_": [], "relevant_results": ["b", "c"], "biased_results": ["d", "a"]}
TIED = {"ties": [["b", "c"]]}


class Pushed:
    """A project whose tasks, of the items a to d, are in a Label Studio, and its page there."""

    def __init__(
        self, database: Database, label_studio: PrivateLabelStudio, page: Page, **options: Any
    ) -> None:
        self.database = database
        self.server = label_studio
        self.page = page
        self.options = options
        self.project: Project
        self.ls_project_id = 0
        self.ls_task_ids: list[int] = []

    def with_tasks(self, *held: Mapping[str, Any]) -> "Pushed":
        """A task for each of what a task may hold beside its data; all of it pushed."""
        self.project = add_project(self.database, ties_allowed=True)
        rows = [{"data": make_data(n, "abcd"), **each} for n, each in enumerate(held, 1)]
        add_rows(self.database, self.project, rows)
        link = link_to_new(
            self.database, self.project, self.server.url, self.server.token, **self.options
        )
        self.sync("push")
        assert link.ls_project_id is not None
        self.ls_project_id = link.ls_project_id
        listed = self.server.ask("GET", f"/api/tasks?project={self.ls_project_id}&page_size=100")
        self.ls_task_ids = sorted(task["id"] for task in listed["tasks"])
        their_page.log_in(self.page, self.server.url, self.server.email, self.server.password)
        return self

    def open(self, number: int) -> Page:
        """The page of the task with this number here."""
        ls_task_id = self.ls_task_ids[number - 1]
        their_page.open_task(self.page, self.server.url, self.ls_project_id, ls_task_id)
        return self.page

    def sync(self, direction: Any):
        return sync_project(self.database, self.project, direction)

    def annotations(self, number: int) -> list[Annotation]:
        return annotations_by_number(self.database, self.project)[number]

    def region(self, number: int) -> dict[str, Any]:
        """The only region of the task's only annotation."""
        [annotation] = self.annotations(number)
        [region] = annotation.result
        assert isinstance(region, dict)
        return region


@pytest.fixture
def pushed(
    database: Database, label_studio: PrivateLabelStudio, page: Page
) -> Callable[..., Pushed]:
    return lambda **options: Pushed(database, label_studio, page, **options)


def annotated(**region: Any) -> dict[str, Any]:
    made = {"result": [make_region(PLACED, **region)], "was_cancelled": False, "lead_time": 12.5}
    return {"annotations": [made]}


def predicted() -> dict[str, Any]:
    result = [make_region({**PLACED, "_": ["a"], "biased_results": ["d"]})]
    return {"predictions": [{"model_version": "router", "score": 0.5, "result": result}]}


def ranker_of(region: Mapping[str, Any]) -> Any:
    return region["value"]["ranker"]


def test_a_drag_in_their_page_comes_in_as_a_revision_and_ties_stay(pushed):
    work = pushed().with_tasks(annotated(meta=TIED, foo={"x": [1, 2.5]}))
    page = work.open(1)
    assert their_page.columns(page) == PLACED
    their_page.drag_item(page, "a", "relevant_results", to_top=True)
    their_page.update(page)

    outcome = work.sync("pull")
    assert (outcome.pulled.changed_annotations, outcome.pulled.total) == (1, 1)
    assert (outcome.conflicts, outcome.kept_aside) == (0, 0)
    region = work.region(1)
    assert ranker_of(region) == {
        "_": [],
        "relevant_results": ["a", "b", "c"],
        "biased_results": ["d"],
    }
    assert region["meta"] == TIED
    assert work.annotations(1)[0].revision == 2
    assert work.sync("both").pulled.total + work.sync("both").pushed.total == 0


def test_a_tie_that_their_page_tears_apart_is_gone_and_the_edit_counts(pushed):
    # Their page knows no ties: it leaves [b, c] in `meta`, though c has left b's bucket.
    work = pushed().with_tasks(annotated(meta=TIED))
    page = work.open(1)
    their_page.drag_item(page, "c", "_")
    their_page.update(page)

    outcome = work.sync("both")
    assert (outcome.pulled.changed_annotations, outcome.kept_aside) == (1, 0)
    region = work.region(1)
    assert ranker_of(region) == {**PLACED, "_": ["c"], "relevant_results": ["b"]}
    assert not region.get("meta", {}).get("ties")
    assert work.sync("both").pulled.total + work.sync("both").pushed.total == 0


def test_what_is_only_looked_at_or_not_updated_there_moves_nothing(pushed):
    work = pushed().with_tasks(annotated(meta=TIED))
    page = work.open(1)
    assert not their_page.can_update(page)
    their_page.drag_item(page, "a", "relevant_results")
    assert their_page.can_update(page)

    outcome = work.sync("both")
    assert outcome.pulled.total + outcome.pushed.total == 0
    assert ranker_of(work.region(1)) == PLACED


def test_an_unknown_field_that_their_page_drops_stays_in_the_revision_before(pushed):
    # Moved and moved back: the same ranking, but an Update sends the region without `foo`.
    work = pushed().with_tasks(annotated(meta=TIED, foo="kept"))
    assert work.region(1)["foo"] == "kept"
    page = work.open(1)
    their_page.drag_item(page, "a", "relevant_results")
    their_page.drag_item(page, "a", "biased_results")
    their_page.update(page)

    assert work.sync("pull").pulled.changed_annotations == 1
    region = work.region(1)
    assert "foo" not in region
    assert (ranker_of(region), region["meta"]) == (PLACED, TIED)
    assert work.annotations(1)[0].revision == 2


def test_a_submit_and_a_skip_in_their_page_come_in_as_that_user_s(pushed):
    work = pushed().with_tasks(predicted(), predicted())
    page = work.open(1)
    their_page.drag_item(page, "a", "biased_results", to_top=True)
    their_page.submit(page)
    their_page.open_stream(page, work.server.url, work.ls_project_id)
    their_page.skip(page)

    assert work.sync("pull").pulled.new_annotations == 2
    [submitted], [skipped] = work.annotations(1), work.annotations(2)
    assert ranker_of(submitted.result[0]) == {
        "_": [],
        "relevant_results": ["b", "c"],
        "biased_results": ["a", "d"],
    }
    assert (submitted.status, skipped.status) == ("submitted", "skipped")
    assert {each.annotator.email for each in (submitted, skipped)} == {work.server.email}


def test_with_opaque_ids_their_page_names_no_model_and_a_drag_comes_back_by_ours(pushed):
    work = pushed(opaque=True).with_tasks(annotated())
    page = work.open(1)
    [bodies] = [{item.inner_text() for item in page.locator(".htx-ranker-item:visible").all()}]
    assert all("Response " in body for body in bodies)
    there = their_page.columns(page)
    assert not {"a", "b", "c", "d"} & {item for ids in there.values() for item in ids}
    their_page.drag_item(page, there["biased_results"][1], "_")
    their_page.update(page)

    assert work.sync("pull").pulled.changed_annotations == 1
    assert ranker_of(work.region(1)) == {**PLACED, "_": ["a"], "biased_results": ["d"]}
