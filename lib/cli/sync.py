"""Syncing with a Label Studio from a terminal, also while the app runs."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, get_args

import typer

from lib.cli.app_client import ask_app
from lib.cli.session import one_of, open_database
from lib.cli.sync_words import outcome_text
from lib.domain.label_studio import Direction, Progress, SyncOutcome
from lib.errors import DatabaseInUse, InvalidInput
from lib.services.label_studio.lines import outcome_report
from lib.services.label_studio.links import project_from
from lib.services.label_studio.request import OnProgress, SyncRequest, carry_out
from lib.services.running_app import find_running_app
from lib.settings import read_settings

DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
INTERRUPTED = "Interrupted. What was moved until then is stored; it is safe to run this again."
EXIT_INTERRUPTED = 130  # as shells count an end by Ctrl+C: 128 + SIGINT

Name = Annotated[str, typer.Argument(metavar="PROJECT", help="The project's name or number.")]
Way = Annotated[str, typer.Argument(metavar="DIRECTION", help=f"One of {', '.join(DIRECTIONS)}.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")]
TokenEnv = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The environment variable that holds the token."),
]
LsProject = Annotated[
    str | None,
    typer.Option(
        metavar="ID|new", help="The project there to link to; a new one without this option."
    ),
]


def sync(
    project: Name,
    direction: Way,
    dry_run: DryRun = False,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="The Label Studio to link to.")
    ] = None,
    token_env: TokenEnv = None,
    ls_project: LsProject = None,
    opaque: Annotated[
        bool, typer.Option("--opaque", help="Link so that models are hidden there.")
    ] = False,
    make_users: Annotated[
        bool, typer.Option("--make-users", help="Link so that people here become users there.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Push work to a Label Studio, pull work from it, or both; links the project where needed."""
    asked = SyncRequest(
        project=project,
        direction=one_of("direction", direction, DIRECTIONS),
        dry_run=dry_run,
        url=url,
        token=None if token_env is None else _token_in(token_env),
        token_env=token_env,
        ls_project_id=_remote_number(ls_project),
        is_new=ls_project == "new",
        opaque=opaque,
        makes_users=make_users,
    )
    try:
        with _progress_line() as on_progress:
            outcome = _carried_out(asked, on_progress)
    except KeyboardInterrupt:
        typer.echo(INTERRUPTED, err=True)
        raise typer.Exit(EXIT_INTERRUPTED) from None
    if as_json:
        report = outcome_report(outcome, dry_run=dry_run)
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        typer.echo(outcome_text(outcome, dry_run=dry_run))


def from_label_studio(
    url: Annotated[str, typer.Option(metavar="URL", help="The address of the Label Studio.")],
    token_env: Annotated[
        str, typer.Option(metavar="NAME", help="The environment variable that holds the token.")
    ],
    ls_project: Annotated[int, typer.Option(metavar="ID", help="The project there.")],
    name: Annotated[
        str | None, typer.Option(help="The project's name; the title there without this option.")
    ] = None,
) -> None:
    """Make a project from one in a Label Studio, with its labeling config, and link it."""
    token = _token_in(token_env)
    with open_database() as database:
        project = project_from(
            database, url, token, _positive(ls_project), name=name, token_env=token_env
        )
    typer.echo(f"Made project {project.number}: {project.name}")
    typer.echo(f"Bring its content in: podium sync {project.number} pull")


def _carried_out(asked: SyncRequest, on_progress: OnProgress) -> SyncOutcome:
    try:
        with open_database() as database:
            return carry_out(database, asked, on_progress)
    except DatabaseInUse:
        app = find_running_app(read_settings(os.environ).database)
        if app is None:
            raise
    return ask_app(app, asked, on_progress)


def _token_in(variable: str) -> str:
    token = os.environ.get(variable, "").strip()
    if not token:
        raise InvalidInput(
            f"The environment variable {variable} is not set. Put the token into it; Label Studio "
            "shows it under Account & Settings."
        )
    return token


def _remote_number(text: str | None) -> int | None:
    if text is None or text == "new":
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise InvalidInput(
            f"“{text}” is no project of a Label Studio. Give --ls-project its number, as in its "
            "address, or new."
        )
    return _positive(int(text))


def _positive(number: int) -> int:
    if number < 1:
        raise InvalidInput(
            f"“{number}” is no project of a Label Studio. Give --ls-project 1 or more."
        )
    return number


@contextmanager
def _progress_line() -> Iterator[OnProgress]:
    """Tells the progress in one line of stderr, where that is a terminal; wiped at the end."""
    if not sys.stderr.isatty():
        yield bool
        return

    def show(progress: Progress) -> None:
        of = "" if progress.total is None else f" of {progress.total:,}"
        far = f" {progress.done:,}{of}" if progress.done or of else ""
        print(f"\r\x1b[K{progress.doing}{far}", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
