"""The people of an installation and their roles: what an admin does on the Team page."""

from uuid import UUID

from lib.domain.access import PROJECT_ROLES, Role
from lib.domain.annotation import Annotator
from lib.domain.team import Person as Person
from lib.errors import InvalidInput, NotAllowed, NotFound
from lib.services.access import forget_roles, requires
from lib.services.accounts import checked_email, forget_identities
from lib.services.people import LONGEST_SESSION, checked_name, end_sessions_of, get_person
from lib.store import annotators, memberships, projects, team
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.erasure import renew_results
from lib.store.writer import Connection


@requires("admin")
def list_people(database: Database) -> list[Person]:
    """Everybody by number, also who is archived; erased people are nobody any more."""
    return database.read(lambda c: team.list_people(c, utc_now() - LONGEST_SESSION))


@requires("admin")
def add_person(
    database: Database, name: str, email: str = "", *, email_needed: bool = False
) -> Annotator:
    """Add somebody, who has no role yet. Raises InvalidInput where name or e-mail do not serve.

    An e-mail address belongs to one person, in any case of letters; without one, a name does.
    """
    called, address = checked_name(name), _email(email, email_needed)

    def change(connection: Connection) -> Annotator:
        _check_free(connection, called, address)
        return annotators.find_or_add_annotator(connection, called, address)

    return database.write(change)


@requires("admin")
def change_person(
    database: Database,
    annotator_id: UUID,
    name: str,
    email: str = "",
    *,
    email_needed: bool = False,
) -> Annotator:
    """Give somebody another name or e-mail address; raises InvalidInput as `add_person` does."""
    called, address = checked_name(name), _email(email, email_needed)

    def change(connection: Connection) -> Annotator:
        _standing(connection, annotator_id)
        _check_free(connection, called, address, annotator_id)
        team.update_person(connection, annotator_id, called, address)
        # Results that are held in memory show names.
        renew_results(connection, annotator_id)
        return annotators.get_annotator(connection, annotator_id)

    before = get_person(database, annotator_id).email
    changed = database.write(change)
    if (changed.email or "").casefold() != (before or "").casefold():
        forget_identities(database, annotator_id)
    forget_roles(database)
    return changed


@requires("admin")
def set_admin(database: Database, annotator_id: UUID, value: bool) -> None:
    """Make somebody an admin, or take that away. Raises NotAllowed for the last admin."""

    def change(connection: Connection) -> None:
        person = _standing(connection, annotator_id)
        if not value:
            _check_not_last_admin(connection, person)
        memberships.set_admin(connection, annotator_id, value)

    database.write(change)
    forget_roles(database)


@requires("admin")
def set_role(database: Database, project_id: UUID, annotator_id: UUID, role: Role | None) -> None:
    """Give somebody a role in a project; None takes them out of it, and frees their tasks."""
    if role is not None and role not in PROJECT_ROLES:
        raise InvalidInput(
            f"“{role}” is no role in a project. Choose one of {', '.join(PROJECT_ROLES)}, or none."
        )

    def change(connection: Connection) -> None:
        projects.get_project(connection, project_id)
        _standing(connection, annotator_id)
        if role is None:
            memberships.remove_membership(connection, project_id, annotator_id)
            team.release_tasks(connection, annotator_id, project_id)
        else:
            memberships.put_membership(connection, project_id, annotator_id, role)

    database.write(change)
    forget_roles(database)


@requires("admin")
def archive_person(database: Database, annotator_id: UUID) -> None:
    """Sign somebody out for good and free the tasks that they hold; what they wrote stays.

    Raises NotAllowed for the last admin, and for oneself.
    """
    if annotator_id == database.actor.annotator_id:
        raise NotAllowed("You cannot archive yourself. Another admin can.")

    def change(connection: Connection) -> None:
        person = _standing(connection, annotator_id)
        _check_not_last_admin(connection, person)
        team.set_archived(connection, annotator_id, utc_now())
        team.release_tasks(connection, annotator_id)
        team.revoke_links(connection, annotator_id)

    database.write(change)
    end_sessions_of(database, annotator_id)
    forget_roles(database)


@requires("admin")
def restore_person(database: Database, annotator_id: UUID) -> None:
    """Let somebody who was archived in again, with the roles that they had."""

    def change(connection: Connection) -> None:
        if team.get_standing(connection, annotator_id).is_erased:
            raise NotFound("This person was erased; nothing of them is left to bring back.")
        team.set_archived(connection, annotator_id, None)

    database.write(change)
    forget_roles(database)


def _standing(connection: Connection, annotator_id: UUID) -> team.Standing:
    """The person, who must not be archived."""
    person = team.get_standing(connection, annotator_id)
    if person.is_archived:
        raise NotFound(f"“{person.annotator.name}” is archived. Restore them first.")
    return person


def _check_not_last_admin(connection: Connection, person: team.Standing) -> None:
    if person.is_admin and memberships.count_admins(connection) <= 1:
        raise NotAllowed(
            f"“{person.annotator.name}” is the only admin. Make somebody else an admin first: "
            "without one, nobody could add people or make projects."
        )


def _check_free(
    connection: Connection, name: str, email: str | None, annotator_id: UUID | None = None
) -> None:
    """Raise InvalidInput where another person has the e-mail, or without one the name."""
    if email:
        other = annotators.find_by_email(connection, email)
        if other and other.annotator_id != annotator_id:
            raise InvalidInput(
                f"Somebody has the e-mail address “{email}” already. Each belongs to one person; "
                "archived people keep theirs."
            )
        return
    namesake = annotators.find_annotator_in_any_case(connection, name)
    if namesake and namesake.annotator_id != annotator_id:
        raise InvalidInput(
            f"There is a “{namesake.name}” already. Give another name, or an e-mail address that "
            "tells the two apart."
        )


def _email(text: str, needed: bool) -> str | None:
    if text.strip():
        return checked_email(text)
    if needed:
        raise InvalidInput("The e-mail address is empty. People sign in with it, so give one.")
    return None
