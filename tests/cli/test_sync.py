"""`podium sync`: what it says and how it ends, with the sync itself scripted."""

import json
import re
import sys

import pytest

from lib.cli import sync as command
from lib.domain.label_studio import Progress, SyncCounts, SyncOutcome
from lib.errors import Unreachable
from lib.services.projects import find_project

OUTCOME = SyncOutcome(
    "both",
    pulled=SyncCounts(new_annotations=3, changed_annotations=1),
    pushed=SyncCounts(new_tasks=1200, deleted_annotations=1),
    conflicts=1,
    kept_aside=2,
    open_conflicts=3,
    all_kept_aside=4,
    messages=("Two people there have no counterpart here.",),
)


@pytest.fixture
def asked(monkeypatch):
    """What reaches the sync; it ends with `OUTCOME`."""
    requests = []

    def carry_out(_, request, on_progress):
        requests.append(request)
        on_progress(Progress("Reading", 1, 2))
        return OUTCOME

    monkeypatch.setattr(command, "carry_out", carry_out)
    return requests


def ends_with(monkeypatch, error):
    def carry_out(*_):
        raise error

    monkeypatch.setattr(command, "carry_out", carry_out)


def test_a_sync_ends_with_a_summary_in_words(podium, asked):
    assert podium("sync", "Mine", "both") == (
        0,
        [
            "Pulled 3 new annotations, 1 changed annotation. "
            "Pushed 1,200 new tasks, 1 deleted annotation. "
            "1 conflict found. 2 kept aside.",
            "On the page Label Studio: conflicts to decide 3, kept aside 4.",
            "Two people there have no counterpart here.",
        ],
        [],
    )


def test_a_dry_run_says_what_it_would_do(podium, asked):
    _, out, _ = podium("sync", "Mine", "both", "--dry-run")
    assert out[0].startswith("Would pull 3 new annotations, 1 changed annotation. Would push 1,200")
    assert out[1] == "On the page Label Studio: conflicts to decide 3, kept aside 4."
    assert asked[0].dry_run


@pytest.mark.parametrize(
    ("options", "where"),
    [((), "in the log on the page Label Studio"), (("--dry-run",), "with --json")],
)
def test_of_many_messages_the_first_twenty_are_told_and_where_the_others_are(
    podium, monkeypatch, options, where
):
    messages = tuple(f"m{number}" for number in range(1, 24))
    outcome = SyncOutcome("pull", messages=messages)
    monkeypatch.setattr(command, "carry_out", lambda *_: outcome)
    _, out, _ = podium("sync", "Mine", "pull", *options)
    assert out[1:] == [*messages[:20], f"And 3 more, {where}."]


@pytest.mark.parametrize(
    ("direction", "says"), [("pull", "Pulled nothing."), ("push", "Pushed nothing.")]
)
def test_one_direction_speaks_of_itself_only(podium, monkeypatch, direction, says):
    monkeypatch.setattr(command, "carry_out", lambda *_: SyncOutcome(direction))
    assert podium("sync", "Mine", direction) == (0, [says], [])


def test_as_json_there_is_nothing_but_the_report(podium, asked):
    code, out, err = podium("sync", "Mine", "both", "--json", "--dry-run")
    none = dict.fromkeys(
        (
            "new_tasks",
            "new_predictions",
            "new_annotations",
            "changed_annotations",
            "deleted_annotations",
            "deleted_tasks",
        ),
        0,
    )
    assert (code, err) == (0, [])
    assert json.loads("\n".join(out)) == {
        "direction": "both",
        "dry_run": True,
        "pulled": {**none, "new_annotations": 3, "changed_annotations": 1},
        "pushed": {**none, "new_tasks": 1200, "deleted_annotations": 1},
        "conflicts": 1,
        "kept_aside": 2,
        "open_conflicts": 3,
        "all_kept_aside": 4,
        "messages": ["Two people there have no counterpart here."],
    }


