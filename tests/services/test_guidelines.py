"""Guidelines and their versions."""

import pytest

from lib.domain.access import Actor
from lib.domain.annotation import Annotator
from lib.domain.guideline import LONGEST_GUIDELINES
from lib.domain.project import Project, ProjectSettings
from lib.errors import InvalidInput, NotAllowed
from lib.formats.templates import TEMPLATES
from lib.services.guidelines import have_guidelines_changed, list_guidelines
from lib.services.projects import change_settings, find_project
from lib.store import memberships, projects
from lib.store.database import Database
from tests.factories import add_annotation, add_person, add_project, submit

ORDER = {"relevant_results": "abc"}


def write(database: Database, text: str, person: Annotator | None = None) -> Project:
    """The project with another text, written by the operator or by a reviewer."""
    project = find_project(database, "Project")
    if person is None:
        return change_settings(database, project.project_id, guidelines=text)
    ids = (project.project_id, person.annotator_id)
    database.write(lambda c: memberships.put_membership(c, *ids, "reviewer"))
    as_reviewer = database.acting_for(Actor(person.annotator_id))
    return change_settings(as_reviewer, project.project_id, guidelines=text)


def versions(database: Database) -> list[tuple[int, str, str | None]]:
    project = find_project(database, "Project")
    return [
        (each.version, each.text, each.written_by) for each in list_guidelines(database, project)
    ]


def test_each_other_text_is_the_next_version_with_who_wrote_it(database: Database) -> None:
    add_project(database)
    rita = add_person(database, "Rita")
    assert versions(database) == []
    assert write(database, "Read it.", rita).settings.guideline_version == 1
    assert write(database, "Read it twice.").settings.guideline_version == 2
    assert write(database, "", rita).settings.guideline_version == 3
    assert versions(database) == [
        (3, "", "Rita"),
        (2, "Read it twice.", None),
        (1, "Read it.", "Rita"),
    ]


def test_the_same_text_and_other_settings_make_no_version(database: Database) -> None:
    project = add_project(database)
    write(database, "Read it.")
    write(database, "Read it.\x00")
    change_settings(database, project.project_id, ties_allowed=True, guideline_version=7)
    assert versions(database) == [(1, "Read it.", None)]
    assert find_project(database, "Project").settings.guideline_version == 1


def test_settings_that_are_refused_make_no_version(database: Database) -> None:
    project = add_project(database)
    with pytest.raises(InvalidInput):
        change_settings(
            database, project.project_id, guidelines="Read it.", no_difference_points=99
        )
    with pytest.raises(InvalidInput, match=r"100,001 characters\. Use 100,000 at most"):
        write(database, "x" * (LONGEST_GUIDELINES + 1))
    assert versions(database) == []


def test_a_project_made_with_guidelines_has_the_first_version(database: Database) -> None:
    project = add_project(database, guidelines="Read it.")
    assert project.settings.guideline_version == 1
    assert versions(database) == [(1, "Read it.", None)]
    write(database, "Read it twice.")
    assert versions(database) == [(2, "Read it twice.", None), (1, "Read it.", None)]


def test_a_text_from_before_versions_were_counted_is_the_first(database: Database) -> None:
    settings = ProjectSettings(guidelines="Read it.")
    xml = TEMPLATES["llm-ranker"].xml
    project = database.write(lambda c: projects.add_project(c, "Project", xml, settings))
    assert project.settings.guideline_version == 0
    assert versions(database) == [(1, "Read it.", None)]
    changed = change_settings(database, project.project_id, ties_allowed=True)
    assert changed.settings.guideline_version == 1
    assert write(database, "Read it twice.").settings.guideline_version == 2
    assert versions(database) == [(2, "Read it twice.", None), (1, "Read it.", None)]
    assert list_guidelines(database, project)[1].written_at == project.created_at


def test_one_is_told_of_a_change_until_one_has_worked_under_it(database: Database) -> None:
    project = add_project(database, n_tasks=4, guidelines="Read it.")
    ann = add_person(database)

    def changed() -> bool:
        return have_guidelines_changed(database, find_project(database, "Project"), ann)

    assert not changed()
    submit(database, project, ann, ORDER)
    assert not changed()
    project = write(database, "Read it twice.")
    assert changed()
    submit(database, project, ann, ORDER)
    assert not changed()


def test_the_version_that_an_annotation_was_made_under_counts_not_when_it_came(
    database: Database,
) -> None:
    project = add_project(database, n_tasks=2, guidelines="Read it.")
    ann = add_person(database)
    project = write(database, "Read it twice.")
    # Begun under the first version, submitted under the second.
    add_annotation(database, project, "late", ann, guideline_version=1)
    assert have_guidelines_changed(database, project, ann)
    add_annotation(database, project, "later", ann, guideline_version=2)
    assert not have_guidelines_changed(database, project, ann)


def test_a_newcomer_is_not_told_of_changes(database: Database) -> None:
    project = add_project(database, n_tasks=2, guidelines="Read it.")
    submit(database, project, add_person(database, "Ben"), ORDER)
    project = write(database, "Read it twice.")
    assert not have_guidelines_changed(database, project, add_person(database))


def test_an_annotator_reads_the_guidelines_and_does_not_write_them(database: Database) -> None:
    project = add_project(database, guidelines="Read it.")
    ann, stranger = add_person(database), add_person(database, "Olaf")
    ids = (project.project_id, ann.annotator_id)
    database.write(lambda c: memberships.put_membership(c, *ids, "annotator"))
    as_ann = database.acting_for(Actor(ann.annotator_id))
    assert [each.text for each in list_guidelines(as_ann, project)] == ["Read it."]
    with pytest.raises(NotAllowed):
        change_settings(as_ann, project.project_id, guidelines="Do as you like.")
    with pytest.raises(NotAllowed):
        list_guidelines(database.acting_for(Actor(stranger.annotator_id)), project)
