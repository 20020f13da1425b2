"""People and roles from a terminal, and what is archived or deleted there."""

import pytest

from lib.services.accounts import LINK_PATH, find_link
from lib.store.database import Database


@pytest.fixture
def ann(podium):
    assert podium("person", "add", "Ann", "ann@example.org", "--admin") == (
        0,
        ["Added person 1: Ann, an admin"],
        [],
    )
    return "ann@example.org"


def test_people_are_listed_with_their_roles(podium, ann, project):
    podium("person", "add", "Ben", "ben@example.org")
    podium("person", "add", "Cleo", "cleo@example.org")
    assert podium("person", "role", "BEN@example.org", project, "reviewer") == (
        0,
        ["Ben in Mine: reviewer"],
        [],
    )
    assert podium("person", "list")[1] == [
        "1\tAnn\tann@example.org\tadmin",
        "2\tBen\tben@example.org\tMine: reviewer",
        "3\tCleo\tcleo@example.org\tno role",
    ]
    podium("person", "role", "ben@example.org", "1", "none")
    assert podium("person", "list")[1][1] == "2\tBen\tben@example.org\tno role"


def test_without_people_the_list_says_how_to_add_one(podium):
    assert podium("person", "list")[1] == [
        "Nobody yet. Add somebody: podium person add NAME EMAIL --admin"
    ]


def test_a_link_is_printed_alone_on_stdout_and_serves(podium, ann, database, monkeypatch):
    code, out, err = podium("person", "link", ann)
    assert (code, len(out), len(err)) == (0, 1, 2)
    path, _, token = out[0].partition("#")
    assert path == LINK_PATH
    opened = Database(database)
    assert find_link(opened, token).person.name == "Ann"
    opened.close()
    monkeypatch.setenv("PODIUM_URL", "https://podium.example.org")
    assert podium("person", "link", ann)[1][0].startswith("https://podium.example.org/setup#")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "Another", "ANN@example.org"], "Somebody has the e-mail address"),
        (["add", "Ben", "ben"], "“ben” is no e-mail address."),
        (["add", "Ben", ""], "The e-mail address is empty."),
        (["link", "ben@example.org"], "Nobody has the e-mail address “ben@example.org”."),
        (["link", ""], "Nobody has the e-mail address “”."),
        (["role", "ann@example.org", "Mine", "boss"], "“boss” is no role."),
        (["role", "ann@example.org", "Yours", "reviewer"], "There is no project “Yours”."),
    ],
)
def test_what_does_not_serve_is_one_line(podium, ann, project, arguments, says):
    assert podium.fails("person", *arguments).startswith(says)


def test_a_project_is_archived_and_restored(podium, project):
    assert podium("project", "archive", "Mine")[1] == ["Archived project 1: Mine"]
    assert "No projects yet" in podium("project", "list")[1][0]
    assert podium.fails("project", "archive", "Mine").startswith("There is no project “Mine”")
    assert podium("project", "restore", "mine")[1] == ["Restored project 1: Mine"]
    assert podium.fails("project", "restore", "Mine").startswith("There is no archived project")


def test_the_database_is_written_anew(podium, project):
    code, out, _ = podium("compact")
    assert code == 0
    assert out[0].startswith("Wrote the database anew: ")
    assert podium("project", "list")[1][0].startswith("1\tMine\t3 tasks")


def test_a_database_that_is_not_there_is_not_made_by_writing_it_anew(podium, database):
    assert podium.fails("compact").startswith(f"There is no database {database} yet.")
    assert not database.exists()
