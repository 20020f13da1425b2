"""What a use case is given when it is tried: by the names of its parameters.

Where a name means another thing in one use case than in the others, SPECIAL says so. A parameter
that neither knows fails the test that needs it, with a sentence that says where to add it.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from lib.domain.annotation import Annotator
from lib.domain.mark import TaskMark
from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.domain.task import Task
from lib.formats.templates import TEMPLATES
from lib.label_studio.client import LabelStudioClient
from lib.services.assignment_choice import list_available
from lib.services.imports import read_files
from lib.services.label_studio.request import SyncRequest
from lib.services.labeling import OpenTask, open_numbered_task
from lib.services.review import ReviewFilter
from lib.settings import OidcSettings
from lib.store import tasks
from lib.store.database import Database
from tests.access.made_team import OURS, PASSWORD, Team, item_ids
from tests.factories import json_lines, make_data, make_region
from tests.store.linked_rows import make_link

NO_SERVER = "ftp://no.example"
"""An address that is refused before anybody is asked."""
NOBODY_LISTENS = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Trial:
    """A use case is tried by `person` on `project`, whose words are `word`.

    `database` is the operator's, to look up what an argument is made of. `about` is whose project
    the things in it are from: another one than `project` for somebody who mixes the two.
    """

    database: Database
    team: Team
    person: Annotator
    project: Project
    word: str = OURS

    @property
    def task_id(self) -> UUID:
        return self.team.tasks[self.word][0]

    @property
    def task(self) -> Task:
        return self.database.read(lambda c: tasks.get_task(c, self.task_id))

    @property
    def annotation_id(self) -> UUID:
        return self.team.annotations[self.word]

    @property
    def opened(self) -> OpenTask:
        """The project's fourth task, which nobody has annotated."""
        opened = open_numbered_task(self.database, self.project, self.person, 4)
        assert opened is not None
        return opened

    @property
    def other(self) -> Annotator:
        """Somebody else, who has worked in the project."""
        return self.team.people["writer" if self.word == OURS else "stranger"]


BY_NAME: Mapping[str, Callable[[Trial], Any]] = {
    "action_id": lambda trial: trial.team.actions[trial.word],
    "actor_id": lambda trial: trial.person.annotator_id,
    "annotation_id": lambda trial: trial.annotation_id,
    "annotation_ids": lambda trial: [trial.annotation_id],
    "annotator_id": lambda trial: trial.other.annotator_id,
    "annotator_ids": lambda trial: [trial.other.annotator_id],
    "auth": lambda trial: "password",
    "available": lambda trial: list_available(trial.database, trial.project, trial.person),
    "asked": lambda trial: SyncRequest(project=trial.project.name, direction="pull"),
    "client": lambda trial: LabelStudioClient(NOBODY_LISTENS, "0123456789abcdef", tries=1),
    "chosen": lambda trial: ReviewFilter(),
    "comment_id": lambda trial: trial.team.comments[trial.word],
    "confirmed_name": lambda trial: "Another name",
    "direction": lambda trial: "pull",
    "draft": lambda trial: replace(trial.opened.draft, touched=frozenset({"rank"})),
    "email": lambda trial: "somebody@example.org",
    "display_order": lambda trial: None,
    "expected": lambda trial: trial.opened.draft,
    "export_format": lambda trial: "label-studio-json",
    "field": lambda trial: "topic",
    "file": lambda trial: "votes.csv",
    "files": lambda trial: read_files(
        trial.project, [("tasks.json", json_lines([make_data(7)]).encode())]
    ),
    "labeling_config": lambda trial: TEMPLATES["ranking"].xml,
    "lead_time": lambda trial: 1.0,
    "limit": lambda trial: 5,
    "link": lambda trial: make_link(trial.project.project_id),
    "ls_project_id": lambda trial: 7,
    "mark": lambda trial: TaskMark(1),
    "name": lambda trial: "A new name",
    "number": lambda trial: 1,
    "names": lambda trial: {},
    "new": lambda trial: "a new password of enough letters",
    "numbers": lambda trial: np.array([1, 2]),
    "old": lambda trial: PASSWORD,
    "on_progress": lambda trial: lambda _: None,
    "order": lambda trial: "disagreement",
    "opened": lambda trial: trial.opened,
    "people": lambda trial: [],
    "person": lambda trial: trial.person,
    "project": lambda trial: trial.project,
    "project_id": lambda trial: trial.project.project_id,
    "resolution": lambda trial: "ours",
    "result": lambda trial: [make_region({"rank": item_ids(trial.word)})],
    "role": lambda trial: "annotator",
    "selection": lambda trial: Selection(),
    "session_key": lambda trial: "0" * 64,
    "settings": lambda trial: OidcSettings("https://id.example", "podium", "secret"),
    "since": lambda trial: datetime(2026, 1, 1, tzinfo=UTC),
    "task": lambda trial: trial.task,
    "task_id": lambda trial: trial.task_id,
    "task_ids": lambda trial: [trial.task_id],
    "task_number": lambda trial: 4,
    "task_numbers": lambda trial: [4],
    "text": lambda trial: "Some text",
    "token": lambda trial: "0123456789abcdef",
    "url": lambda trial: NO_SERVER,
    "value": lambda trial: True,
    "with_models": lambda trial: True,
}

SPECIAL: Mapping[str, Mapping[str, Callable[[Trial], Any]]] = {
    "own_data.export_written": {"number": lambda trial: trial.person.number},
    "own_data.find_own": {"number": lambda trial: trial.person.number},
    "projects.find_project": {"name": lambda trial: trial.project.name},
    "projects.find_numbered_project": {"number": lambda trial: trial.project.number},
    "projects.list_projects": {"role": lambda trial: "annotator"},
}
"""By use case; a parameter that has a default is given one too where it stands here."""


def arguments_for(name: str, use_case: Callable[..., Any], trial: Trial) -> dict[str, Any]:
    """All that the use case must be given beside its database."""
    special = SPECIAL.get(name, {})
    _, *rest = inspect.signature(use_case).parameters.values()
    given: dict[str, Any] = {}
    for parameter in rest:
        needed = parameter.default is parameter.empty and parameter.kind not in (
            parameter.VAR_KEYWORD,
            parameter.VAR_POSITIONAL,
        )
        make = special.get(parameter.name) or BY_NAME.get(parameter.name)
        if needed and make is None:
            pytest.fail(
                f"{name} takes “{parameter}”, and tests/access/arguments.py does not know what to "
                "give for it: add it to BY_NAME, or to SPECIAL where the name means another thing.",
                pytrace=False,
            )
        # What names who acts is given where it may be left out, too.
        if make and (needed or parameter.name in {*special, "person", "actor_id"}):
            given[parameter.name] = make(trial)
    return given
