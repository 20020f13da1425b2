"""Which mark a selection of points names, and what of a chart can be chosen."""

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from lib.ui.charts.win_rate_chart import WinRateBar, win_rate_chart
from lib.ui.clickable import clicked, marks_of, picture_config, under_fingers


@pytest.fixture
def figure() -> go.Figure:
    return win_rate_chart(
        [
            WinRateBar("A & <b>", 0.75, 0.5, 1, 4, 3, 1, 0),
            WinRateBar("B", 0.25, 0, 0.5, 4, 1, 3, 0),
        ]
    )


def test_a_mark_is_named_by_its_place_in_our_own_figure(figure: go.Figure) -> None:
    point = {"curve_number": 0, "point_index": 1, "customdata": "model:of somebody else"}
    assert clicked(figure, [point]) == "model:B"


@pytest.mark.parametrize(
    "points",
    [
        [],
        [{}],
        [{"curve_number": 7, "point_index": 0}],
        [{"curve_number": 0, "point_index": 99}],
        [{"curve_number": 0, "point_index": -1}],
        [{"curve_number": "0", "point_index": None}],
    ],
)
def test_a_point_that_is_not_in_the_figure_names_nothing(figure: go.Figure, points: list) -> None:
    assert clicked(figure, points) is None


def test_the_list_calls_a_mark_what_its_hover_text_says(figure: go.Figure) -> None:
    assert marks_of(figure)["model:A & <b>"] == (
        "A & <b> · win rate 75.0%, 95 % interval 50.0% to 100.0% · 3 wins, 1 losses, 0 ties, n 4"
    )


def test_the_figure_on_the_page_leaves_swipes_to_the_page(figure: go.Figure) -> None:
    sent = under_fingers(figure).to_plotly_json()["layout"]
    # What plotly does not know lets the template decide; Streamlit would replace a plain False.
    assert sent["dragmode"] == "none"
    assert sent["template"]["layout"]["dragmode"] is False
    assert figure.layout.dragmode is False


def test_a_picture_bears_the_charts_name() -> None:
    assert picture_config("ratings")["toImageButtonOptions"]["filename"] == "ratings"


def page() -> None:
    import streamlit as st

    from lib.domain.mark import mark_text
    from lib.ui.charts.win_rate_chart import WinRateBar, win_rate_chart
    from lib.ui.clickable import clickable

    for key in ("first", "second"):
        bars = [WinRateBar(model, 0.5, 0.4, 0.6, 2, 1, 1, 0) for model in "AB"]
        mark = clickable(win_rate_chart(bars), key, alt=key)
        st.text(f"{key}: {mark_text(mark) if mark else 'nothing'}")


def run(**query: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def said(app: AppTest) -> list[str]:
    assert not app.exception
    return [element.value for element in app.text]


def test_nothing_is_open_at_first() -> None:
    assert said(run()) == ["first: nothing", "second: nothing"]


def test_a_link_that_names_no_chart_opens_its_mark_in_the_first_that_has_it() -> None:
    assert said(run(mark="model:A")) == ["first: model:A", "second: nothing"]


def test_a_link_opens_its_mark_in_its_own_chart() -> None:
    assert said(run(mark="model:A", chart="second")) == ["first: nothing", "second: model:A"]


def test_a_mark_that_the_filters_left_out_stays_open_in_its_chart() -> None:
    assert said(run(mark="pair:A:gone", chart="second"))[1] == "second: pair:A:gone"


def test_a_click_on_nothing_closes_a_chart_that_the_address_names_without_a_mark() -> None:
    app = run(mark="model:A", chart="second")
    del app.query_params["mark"]
    app.selectbox(key="marks_second").set_value(None).run()
    assert said(app) == ["first: nothing", "second: nothing"]
    assert "chart" not in app.query_params


def test_an_address_that_names_no_mark_is_said_and_survived() -> None:
    app = run(mark="model", chart="first")
    assert said(app) == ["first: nothing", "second: nothing"]
    assert "names no mark of a chart" in app.warning[0].value


def test_a_choice_from_the_list_opens_a_mark_and_no_choice_closes_it() -> None:
    app = run()
    app.selectbox(key="marks_second").select("model:B").run()
    assert said(app) == ["first: nothing", "second: model:B"]
    assert app.query_params["mark"] == "model:B"
    app.selectbox(key="marks_first").select("model:A").run()
    assert said(app) == ["first: model:A", "second: nothing"]
    app.selectbox(key="marks_first").set_value(None).run()
    assert said(app) == ["first: nothing", "second: nothing"]
    assert "mark" not in app.query_params
