"""People and roles from a terminal, while Podium is stopped: how an operator lets somebody in."""

import os
from typing import Annotated

import typer

from lib.cli.session import one_of, open_database
from lib.domain.access import PROJECT_ROLES
from lib.domain.team import Person
from lib.errors import NotFound
from lib.services.accounts import PASSWORD_LINK, new_password_link
from lib.services.application import Database
from lib.services.archiving import archive_project, find_archived_project, restore_project
from lib.services.compacting import compact_database
from lib.services.projects import find_project, list_projects
from lib.services.team import add_person, list_people, set_admin, set_role
from lib.settings import read_settings

person_app = typer.Typer(help="List people, add them, give them roles.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The person's e-mail address.")]
Name = Annotated[str, typer.Argument(metavar="PROJECT", help="The project's name or number.")]
NONE = "none"


@person_app.command("list")
def list_all() -> None:
    """List the people with their roles."""
    with open_database() as database:
        everybody = list_people(database)
        names = {project.project_id: project.name for project in list_projects(database)}
    if not everybody:
        typer.echo("Nobody yet. Add somebody: podium person add NAME EMAIL --admin")
    for person in everybody:
        who = person.annotator
        roles = [f"{names[key]}: {role}" for key, role in person.roles.items() if key in names]
        facts = ["admin"] if person.is_admin else []
        facts += roles or ([] if person.is_admin else ["no role"])
        facts += ["archived"] if person.archived_at else []
        typer.echo(f"{who.number}\t{who.name}\t{who.email or '-'}\t{', '.join(facts)}")


@person_app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The person's name.")],
    email: Email,
    admin: Annotated[bool, typer.Option("--admin", help="Make them an admin.")] = False,
) -> None:
    """Add somebody, who has no role yet."""
    with open_database() as database:
        person = add_person(database, name, email, email_needed=True)
        if admin:
            set_admin(database, person.annotator_id, True)
    typer.echo(f"Added person {person.number}: {person.name}{', an admin' if admin else ''}")


@person_app.command("link")
def link(email: Email) -> None:
    """Print a link with which somebody chooses a password; it serves once."""
    settings = read_settings(os.environ)
    with open_database() as database:
        path = new_password_link(database, _found(database, email).annotator.annotator_id)
    typer.echo(f"{settings.url or ''}{path}")
    if not settings.url:
        typer.echo("Put the address of Podium in front of it.", err=True)
    typer.echo(f"It serves once, for {PASSWORD_LINK.days} days.", err=True)


@person_app.command("role")
def role(
    email: Email,
    project: Name,
    role: Annotated[
        str, typer.Argument(metavar="ROLE", help=f"{', '.join(PROJECT_ROLES)}, or {NONE}.")
    ],
) -> None:
    """Give somebody a role in a project, or take it away."""
    chosen = None if role == NONE else one_of("role", role, PROJECT_ROLES)
    with open_database() as database:
        person = _found(database, email).annotator
        found = find_project(database, project)
        set_role(database, found.project_id, person.annotator_id, chosen)
    typer.echo(f"{person.name} in {found.name}: {chosen or 'no role'}")


def archive(project: Name) -> None:
    """Take a project out of all lists; nothing is deleted."""
    with open_database() as database:
        found = find_project(database, project)
        archive_project(database, found.project_id)
    typer.echo(f"Archived project {found.number}: {found.name}")


def restore(project: Name) -> None:
    """Bring an archived project back."""
    with open_database() as database:
        found = find_archived_project(database, project)
        restored = restore_project(database, found.project_id)
    typer.echo(f"Restored project {restored.number}: {restored.name}")


def compact() -> None:
    """Write the database anew, so that nothing deleted is left in its file."""
    before, after = compact_database(read_settings(os.environ).database)
    typer.echo(f"Wrote the database anew: {before / 1e6:,.1f} MB before, {after / 1e6:,.1f} MB now")


def _found(database: Database, email: str) -> Person:
    everybody = list_people(database)
    for person in everybody:
        if (person.annotator.email or "").casefold() == email.strip().casefold() != "":
            return person
    raise NotFound(
        f"Nobody has the e-mail address “{email}”. See who is there: podium person list."
    )
