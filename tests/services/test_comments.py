"""Comments and flags: who may read which, and when."""

from collections.abc import Callable
from uuid import UUID

import pytest

from lib.domain.access import Actor, Role
from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.errors import InvalidInput, NotAllowed, NotFound
from lib.services.access import forget_roles
from lib.services.comments import (
    add_comment,
    answer_comment,
    list_comments_while_labeling,
    list_thread,
    resolve_comment,
)
from lib.services.labeling import open_numbered_task
from lib.services.submission import skip_task
from lib.store import memberships, tasks
from lib.store.database import Database
from tests.factories import add_person, add_project, submit

SPLIT = {"relevant_results": "a", "biased_results": "bc"}


class Team:
    """Ann and Ben annotate a project of three tasks that Rita reviews; Olaf is in another one."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.project = add_project(database, n_tasks=3)
        self.other = add_project(database, "Another", n_tasks=1)
        self.ann = self.member("Ann", self.project, "annotator")
        self.ben = self.member("Ben", self.project, "annotator")
        self.rita = self.member("Rita", self.project, "reviewer")
        self.olaf = self.member("Olaf", self.other, "reviewer")
        self.task_id = self.task(1)

    def member(self, name: str, project: Project, role: Role) -> Annotator:
        person = add_person(self.database, name)
        ids = (project.project_id, person.annotator_id)
        self.database.write(lambda c: memberships.put_membership(c, *ids, role))
        return person

    def as_(self, person: Annotator) -> Database:
        """The database in the name of somebody who has their roles only."""
        return self.database.acting_for(Actor(person.annotator_id))

    def task(self, number: int, project: Project | None = None) -> UUID:
        project_id = (project or self.project).project_id
        found = self.database.read(lambda c: tasks.find_task(c, project_id, number))
        assert found is not None
        return found.task_id

    def says(self, person: Annotator, text: str, **options: bool) -> UUID:
        database = self.as_(person)
        said = add_comment(database, self.project, person, self.task_id, text, **options)
        return said.comment_id

    def answers(self, person: Annotator, text: str) -> UUID:
        said = answer_comment(self.as_(person), self.project, person, self.task_id, text)
        return said.comment_id

    def becomes(self, person: Annotator, role: Role) -> None:
        ids = (self.project.project_id, person.annotator_id)
        self.database.write(lambda c: memberships.put_membership(c, *ids, role))
        forget_roles(self.database)

    def reads_the_thread(self, person: Annotator) -> list[str]:
        found = list_thread(self.as_(person), self.project, self.task_id)
        return [comment.text for comment in found]

    def sees_beside_the_task(self, person: Annotator) -> list[str]:
        found = list_comments_while_labeling(self.as_(person), self.project, person, self.task_id)
        return [comment.text for comment in found]


@pytest.fixture
def team(database: Database) -> Team:
    return Team(database)


def test_before_their_own_annotation_is_in_one_reads_oneself_and_answers_only(team: Team) -> None:
    team.says(team.ann, "A beats B.")
    team.says(team.ben, "Is the table meant to be broken?")
    team.answers(team.rita, "Take it as it is.")
    assert team.sees_beside_the_task(team.ben) == [
        "Is the table meant to be broken?",
        "Take it as it is.",
    ]
    submit(team.as_(team.ben), team.project, team.ben, SPLIT)
    assert team.sees_beside_the_task(team.ben) == [
        "A beats B.",
        "Is the table meant to be broken?",
        "Take it as it is.",
    ]


def test_a_skip_and_the_annotation_of_another_task_open_nothing(team: Team) -> None:
    team.says(team.ann, "A beats B.")
    opened = open_numbered_task(team.as_(team.ben), team.project, team.ben, 1)
    assert opened is not None
    skip_task(team.as_(team.ben), opened, opened.draft)
    submit(team.as_(team.ben), team.project, team.ben, SPLIT)
    assert team.sees_beside_the_task(team.ben) == []


def test_what_a_reviewer_says_while_labeling_is_no_answer(team: Team) -> None:
    team.says(team.rita, "C is nonsense.")
    assert team.sees_beside_the_task(team.ben) == []
    assert team.sees_beside_the_task(team.rita) == ["C is nonsense."]


def test_what_somebody_said_before_they_became_a_reviewer_stays_hidden(team: Team) -> None:
    team.says(team.ann, "A beats B.")
    team.becomes(team.ann, "reviewer")
    assert team.sees_beside_the_task(team.ben) == []
    [said] = list_thread(team.as_(team.ann), team.project, team.task_id)
    assert not said.by_reviewer


def test_an_answer_stays_one_when_its_author_is_a_reviewer_no_more(team: Team) -> None:
    team.answers(team.rita, "Take it as it is.")
    team.becomes(team.rita, "annotator")
    assert team.sees_beside_the_task(team.ben) == ["Take it as it is."]
    with pytest.raises(NotAllowed):
        team.answers(team.rita, "One more thing.")


def test_what_was_said_while_labeling_is_not_yet_answered(team: Team) -> None:
    # The same words for other readers are another comment.
    said = team.says(team.rita, "Take it as it is.")
    answer = team.answers(team.rita, "Take it as it is.")
    assert answer != said
    assert team.answers(team.rita, "Take it as it is. ") == answer
    assert team.sees_beside_the_task(team.ben) == ["Take it as it is."]


def test_a_reviewer_reads_all_but_beside_a_task_that_they_label_themselves(team: Team) -> None:
    team.says(team.ann, "A beats B.")
    assert team.reads_the_thread(team.rita) == ["A beats B."]
    assert team.sees_beside_the_task(team.rita) == []
    submit(team.as_(team.rita), team.project, team.rita, SPLIT)
    assert team.sees_beside_the_task(team.rita) == ["A beats B."]


def test_where_everybody_may_do_all_the_labeling_page_is_as_blind(team: Team) -> None:
    team.says(team.ann, "A beats B.")
    trusted = team.database.acting_for(Actor(team.ben.annotator_id, is_trusted=True))
    seen = list_comments_while_labeling(trusted, team.project, team.ben, team.task_id)
    assert seen == []
    assert [each.text for each in list_thread(trusted, team.project, team.task_id)] == [
        "A beats B."
    ]


def test_somebody_who_is_not_in_the_project_neither_reads_nor_writes(team: Team) -> None:
    team.says(team.ann, "A beats B.")
    for attempt in (team.reads_the_thread, team.sees_beside_the_task):
        with pytest.raises(NotAllowed):
            attempt(team.olaf)
    for say in (team.says, team.answers):
        with pytest.raises(NotAllowed):
            say(team.olaf, "Me too.")


def test_a_task_of_another_project_is_none_of_this_one(team: Team) -> None:
    theirs = team.task(1, team.other)
    add_comment(team.as_(team.olaf), team.other, team.olaf, theirs, "Only for us.")
    assert list_thread(team.as_(team.rita), team.project, theirs) == []
    team.task_id = theirs
    assert team.sees_beside_the_task(team.ann) == []
    with pytest.raises(NotFound, match="no such task in this project"):
        team.says(team.ann, "Hello.")
    with pytest.raises(NotFound, match="no such task in this project"):
        team.answers(team.rita, "Hello.")


def test_nobody_comments_in_the_name_of_somebody_else(team: Team) -> None:
    with pytest.raises(NotAllowed, match="in the name of somebody else"):
        add_comment(team.as_(team.ann), team.project, team.ben, team.task_id, "It was Ben.")
    with pytest.raises(NotAllowed, match="in the name of somebody else"):
        answer_comment(team.as_(team.rita), team.project, team.ben, team.task_id, "It was Ben.")


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "is empty"), (" \n\x00", "is empty"), ("x" * 5_001, "has 5,001 characters. Use 5,000")],
)
def test_an_empty_and_a_far_too_long_comment_are_refused(team: Team, text: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        team.says(team.ann, text)
    with pytest.raises(InvalidInput, match=says):
        team.answers(team.rita, text)
    assert team.reads_the_thread(team.rita) == []


def test_a_flag_does_without_words_and_what_cannot_be_stored_is_left_out(team: Team) -> None:
    team.says(team.ann, "", is_flag=True)
    team.says(team.ann, f"{'x' * 4_999}\x00\ud800")
    assert team.sees_beside_the_task(team.ann) == ["", f"{'x' * 4_999}\ufffd"]


def test_a_comment_that_is_sent_twice_is_one(team: Team) -> None:
    first = team.says(team.ann, "A typo in C.")
    assert team.says(team.ann, "A typo in C. ") == first
    other = team.says(team.ben, "A typo in C.")
    flag = team.says(team.ann, "A typo in C.", is_flag=True)
    assert len({first, other, flag}) == 3
    # Said once more after it was settled, it is news.
    resolve_comment(team.as_(team.rita), team.project, team.rita.annotator_id, flag)
    assert team.says(team.ann, "A typo in C.", is_flag=True) != flag


def test_a_flag_is_open_until_it_is_resolved_and_can_be_opened_again(team: Team) -> None:
    remark = team.says(team.ann, "Just a remark.")
    flag = team.says(team.ann, "Broken.", is_flag=True)
    team.says(team.ben, "Broken!", is_flag=True)
    database, rita = team.as_(team.rita), team.rita.annotator_id

    def open_flags() -> list[str]:
        said = list_thread(database, team.project, team.task_id)
        return [each.text for each in said if each.is_open_flag]

    assert open_flags() == ["Broken.", "Broken!"]
    resolved = resolve_comment(database, team.project, rita, flag)
    assert (resolved.resolved_by, resolved.is_open_flag) == ("Rita", False)
    assert open_flags() == ["Broken!"]
    reopened = resolve_comment(database, team.project, rita, flag, resolved=False)
    assert (reopened.resolved_by, reopened.resolved_at) == (None, None)
    assert open_flags() == ["Broken.", "Broken!"]
    assert not resolve_comment(database, team.project, rita, remark, resolved=False).is_open_flag


def test_who_resolved_a_flag_first_stays_named(team: Team) -> None:
    flag = team.says(team.ann, "Broken.", is_flag=True)
    paul = team.member("Paul", team.project, "reviewer")
    for person in (team.rita, paul):
        resolve_comment(team.as_(person), team.project, person.annotator_id, flag)
    assert list_thread(team.database, team.project, team.task_id)[0].resolved_by == "Rita"


@pytest.mark.parametrize(
    "attempt",
    [
        lambda team, flag: team.reads_the_thread(team.ann),
        lambda team, flag: team.answers(team.ann, "Take it as it is."),
        lambda team, flag: resolve_comment(
            team.as_(team.ann), team.project, team.ann.annotator_id, flag
        ),
    ],
)
def test_the_thread_is_the_reviewers_business(
    team: Team, attempt: Callable[[Team, UUID], object]
) -> None:
    flag = team.says(team.ann, "Broken.", is_flag=True)
    with pytest.raises(NotAllowed):
        attempt(team, flag)


def test_a_reviewer_of_another_project_cannot_resolve_a_flag_of_this_one(team: Team) -> None:
    flag = team.says(team.ann, "Broken.", is_flag=True)
    with pytest.raises(NotFound, match="no such comment"):
        resolve_comment(team.as_(team.olaf), team.other, team.olaf.annotator_id, flag)
    assert list_thread(team.database, team.project, team.task_id)[0].is_open_flag
