"""What every chart must hold: its n on each mark, what a click stands for, nothing unescaped."""

import json
from datetime import date

import plotly.graph_objects as go
import pytest

from lib.domain.mark import (
    AnnotatorPairMark,
    BucketMark,
    ModelMark,
    PairMark,
    PeriodMark,
    mark_of,
)
from lib.ui.charts.agreement_chart import (
    PairAgreement,
    Person,
    PersonAgreement,
    annotator_chart,
    annotator_matrix,
)
from lib.ui.charts.bucket_chart import BucketPart, bucket_chart, bucket_interval_chart
from lib.ui.charts.effect_chart import Effect, effect_chart
from lib.ui.charts.look import interval_words, number, short, shown
from lib.ui.charts.pair_matrix import MOST_MODELS, PairResult, pair_matrix
from lib.ui.charts.rating_chart import RatedModel, rating_chart
from lib.ui.charts.trend_chart import TrendPoint, trend_chart
from lib.ui.charts.win_rate_chart import WinRateBar, win_rate_chart
from lib.ui.clickable import marks_of

EVIL = "<a href='https://example.org'>gpt</a> & <b>co</b>"
LONG = "meta-llama/Llama-3.1-405B-Instruct-Turbo-2026-01-01"
ANN, BOB = Person(3, EVIL), Person(8, "Bob")

RATED = [
    RatedModel("B", 990.4, 950, 1030, 2, 3, 40),
    RatedModel(EVIL, 1020, 1000, 1040, 1, 1, 50),
    RatedModel("alone", 1000, None, None, None, None, 0, group=1),
    RatedModel("never", None, None, None, None, None, 0),
]
BARS = [
    WinRateBar(EVIL, 0.25, 0.1, 0.4, 8, 1, 5, 2),
    WinRateBar(LONG, 0.75, 0.6, 1.0, 8, 5, 1, 2),
    WinRateBar("never", None, None, None, 0, 0, 0, 0),
]
PARTS = [
    BucketPart(EVIL, "rank", "good", "Good <i>", 3, 0.75, 0.3, 0.95, 4),
    BucketPart(EVIL, "rank", "_", "Not placed", 1, 0.25, None, None, 4),
]
ALL = {
    "ratings": rating_chart(RATED),
    "win rates": win_rate_chart(BARS),
    "against a baseline": win_rate_chart(BARS, baseline=EVIL),
    "pairs": pair_matrix([EVIL, "B", "C"], [PairResult(EVIL, "B", 3, 1, 2)]),
    "buckets": bucket_chart(PARTS),
    "bucket intervals": bucket_interval_chart(PARTS),
    "annotators": annotator_matrix([PairAgreement(ANN, BOB, 0.8, 12)]),
    "each annotator": annotator_chart([PersonAgreement(ANN, 0.8, 0.7, 0.9, 12)]),
    "trend": trend_chart([TrendPoint(EVIL, date(2026, 1, 5), date(2026, 1, 11), 0.5, 0.4, 0.6, 9)]),
    "effects": effect_chart([Effect(EVIL, 0.2, -0.1, 0.5, 9)], title="Log odds"),
}
EMPTY = {
    "ratings": rating_chart([]),
    "win rates": win_rate_chart([]),
    "pairs": pair_matrix([], []),
    "buckets": bucket_chart([]),
    "bucket intervals": bucket_interval_chart([]),
    "annotators": annotator_matrix([]),
    "each annotator": annotator_chart([]),
    "trend": trend_chart([]),
    "effects": effect_chart([], title="Log odds"),
}


def every_text(figure: go.Figure) -> list[str]:
    """All that plotly would read tags in: not the marks, which it only hands back."""
    plain = json.loads(figure.to_json())
    del plain["layout"]["template"]
    found: list[str] = []

    def collect(value: object, key: str = "") -> None:
        if isinstance(value, str) and key != "customdata":
            found.append(value)
        elif isinstance(value, dict):
            for name, each in value.items():
                collect(each, name)
        elif isinstance(value, list):
            for each in value:
                collect(each, key)

    collect(plain)
    return found


@pytest.mark.parametrize("name", ALL)
def test_a_name_with_tags_is_shown_as_text(name: str) -> None:
    texts = every_text(ALL[name])
    assert not any("<a " in text or "<i>" in text or "<b>co" in text for text in texts)
    assert any("&lt;" in text for text in texts)


@pytest.mark.parametrize("name", ALL)
def test_every_mark_tells_its_n_and_what_it_stands_for(name: str) -> None:
    for trace in ALL[name].data:
        if trace.customdata is None:
            continue
        for mark, hover in zip(trace.customdata, trace.hovertext, strict=True):
            assert mark is None or mark_of(mark)
            assert mark is None or "n " in hover or " of 4 " in hover


@pytest.mark.parametrize("name", EMPTY)
def test_a_chart_of_nothing_is_an_empty_chart(name: str) -> None:
    assert marks_of(EMPTY[name]) == {}


@pytest.mark.parametrize("name", ALL)
def test_no_chart_zooms_under_a_finger(name: str) -> None:
    layout = ALL[name].layout
    assert layout.dragmode is False
    assert layout.xaxis.fixedrange
    assert layout.yaxis.fixedrange


