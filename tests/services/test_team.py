"""People and their roles: who may be added, what changes at once, and who stays an admin."""

import pytest

from lib.domain.access import Actor
from lib.errors import InvalidInput, NotAllowed, NotFound
from lib.services.access import role_of
from lib.services.archiving import archive_project
from lib.services.people import session_person, sign_in
from lib.services.projects import list_projects
from lib.services.team import (
    add_person,
    archive_person,
    change_person,
    list_people,
    restore_person,
    set_admin,
    set_role,
)
from lib.store import memberships
from lib.store.columns import as_stored, utc_now
from tests.factories import add_project


@pytest.fixture
def ann(database):
    """The only admin."""
    person = add_person(database, "Ann", "ann@example.org")
    set_admin(database, person.annotator_id, True)
    return person


@pytest.fixture
def ben(database):
    return add_person(database, "Ben", "ben@example.org")


def acting(database, person):
    return database.acting_for(Actor(person.annotator_id))


def listed(database):
    return {each.annotator.name: each for each in list_people(database)}


def hold_a_task(database, project, person) -> None:
    ids = (person.annotator_id, project.project_id, as_stored(utc_now()))
    database.write(
        lambda c: c.execute(
            "INSERT INTO claim (task_id, annotator_id, project_id, claimed_at) "
            "SELECT task_id, $1, $2, $3 FROM task WHERE project_id = $2 LIMIT 1",
            list(ids),
        )
    )


def n_held(database) -> int:
    return database.read(lambda c: c.execute("SELECT count(*) FROM claim").fetchall()[0][0])


def test_somebody_added_is_listed_and_has_no_role_yet(database, ben):
    add_project(database)
    (person,) = list_people(database)
    assert (person.annotator, person.is_admin, person.roles) == (ben, False, {})
    assert (person.n_sessions, person.last_sign_in, person.archived_at) == (0, None, None)
    assert list_projects(acting(database, ben)) == []


@pytest.mark.parametrize("email", ["ben@example.org", "BEN@Example.ORG", "  Ben@example.org "])
def test_an_email_address_belongs_to_one_person_in_any_case_of_letters(database, ben, email):
    with pytest.raises(InvalidInput, match="Somebody has the e-mail address"):
        add_person(database, "Another Ben", email)


def test_two_people_of_one_name_are_told_apart_by_their_email_addresses(database, ben):
    other = add_person(database, "Ben", "other@example.org")
    assert other.annotator_id != ben.annotator_id
    with pytest.raises(InvalidInput, match="There is a “Ben” already"):
        add_person(database, "BEN")


@pytest.mark.parametrize("email", ["ben", "@example.org", "a b@example.org", "x@y@z"])
def test_what_is_no_email_address_is_refused(database, email):
    with pytest.raises(InvalidInput, match="is no e-mail address"):
        add_person(database, "Ben", email)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b"])
def test_a_name_that_does_not_serve_is_refused(database, name):
    with pytest.raises(InvalidInput, match="name"):
        add_person(database, name)


def test_an_email_address_can_be_asked_for(database):
    with pytest.raises(InvalidInput, match="e-mail address is empty"):
        add_person(database, "Ben", " ", email_needed=True)
    assert add_person(database, "Ben").email is None


def test_name_and_email_can_be_changed_to_what_nobody_else_has(database, ann, ben):
    changed = change_person(database, ben.annotator_id, " Benjamin  B ", "BEN@example.org")
    assert (changed.name, changed.email, changed.number) == (
        "Benjamin B",
        "BEN@example.org",
        ben.number,
    )
    with pytest.raises(InvalidInput, match="Somebody has"):
        change_person(database, ben.annotator_id, "Ben", "ann@example.org")


def test_a_role_counts_at_once_and_so_does_its_end(database, ben):
    project = add_project(database, "Mine")
    add_project(database, "Other")
    theirs = acting(database, ben)
    assert role_of(theirs, project.project_id) is None
    set_role(database, project.project_id, ben.annotator_id, "annotator")
    assert [each.name for each in list_projects(theirs)] == ["Mine"]
    set_role(database, project.project_id, ben.annotator_id, "reviewer")
    assert role_of(theirs, project.project_id) == "reviewer"
    set_role(database, project.project_id, ben.annotator_id, None)
    assert list_projects(theirs) == []


