"""Files in: what the page says of battles."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from lib.services.projects import TEMPLATES, create_project, list_project_summaries
from lib.store.database import Database

BATTLES = b"""prompt,left,right,winner,worker
8,X,Y,left,1
8,X,Y,tie,2
8,Y,X,nobody,3
"""


def said(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.info, page.warning, page.error, page.success)
    return "\n".join(element.value for kind in kinds for element in kind)


def upload(page: AppTest, content: bytes) -> AppTest:
    page.file_uploader[0].set_value([("votes.csv", content, "text/csv")])
    return page.run()


def test_battles_show_their_votes_and_the_rows_that_say_nothing_known(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_project(database, "Order", TEMPLATES["ranking"].xml)
    page = upload(run_page("data"), BATTLES)
    assert not page.exception
    assert "**1** new tasks · **0** predictions · **2** annotations" in said(page)
    assert "2 votes on 1 pair of responses" in said(page)
    assert "winner='nobody' is unknown" in page.dataframe[0].value["reason"][0]
    page.checkbox[0].check().run()
    page.button(key="import_now").click().run()
    assert not page.exception
    assert "Imported: 1 tasks, 0 predictions, 2 annotations; 1 bad rows left out." in said(page)


def test_battles_for_a_project_with_buckets_are_offered_one_of_their_own(
    run_page: Callable[..., AppTest], database: Database
) -> None:
    create_project(database, "Buckets", TEMPLATES["llm-ranker"].xml)
    page = upload(run_page("data", project="1"), BATTLES)
    assert len(page.error) == 1
    assert "They go into a project with exactly one Ranker and no buckets" in page.error[0].value
    page.button(key="make_battle_project").click().run()
    assert not page.exception
    assert "The project “Battles of votes\\.csv” is there." in said(page)
    assert "**2** annotations" in said(page)
    page.checkbox[0].check().run()
    page.button(key="import_now").click().run()
    stored = {each.project.name: each.n_annotations for each in list_project_summaries(database)}
    assert stored == {"Buckets": 0, "Battles of votes.csv": 2}
    assert not page.exception
