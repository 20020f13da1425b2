"""Rows of `annotator` and of `session`."""

from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.errors import NotFound
from lib.store.columns import as_stored, dict_rows, new_id, utc_now
from lib.store.writer import Connection


def find_or_add_annotator(
    connection: Connection, name: str, email: str | None = None, number: int | None = None
) -> Annotator:
    """The person known by the email, or by the name where no email is given; made where missing.

    A new person gets `number` where nobody has it, else the next one above all others. The numbers
    that imported annotations bring (`ls_completed_by`) count as taken.
    """
    if email:
        connection.execute(
            "SELECT * FROM annotator WHERE lower(email) = lower($email) ORDER BY number LIMIT 1",
            {"email": email},
        )
    else:
        connection.execute(
            "SELECT * FROM annotator WHERE name = $name ORDER BY number LIMIT 1", {"name": name}
        )
    rows = dict_rows(connection)
    return annotator_of(rows[0]) if rows else _add_annotator(connection, name, email, number)


def find_annotator_in_any_case(connection: Connection, name: str) -> Annotator | None:
    """The person of that name, else one whose name differs in the case of letters only."""
    connection.execute(
        """
        SELECT * FROM annotator WHERE lower(name) = lower($name)
        ORDER BY CASE WHEN name = $name THEN 0 ELSE 1 END, number LIMIT 1
        """,
        {"name": name},
    )
    rows = dict_rows(connection)
    return annotator_of(rows[0]) if rows else None


def _add_annotator(
    connection: Connection, name: str, email: str | None, number: int | None
) -> Annotator:
    if number is None or _is_taken(connection, number):
        number = _highest_number(connection) + 1
    annotator = Annotator(new_id(), number, name, email)
    connection.execute(
        """
        INSERT INTO annotator (annotator_id, number, name, email, created_at)
        VALUES ($annotator_id, $number, $name, $email, $created_at)
        """,
        {
            "annotator_id": annotator.annotator_id,
            "number": annotator.number,
            "name": name,
            "email": email,
            "created_at": as_stored(utc_now()),
        },
    )
    return annotator


def list_written_numbers(connection: Connection, project_id: UUID) -> dict[UUID, int]:
    """The numbers that a project's exports write instead of some people's own.

    An imported annotation keeps the `completed_by` that it came with. Where that is the number of
    somebody else here, the latter is written under a number that nobody has: 1 as 1001 where the
    highest number of all has three digits, as 10001 where it has four.
    """
    connection.execute(
        """
        SELECT DISTINCT annotator.annotator_id, annotator.number
        FROM annotation JOIN annotator ON annotator.number = annotation.ls_completed_by
        WHERE annotation.project_id = $project_id
          AND annotator.annotator_id <> annotation.annotator_id
        """,
        {"project_id": project_id},
    )
    taken = connection.fetchall()
    above_all = 10 ** len(str(_highest_number(connection))) if taken else 0
    return {annotator_id: above_all + number for annotator_id, number in taken}


def _is_taken(connection: Connection, number: int) -> bool:
    connection.execute(
        """
        SELECT 1 FROM annotator WHERE number = $number
        UNION ALL SELECT 1 FROM annotation WHERE ls_completed_by = $number
        """,
        {"number": number},
    )
    return connection.fetchone() is not None


def _highest_number(connection: Connection) -> int:
    """The highest number of a person, here or in what was imported; 0 where there is none."""
    connection.execute(
        """
        SELECT max(number) FROM (
            SELECT number FROM annotator UNION ALL SELECT ls_completed_by FROM annotation
        ) AS numbers
        """
    )
    highest: int | None = connection.fetchall()[0][0]
    return highest or 0


def get_annotator(connection: Connection, annotator_id: UUID) -> Annotator:
    connection.execute(
        "SELECT * FROM annotator WHERE annotator_id = $annotator_id", {"annotator_id": annotator_id}
    )
    rows = dict_rows(connection)
    if not rows:
        raise NotFound("There is no such person; sign in again.")
    return annotator_of(rows[0])


def list_names(connection: Connection) -> dict[int, str]:
    """Everybody's name by number."""
    connection.execute("SELECT number, name FROM annotator ORDER BY number")
    return dict(connection.fetchall())


def is_archived(connection: Connection, annotator_id: UUID) -> bool:
    """Whether somebody was archived, so that nobody can sign in as them."""
    connection.execute(
        """
        SELECT 1 FROM annotator
        WHERE annotator_id = $annotator_id AND archived_at IS NOT NULL
        """,
        {"annotator_id": annotator_id},
    )
    return connection.fetchone() is not None


def find_by_email(connection: Connection, email: str) -> Annotator | None:
    """The person with that e-mail address, in any case of letters, archived or not."""
    connection.execute(
        "SELECT * FROM annotator WHERE lower(email) = lower($email) ORDER BY number LIMIT 1",
        {"email": email},
    )
    rows = dict_rows(connection)
    return annotator_of(rows[0]) if rows else None


def list_namesakes_without_email(connection: Connection, name: str) -> list[Annotator]:
    """Everybody of that name, in any case of letters, who has no e-mail and is not archived."""
    connection.execute(
        """
        SELECT * FROM annotator
        WHERE lower(name) = lower($name) AND email IS NULL AND archived_at IS NULL
        ORDER BY number
        """,
        {"name": name},
    )
    return [annotator_of(row) for row in dict_rows(connection)]


def set_name_and_email(
    connection: Connection, annotator_id: UUID, name: str, email: str
) -> Annotator:
    connection.execute(
        "UPDATE annotator SET name = $name, email = $email WHERE annotator_id = $annotator_id",
        {"annotator_id": annotator_id, "name": name, "email": email},
    )
    return get_annotator(connection, annotator_id)


def is_known_by_import_only(connection: Connection, annotator_id: UUID) -> bool:
    """Whether somebody came with imported annotations, and nobody has given them a role since."""
    connection.execute(
        """
        SELECT 1 FROM annotator
        WHERE annotator_id = $annotator_id AND NOT coalesce(is_admin, false)
          AND EXISTS (SELECT 1 FROM annotation WHERE annotation.annotator_id = $annotator_id
                      AND origin IN ('import', 'sync'))
          AND NOT EXISTS (SELECT 1 FROM membership WHERE membership.annotator_id = $annotator_id)
        """,
        {"annotator_id": annotator_id},
    )
    return connection.fetchone() is not None


def annotator_of(row: dict[str, Any]) -> Annotator:
    return Annotator(row["annotator_id"], row["number"], row["name"], row["email"])
