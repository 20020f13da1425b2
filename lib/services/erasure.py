"""Delete all that one person wrote: an admin's own act, confirmed by typing the person's name."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.errors import InvalidInput
from lib.services.access import forget_roles, requires
from lib.services.label_studio.turns import turn_at
from lib.services.people import end_sessions_of
from lib.services.purge import try_checkpoint
from lib.store import erasure, links, team
from lib.store.archived_projects import get_any_project
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.writer import Connection


class HeldThere(NamedTuple):
    """Annotations that a Label Studio holds, too; `where` is None where the link was taken away."""

    project: str
    where: str | None
    n: int


@dataclass(frozen=True)
class Erasing:
    """What an erasure would delete, as rows by table, and what others hold all the same.

    Besides the tables, `final_answer` counts those among the annotations that are final, and
    `others_revision` what the person changed in others' annotations, which stays without a name.
    `gold_task` counts the gold tasks that expect what the person answered: their tasks stay.
    """

    counts: dict[str, int]
    held_there: tuple[HeldThere, ...] = ()


@requires("admin")
def count_person(database: Database, annotator_id: UUID) -> Erasing:
    """What an erasure of the person would delete."""

    def query(connection: Connection) -> Erasing:
        held = []
        for project_id, n in erasure.count_linked(connection, annotator_id).items():
            link = links.get_link(connection, project_id)
            where = f"“{link.ls_title}” at {link.url}" if link else None
            held.append(HeldThere(get_any_project(connection, project_id).name, where, n))
        return Erasing(erasure.count_rows(connection, annotator_id), tuple(held))

    return database.read(query)


@requires("admin")
def erase_person(database: Database, annotator_id: UUID, confirmed_name: str) -> Erasing:
    """Erase an archived person; gives what was deleted.

    Others' work that names them goes on under “Erased person” and their number. Raises InvalidInput
    where `confirmed_name` is not their name, or they are not archived, SyncIsRunning while a sync
    is at a project that holds their work.
    """

    def change(connection: Connection) -> None:
        person = _checked(connection, annotator_id, confirmed_name)
        erasure.erase_person(connection, annotator_id, person.name, person.email, utc_now())

    database.read(lambda c: _checked(c, annotator_id, confirmed_name))
    with ExitStack() as turns:
        for project_id in database.read(lambda c: erasure.list_synced_projects(c, annotator_id)):
            turns.enter_context(turn_at(database, project_id))
        erasing = count_person(database, annotator_id)
        database.write(change)
    end_sessions_of(database, annotator_id)
    forget_roles(database)
    try_checkpoint(database)
    return erasing


def _checked(connection: Connection, annotator_id: UUID, confirmed_name: str) -> Annotator:
    person = team.get_standing(connection, annotator_id)
    name = person.annotator.name
    if person.is_erased:
        raise InvalidInput(f"“{name}” is erased already.")
    if not person.is_archived:
        raise InvalidInput(f"“{name}” is not archived. Archive them before you erase their work.")
    if " ".join(confirmed_name.split()) != name:
        raise InvalidInput(
            f"“{confirmed_name.strip()[:60]}” is not the person's name, so nothing was deleted. "
            f"Type “{name}”."
        )
    return person.annotator
