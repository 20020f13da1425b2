"""Leaderboard, buckets and agreement from a terminal, as text or as JSON."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, NamedTuple, TypeAlias

import typer

from lib.cli.session import one_of, open_database
from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.domain.selection_query import ORIGINS, TRUTHS
from lib.services.agreement import study_agreement
from lib.services.application import Database
from lib.services.buckets import study_buckets
from lib.services.leaderboard import study_leaderboard
from lib.services.projects import find_project
from lib.services.rating_method import BY_RANKING, CLUSTERINGS, TIES
from lib.services.report_json import agreement_report, bucket_report, leaderboard_report
from lib.services.report_text import agreement_text, bucket_text, leaderboard_text
from lib.services.selection_facts import selection_facts
from lib.services.selections import selectable, selection_of

Texts: TypeAlias = list[str] | None

Name = Annotated[str, typer.Argument(metavar="PROJECT", help="The project's name or number.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON; what is undefined is null.")]
Where = Annotated[
    Texts,
    typer.Option(
        metavar="FIELD=VALUE",
        help="Only tasks with this in a field of their data. Repeat it for several: the same field "
        "takes either value, different fields must all fit.",
    ),
]
Annotator = Annotated[Texts, typer.Option(help="Only this person's work, by name or number.")]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="From this day on, in UTC.")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Up to this day, in UTC.")]
Origins = Annotated[Texts, typer.Option("--origin", help=f"One of {', '.join(ORIGINS)}.")]
Truth = Annotated[str | None, typer.Option(help=f"Final answers: {', '.join(TRUTHS)}.")]
Length = Annotated[
    str | None, typer.Option(metavar="MIN-MAX", help="Characters of the prompt, such as 10-200.")
]
Cluster = Annotated[str, typer.Option(help=f"What intervals rest on: {', '.join(CLUSTERINGS)}.")]
Ties = Annotated[str, typer.Option(help=f"What a tie is: {', '.join(TIES)}.")]


class _Opened(NamedTuple):
    database: Database
    project: Project
    selection: Selection

    @property
    def heading(self) -> str:
        """What the figures rest on, in a line."""
        return f"{self.project.name}. {selection_facts(*self).words}."


def leaderboard(
    project: Name,
    as_json: AsJson = False,
    cluster: Cluster = "two-way",
    ties: Ties = "half",
    where: Where = None,
    annotator: Annotator = None,
    since: Since = None,
    until: Until = None,
    origin: Origins = None,
    truth: Truth = None,
    length: Length = None,
) -> None:
    """Rate the models: ratings, rank ranges, win rates, and which of two is better."""
    clustering = one_of("clustering", cluster, CLUSTERINGS)
    kind = one_of("way to count ties", ties, TIES)
    with _opened(project, where, annotator, since, until, origin, truth, length) as opened:
        grouped = clustering in BY_RANKING
        study = study_leaderboard(*opened, clustering=clustering, ties=kind, grouped=grouped)
        if as_json:
            _echo_json(leaderboard_report(study))
        else:
            typer.echo(f"{opened.heading}\n\n{leaderboard_text(study)}")


def buckets(
    project: Name,
    as_json: AsJson = False,
    cluster: Cluster = "prompt",
    where: Where = None,
    annotator: Annotator = None,
    since: Since = None,
    until: Until = None,
    origin: Origins = None,
    truth: Truth = None,
    length: Length = None,
) -> None:
    """Count in which buckets each model's responses end up."""
    clustering = one_of("clustering", cluster, CLUSTERINGS)
    with _opened(project, where, annotator, since, until, origin, truth, length) as opened:
        studies = study_buckets(*opened, clustering=clustering)
        if as_json:
            _echo_json(bucket_report(studies))
        else:
            typer.echo(f"{opened.heading}\n\n{bucket_text(studies)}")


def agreement(
    project: Name,
    as_json: AsJson = False,
    where: Where = None,
    annotator: Annotator = None,
    since: Since = None,
    until: Until = None,
    origin: Origins = None,
    truth: Truth = None,
    length: Length = None,
) -> None:
    """Measure how far people agree, on the order and on the buckets, and each with the others."""
    with _opened(project, where, annotator, since, until, origin, truth, length) as opened:
        study = study_agreement(*opened)
        if as_json:
            _echo_json(agreement_report(study))
        else:
            typer.echo(f"{opened.heading}\n\n{agreement_text(study)}")


@contextmanager
def _opened(
    name: str,
    where: Texts,
    annotators: Texts,
    since: str | None,
    until: str | None,
    origins: Texts,
    truth: str | None,
    length: str | None,
) -> Iterator[_Opened]:
    with open_database() as database:
        project = find_project(database, name)
        selection = selection_of(
            selectable(database, project),
            where=where or (),
            annotators=annotators or (),
            since=since,
            until=until,
            origins=origins or (),
            truth=truth,
            length=length,
        )
        yield _Opened(database, project, selection)


def _echo_json(report: dict[str, Any]) -> None:
    typer.echo(json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False))