def test_the_options_reach_the_sync_and_the_token_comes_from_the_environment(
    podium, asked, monkeypatch
):
    monkeypatch.setenv("MY_TOKEN", " hush\n")
    options = ("--url", "http://x", "--token-env", "MY_TOKEN", "--ls-project", "7")
    podium("sync", "Mine", "push", *options, "--opaque", "--make-users")
    (request,) = asked
    assert (request.project, request.direction, request.url) == ("Mine", "push", "http://x")
    assert (request.token, request.token_env) == ("hush", "MY_TOKEN")
    assert (request.ls_project_id, request.is_new) == (7, False)
    assert (request.opaque, request.makes_users, request.dry_run) == (True, True, False)
    assert "hush" not in repr(request)


@pytest.mark.parametrize(("options", "is_new"), [((), False), (("--ls-project", "new"), True)])
def test_a_new_project_there_is_the_default_and_can_be_asked_for(podium, asked, options, is_new):
    podium("sync", "Mine", "push", *options)
    assert (asked[0].ls_project_id, asked[0].is_new) == (None, is_new)


@pytest.mark.parametrize("text", ["0", "-1", "x", "1.5", "١", "9" * 30, ""])
def test_a_number_that_no_project_there_has_is_refused(podium, asked, database, text):
    line = podium.fails("sync", "Mine", "push", f"--ls-project={text}")
    assert line.startswith(f"“{text}” is no project of a Label Studio. ")
    assert not asked
    assert not database.exists()


def test_a_direction_that_is_none_is_refused_with_those_there_are(podium, asked):
    line = podium.fails("sync", "Mine", "sideways")
    assert line == "“sideways” is no direction. Choose one of: push, pull, both."


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_variable_without_a_token_is_named(podium, asked, monkeypatch, value):
    monkeypatch.delenv("MY_TOKEN", raising=False)
    if value is not None:
        monkeypatch.setenv("MY_TOKEN", value)
    line = podium.fails("sync", "Mine", "push", "--url", "http://x", "--token-env", "MY_TOKEN")
    assert line.startswith("The environment variable MY_TOKEN is not set.")
    assert not asked


def test_a_failure_is_one_line(podium, monkeypatch):
    ends_with(monkeypatch, Unreachable("Nothing answers at http://x."))
    assert podium.fails("sync", "Mine", "pull") == "Nothing answers at http://x."


def test_a_project_that_is_not_linked_needs_an_address_and_a_token(podium, project):
    line = podium.fails("sync", project, "pull")
    assert line.startswith("“Mine” is not linked to a Label Studio. Give --url and --token-env,")


def test_an_interrupted_sync_says_that_it_is_safe_to_run_again(podium, monkeypatch):
    ends_with(monkeypatch, KeyboardInterrupt())
    assert podium("sync", "Mine", "pull") == (
        130,
        [],
        ["Interrupted. What was moved until then is stored; it is safe to run this again."],
    )


def test_on_a_terminal_the_progress_is_one_line_that_is_wiped(podium, asked, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with command._progress_line() as show:
        show(Progress("Reading"))
        show(Progress("Reading", 1000, 2000))
        show(Progress("Sending", 3))
    shown = podium.capfd.readouterr().err
    lines = re.split("\r\x1b\\[K", shown)
    assert lines == ["", "Reading", "Reading 1,000 of 2,000", "Sending 3", ""]


def test_a_project_is_made_from_one_there(podium, project, monkeypatch):
    calls = []

    def project_from(database, *given, **options):
        calls.append((given, options))
        return find_project(database, "Mine")

    monkeypatch.setattr(command, "project_from", project_from)
    monkeypatch.setenv("MY_TOKEN", "hush")
    options = ("--url", "http://x", "--token-env", "MY_TOKEN", "--ls-project", 7, "--name", "New")
    assert podium("project", "from-label-studio", *options) == (
        0,
        ["Made project 1: Mine", "Bring its content in: podium sync 1 pull"],
        [],
    )
    assert calls == [(("http://x", "hush", 7), {"name": "New", "token_env": "MY_TOKEN"})]
