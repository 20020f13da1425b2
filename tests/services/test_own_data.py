"""Everything that one person wrote: for themselves and for admins, with nothing to sign in with."""

import json

import pytest

from lib.domain.access import Actor
from lib.errors import NotAllowed, NotFound
from lib.formats.templates import TEMPLATES
from lib.services.labeling import open_next_task, save_draft
from lib.services.own_data import export_written
from lib.services.people import sign_in
from lib.services.submission import skip_task
from lib.services.team import add_person, set_admin, set_role
from tests.factories import add_project, ranked, submit

BUCKETS = {"relevant_results": "ab", "biased_results": "c"}


@pytest.fixture
def project(database):
    return add_project(database, "Mine", n_tasks=3)


@pytest.fixture
def ann(database, project):
    person = add_person(database, "Ann", "ann@example.org")
    set_role(database, project.project_id, person.annotator_id, "annotator")
    return person


def acting(database, person):
    return database.acting_for(Actor(person.annotator_id))


def written(database, person) -> dict:
    return json.loads("".join(export_written(database, person.number)))


def comment(database, project, person, text: str) -> None:
    database.write(
        lambda c: c.execute(
            "INSERT INTO comment (comment_id, project_id, task_id, author_id, text, is_flag, "
            "as_reviewer, created_at) "
            "SELECT uuid(), project_id, task_id, $1, $2, true, false, now()::TIMESTAMP "
            "FROM task WHERE project_id = $3 AND number = 1",
            [person.annotator_id, text, project.project_id],
        )
    )


def test_somebody_who_wrote_nothing_gets_a_whole_document(database):
    person = add_person(database, "Ann", "ann@example.org")
    found = written(database, person)
    assert found["person"]["name"] == "Ann"
    assert found["person"]["email"] == "ann@example.org"
    lists = ("projects", "sessions", "annotations", "drafts", "repeat_answers", "comments")
    assert [found[name] for name in (*lists, "guidelines")] == [[]] * 7


def test_it_holds_annotations_with_all_revisions_drafts_and_comments(database, project, ann):
    submit(database, project, ann, BUCKETS)
    opened = open_next_task(database, project, ann)
    skip_task(database, opened, opened.draft, "Cannot judge it")
    opened = open_next_task(database, project, ann)
    save_draft(database, opened, ranked(opened, {"biased_results": "a"}, seconds=3.5))
    comment(database, project, ann, "Which one is meant?")
    found = written(database, ann)
    assert found["projects"] == [{"project": "Mine", "role": "annotator"}]
    first, second = found["annotations"]
    assert (first["project"], first["task"], first["is_own"]) == ("Mine", 1, True)
    (revision,) = first["revisions"]
    assert (revision["status"], revision["lead_time"], revision["by_oneself"]) == (
        "submitted",
        12.5,
        True,
    )
    assert revision["result"][0]["value"]["ranker"]["relevant_results"] == ["a", "b"]
    assert second["revisions"][0]["skip_reason"] == "Cannot judge it"
    drafted = {each["task"]: each for each in found["drafts"]}
    assert drafted[3]["seconds"] == 3.5
    assert drafted[3]["result"][0]["value"]["ranker"]["biased_results"] == ["a"]
    assert [each["text"] for each in found["comments"]] == ["Which one is meant?"]
    assert (found["comments"][0]["task"], found["comments"][0]["is_flag"]) == (1, True)


def test_who_labels_blind_gets_responses_by_the_place_in_which_they_saw_them(
    database, project, ann
):
    submit(database, project, ann, BUCKETS)
    opened = open_next_task(database, project, ann, after=3)
    assert opened is not None
    shown = next(iter(opened.orders.values()))
    save_draft(database, opened, ranked(opened, {"relevant_results": shown[:1]}))
    found = written(acting(database, ann), ann)
    text = json.dumps(found["annotations"] + found["drafts"])
    # Item ids may name models: the ids here are "a", "b" and "c".
    assert not [letter for letter in "abc" if f'"{letter}"' in text]
    (drafted,) = found["drafts"]
    assert drafted["result"][0]["value"]["ranker"]["relevant_results"] == ["1"]
    columns = found["annotations"][0]["revisions"][0]["result"][0]["value"]["ranker"]
    placed = [*columns["relevant_results"], *columns["biased_results"]]
    assert sorted(placed) == ["1", "2", "3"]


