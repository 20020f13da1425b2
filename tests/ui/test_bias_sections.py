"""What the sections on bias say, show and leave out."""

from typing import Any

import pytest

from lib.formats.templates import TEMPLATES
from lib.services.bias import study_bias
from lib.store.database import Database
from lib.ui.bias_sections import equal_style_section, position_section, style_section
from lib.ui.snapshot import Section, Snapshot, snapshot_html
from tests.factories import add_person, add_project, add_rows, make_data, submit
from tests.services.made_votes import add_votes, words

RANKING = TEMPLATES["ranking"].xml


def made_rows(n: int = 12) -> list[dict[str, Any]]:
    """Tasks with answers of 4 to 20 words, so that each model is the longest one at times."""
    rows = [make_data(number) for number in range(1, n + 1)]
    for number, row in enumerate(rows):
        for at, item in enumerate(row["items"]):
            item["body"] = words(4 + 8 * ((number + at) % 3))
    return rows


def text_of(section: Section) -> str:
    """All that the section would put on a page."""
    return snapshot_html(Snapshot("Bias", "", (), (section,)))


def test_position_bias_begins_with_a_sentence_that_carries_its_n(database: Database) -> None:
    project = add_votes(database, made_rows(), lambda item, slot: 0.0)
    section = position_section(study_bias(database, project))
    assert section.heading == "Position bias"
    # 12 tasks, 6 people, 3 pairs.
    assert "(n 216, a tie being half a win)" in section.lines[0]
    assert "a test finds no effect of position (Wald χ² " in section.lines[0]
    assert "2 degrees of freedom, p 0." in section.lines[0]
    assert [(row["place shown"], row["n"]) for row in section.rows] == [
        (1, 144),
        (2, 144),
        (3, 144),
    ]
    assert section.figure is not None
    assert "n 144" in section.figure.layout.yaxis.ticktext[0]


def test_a_found_position_bias_is_said(database: Database) -> None:
    project = add_votes(database, made_rows(24), lambda item, slot: -1.5 * slot)
    section = position_section(study_bias(database, project))
    assert "a test finds an effect of position" in section.lines[0]


def test_found_effects_of_style_are_named(database: Database) -> None:
    project = add_votes(database, made_rows(24), lambda item, slot: len(item["body"].split()) / 5)
    study = study_bias(database, project)
    section = style_section(study)
    assert section.lines[0].startswith("Votes go to responses with more words (p")
    assert "n 432" in section.lines[0]
    assert any("headers, list items, bold spans" in line for line in section.lines)
    assert [(row["feature"], row["n"]) for row in section.rows] == [("words", 432)]
    beside = equal_style_section(study)
    assert "the same 432 comparisons" in beside.lines[0]
    assert beside.figure is not None
    # Each model as it is and at equal style.
    assert len(beside.figure.layout.yaxis.ticktext) == 6
    assert all("n 288" in label for label in beside.figure.layout.yaxis.ticktext)
    assert {row["n"] for row in beside.rows} == {288}


def test_where_no_effect_of_style_is_found_it_says_so(database: Database) -> None:
    project = add_votes(database, made_rows(), lambda item, slot: 0.0)
    section = style_section(study_bias(database, project))
    assert section.lines[0].startswith(
        "No effect of length or style on the votes is found: words p"
    )


def test_responses_that_were_not_imported_are_told(database: Database) -> None:
    rows = made_rows()
    for row in rows[:2]:
        row["items"][0] |= {"body": "", "not_imported": True}
    study = study_bias(database, add_votes(database, rows, lambda item, slot: 0.0))
    # Two tasks, six people, two pairs with the response.
    left_out = "Left out: 24 comparisons with a response whose text was not imported"
    assert any(line.startswith(left_out) for line in style_section(study).lines)
    assert any(line.startswith(left_out) for line in equal_style_section(study).lines)


def test_without_any_text_there_is_a_sentence(database: Database) -> None:
    rows = made_rows(2)
    for row in rows:
        for item in row["items"]:
            item |= {"body": "", "not_imported": True}
    study = study_bias(database, add_votes(database, rows, lambda item, slot: 0.0))
    for section in (style_section(study), equal_style_section(study)):
        assert section.lines[0].endswith("no two responses of a known text.")
        assert section.lines[1].startswith("Left out: 36 comparisons")
        assert (section.figure, list(section.rows)) == (None, [])


@pytest.mark.parametrize("submits", [0, 1, 2])
def test_few_votes_give_sentences_and_never_nan(database: Database, submits: int) -> None:
    project = add_project(database, config=RANKING)
    add_rows(database, project, made_rows(2))
    person = add_person(database)
    for order in ("abc", "bca")[:submits]:
        submit(database, project, person, {"rank": order})
    study = study_bias(database, project)
    for make in (position_section, style_section, equal_style_section):
        section = make(study)
        assert section.lines
        assert section.figure is None or submits
        shown = " ".join([*section.lines, *(str(row) for row in section.rows)])
        assert "nan" not in shown.lower()
        assert "inf" not in shown.lower()
        assert text_of(section)


def test_all_ties_give_sentences(database: Database) -> None:
    project = add_project(database, config=RANKING, n_tasks=2)
    for name in ("Ann", "Ben"):
        person = add_person(database, name)
        for _ in range(2):
            submit(database, project, person, {"rank": "abc"}, tied="bc")
    study = study_bias(database, project)
    assert "there is no test of position" in position_section(study).lines[0]
    # The bodies of all responses are of the same length.
    assert "do not differ in any of the features" in style_section(study).lines[0]
    assert "do not differ in any of the features" in equal_style_section(study).lines[0]
