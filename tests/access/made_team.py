"""Two projects full of words that can be told apart, and people with each role in one of them.

Whatever belongs to the project `ours` holds the word `OURS`, whatever belongs to `theirs` holds
`THEIRS`: names, prompts, responses, models, answers, comments, guidelines, what is linked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from lib.domain.access import Actor, Role
from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.formats.templates import TEMPLATES
from lib.services.bulk_actions import withdraw_annotations
from lib.services.comments import add_comment
from lib.services.gold import make_gold
from lib.services.labeling import open_numbered_task
from lib.services.passwords import hash_password
from lib.services.submission import skip_task, submit_annotation
from lib.store import accounts, annotators, links, memberships
from lib.store.database import Database
from lib.store.kept_aside import put_kept_aside
from lib.store.writer import Connection
from tests.factories import add_project, add_rows, ranked
from tests.store.linked_rows import make_kept_aside, make_link

OURS, THEIRS = "quokka", "narwhal"
MODEL, ANSWER = "modelname", "rewritten"
"""Parts of each model's name and of each written answer, beside the project's word."""

PASSWORD = "a horse with 4 correct staples"
"""Everybody's."""

ROLES = ("nobody", "newcomer", "outsider", "annotator", "reviewer", "admin")
"""`nobody` is not signed in, a `newcomer` is in no project, an `outsider` reviews the other one."""
HELD: Mapping[str, Role | None] = {
    "nobody": None,
    "newcomer": None,
    "outsider": None,
    "annotator": "annotator",
    "reviewer": "reviewer",
    "admin": "admin",
}
"""The role that each of them has in `ours`."""


@dataclass(frozen=True)
class Team:
    """What `make_team` has stored, as the operator sees it."""

    ours: Project
    theirs: Project
    people: Mapping[str, Annotator]
    """By role, and `writer` and `stranger`, who have annotated `ours` and `theirs`."""
    tasks: Mapping[str, tuple[UUID, ...]]
    """By the project's word, in the order of their numbers."""
    annotations: Mapping[str, UUID]
    """By the project's word, as `comments` and `actions` are: one submission, one flag, and one
    bulk action, which has withdrawn a submission."""
    comments: Mapping[str, UUID]
    actions: Mapping[str, UUID]

    def actor(self, role: str) -> Actor:
        """Who acts, with nothing but their role."""
        return Actor(None if role == "nobody" else self.people[role].annotator_id)


def item_ids(word: str) -> list[str]:
    """The responses of each task as `writer` and `stranger` rank them; each id names a model."""
    return [f"{MODEL}-{letter}-{word}" for letter in "bac"]


def make_team(database: Database) -> Team:
    """Fill an empty database."""
    people = {
        role: _person(database, f"{name} {role}")
        for role, name in {
            "newcomer": "Nell",
            "outsider": "Otto",
            "annotator": "Anna",
            "reviewer": "Rita",
            "admin": "Adam",
            "writer": f"Wanda {OURS}",
            "stranger": f"Sven {THEIRS}",
        }.items()
    }
    ours = _project(database, OURS)
    theirs = _project(database, THEIRS)
    for project, name, role in (
        (ours, "annotator", "annotator"),
        (ours, "writer", "annotator"),
        (ours, "reviewer", "reviewer"),
        (theirs, "stranger", "annotator"),
        (theirs, "outsider", "reviewer"),
    ):
        held = (project.project_id, people[name].annotator_id, role)
        database.write(lambda c, held=held: memberships.put_membership(c, *held))
    admin = people["admin"].annotator_id
    database.write(lambda c: memberships.set_admin(c, admin, True))
    hashed = hash_password(PASSWORD)
    for person in people.values():
        database.write(
            lambda c, person=person: accounts.put_password(c, person.annotator_id, hashed)
        )
    works = {
        OURS: _work(database, ours, OURS, people["writer"], people["reviewer"]),
        THEIRS: _work(database, theirs, THEIRS, people["stranger"], people["outsider"]),
    }
    return Team(
        ours=ours,
        theirs=theirs,
        people=people,
        tasks={OURS: _tasks(database, ours), THEIRS: _tasks(database, theirs)},
        annotations={word: work.annotation for word, work in works.items()},
        comments={word: work.comment for word, work in works.items()},
        actions={word: work.action for word, work in works.items()},
    )