def test_ties_and_written_answers_are_in_a_blind_document_too(database, ann):
    project = add_project(
        database,
        "Written",
        TEMPLATES["rank-and-rewrite"].xml,
        n_tasks=1,
        ties_allowed=True,
    )
    set_role(database, project.project_id, ann.annotator_id, "annotator")
    opened = open_next_task(database, project, ann)
    draft = ranked(opened, {"rank": "abc"}, tied="b")
    area = opened.config.text_areas[0].name
    save_draft(database, opened, draft.with_answers(area, ["A better answer"]))
    (drafted,) = written(acting(database, ann), ann)["drafts"]
    ranking, answer = drafted["result"]
    assert len(ranking["meta"]["ties"][0]) == 2
    assert set(ranking["meta"]["ties"][0]) < {"1", "2", "3"}
    assert answer["value"] == {"text": ["A better answer"]}


def test_a_reviewer_gets_their_own_work_with_the_ids(database, project, ann):
    submit(database, project, ann, BUCKETS)
    set_role(database, project.project_id, ann.annotator_id, "reviewer")
    (annotation,) = written(acting(database, ann), ann)["annotations"]
    columns = annotation["revisions"][0]["result"][0]["value"]["ranker"]
    assert columns["relevant_results"] == ["a", "b"]


def test_only_oneself_and_an_admin_get_it(database, project, ann):
    ben = add_person(database, "Ben", "ben@example.org")
    set_role(database, project.project_id, ben.annotator_id, "reviewer")
    assert written(acting(database, ann), ann)["person"]["name"] == "Ann"
    for number in (ann.number, 77, 2**70):
        # Nobody finds out who there is.
        with pytest.raises(NotAllowed):
            export_written(acting(database, ben), number)
    set_admin(database, ben.annotator_id, True)
    assert written(acting(database, ben), ann)["person"]["name"] == "Ann"
    for number in (77, 2**70):
        with pytest.raises(NotFound):
            export_written(acting(database, ben), number)


def test_nothing_with_which_somebody_could_sign_in_is_in_it(database, ann):
    session = sign_in(database, "Ann", "Firefox on Linux")
    secrets = {
        "INSERT INTO account VALUES ($1, 'HASHED', now()::TIMESTAMP)",
        "INSERT INTO one_time_link VALUES ('LINKED', $1, now()::TIMESTAMP, now()::TIMESTAMP, NULL)",
        "INSERT INTO identity VALUES ('https://id.example', 'SUBJECT', $1, now()::TIMESTAMP)",
    }
    for sql in secrets:
        database.write(lambda c, sql=sql: c.execute(sql, [ann.annotator_id]))
    text = "".join(export_written(database, ann.number))
    keys = database.read(lambda c: c.execute("SELECT session_key FROM session").fetchall())
    for secret in ("HASHED", "LINKED", "SUBJECT", session.session_id, keys[0][0]):
        assert secret not in text
    found = json.loads(text)
    assert found["sessions"][0]["browser"] == "Firefox on Linux"
    assert found["person"]["single_sign_on"][0]["issuer"] == "https://id.example"


def test_what_others_wrote_is_not_in_it(database, project, ann):
    ben = add_person(database, "Ben", "ben@example.org")
    submit(database, project, ben, BUCKETS)
    comment(database, project, ben, "Ben's own words")
    submit(database, project, ann, BUCKETS)
    text = "".join(export_written(database, ann.number))
    assert "Ben" not in text
    assert len(json.loads(text)["annotations"]) == 1
