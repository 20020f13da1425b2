"""A sync as asked for from a terminal: what it links, and what it refuses."""

from typing import Any

import pytest

from lib.domain.label_studio import Link, RemoteProject, RemoteUser, Server, SyncCounts, SyncOutcome
from lib.domain.project import Project
from lib.errors import InvalidInput, RemoteNotFound
from lib.services.label_studio import link_preview, request
from lib.services.label_studio.links import find_link
from lib.services.label_studio.request import SyncRequest, carry_out
from lib.store import links
from lib.store.database import Database
from tests.factories import add_annotation, add_person, add_project

URL = "http://labels.example"
LINKING: dict[str, Any] = {"url": f"{URL}/", "token": "t", "token_env": "MY_TOKEN"}


@pytest.fixture
def project(database: Database) -> Project:
    return add_project(database, "Mine", n_tasks=3)


@pytest.fixture
def linked(database: Database, project: Project) -> Project:
    link = Link(project.project_id, URL, 7, "Theirs")
    database.write(lambda c: links.put_link(c, link))
    return project


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The calls of what links and syncs, none of which does anything."""
    made: list[tuple[Any, ...]] = []

    def note(name: str, answer: Any = None) -> Any:
        def call(_: Database, project: Project, *given: Any, **options: Any) -> Any:
            options.pop("on_progress", None)
            made.append((name, project.name, *given, options))
            return answer

        return call

    for name in ("link_to_new", "link_to_existing"):
        monkeypatch.setattr(request, name, note(name))
    for name in ("preview_sync", "sync_project"):
        monkeypatch.setattr(request, name, note(name, SyncOutcome("both")))
    return made


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch, project: Project) -> None:
    """A Label Studio with one project, number 7, of the same labeling config."""
    remote = RemoteProject(7, "Theirs", project.labeling_config, n_tasks=1200)
    server = Server("1.23.2", RemoteUser(1, "a@example.com"))
    monkeypatch.setattr(link_preview, "check_connection", lambda *_: server)
    monkeypatch.setattr(link_preview, "list_remote_projects", lambda *_: [remote])
    monkeypatch.setattr(link_preview.LabelStudioClient, "get_project", lambda *_: remote)


def test_a_linked_project_is_synced_with_the_token_of_this_run(
    database: Database, linked: Project, calls: list[tuple[Any, ...]]
) -> None:
    carry_out(database, SyncRequest("Mine", "push"), bool)
    carry_out(database, SyncRequest("mine", "both", token="other"), bool)
    carry_out(database, SyncRequest("1", "pull", dry_run=True), bool)
    assert calls == [
        ("sync_project", "Mine", "push", {"token": None}),
        ("sync_project", "Mine", "both", {"token": "other"}),
        ("preview_sync", "Mine", "pull", {"token": None}),
    ]


@pytest.mark.parametrize("url", [URL, f"{URL}/", f" {URL}", "HTTP://Labels.Example/"])
def test_what_the_link_says_may_be_said_again(
    database: Database, linked: Project, calls: list[tuple[Any, ...]], url: str
) -> None:
    carry_out(database, SyncRequest("Mine", "push", url=url, ls_project_id=7), bool)
    assert [each[0] for each in calls] == ["sync_project"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"url": "http://other.example"}, "--url"),
        ({"ls_project_id": 8}, "--ls-project"),
        ({"is_new": True}, "--ls-project"),
        ({"opaque": True}, "--opaque"),
        ({"makes_users": True}, "--make-users"),
        ({"url": f"{URL}/x", "ls_project_id": 8}, "--url and --ls-project"),
    ],
)
@pytest.mark.parametrize("dry_run", [False, True])
def test_what_contradicts_the_link_is_refused_and_nothing_is_done(
    database: Database,
    linked: Project,
    calls: list[tuple[Any, ...]],
    options: dict[str, Any],
    says: str,
    dry_run: bool,
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        carry_out(database, SyncRequest("Mine", "push", dry_run=dry_run, **options), bool)
    assert str(refusal.value) == (
        f"“Mine” is linked to “Theirs”, project 7 at {URL} already, and {says} would have it "
        "otherwise. Leave that out, or change the link on the Label Studio page first."
    )
    assert calls == []


def test_a_project_that_is_not_linked_is_linked_to_a_new_one_first(
    database: Database, project: Project, calls: list[tuple[Any, ...]]
) -> None:
    carry_out(database, SyncRequest("Mine", "push", **LINKING, opaque=True), bool)
    options = {"token_env": "MY_TOKEN", "opaque": True, "makes_users": False}
    assert calls == [
        ("link_to_new", "Mine", f"{URL}/", "t", options),
        ("sync_project", "Mine", "push", {"token": "t"}),
    ]


def test_or_to_the_one_that_is_named(
    database: Database, project: Project, calls: list[tuple[Any, ...]]
) -> None:
    asked = SyncRequest("Mine", "both", **LINKING, ls_project_id=7, makes_users=True)
    carry_out(database, asked, bool)
    options = {"token_env": "MY_TOKEN", "opaque": False, "makes_users": True}
    assert calls[0] == ("link_to_existing", "Mine", f"{URL}/", "t", 7, options)


@pytest.mark.parametrize("given", [{}, {"url": URL}, {"token": "t"}, {"url": URL, "token": ""}])
@pytest.mark.parametrize("dry_run", [False, True])
def test_linking_needs_an_address_and_a_token(
    database: Database,
    project: Project,
    calls: list[tuple[Any, ...]],
    given: dict[str, str],
    dry_run: bool,
) -> None:
    with pytest.raises(InvalidInput, match=r"^“Mine” is not linked .* --url and --token-env"):
        carry_out(database, SyncRequest("Mine", "push", dry_run=dry_run, **given), bool)
    assert calls == []


def test_a_dry_run_says_what_it_would_link_and_counts_what_waits(
    database: Database, project: Project, calls: list[tuple[Any, ...]], there: None
) -> None:
    person = add_person(database)
    add_annotation(database, project, "one", person)
    add_annotation(database, project, "two", person, status="skipped")
    outcome = carry_out(database, SyncRequest("Mine", "both", dry_run=True, **LINKING), bool)
    assert outcome == SyncOutcome(
        "both",
        pushed=SyncCounts(new_tasks=3, new_annotations=2),
        messages=(
            "“Mine” is not linked yet. It would be linked to a new project at "
            f"{URL} (Label Studio 1.23.2).",
        ),
    )
    assert calls == []
    assert find_link(database, project.project_id) is None


def test_a_dry_run_looks_at_the_project_there(
    database: Database, project: Project, calls: list[tuple[Any, ...]], there: None
) -> None:
    asked = SyncRequest("Mine", "pull", dry_run=True, **LINKING, ls_project_id=7)
    outcome = carry_out(database, asked, bool)
    assert outcome.pushed == SyncCounts()
    assert outcome.messages[0].endswith(
        f"It would be linked to “Theirs”, project 7 at {URL}, which has 1,200 tasks."
    )
    asked = SyncRequest("Mine", "pull", dry_run=True, **LINKING, ls_project_id=8)
    with pytest.raises(RemoteNotFound, match=r"no project 8 at .* Projects there: 7\.$"):
        carry_out(database, asked, bool)
    add_project(database, "Other", config=OTHER_CONFIG)
    asked = SyncRequest("Other", "pull", dry_run=True, **LINKING, ls_project_id=7)
    with pytest.raises(InvalidInput, match="is another one than that of “Other”"):
        carry_out(database, asked, bool)
    assert calls == []


OTHER_CONFIG = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <TextArea name="answer" toName="prompt"/>
</View>
"""
