"""Every page, opened by its address by everybody: a refusal, or what their role is to see."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.context import ContextProxy
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from lib.domain.access import includes
from lib.services.access import forget_roles
from lib.store import memberships
from lib.store.database import Database
from lib.ui.result_filters import PARAMETERS
from tests.access.made_team import ANSWER, HELD, MODEL, OURS, ROLES, THEIRS, Team
from tests.access.project_rows import rows_of
from tests.access.visited import ABOUT_A_PROJECT, PAGE_ROLES, Visit, Visitor, opened_page

EACH_PAGE = pytest.mark.parametrize("name", sorted(PAGE_ROLES))
EACH_PAGE_OF_A_PROJECT = pytest.mark.parametrize("name", sorted(ABOUT_A_PROJECT))
EACH_ROLE = pytest.mark.parametrize("role", ROLES)
HOSTILE = "<script>alert(1)</script>[x](http://evil.example)![y](http://evil.example)$1^2$"


@pytest.fixture
def visitor(database: Database, team: Team, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """`visitor(role, page, **query)` opens a page as the person of that role."""
    sent: list[ForwardMsg] = []
    enqueue = ForwardMsgQueue.enqueue

    def keep(queue: ForwardMsgQueue, message: ForwardMsg) -> None:
        sent.append(ForwardMsg.FromString(message.SerializeToString()))
        enqueue(queue, message)

    monkeypatch.setattr(ForwardMsgQueue, "enqueue", keep)
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: {}))

    def visit(role: str, name: str, **query: str) -> Visit:
        email = None if role == "nobody" else str(team.people[role].annotator_id)
        return opened_page(sent, name, email, query)

    return visit


def may_open(role: str, name: str) -> bool:
    """What the page's own first line says of somebody; the outsider reviews another project."""
    needed = PAGE_ROLES[name]
    held = "reviewer" if role == "outsider" else HELD[role]
    return role != "nobody" and (needed is None or includes(held, needed))


def words_for(role: str) -> set[str]:
    """The projects whose words somebody may see."""
    held = {"outsider": {THEIRS}, "annotator": {OURS}, "reviewer": {OURS}, "admin": {OURS, THEIRS}}
    return held.get(role, set())


def words(visit: Visit) -> set[str]:
    return {word for word in (OURS, THEIRS) if word in visit.text}


@EACH_ROLE
@EACH_PAGE
def test_its_address_leads_to_a_refusal_or_to_what_the_role_is_to_see(
    name: str, role: str, visitor: Visitor, team: Team
) -> None:
    visit = visitor(role, name, project=str(team.ours.number))
    assert not visit.page.exception
    if not may_open(role, name):
        said = "You are not signed in." if role == "nobody" else "You may not do this: it takes"
        assert visit.errors()[0].startswith(said)
        assert words(visit) == set()
        others = {each.name for each in team.people.values()} - {role_name(team, role)}
        assert not [each for each in others if each.lower() in visit.text]
        return
    assert words(visit) <= words_for(role)
    if name in ABOUT_A_PROJECT:
        if role == "outsider":
            assert visit.errors() == [f"There is no project {team.ours.number}. Open another one:"]
        else:
            assert OURS in visit.text
    if role == "annotator":
        assert MODEL not in visit.text, "models have no names while one labels"
        assert ANSWER not in visit.text, "nobody sees what others wrote before they have written"


def role_name(team: Team, role: str) -> str:
    return "" if role == "nobody" else team.people[role].name


@EACH_PAGE_OF_A_PROJECT
@pytest.mark.parametrize("role", ["annotator", "reviewer"])
def test_a_link_to_a_project_of_others_says_that_there_is_none(
    name: str, role: str, visitor: Visitor, team: Team
) -> None:
    if not may_open(role, name):
        return
    visit = visitor(role, name, project=str(team.theirs.number))
    assert visit.errors() == [f"There is no project {team.theirs.number}. Open another one:"]
    assert THEIRS not in visit.text
    # A project that nobody has is answered alike: so nobody finds out which ones there are.
    nowhere = visitor(role, name, project="77")
    assert nowhere.errors() == ["There is no project 77. Open another one:"]


@EACH_PAGE_OF_A_PROJECT
def test_only_ones_own_projects_are_there_to_choose_from(
    name: str, visitor: Visitor, team: Team
) -> None:
    offered = {
        role: visitor(role, name).page.sidebar.selectbox[0].options
        for role in ("outsider", "reviewer", "admin")
        if may_open(role, name)
    }
    both = [team.ours.name, team.theirs.name]
    expected = {"outsider": both[1:], "reviewer": both[:1], "admin": both}
    assert offered == {role: expected[role] for role in offered}


@EACH_ROLE
def test_the_menu_shows_the_pages_that_one_may_open(role: str, visitor: Visitor) -> None:
    expected = {name for name in PAGE_ROLES if may_open(role, name)}
    assert visitor(role, "projects").menu == expected


@EACH_PAGE
def test_what_an_address_holds_is_shown_as_text_only(
    name: str, visitor: Visitor, team: Team
) -> None:
    """In the project's place first, then in that of everything else that a page reads from it."""
    hostile = dict.fromkeys([*PARAMETERS, "task", "mark", "chart", "baseline", "slice"], HOSTILE)
    for query in ({"project": HOSTILE}, {"project": str(team.ours.number), **hostile}):
        visit = visitor("admin", name, **query)
        assert not visit.page.exception
        shown = "\n".join(visit.markdown())
        assert "<script>alert" not in shown
        assert "](http://evil" not in shown


@pytest.mark.parametrize("is_taken_away", [True, False])
def test_a_click_after_the_role_was_taken_away_changes_nothing(
    is_taken_away: bool, database: Database, visitor: Visitor, team: Team
) -> None:
    """What a click calls runs before the page's own check does."""
    visit = visitor("annotator", "label", project=str(team.ours.number), task="4")
    postpone = next(each for each in visit.page.button if each.label == "Postpone")
    if is_taken_away:
        held = (team.ours.project_id, team.people["annotator"].annotator_id)
        database.write(lambda c: memberships.remove_membership(c, *held))
        forget_roles(database)
    before = rows_of(database, team.ours)
    postpone.click().run()
    assert (rows_of(database, team.ours) == before) == is_taken_away
    assert (OURS in visit.shown_now()) != is_taken_away
    assert bool(visit.errors()) == is_taken_away
