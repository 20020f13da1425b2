"""Deleting a project for good: archived first, confirmed by its name, and all of it."""

import pytest

from lib.domain.access import Actor
from lib.errors import InvalidInput, NotAllowed, NotFound, SyncIsRunning
from lib.services.archiving import archive_project, list_archived_projects, restore_project
from lib.services.label_studio.tokens import store_token
from lib.services.label_studio.turns import turn_at
from lib.services.people import sign_in
from lib.services.projects import list_projects
from lib.services.purge import count_project, purge_project
from lib.services.team import set_admin, set_role
from lib.store.database import Database
from lib.store.rewriting import rewrite_file
from lib.store.secrets_file import read_secret
from tests.factories import add_person, add_project, add_rows, make_data, submit

WORD = "xylophone"


@pytest.fixture
def project(database):
    """An archived one with work in it, beside another that stays."""
    made = add_project(database, "Mine")
    rows = [make_data(n, prompt=f"{WORD} {n} " + f"filler {n} " * 40) for n in range(1, 41)]
    add_rows(database, made, rows)
    submit(database, made, add_person(database), {"relevant_results": "abc"})
    add_rows(database, add_project(database, "Kept"), [make_data(1, prompt="kettledrum")])
    archive_project(database, made.project_id)
    return made


def test_what_would_be_deleted_is_counted_before_and_told_after(database, project):
    counts = count_project(database, project.project_id)
    assert (counts["task"], counts["annotation"], counts["annotation_revision"]) == (40, 1, 1)
    assert purge_project(database, project.project_id, "Mine") == counts
    assert set(count_project(database, project.project_id).values()) == {0}
    assert [each.name for each in list_projects(database)] == ["Kept"]
    assert list_archived_projects(database) == []


@pytest.mark.parametrize("typed", ["", "mine", "Kept", "Mine "])
def test_it_takes_the_projects_own_name(database, project, typed):
    if typed.strip() == "Mine":
        purge_project(database, project.project_id, typed)
        return
    with pytest.raises(InvalidInput, match="is not the project's name, so nothing was deleted"):
        purge_project(database, project.project_id, typed)
    assert count_project(database, project.project_id)["task"] == 40


def test_a_project_that_is_not_archived_is_not_purged(database, project):
    restore_project(database, project.project_id)
    with pytest.raises(InvalidInput, match="“Mine” is not archived"):
        purge_project(database, project.project_id, "Mine")


def test_nothing_is_purged_while_a_sync_is_at_it(database, project):
    with turn_at(database, project.project_id), pytest.raises(SyncIsRunning):
        purge_project(database, project.project_id, "Mine")
    assert count_project(database, project.project_id)["task"] == 40


def test_its_token_is_forgotten_and_those_of_others_are_kept(database, project):
    (kept,) = list_projects(database)
    for each in (project, kept):
        store_token(database, each.project_id, f"token of {each.name}")
    purge_project(database, project.project_id, "Mine")
    assert read_secret(database.path, f"label-studio:{project.project_id}") is None
    assert read_secret(database.path, f"label-studio:{kept.project_id}") == "token of Kept"


def test_a_role_in_it_is_gone_at_once(database, project):
    person = sign_in(database, "Ben").person
    restore_project(database, project.project_id)
    set_role(database, project.project_id, person.annotator_id, "annotator")
    archive_project(database, project.project_id)
    purge_project(database, project.project_id, "Mine")
    assert list_projects(database.acting_for(Actor(person.annotator_id))) == []


def test_only_an_admin_purges(database, project):
    ann, ben = (sign_in(database, name).person for name in ("Ann", "Ben"))
    set_admin(database, ann.annotator_id, True)
    with pytest.raises(NotAllowed):
        purge_project(database.acting_for(Actor(ben.annotator_id)), project.project_id, "Mine")
    purge_project(database.acting_for(Actor(ann.annotator_id)), project.project_id, "Mine")
    with pytest.raises(NotFound):
        purge_project(database, project.project_id, "Mine")


def test_once_the_file_is_written_anew_no_byte_of_it_is_in_there(tmp_path, database, project):
    purge_project(database, project.project_id, "Mine")
    database.close()
    rewrite_file(database.path)
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert WORD.encode() not in content
    assert b"kettledrum" in content
    again = Database(database.path)
    assert [each.name for each in list_projects(again)] == ["Kept"]
    again.close()
