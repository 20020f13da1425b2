"""A project that is linked with a real Label Studio, and work done on either side of the link."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from lib.domain.annotation import Annotator
from lib.domain.label_studio import Direction, SyncCounts, SyncOutcome
from lib.domain.project import Project
from lib.formats.templates import TEMPLATES
from lib.services.label_studio.links import link_to_new
from lib.services.label_studio.sync import sync_project
from lib.services.labeling import open_next_task
from lib.services.submission import skip_task, submit_annotation
from lib.store.database import Database
from tests.factories import add_person, add_project, add_rows, make_region, ranked
from tests.label_studio.exported import exported_here, exported_there
from tests.label_studio.faulty_proxy import FaultyProxy
from tests.label_studio.private_server import PrivateLabelStudio

LLM_RANKER = TEMPLATES["llm-ranker"].xml
FEW_REQUESTS = 8

Row = Mapping[str, Any]


class Work:
    """A project of ours, linked through a proxy that counts, with work done on either side."""

    def __init__(
        self,
        database: Database,
        server: PrivateLabelStudio,
        proxy: FaultyProxy,
        config: str,
        rows: Sequence[Row],
    ) -> None:
        self.database = database
        self.server = server
        self.proxy = proxy
        self.project: Project = add_project(database, config=config, ties_allowed=True)
        add_rows(database, self.project, rows)
        link = link_to_new(database, self.project, proxy.url, server.token)
        assert link.ls_project_id is not None
        self.ls_project_id = link.ls_project_id
        self.person: Annotator = add_person(database, "Ann")

    def sync(self, direction: Direction) -> SyncOutcome:
        return sync_project(self.database, self.project, direction)

    def ls_task_ids(self) -> list[int]:
        """The ids there, in the order in which our tasks were sent."""
        rows = self.server.ask(
            "GET",
            f"/api/projects/{self.ls_project_id}/export?exportType=JSON&download_all_tasks=true",
        )
        return sorted(row["id"] for row in rows)

    def annotate_there(self, ls_task_id: int, result: Any, **fields: Any) -> None:
        """As somebody's script would; the front end sends the same."""
        self.server.ask(
            "POST",
            f"/api/tasks/{ls_task_id}/annotations/",
            {"result": result, "lead_time": 4.25, "unique_id": str(uuid4()), **fields},
        )

    def annotate_here(self, number: int, arranged: Callable[[list[str]], dict[str, Any]]) -> None:
        """Submit the next tasks; every seventh is skipped, and in the others two items tie."""
        for position in range(number):
            opened = open_next_task(self.database, self.project, self.person)
            assert opened is not None
            ids = [each["id"] for each in opened.task.data["items"]]
            draft = ranked(opened, arranged(ids), tied=ids[1:2], seconds=2.125 + position)
            if position % 7 == 6:
                skip_task(self.database, opened, draft, "Cannot judge it")
            else:
                submit_annotation(self.database, opened, draft)

    def assert_both_sides_hold(self, annotations: int) -> None:
        here = exported_here(self.database, self.project)
        there = exported_there(self.server, self.ls_project_id)
        assert sum(len(task["annotations"]) for task in here.values()) == annotations
        assert here == there

    def assert_another_sync_moves_nothing(self) -> None:
        before = exported_there(self.server, self.ls_project_id)
        self.proxy.reset()
        outcome = self.sync("both")
        assert (outcome.pulled, outcome.pushed) == (SyncCounts(), SyncCounts())
        assert (outcome.conflicts, outcome.kept_aside, outcome.messages) == (0, 0, ())
        assert len(self.proxy.requests) <= FEW_REQUESTS, self.proxy.requests
        assert all(each.startswith("GET ") for each in self.proxy.requests)
        assert exported_there(self.server, self.ls_project_id) == before


def by_length(items: Sequence[Row]) -> list[str]:
    """The ids of the items, the longest first."""
    ordered = sorted(items, key=lambda each: -len(each["body"]))
    return [each["id"] for each in ordered]


def predicted(data: Row) -> dict[str, Any]:
    """A task whose prediction ranks by length: the two longest are relevant."""
    ids = by_length(data["items"])
    columns = {"_": ids[3:], "relevant_results": ids[:2], "biased_results": ids[2:3]}
    result = [make_region(columns)]
    return {
        "data": data,
        "predictions": [{"model_version": "by length", "score": 0.25, "result": result}],
    }


def into_buckets(ids: list[str]) -> dict[str, Any]:
    return {"relevant_results": ids[:3], "biased_results": ids[3:]}