def test_who_loses_their_role_lets_go_of_the_tasks_of_that_project_only(database, ben):
    projects = [add_project(database, name, n_tasks=1) for name in ("Mine", "Other")]
    for project in projects:
        set_role(database, project.project_id, ben.annotator_id, "annotator")
        hold_a_task(database, project, ben)
    set_role(database, projects[0].project_id, ben.annotator_id, None)
    assert n_held(database) == 1


@pytest.mark.parametrize("role", ["admin", "boss"])
def test_only_the_roles_of_a_project_can_be_given_in_one(database, ben, role):
    project = add_project(database)
    with pytest.raises(InvalidInput, match=f"“{role}” is no role in a project"):
        set_role(database, project.project_id, ben.annotator_id, role)


def test_nobody_gets_a_role_in_an_archived_project_or_while_archived(database, ann, ben):
    project = add_project(database)
    archive_person(database, ben.annotator_id)
    with pytest.raises(NotFound, match="“Ben” is archived"):
        set_role(database, project.project_id, ben.annotator_id, "annotator")
    archive_project(database, project.project_id)
    with pytest.raises(NotFound, match="is archived"):
        set_role(database, project.project_id, ann.annotator_id, "annotator")


def test_the_last_admin_can_be_neither_demoted_nor_archived(database, ann, ben):
    with pytest.raises(NotAllowed, match="“Ann” is the only admin"):
        set_admin(database, ann.annotator_id, False)
    with pytest.raises(NotAllowed, match="“Ann” is the only admin"):
        archive_person(database, ann.annotator_id)
    set_admin(database, ben.annotator_id, True)
    set_admin(database, ann.annotator_id, False)
    assert {name for name, each in listed(database).items() if each.is_admin} == {"Ben"}


def test_an_archived_admin_does_not_count_as_one(database, ann, ben):
    set_admin(database, ben.annotator_id, True)
    archive_person(database, ben.annotator_id)
    with pytest.raises(NotAllowed, match="only admin"):
        set_admin(database, ann.annotator_id, False)


def test_nobody_archives_themselves(database, ann, ben):
    set_admin(database, ben.annotator_id, True)
    with pytest.raises(NotAllowed, match="cannot archive yourself"):
        archive_person(acting(database, ann), ann.annotator_id)


def test_who_is_archived_is_signed_out_has_no_role_and_holds_no_task(database, ann, ben):
    project = add_project(database, n_tasks=2)
    set_role(database, project.project_id, ben.annotator_id, "annotator")
    hold_a_task(database, project, ben)
    session = sign_in(database, "Ben")
    assert session_person(database, session.session_id) == ben
    archive_person(database, ben.annotator_id)
    assert session_person(database, session.session_id) is None
    assert role_of(acting(database, ben)) is None
    assert n_held(database) == 0
    assert database.read(lambda c: memberships.list_members(c, project.project_id)) == {}


def test_who_is_restored_has_the_roles_from_before_and_signs_in_anew(database, ann, ben):
    project = add_project(database)
    set_role(database, project.project_id, ben.annotator_id, "reviewer")
    session = sign_in(database, "Ben")
    archive_person(database, ben.annotator_id)
    restore_person(database, ben.annotator_id)
    assert role_of(acting(database, ben), project.project_id) == "reviewer"
    assert session_person(database, session.session_id) is None


def test_sessions_and_the_last_sign_in_are_listed(database, ben):
    sign_in(database, "Ben")
    sign_in(database, "Ben")
    person = listed(database)["Ben"]
    assert person.n_sessions == 2
    assert person.last_sign_in is not None


def test_only_an_admin_changes_people(database, ann, ben):
    project = add_project(database)
    set_role(database, project.project_id, ben.annotator_id, "reviewer")
    theirs = acting(database, ben)
    for refused in (
        lambda: list_people(theirs),
        lambda: add_person(theirs, "Cleo"),
        lambda: change_person(theirs, ann.annotator_id, "Ann", ""),
        lambda: set_admin(theirs, ben.annotator_id, True),
        lambda: set_role(theirs, project.project_id, ben.annotator_id, "reviewer"),
        lambda: archive_person(theirs, ann.annotator_id),
        lambda: restore_person(theirs, ann.annotator_id),
    ):
        with pytest.raises(NotAllowed):
            refused()
    add_person(acting(database, ann), "Cleo")