class _Work(NamedTuple):
    annotation: UUID
    comment: UUID
    action: UUID


def _person(database: Database, name: str) -> Annotator:
    email = f"{name.replace(' ', '.')}@example.org".lower()
    return database.write(lambda c: annotators.find_or_add_annotator(c, name, email))


def _project(database: Database, word: str) -> Project:
    project = add_project(
        database,
        f"Project {word}",
        TEMPLATES["rank-and-rewrite"].xml,
        guidelines=f"Guidelines of {word}",
        guideline_version=1,
    )
    add_rows(
        database,
        project,
        [
            {
                "id": f"{word}-{number}",
                "prompt": f"Prompt {number} of {word}",
                "topic": f"topic {word}",
                "items": [
                    {"id": item, "model": item, "title": item, "body": f"A response of {word}"}
                    for item in sorted(item_ids(word))
                ],
            }
            for number in range(1, 7)
        ],
    )
    return project


def _tasks(database: Database, project: Project) -> tuple[UUID, ...]:
    def query(connection: Connection) -> tuple[UUID, ...]:
        connection.execute(
            "SELECT task_id FROM task WHERE project_id = $project_id ORDER BY number",
            {"project_id": project.project_id},
        )
        return tuple(row[0] for row in connection.fetchall())

    return database.read(query)


def _work(
    database: Database, project: Project, word: str, person: Annotator, reviewer: Annotator
) -> _Work:
    """Submissions and a skip, and something in each table that people write to or are kept in."""
    done: list[UUID] = []
    for number in (1, 2, 3, 5):
        opened = open_numbered_task(database, project, person, number)
        assert opened is not None
        if number == 3:
            skip_task(database, opened, opened.draft, f"Skipped in {word}")
            continue
        draft = ranked(opened, {"rank": item_ids(word)})
        draft = draft.with_answers("better_response", [f"{ANSWER} {number} in {word}"])
        done.append(submit_annotation(database, opened, draft).annotation_id)
    withdrawn = withdraw_annotations(database, project, reviewer.annotator_id, done[-1:])
    assert withdrawn.action_id is not None
    task_ids = _tasks(database, project)
    make_gold(database, project, reviewer.annotator_id, done[1])
    comment = add_comment(
        database, project, person, task_ids[0], f"Comment in {word}", is_flag=True
    )
    database.write(lambda c: _rows(c, project, word, person, task_ids))
    link = make_link(project.project_id, url=f"http://{word}.example:8080", ls_title=f"LS {word}")
    aside = make_kept_aside(reason=f"Kept aside in {word}.", content={"id": 70, "text": word})
    database.write(lambda c: links.put_link(c, link))
    database.write(lambda c: put_kept_aside(c, project.project_id, [aside]))
    return _Work(done[0], comment.comment_id, withdrawn.action_id)


def _rows(
    connection: Connection,
    project: Project,
    word: str,
    person: Annotator,
    task_ids: Sequence[UUID],
) -> None:
    connection.execute(
        "INSERT INTO guideline (project_id, version, text, written_by, written_at)"
        " VALUES ($1, 1, $2, $3, now()::TIMESTAMP)",
        [project.project_id, f"Guidelines of {word}", person.annotator_id],
    )
    connection.execute(
        "INSERT INTO claim (task_id, annotator_id, project_id, claimed_at)"
        " VALUES ($1, $2, $3, now()::TIMESTAMP)",
        [task_ids[3], person.annotator_id, project.project_id],
    )
