"""A stored result in words: columns, order, ties, written answers."""

from lib.formats.templates import TEMPLATES
from lib.services.projects import labeling_config_of
from lib.services.result_words import word_result
from lib.store.database import Database
from lib.store.tasks import find_task
from tests.factories import add_project, make_region


def test_columns_keep_their_order_ties_have_equals_signs_and_unplaced_items_commas(
    database: Database,
) -> None:
    project = add_project(database, items="abcde", n_tasks=1)
    task = database.read(lambda c: find_task(c, project.project_id, 1))
    assert task
    columns = {"biased_results": ["e", "d", "a"], "_": ["c", "b"]}
    result = [make_region(columns, meta={"ties": [["e", "d"]]})]
    config = labeling_config_of(project.labeling_config)
    assert word_result(project, config, task, []) == []
    assert word_result(project, config, task, result) == [
        ("Not placed", "C, B"),
        ("Biased Results", "E = D > A"),
    ]


def test_written_answers_stand_under_the_name_of_their_control(database: Database) -> None:
    project = add_project(database, config=TEMPLATES["rank-and-rewrite"].xml, n_tasks=1)
    config = labeling_config_of(project.labeling_config)
    [area] = config.text_areas
    task = database.read(lambda c: find_task(c, project.project_id, 1))
    assert task
    region = {"from_name": area.name, "value": {"text": ["One.", "Two."]}}
    assert word_result(project, config, task, [region]) == [(area.name, "One. / Two.")]
