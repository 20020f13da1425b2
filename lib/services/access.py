"""Who may do what: each use case names the role that it asks for, and asks before it begins.

    @requires("reviewer")
    def export_project(database: Database, project: Project, ...)

The database says in whose name it is used (`Database.actor`), and the use case's own parameters say
which project it is about and, where it acts for a person, which one: that must be who acts.
"""

import inspect
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from lib.domain.access import PROJECT_ROLES, Role, includes
from lib.errors import NotAllowed
from lib.store import memberships, projects
from lib.store.database import Database

P = ParamSpec("P")
T = TypeVar("T")

Needed = Role | Literal["anybody", "operator"]
"""`anybody` who is signed in; the `operator` is nobody who signs in."""

USE_CASES: dict[str, Needed] = {}
"""What each use case asks for, by module and name, such as `exports.export_project`."""

BEFORE_SIGN_IN = frozenset(
    {
        "people.sign_in",
        "people.session_person",
        "people.sign_out",
        "people.get_person",
        "accounts.sign_in_with_password",
        "accounts.needs_first_admin",
        "accounts.find_link",
        "accounts.use_link",
        "single_sign_on.begin_flow",
        "single_sign_on.finish_flow",
        "label_studio.webhook.webhook_project",
    }
)
"""Asked before anybody is known, or checking a secret of its own: no role can be asked for."""

_WORDS: dict[Needed, str] = {
    "admin": "an admin",
    "reviewer": "a reviewer of this project",
    "annotator": "a member of this project",
    "anybody": "somebody who is signed in",
    "operator": "whoever runs Podium, from its command line",
}


@dataclass
class _Roles:
    """The roles that were read from one file; this process is the only one that changes them.

    `open_projects` are those known to be neither archived nor purged.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    known: dict[UUID, tuple[bool, dict[UUID, Role]]] = field(default_factory=dict)
    open_projects: set[UUID] = field(default_factory=set)
    n_changes: int = 0


_roles_in: WeakKeyDictionary[object, _Roles] = WeakKeyDictionary()


def requires(needed: Needed) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let a use case begin only for who has the role; others get NotAllowed.

    Its first parameter is `database`. For annotator and reviewer the role is that in the project of
    `project`, `project_id` or `opened`; where it takes none of them, that in any project. A
    `person`, `actor_id` or `opened` names who does it, and must be who acts; a `task` must be that
    project's.
    """

    def decorate(use_case: Callable[P, T]) -> Callable[P, T]:
        names = list(inspect.signature(use_case).parameters)
        USE_CASES[f"{use_case.__module__.removeprefix('lib.services.')}.{use_case.__name__}"] = (
            needed
        )

        @wraps(use_case)
        def checked(*args: P.args, **kwargs: P.kwargs) -> T:
            database = args[0]
            if not isinstance(database, Database):
                raise TypeError(f"{use_case.__name__} takes the database as its first argument.")
            given: dict[str, Any] = {**dict(zip(names, args, strict=False)), **kwargs}
            project_id = _project_id(given)
            check(database, needed, project_id)
            if project_id is not None and needed in PROJECT_ROLES:
                _check_open(database, project_id)
            if database.actor.is_trusted:
                return use_case(*args, **kwargs)
            if "task" in given and given["task"].project_id != project_id:
                raise NotAllowed("You may not do this: the task is one of another project.")
            _check_person(database, given)
            if needed == "anybody":
                # Such a use case chooses by itself what who acts may see.
                return use_case(*args, **kwargs)
            # What was allowed may use others without being asked again.
            trusted: Any = database.acting_for(replace(database.actor, is_trusted=True))
            return use_case(trusted, *args[1:], **kwargs)  # type: ignore[arg-type]

        return checked

    return decorate


def check(database: Database, needed: Needed, project_id: UUID | None = None) -> None:
    """Raise NotAllowed where who acts has not the role, in that project or else in any."""
    if not is_allowed(database, needed, project_id):
        raise NotAllowed(
            f"You may not do this: it takes {_WORDS[needed]}. Ask an admin of this Podium for it."
        )


def is_allowed(database: Database, needed: Needed, project_id: UUID | None = None) -> bool:
    """Whether who acts has the role, in that project or else in any."""
    if database.actor.is_trusted:
        return True
    if database.actor.annotator_id is None or needed == "operator":
        return False
    return needed == "anybody" or includes(role_of(database, project_id), needed)


def role_of(database: Database, project_id: UUID | None = None) -> Role | None:
    """The role of who acts in a project; without a project, the highest that they have anywhere."""
    if database.actor.is_trusted:
        return "admin"
    if database.actor.annotator_id is None:
        return None
    is_admin, roles = _roles_of(database, database.actor.annotator_id)
    if is_admin:
        return "admin"
    if project_id is not None:
        return roles.get(project_id)
    return "reviewer" if "reviewer" in roles.values() else "annotator" if roles else None


def forget_roles(database: Database) -> None:
    """To be called after roles, people or projects were changed: each is read anew."""
    roles = _roles_in.setdefault(database.file, _Roles())
    with roles.lock:
        roles.n_changes += 1
        roles.known.clear()
        roles.open_projects.clear()


def _roles_of(database: Database, annotator_id: UUID) -> tuple[bool, dict[UUID, Role]]:
    roles = _roles_in.setdefault(database.file, _Roles())
    with roles.lock:
        if annotator_id in roles.known:
            return roles.known[annotator_id]
        n_changes = roles.n_changes
    found = database.read(lambda c: memberships.get_roles(c, annotator_id))
    with roles.lock:
        if roles.n_changes == n_changes:
            roles.known[annotator_id] = found
    return found


def _check_open(database: Database, project_id: UUID) -> None:
    """Raise NotFound for a project that was archived or purged, as pages may still hold one."""
    roles = _roles_in.setdefault(database.file, _Roles())
    with roles.lock:
        if project_id in roles.open_projects:
            return
        n_changes = roles.n_changes
    database.read(lambda c: projects.get_project(c, project_id))
    with roles.lock:
        if roles.n_changes == n_changes:
            roles.open_projects.add(project_id)


def _project_id(given: dict[str, Any]) -> UUID | None:
    """The project that a use case is about; the parameters' names are the same everywhere."""
    found: UUID | None = None
    if "project" in given:
        found = given["project"].project_id
    elif "project_id" in given:
        found = given["project_id"]
    elif "opened" in given:
        found = given["opened"].project.project_id
    return found


def _check_person(database: Database, given: dict[str, Any]) -> None:
    named: list[UUID] = []
    if "person" in given:
        named.append(given["person"].annotator_id)
    if "actor_id" in given:
        named.append(given["actor_id"])
    if "opened" in given:
        named.append(given["opened"].person.annotator_id)
    if any(annotator_id != database.actor.annotator_id for annotator_id in named):
        raise NotAllowed("You may not do this in the name of somebody else.")
