"""Projects: made, found, listed, changed."""

import re

import pytest

from lib.domain.project import ProjectSettings
from lib.errors import InvalidInput, InvalidLabelingConfig, NotFound
from lib.services.labeling import open_next_task
from lib.services.projects import (
    TEMPLATES,
    change_settings,
    create_project,
    find_numbered_project,
    find_project,
    list_project_summaries,
)
from lib.services.submission import skip_task
from tests.factories import add_person, add_project, submit

XML = TEMPLATES["llm-ranker"].xml


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_projects_config_is_kept_as_it_was_given(database, template):
    xml = TEMPLATES[template].xml + "\n<!-- kept -->\n"
    project = create_project(database, "Mine", xml)
    assert find_project(database, project.name) == project
    assert (project.labeling_config, project.config_version) == (xml, 1)


def test_projects_are_numbered_and_found_by_name_in_any_case_or_by_number(database):
    one, two = create_project(database, " My  project ", XML), create_project(database, "Two", XML)
    assert (one.name, one.number, two.number) == ("My project", 1, 2)
    assert find_project(database, "MY PROJECT") == one
    assert find_project(database, "2") == find_numbered_project(database, 2) == two


def test_a_name_that_is_a_number_goes_before_the_number(database):
    create_project(database, "2", XML)
    create_project(database, "Two", XML)
    assert find_project(database, "2").number == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (" \n", "name is empty"),
        ("x" * 201, "has 201 characters. Use 200 at most"),
        ("mine", "There is a project “mine” already"),
    ],
)
def test_a_name_that_does_not_serve_is_refused(database, name, message):
    create_project(database, "Mine", XML)
    with pytest.raises(InvalidInput, match=message):
        create_project(database, name, XML)
    assert len(list_project_summaries(database)) == 1


def test_a_config_that_is_no_xml_makes_no_project(database):
    with pytest.raises(InvalidLabelingConfig):
        create_project(database, "Mine", "<View>")
    assert list_project_summaries(database) == []


def test_an_unknown_project_is_not_found_and_the_message_names_those_there_are(database):
    with pytest.raises(NotFound, match="Projects: none yet"):
        find_project(database, "Mine")
    create_project(database, "One", XML)
    create_project(database, "Two", XML)
    with pytest.raises(NotFound, match=r"There is no project “Mine”\. Projects: “One”, “Two”\."):
        find_project(database, "Mine")
    with pytest.raises(NotFound):
        find_numbered_project(database, 3)


def test_projects_are_listed_with_their_counts(database):
    project = add_project(database, "Busy", n_tasks=3)
    add_project(database, "Idle")
    for name in ("Ann", "Ben"):
        submit(database, project, add_person(database, name), {"relevant_results": "abc"})
    opened = open_next_task(database, project, add_person(database, "Ann"))
    skip_task(database, opened, opened.draft)
    counts = [
        (each.project.name, each.n_tasks, each.n_annotations, each.n_skipped, each.n_annotators)
        for each in list_project_summaries(database)
    ]
    assert counts == [("Busy", 3, 2, 1, 2), ("Idle", 0, 0, 0, 0)]


def test_changed_settings_are_kept(database):
    project = create_project(database, "Mine", XML)
    changed = change_settings(
        database, project.project_id, ordered_buckets=("relevant_results",), ties_allowed=True
    )
    assert find_project(database, project.name) == changed
    assert changed.settings.ties_allowed
    assert not project.settings.ties_allowed


def test_an_unknown_bucket_cannot_be_ordered(database):
    project = create_project(database, "Mine", XML)
    with pytest.raises(InvalidInput, match="“best” is no bucket of this project"):
        change_settings(database, project.project_id, ordered_buckets=("best",))
    assert find_project(database, project.name) == project


def test_a_setting_that_an_older_row_lacks_has_its_default(database):
    project = create_project(database, "Mine", XML)
    database.write(
        lambda c: c.execute("UPDATE project SET settings = '{\"ties_allowed\": true}'").fetchall()
    )
    settings = find_project(database, project.name).settings
    assert settings == ProjectSettings(ties_allowed=True)
    assert settings.no_difference_points == 5


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model_field": "name"}, "“name” cannot name the models. Use auto, model, title, id."),
        ({"no_difference_points": 0}, "is 0 points. Use 1 to 25."),
        ({"no_difference_points": 26}, "is 26 points. Use 1 to 25."),
        ({"ordered_buckets": ("relevant_results",) * 2}, "stands twice in the order"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(database, changes, message):
    project = create_project(database, "Mine", XML)
    with pytest.raises(InvalidInput, match=re.escape(message)):
        change_settings(database, project.project_id, **changes)
    assert find_project(database, project.name) == project
