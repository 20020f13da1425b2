"""The whole table: every use case, tried by everybody."""

import inspect

import pytest

from lib.domain.access import includes
from lib.errors import NotAllowed
from lib.services import own_data, people
from lib.services.access import USE_CASES, forget_roles
from lib.services.projects import list_projects
from lib.services.team import archive_person
from lib.store import memberships
from lib.store.database import Database
from tests.access.arguments import Trial, arguments_for
from tests.access.made_team import HELD, OURS, ROLES, THEIRS, Team
from tests.access.project_rows import rows_of
from tests.access.trying import tried, use_case_of

NAMES = sorted(USE_CASES)
PROJECT = {"project", "project_id", "opened"}
ACTING = {"person", "actor_id", "opened"}


def parameters(name: str) -> set[str]:
    return set(inspect.signature(use_case_of(name)).parameters)


IN_A_PROJECT = [name for name in NAMES if USE_CASES[name] in ("annotator", "reviewer")]
FOR_A_PERSON = [name for name in NAMES if parameters(name) & ACTING]


def is_allowed(name: str, role: str) -> bool:
    """What the table says of somebody with that role in the project that the use case is about."""
    needed = USE_CASES[name]
    if role == "nobody" or needed == "operator":
        return False
    # Where it is about no project, a role in any one will do.
    held = "reviewer" if role == "outsider" and not parameters(name) & PROJECT else HELD[role]
    return needed == "anybody" or includes(held, needed)


def trial_of(database: Database, team: Team, role: str) -> Trial:
    person = team.people["annotator" if role == "nobody" else role]
    return Trial(database, team, person, team.ours)


def words(text: str) -> set[str]:
    """Which project's words are in a text."""
    return {word for word in (OURS, THEIRS) if word in text.lower()}


@pytest.mark.parametrize("name", NAMES)
def test_it_begins_for_those_of_the_table_and_is_refused_to_everybody_else(
    name: str, database: Database, team: Team
) -> None:
    use_case, found = use_case_of(name), {}
    for role in ROLES:
        given = arguments_for(name, use_case, trial_of(database, team, role))
        before = rows_of(database, team.ours) if role == "outsider" else {}
        ending = tried(use_case, database.acting_for(team.actor(role)), given)
        found[role] = not ending.refused
        if role == "outsider":
            assert rows_of(database, team.ours) == before, "it lets an outsider change the project"
        if HELD[role] is None:
            # What they have asked for by name may stand in the answer that there is none.
            said = ending.said.replace(team.ours.name, "") if "name" in given else ending.said
            assert OURS not in said.lower(), f"it tells a {role} of the project"
        elif ending.refused:
            assert words(ending.said) == set(), f"its refusal tells the {role} of a project"
    assert found == {role: is_allowed(name, role) for role in ROLES}


@pytest.mark.parametrize("name", IN_A_PROJECT)
def test_who_names_their_own_project_reaches_nothing_of_another_one(
    name: str, database: Database, team: Team
) -> None:
    """The project is one's own, and every other thing that the use case is given is not."""
    use_case = use_case_of(name)
    own = Trial(database, team, team.people["outsider"], team.theirs, THEIRS)
    foreign = Trial(database, team, team.people["outsider"], team.ours, OURS)
    given = {
        **arguments_for(name, use_case, foreign),
        **{
            key: value
            for key, value in arguments_for(name, use_case, own).items()
            if key in {*PROJECT, "person", "actor_id", "draft", "files"}
        },
    }
    before = rows_of(database, team.ours)
    ending = tried(use_case, database.acting_for(team.actor("outsider")), given)
    assert OURS not in ending.said.lower()
    assert rows_of(database, team.ours) == before


@pytest.mark.parametrize("role", ["annotator", "reviewer", "admin"])
def test_nobody_acts_in_the_name_of_somebody_else(
    role: str, database: Database, team: Team
) -> None:
    another = Trial(database, team, team.people["writer"], team.ours)
    assert let_through(FOR_A_PERSON, database, team, role, another) == []


def test_a_role_that_was_taken_away_counts_no_more(database: Database, team: Team) -> None:
    acting = database.acting_for(team.actor("reviewer"))
    assert list_projects(acting, "reviewer") == [team.ours]
    held = (team.ours.project_id, team.people["reviewer"].annotator_id)
    database.write(lambda c: memberships.remove_membership(c, *held))
    forget_roles(database)
    assert list_projects(acting, "annotator") == []
    assert let_through(IN_A_PROJECT, database, team, "reviewer") == []


@pytest.mark.parametrize("role", ["annotator", "reviewer", "admin"])
def test_somebody_who_was_archived_has_no_role(role: str, database: Database, team: Team) -> None:
    person = team.people[role].annotator_id
    database.write(
        lambda c: c.execute(
            "UPDATE annotator SET archived_at = now()::TIMESTAMP WHERE annotator_id = $1", [person]
        )
    )
    forget_roles(database)
    names = [name for name in NAMES if USE_CASES[name] not in ("anybody", "operator")]
    assert let_through(names, database, team, role) == []


def let_through(
    names: list[str], database: Database, team: Team, role: str, trial: Trial | None = None
) -> list[str]:
    """Those that begin for the person who has, or had, that role."""
    acting, trial = database.acting_for(team.actor(role)), trial or trial_of(database, team, role)
    found = []
    for name in names:
        use_case = use_case_of(name)
        if not tried(use_case, acting, arguments_for(name, use_case, trial)).refused:
            found.append(name)
    return found


def test_nobody_ends_a_session_of_somebody_else(database: Database, team: Team) -> None:
    """The key of a session is no secret: its owner sees it on a page."""
    owner, admin = team.people["annotator"], team.people["admin"]
    session = people.sign_in(database, owner.name)
    key = people.session_key_of(session.session_id)
    acting = database.acting_for(team.actor("admin"))
    people.end_session_of(acting, admin, key)
    people.end_other_sessions(acting, admin, key)
    assert people.session_person(database, session.session_id) == owner


@pytest.mark.parametrize("role", ["outsider", "annotator", "reviewer"])
def test_nobody_takes_out_what_somebody_else_wrote(
    role: str, database: Database, team: Team
) -> None:
    acting, writer = database.acting_for(team.actor(role)), team.people["writer"]
    with pytest.raises(NotAllowed) as refused:
        own_data.export_written(acting, writer.number)
    with pytest.raises(NotAllowed) as nobody_there:
        own_data.export_written(acting, 1000)
    # Whether there is such a person is not told either.
    assert str(refused.value) == str(nobody_there.value)


def test_archiving_somebody_ends_their_sessions(database: Database, team: Team) -> None:
    person = team.people["annotator"]
    session = people.sign_in(database, person.name)
    assert people.session_person(database, session.session_id) == person
    acting = database.acting_for(team.actor("admin"))
    archive_person(acting, person.annotator_id)
    assert people.session_person(database, session.session_id) is None
