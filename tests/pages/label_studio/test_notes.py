"""What the page says of Label Studio's own pages."""

from dataclasses import replace

import pytest

from lib.domain.label_studio import Link, RemoteProject
from lib.domain.project import Project
from lib.label_studio.failures import missing_failure
from lib.store.database import Database
from lib.store.links import put_link
from lib.ui.label_studio import missing_there
from tests.pages.label_studio.linked_page import URL, RunPage, said
from tests.pages.label_studio.stand_ins import FakeJob
from tests.pages.label_studio.test_connecting import connected

HIDE = "Hide the models there to change that."
UNLINK = "To hide them, unlink and link to a new project there."
NEXT_STEP = "Unlink it under Settings, or give another token."


@pytest.mark.parametrize(
    ("opaque", "words", "not_words"),
    [
        (False, "is not blind: each card bears", "is blind"),
        (True, "blind for tasks from here", "is not blind"),
    ],
)
def test_the_page_says_for_which_tasks_labeling_there_is_blind(
    run_page: RunPage, database: Database, link: Link, opaque: bool, words: str, not_words: str
) -> None:
    database.write(lambda c: put_link(c, replace(link, opaque=opaque)))
    shown = said(run_page("label_studio"))
    assert words in shown
    assert not_words not in shown
    assert ("Tasks that came from there keep their ids and titles." in shown) == opaque
    assert (UNLINK in shown) != opaque
    assert HIDE not in shown


def test_hiding_is_spoken_of_beside_its_switch_alone(
    run_page: RunPage, project: Project, answering: list[RemoteProject]
) -> None:
    assert "is not blind" not in said(run_page("label_studio"))
    page = connected(run_page)
    assert f"is that of the data. {HIDE}" in said(page)
    [switch] = [each for each in page.checkbox if each.label.startswith("Hide the models")]
    assert "only the fields that the labeling config shows go there" in switch.help
    shown = said(switch.check().run())
    assert "blind for tasks from here" in shown
    assert HIDE not in shown


@pytest.mark.parametrize(
    ("failure", "is_said"),
    [
        (str(missing_failure(URL, "project 7").error), True),
        (str(missing_failure(URL, "project 70").error), False),
        (f"{URL} does not answer.", False),
        (None, False),
    ],
)
def test_where_the_linked_project_is_not_found_the_next_step_is_said(
    run_page: RunPage,
    link: Link,
    monkeypatch: pytest.MonkeyPatch,
    failure: str | None,
    is_said: bool,
) -> None:
    monkeypatch.setattr(missing_there, "last_job", lambda _: FakeJob(failure=failure))
    assert (NEXT_STEP in said(run_page("label_studio"))) == is_said
