"""The application of the `podium` command: projects, imports, exports, syncs, the demo."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from lib.cli.people import archive, compact, person_app, restore
from lib.cli.results import agreement, buckets, leaderboard
from lib.cli.session import one_of, open_database
from lib.cli.sync import from_label_studio, sync
from lib.errors import InvalidInput, PodiumError
from lib.services.demo import create_demo
from lib.services.exports import FORMATS, export_project
from lib.services.imports import check_size, preview_import, read_files, store_import
from lib.services.projects import (
    TEMPLATES,
    create_project,
    find_project,
    labeling_config_of,
    list_project_summaries,
)
from lib.settings import InvalidSettings

app = typer.Typer(
    help="Compare language models with people. PODIUM_DATABASE names the database.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
project_app = typer.Typer(help="Make and list projects.", no_args_is_help=True)
app.add_typer(project_app, name="project")
app.add_typer(person_app, name="person")
for command in (leaderboard, buckets, agreement, sync, compact):
    app.command()(command)
project_app.command("from-label-studio")(from_label_studio)
project_app.command("archive")(archive)
project_app.command("restore")(restore)


def _of_fit_size(paths: list[Path]) -> list[Path]:
    """The files of an import, none of them too large to be read."""
    for path in paths:
        if path.is_file():
            check_size(path.name, path.stat().st_size)
    return paths


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be read: {error.strerror}. Name a readable file."
        ) from error


@project_app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="The project's name.")],
    template: Annotated[str, typer.Option(help=f"One of {', '.join(TEMPLATES)}.")] = "",
    config: Annotated[Path | None, typer.Option(help="A labeling config's XML file.")] = None,
) -> None:
    """Make a project from a template or from a labeling config of your own."""
    if bool(template) == (config is not None):
        raise InvalidInput("Give either --template NAME or --config FILE.")
    if config is not None:
        xml = _decoded(config)
    else:
        one_of("template", template, TEMPLATES)
        xml = TEMPLATES[template].xml
    with open_database() as database:
        project = create_project(database, name, xml)
    typer.echo(f"Made project {project.number}: {project.name}")
    if hidden := labeling_config_of(xml).not_shown:
        typer.echo(f"Kept in the labeling config, but not shown: {', '.join(hidden)}", err=True)


@project_app.command("list")
def list_all(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the projects with their counts."""
    with open_database() as database:
        summaries = list_project_summaries(database)
    if as_json:
        rows = [
            {
                "number": each.project.number,
                "name": each.project.name,
                "tasks": each.n_tasks,
                "annotations": each.n_annotations,
                "skipped": each.n_skipped,
                "annotators": each.n_annotators,
            }
            for each in summaries
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not summaries:
        typer.echo("No projects yet. Make one: podium project create NAME --template llm-ranker")
    for each in summaries:
        typer.echo(
            f"{each.project.number}\t{each.project.name}\t{each.n_tasks} tasks, "
            f"{each.n_annotations} annotations, {each.n_skipped} skipped"
        )


@app.command("import")
def import_files(
    project: Annotated[str, typer.Argument(help="The project's name or number.")],
    files: Annotated[list[Path], typer.Argument(help="JSON, JSONL, CSV or TSV files.")],
    skip_bad_rows: Annotated[bool, typer.Option(help="Import the rest of the rows.")] = False,
) -> None:
    """Bring in tasks, predictions and annotations; all or nothing."""
    with open_database() as database:
        found = find_project(database, project)
        read = read_files(found, [(path.name, _content(path)) for path in _of_fit_size(files)])
        preview = preview_import(database, found, read)
        for name, row in preview.bad_rows:
            typer.echo(f"{name}, line {row.line}: {row.reason}", err=True)
        for note in preview.notes:
            typer.echo(note, err=True)
        outcome = store_import(database, found, read, skip_bad_rows=skip_bad_rows)
    typer.echo(
        f"Imported {outcome.tasks} tasks, {outcome.predictions} predictions, "
        f"{outcome.annotations} annotations; {preview.known} known already, "
        f"{outcome.skipped_rows} bad rows left out."
    )


@app.command("export")
def export(
    project: Annotated[str, typer.Argument(help="The project's name or number.")],
    export_format: Annotated[str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
) -> None:
    """Take a project's work out."""
    chosen = one_of("format", export_format, FORMATS)
    with open_database() as database:
        chunks = export_project(database, find_project(database, project), chosen)
        _write(out, chunks)
    typer.echo(f"Wrote {out}")


@app.command("demo")
def demo() -> None:
    """Make the demo project with simulated annotators."""
    with open_database() as database:
        project = create_demo(database)
    typer.echo(f"Made project {project.number}: {project.name}")


def _decoded(path: Path) -> str:
    try:
        return _content(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8."
        ) from error


def _write(out: Path, chunks: Iterator[str]) -> None:
    """Write beside the target and rename, so that a failed export leaves no half a file."""
    partial = out.parent / f"{out.name}.part"
    try:
        with ExitStack() as on_failure:
            with partial.open("w", encoding="utf-8", newline="") as file:
                on_failure.callback(partial.unlink)
                file.writelines(chunks)
            partial.replace(out)
            on_failure.pop_all()
    except OSError as error:
        raise InvalidInput(
            f"{out} cannot be written: {error.strerror}. Name a file in a folder you may write."
        ) from error


def main() -> None:
    """Run the command: exit code 0, or one line on stderr and 1 (2 for wrong usage)."""
    try:
        app()
    except (PodiumError, InvalidSettings) as error:
        print(error, file=sys.stderr)
        sys.exit(1)
