"""Whose name an annotation bears on either side."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from lib.domain.label_studio import SyncCounts, SyncOutcome
from lib.formats.annotators import UNKNOWN_ANNOTATOR
from lib.services.people import get_person
from lib.store.database import Database
from tests.factories import make_data
from tests.label_studio.both_sides import AB_C, BA_C, C_AB, BothSides
from tests.label_studio.their_side import of_columns


@dataclass(frozen=True)
class Told:
    """Bea has an account there, Cid has none, Ann has no email. Dee works there."""

    work: BothSides
    users: dict[str, int]
    pushed: SyncOutcome


@pytest.fixture(scope="module")
def told(label_studio, tmp_path_factory) -> Iterator[Told]:
    database = Database(tmp_path_factory.mktemp("people") / "podium.duckdb")
    users = {name: label_studio.add_user(f"{name}@example.com") for name in ("bea", "dee")}
    by = [
        {"result": of_columns(AB_C), "completed_by": {"email": email, "first_name": name}}
        for name, email in (("Bea", "Bea@Example.com"), ("Cid", "cid@example.com"))
    ]
    work = BothSides(database, label_studio, {"data": make_data(), "annotations": by}).link()
    work.submit(AB_C)
    pushed = work.sync()
    work.there.annotate(1, C_AB, completed_by=users["dee"])
    work.there.edit(work.there.annotations()[0]["id"], BA_C)
    work.sync()
    yield Told(work, users, pushed)
    database.close()


def test_work_of_somebody_with_an_account_there_bears_their_name_there(told):
    assert told.work.there.annotations()[0]["completed_by"] == told.users["bea"]


def test_work_of_others_bears_the_name_of_the_token_s_owner_there_and_it_is_said(told):
    owner = told.work.server.ask("GET", "/api/current-user/whoami")["id"]
    assert [each["completed_by"] for each in told.work.there.annotations()[1:3]] == [owner] * 2
    [message] = [each for each in told.pushed.messages if "bears the name" in each]
    assert "“Ann”, “Cid”" in message
    assert told.work.server.email in message
    assert "Bea" not in message


def test_here_all_of_them_keep_their_own_names_after_a_pull(told):
    names = [each.annotator.name for each in told.work.annotations()]
    assert names == ["Bea", "Cid", "Ann", "dee@example.com"]


def test_an_edit_there_by_another_one_is_theirs_and_the_annotation_stays_its_author_s(told):
    [annotation, *_] = told.work.annotations()
    last = told.work.history(annotation)[-1]
    actor = get_person(told.work.database, last.actor_id)
    assert actor.email == told.work.server.email
    assert annotation.annotator.name == "Bea"


def test_what_somebody_has_made_there_is_theirs_here(told):
    made = told.work.annotations()[-1]
    assert made.annotator.email == "dee@example.com"


def test_users_are_made_there_where_that_is_allowed_and_once(database, label_studio):
    by = {"completed_by": {"email": "eva@example.com", "first_name": "Eva"}}
    rows = [
        {"data": make_data(n), "annotations": [{"result": of_columns(AB_C), **by}]} for n in (1, 2)
    ]
    work = BothSides(database, label_studio, *rows).link(makes_users=True)
    assert not any("bears the name" in each for each in work.sync().messages)
    users = label_studio.ask("GET", "/api/users/")
    [eva] = [user for user in users if user["email"] == "eva@example.com"]
    made_by = [each["completed_by"] for held in work.there.all_annotations() for each in held]
    assert made_by == [eva["id"], eva["id"]]
    assert {each.annotator.name for n in (1, 2) for each in work.annotations(n)} == {"Eva"}


def test_work_of_somebody_who_was_deleted_there_is_of_the_unknown_annotator(database, label_studio):
    """The server forgets who made it; what was pulled before keeps the name that it had."""
    work = BothSides(database, label_studio, n_tasks=2).link()
    work.sync()
    fay = label_studio.add_user("fay@example.com")
    work.there.annotate(1, AB_C, completed_by=fay)
    work.sync()
    work.there.annotate(2, BA_C, completed_by=fay)
    label_studio.ask("DELETE", f"/api/users/{fay}/")
    assert [each["completed_by"] for n in (1, 2) for each in work.there.annotations(n)] == [
        None
    ] * 2
    outcome = work.sync()
    assert outcome.pulled == SyncCounts(new_annotations=1)
    names = [each.annotator.name for n in (1, 2) for each in work.annotations(n)]
    assert names == ["fay@example.com", UNKNOWN_ANNOTATOR]
    assert work.is_settled()
