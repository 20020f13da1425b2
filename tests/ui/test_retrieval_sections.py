"""What the sections on retrieval say, show and leave out."""

from lib.formats.templates import TEMPLATES
from lib.services.retrieval import study_retrieval
from lib.store.database import Database
from lib.ui.retrieval_sections import retrieval_sections
from lib.ui.snapshot import Section
from tests.factories import add_person, add_project, add_rows, make_data, submit

RANKING = TEMPLATES["ranking"].xml
REGION = {"from_name": "rank", "type": "ranker", "value": {"ranker": {"rank": ["c", "b", "a"]}}}


def only_section(database: Database, project) -> Section:
    (section,) = retrieval_sections(study_retrieval(database, project))
    return section


def test_the_best_source_is_named_with_its_n(database: Database) -> None:
    project = add_project(database, config=RANKING)
    prediction = {"model_version": "<b>bm25</b>", "result": [REGION]}
    rows = [{"data": make_data(n), "predictions": [prediction]} for n in (1, 2)]
    add_rows(database, project, rows)
    person = add_person(database)
    for order in ("cba", "cab"):
        submit(database, project, person, {"rank": order})
    section = only_section(database, project)
    assert section.heading == "Retrieval"
    assert section.lines[0].startswith("The highest nDCG@10 is that of <b>bm25</b>: nDCG@10 0.")
    assert "n 2 prompts" in section.lines[0]
    assert section.lines[1].startswith("nDCG@10: the discounted gain")
    assert section.lines[2].startswith("Gains fall evenly")
    assert [(row["source"], row["n prompts"]) for row in section.rows] == [
        ("<b>bm25</b>", 2),
        ("Order of the data", 2),
    ]
    # nDCG and MRR of two sources, names as text.
    assert section.figure is not None
    labels = section.figure.layout.yaxis.ticktext
    assert len(labels) == 4
    assert labels[0].startswith("&lt;b&gt;bm25&lt;/b&gt;<br>nDCG@10 ")
    assert all(label.endswith("n 2") for label in labels)


def test_one_prompt_has_figures_without_an_interval(database: Database) -> None:
    project = add_project(database, config=RANKING, n_tasks=1)
    submit(database, project, add_person(database), {"rank": "abc"})
    section = only_section(database, project)
    assert section.lines[0] == "Order of the data: nDCG@10 1.00, MRR@10 1.00, n 1 prompt."
    assert any("no predictions" in line for line in section.lines)
    assert any("at least two prompts" in line for line in section.lines)
    assert (section.rows[0]["nDCG low"], section.rows[0]["nDCG high"]) == (None, None)


def test_buckets_without_an_order_give_a_sentence(database: Database) -> None:
    project = add_project(database, n_tasks=1)
    submit(database, project, add_person(database), {"relevant_results": "abc"})
    section = only_section(database, project)
    assert section.lines[0].startswith("Gains need an order")
    assert (section.figure, list(section.rows)) == (None, [])


def test_judgements_without_a_gain_are_counted(database: Database) -> None:
    project = add_project(
        database, n_tasks=1, ordered_buckets=("relevant_results", "biased_results")
    )
    submit(database, project, add_person(database), {"biased_results": "abc"})
    section = only_section(database, project)
    assert any("1 judgement left out" in line for line in section.lines)
    assert section.figure is None
    assert section.rows[0]["n prompts"] == 0


def test_nothing_ranked_gives_a_sentence(database: Database) -> None:
    project = add_project(database, config=RANKING, n_tasks=1)
    assert only_section(database, project).lines == ("No submitted ranking is in this selection.",)
