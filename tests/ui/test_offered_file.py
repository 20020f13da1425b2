"""Buttons for files that only the person who sees them can take."""

import gc

import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.annotation import Annotator
from lib.errors import NotFound
from lib.services.offers import find_offer
from lib.ui import access
from tests.factories import make_id

ANN = Annotator(make_id("ann"), 1, "Ann", None)
BEN = Annotator(make_id("ben"), 2, "Ben", None)


def page_script() -> None:
    from datetime import UTC, datetime

    import streamlit as st

    from lib.domain.project import Project, ProjectSettings
    from lib.ui.offered_file import file_button
    from lib.ui.tables import show_table
    from tests.factories import make_id

    runs = st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    now = datetime(2026, 1, 1, tzinfo=UTC)
    project = Project(make_id("project"), 1, "Project", "", 1, ProjectSettings(), now)
    if st.session_state.get("with_table", True):
        show_table([{"model": "A", "run": runs}], name="rates", project=project, role="annotator")
    file_button(
        "Take it",
        lambda: f"Run {runs}".encode(),
        project=project,
        file_name="run.txt",
        media_type="text/plain",
        key="run",
        help="A file.",
    )


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(access, "signed_in_person", lambda: ANN)
    page = AppTest.from_function(page_script, default_timeout=30).run()
    assert not page.exception
    return page


def tokens(page: AppTest) -> dict[str, str]:
    """By the label of the button."""
    buttons = [each.proto for each in page.get("link_button")]
    assert all(each.url.startswith("/file/") for each in buttons)
    return {each.label: each.url.removeprefix("/file/") for each in buttons}


def taken(token: str, person: Annotator = ANN) -> bytes:
    return find_offer(person, token).make()


def test_each_button_leads_to_a_file_of_its_owner(page: AppTest) -> None:
    offered = tokens(page)
    assert list(offered) == ["CSV", "Parquet", "Take it"]
    assert len(set(offered.values())) == 3
    assert taken(offered["Take it"]) == b"Run 1"
    assert taken(offered["CSV"]) == b"model,run\r\nA,1\r\n"
    assert taken(offered["Parquet"]).startswith(b"PAR1")
    for token in offered.values():
        with pytest.raises(NotFound):
            taken(token, BEN)


def test_each_file_asks_for_the_role_that_its_button_names(page: AppTest) -> None:
    offered = tokens(page)
    needed = {label: find_offer(ANN, token).needed for label, token in offered.items()}
    assert needed == {"CSV": "annotator", "Parquet": "annotator", "Take it": "reviewer"}


def test_reruns_keep_the_addresses_and_offer_what_the_page_shows_now(page: AppTest) -> None:
    first = tokens(page)
    for _ in range(5):
        page.run()
    assert tokens(page) == first
    assert taken(first["Take it"]) == b"Run 6"
    assert len(page.session_state["offered_files"].by_key) == 3


def test_each_session_has_addresses_of_its_own(page: AppTest) -> None:
    other = AppTest.from_function(page_script, default_timeout=30).run()
    assert not set(tokens(page).values()) & set(tokens(other).values())


def test_another_page_lets_go_of_what_the_one_before_offered(page: AppTest) -> None:
    first = tokens(page)
    page.session_state["offered_files"].path = "/another"
    page.session_state["with_table"] = False
    page.run()
    gc.collect()
    assert list(tokens(page)) == ["Take it"]
    for token in first.values():
        with pytest.raises(NotFound):
            taken(token)


def test_somebody_else_in_the_same_session_gets_other_addresses(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tokens(page)
    monkeypatch.setattr(access, "signed_in_person", lambda: BEN)
    page.run()
    gc.collect()
    assert not set(first.values()) & set(tokens(page).values())
    with pytest.raises(NotFound):
        taken(first["CSV"])
    assert taken(tokens(page)["Take it"], BEN) == b"Run 2"
