"""The Team page: people, roles, links, and who has left."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lib.services import application
from lib.services.archiving import archive_project
from lib.services.people import sign_in
from lib.services.team import add_person, archive_person, list_people, set_admin, set_role
from lib.settings import Settings
from lib.ui.project_choice import CHOSEN
from tests.factories import add_project, submit
from tests.pages.conftest import PAGES, PATIENCE


def texts(page: AppTest) -> str:
    assert not page.exception
    kinds = (page.markdown, page.caption, page.success, page.error, page.info, page.text, page.code)
    return "\n".join(each.value for kind in kinds for each in kind).replace("\\", "")


def errors(page: AppTest) -> list[str]:
    return [each.value.replace("\\", "") for each in page.error]


def rows(page: AppTest) -> list[dict]:
    return page.dataframe[0].value.to_dict("records")


def with_label(kind, label: str):
    return next(each for each in kind if each.label == label)


def people_of(database) -> dict:
    return {each.annotator.name: each for each in list_people(database)}


@pytest.fixture
def in_mode(database, monkeypatch) -> Callable[[str], None]:
    """Have the running application in that mode of signing in."""

    def change(auth: str, **settings: str) -> None:
        changed = Settings(database=database.path, auth=auth, **settings)  # type: ignore[arg-type]
        monkeypatch.setattr(application, "_open", [(database, changed)])

    return change


def test_in_local_mode_it_says_that_names_suffice(database, run_page):
    assert "a name is enough to sign in" in texts(run_page("team"))


def test_people_are_listed_with_their_roles_admins_and_members_first(database, run_page):
    project = add_project(database, "Mine")
    imported = sign_in(database, "Zoe").person
    ben = add_person(database, "Ben", "ben@example.org")
    set_role(database, project.project_id, ben.annotator_id, "reviewer")
    submit(database, add_project(database, "Other", n_tasks=1), imported, {"relevant_results": "a"})
    found = rows(run_page("team"))
    # Ann, who looks, has signed in, as Zoe has; Ben has a role.
    assert [row["Name"] for row in found] == ["Ben", "Ann", "Zoe"]
    assert found[0]["Roles"] == "Mine: reviewer"
    assert found[0]["E-mail"] == "ben@example.org"
    assert (found[2]["Annotations"], found[2]["Sessions"]) == (1, 1)
    assert "Password" not in found[0]


def test_a_long_project_name_is_cut_in_its_middle_so_that_the_role_can_be_read(database, run_page):
    name = "A comparison of nine models on long German letters, round 2"
    ben = add_person(database, "Ben", "ben@example.org")
    set_role(database, add_project(database, name).project_id, ben.annotator_id, "reviewer")
    # 15 characters, the mark, and 14 characters: 30.
    assert rows(run_page("team"))[0]["Roles"] == "A comparison of…tters, round 2: reviewer"


def test_the_table_has_the_day_of_the_last_sign_in_and_a_chosen_person_its_time(database, run_page):
    ben = sign_in(database, "Ben").person
    page = run_page("team")
    moment = people_of(database)["Ben"].last_sign_in
    (shown,) = [row["Last sign-in"] for row in rows(page) if row["Name"] == "Ben"]
    assert shown == moment.date().isoformat()
    with_label(page.selectbox, "Person").set_value(ben.annotator_id).run()
    assert f"{moment:%H:%M} UTC." in texts(page)


def test_roles_begin_with_the_project_chosen_last_else_with_the_newest(database, run_page):
    for name in ("Oldest", "Chosen", "Newest"):
        add_project(database, name)
    page = run_page("team")
    assert with_label(page.selectbox, "Project").value.name == "Newest"
    for chosen, shown in (("2", "Chosen"), ("9", "Newest")):
        page = AppTest.from_file(str(PAGES / "team.py"), default_timeout=PATIENCE)
        page.session_state[CHOSEN] = chosen
        assert with_label(page.run().selectbox, "Project").value.name == shown


def test_somebody_is_added_and_a_second_one_of_the_address_is_refused(database, run_page):
    page = run_page("team")
    with_label(page.text_input, "Name").set_value("Ben")
    with_label(page.text_input, "E-mail (optional)").set_value("ben@example.org")
    with_label(page.button, "Add").click().run()
    assert "Ben is there" in texts(page)
    assert people_of(database)["Ben"].annotator.email == "ben@example.org"
    assert with_label(page.text_input, "Name").value == ""
    with_label(page.text_input, "Name").set_value("Other")
    with_label(page.text_input, "E-mail (optional)").set_value("BEN@example.org")
    with_label(page.button, "Add").click().run()
    assert errors(page)[0].startswith("Somebody has the e-mail address")
    # What was typed is still there to be mended.
    assert with_label(page.text_input, "Name").value == "Other"


def test_in_password_mode_the_invitation_is_shown_once_with_the_whole_address(
    database, run_page, in_mode
):
    in_mode("password", url="https://podium.example.org")
    ann = people_of(database)["Ann"].annotator
    set_admin(database, ann.annotator_id, True)
    page = run_page("team")
    with_label(page.text_input, "Name").set_value("Ben")
    with_label(page.button, "Add").click().run()
    assert errors(page)[0].startswith("The e-mail address is empty")
    with_label(page.text_input, "E-mail").set_value("ben@example.org")
    with_label(page.button, "Add").click().run()
    (link,) = page.code
    assert link.value.startswith("https://podium.example.org/setup#")
    assert not page.run().code
    assert rows(page)[1]["Password"] is False


def test_roles_are_changed_for_a_whole_project_at_once(database, run_page):
    project = add_project(database, "Mine")
    ids = [add_person(database, name, f"{name}@example.org").annotator_id for name in ("Ben", "Cy")]
    set_role(database, project.project_id, ids[0], "annotator")
    page = run_page("team")
    with_label(page.multiselect, "Reviewers").set_value([ids[0]])
    with_label(page.multiselect, "Annotators").set_value([ids[1]])
    with_label(page.button, "Save the roles").click().run()
    assert "2 roles changed in “Mine”" in texts(page)
    roles = {name: each.roles.get(project.project_id) for name, each in people_of(database).items()}
    assert roles == {"Ann": None, "Ben": "reviewer", "Cy": "annotator"}
    assert with_label(page.multiselect, "Reviewers").value == [ids[0]]


def test_somebody_in_both_lists_is_refused(database, run_page):
    add_project(database, "Mine")
    ben = add_person(database, "Ben", "ben@example.org").annotator_id
    page = run_page("team")
    for label in ("Reviewers", "Annotators"):
        with_label(page.multiselect, label).set_value([ben])
    with_label(page.button, "Save the roles").click().run()
    assert "stands in both lists" in errors(page)[0]
    assert people_of(database)["Ben"].roles == {}


def test_the_last_admin_stays_one(database, run_page):
    ben = add_person(database, "Ben", "ben@example.org").annotator_id
    set_admin(database, ben, True)
    page = run_page("team")
    with_label(page.selectbox, "Person").set_value(ben).run()
    page.button(key="toggle_admin").click().run()
    assert "is the only admin" in errors(page)[0]
    page.button(key="archive_person").click().run()
    assert "is the only admin" in errors(page)[0]
    assert people_of(database)["Ben"].is_admin


def test_somebody_is_renamed_signed_out_archived_and_restored(database, run_page):
    ben = sign_in(database, "Ben").person
    page = run_page("team")
    with_label(page.selectbox, "Person").set_value(ben.annotator_id).run()
    page.text_input(key=f"name_{ben.number}_Ben").set_value("Benjamin")
    with_label(page.button, "Save name and e-mail").click().run()
    assert "Benjamin" in people_of(database)
    with_label(page.button, "Sign out everywhere (1)").click().run()
    assert people_of(database)["Benjamin"].n_sessions == 0
    page.button(key="archive_person").click().run()
    assert [each.value for each in page.toast] == [each.value for each in page.success]
    assert "Benjamin is archived" in page.toast[0].value
    assert "Archived people" in [each.value for each in page.subheader]
    assert [row["Name"] for row in rows(page)] == ["Ann"]
    page.button(key=f"restore_{ben.number}").click().run()
    assert people_of(database)["Benjamin"].archived_at is None


def test_one_cannot_archive_oneself(database, run_page):
    page = run_page("team")
    ann = people_of(database)["Ann"].annotator
    with_label(page.selectbox, "Person").set_value(ann.annotator_id).run()
    assert page.button(key="archive_person").disabled


def test_an_erasure_says_what_it_deletes_and_takes_the_persons_name(database, run_page):
    project = add_project(database, "Mine", n_tasks=1)
    ben = sign_in(database, "Ben").person
    submit(database, project, ben, {"relevant_results": "abc"})
    archive_person(database, ben.annotator_id)
    page = run_page("team")
    page.session_state[f"erase_{ben.number}_open"] = True
    page.run()
    assert "Deletes 1 annotation, 1 revision of them and 1 session" in texts(page)
    with_label(page.text_input, "The person's name, to confirm").set_value("ben")
    with_label(page.button, "Erase for good").click().run()
    assert "is not the person's name" in errors(page)[0]
    with_label(page.text_input, "The person's name, to confirm").set_value("Ben")
    with_label(page.button, "Erase for good").click().run()
    assert "Ben is erased: 1 annotation" in texts(page)
    assert "Ben" not in people_of(database)


def test_archived_projects_have_no_roles_to_give(database, run_page):
    archive_project(database, add_project(database, "Mine").project_id)
    page = run_page("team")
    assert "There is no project yet" in texts(page)
    assert not page.multiselect