def test_ratings_stand_by_group_the_best_first_and_without_those_that_have_none() -> None:
    figure = ALL["ratings"]
    assert list(figure.data[0].x) == [1020, 990.4, 1000]
    labels = [label.split("<br>") for label in figure.layout.yaxis.ticktext]
    assert labels[1] == ["B", "990 · rank 2–3 · n 40 · group 1"]
    assert labels[2] == ["alone", "1,000 · n 0 · group 2"]
    assert figure.layout.xaxis.title.text == "Rating inside the group"
    # The interval 950 to 1030 around 990.4; the model without an interval has no error bar.
    bars = figure.data[0].error_x
    assert bars.arrayminus[1] == pytest.approx(40.4)
    assert bars.array[1] == pytest.approx(39.6)
    assert (bars.arrayminus[2], bars.array[2]) == (0, 0)


def test_win_rate_bars_run_from_the_best_down_and_ask_for_the_pair_with_a_baseline() -> None:
    assert list(ALL["win rates"].data[0].x) == [0.75, 0.25]
    marks = [mark_of(text) for text in ALL["win rates"].data[0].customdata]
    assert marks == [ModelMark(LONG), ModelMark(EVIL)]
    against = [mark_of(text) for text in ALL["against a baseline"].data[0].customdata]
    assert against[0] == PairMark(LONG, EVIL)


def test_a_pair_given_once_fills_both_cells_and_a_model_never_meets_itself() -> None:
    cells, overlay = ALL["pairs"].data
    # (3 + 2/2) / 6 = 2/3 for the first model, and 1/3 for the second.
    assert cells.z[0][1] == pytest.approx(2 / 3)
    assert cells.z[1][0] == pytest.approx(1 / 3)
    assert cells.z[0][0] is None
    assert cells.text[0][1] == "67%<br>n 6"
    marks = [mark_of(text) if text else None for text in overlay.customdata]
    # Row by row; the third model was never compared.
    assert marks == [
        *(None, PairMark(EVIL, "B"), None),
        *(PairMark("B", EVIL), None, None),
        *(None, None, None),
    ]
    assert overlay.hovertext[3].endswith("1 wins, 3 losses, 2 ties, n 6")


def test_a_large_matrix_keeps_the_n_for_the_hover_text() -> None:
    models = [f"m{index}" for index in range(13)]
    cells, overlay = pair_matrix(models, [PairResult("m0", "m1", 1, 1, 0)]).data
    assert cells.text[0][1] == "50%"
    assert overlay.hovertext[1].endswith("n 2")


def test_more_models_than_can_be_read_make_no_matrix() -> None:
    def cells(models: int) -> int:
        names = [f"m{index}" for index in range(models)]
        return len(marks_of(pair_matrix(names, [PairResult("m0", "m1", 1, 1, 0)])))

    assert cells(MOST_MODELS) == 2
    assert cells(MOST_MODELS + 1) == 0


def test_responses_without_models_are_marked_by_their_bucket_alone() -> None:
    part = BucketPart("All responses", "rank", "good", "Good", 1, 1.0, None, None, 1, of_all=True)
    [text] = marks_of(bucket_chart([part]))
    assert mark_of(text) == BucketMark("rank", "good")


def test_buckets_are_marks_of_their_own_and_what_is_not_placed_is_grey() -> None:
    good, unplaced = ALL["buckets"].data
    assert mark_of(good.customdata[0]) == BucketMark("rank", "good", EVIL)
    assert mark_of(unplaced.customdata[0]) == BucketMark("rank", "_", EVIL)
    assert unplaced.marker.color == "#8c97a3"
    assert "3 of 4 (75.0%)" in good.hovertext[0]
    assert unplaced.hovertext[0].endswith("no interval")


def test_a_pair_of_annotators_is_marked_by_their_numbers() -> None:
    assert mark_of(ALL["annotators"].data[1].customdata[1]) == AnnotatorPairMark(3, 8)


def test_a_point_of_the_trend_tells_the_standing_so_far_and_asks_for_what_its_days_added() -> None:
    [trace] = ALL["trend"].data
    assert mark_of(trace.customdata[0]) == PeriodMark(date(2026, 1, 5), date(2026, 1, 11), EVIL)
    assert trace.hovertext[0].split("<br>")[1:] == [
        "win rate so far, up to 2026-01-11: 50.0%, 95 % interval 40.0% to 60.0%",
        "n so far 9",
        "a click lists what was added from 2026-01-05 to 2026-01-11",
    ]
    day = date(2026, 1, 5)
    [trace] = trend_chart([TrendPoint("A", day, day, 0.5, None, None, 9)]).data
    assert trace.hovertext[0].endswith("a click lists what was added on 2026-01-05")


def test_two_long_names_that_look_alike_when_cut_stay_two_rows() -> None:
    bars = [
        WinRateBar(f"a-very-long-name-{n}-with-the-same-end", 0.5, 0.4, 0.6, 2, 1, 1, 0)
        for n in (1, 2)
    ]
    figure = win_rate_chart(bars)
    assert len(set(figure.data[0].y)) == 2
    assert "a-very-long-name-2-with" in figure.data[0].hovertext[1]


def test_a_long_name_keeps_its_beginning_and_its_end_on_an_axis() -> None:
    assert short(LONG) == "meta-llama/Lla…6-01-01"
    assert len(short(LONG)) == 22
    assert short("gpt-4") == "gpt-4"


def test_a_name_loses_what_has_no_shape() -> None:
    assert shown("a\u202eb\n c\x00") == "a b c"
    assert shown("\u200b") == "(no name)"


def test_numbers_have_a_real_minus_and_none_before_zero() -> None:
    assert number(-1234.5, 1) == "−1,234.5"
    assert number(-0.001, 2) == "0.00"
    assert interval_words(None, 0.5, None) == "no interval"
    assert interval_words(-0.5, 0.5, 1) == "95 % interval −0.5 to 0.5"
