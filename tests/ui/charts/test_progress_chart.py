"""Charts of how much work was done."""

from datetime import date

from lib.ui.charts.look import GREY
from lib.ui.charts.progress_chart import OTHERS, DayWork, PersonWork, day_chart, person_chart


def test_a_person_has_a_bar_of_submitted_and_skipped_tasks() -> None:
    figure = person_chart(
        [PersonWork("Ann <b>", 12, 3, "34 s", 11), PersonWork("Ben", 0, 0, "–", 0)]
    )
    assert [list(trace.x) for trace in figure.data] == [[12, 0], [3, 0]]
    assert list(figure.layout.yaxis.ticktext) == ["Ann &lt;b&gt;<br>n 12 · 34 s", "Ben<br>n 0 · –"]
    assert "median time 34 s, n 11" in figure.data[0].hovertext[0]


def test_a_day_has_a_part_for_each_name() -> None:
    first, second = date(2026, 1, 1), date(2026, 1, 2)
    figure = day_chart(
        [DayWork("Ann", first, 2), DayWork("Ann", second, 1), DayWork(OTHERS, second, 7)]
    )
    assert [(trace.name, list(trace.x), list(trace.y)) for trace in figure.data] == [
        ("Ann", ["2026-01-01", "2026-01-02"], [2, 1]),
        (OTHERS, ["2026-01-02"], [7]),
    ]
    assert figure.data[1].marker.color == GREY
    assert "7 of 8 submitted" in figure.data[1].hovertext[0]


def test_a_single_day_is_no_axis_of_hours() -> None:
    figure = day_chart([DayWork("Ann", date(2026, 1, 1), 2)])
    assert figure.layout.xaxis.type == "category"


def test_no_work_draws_nothing() -> None:
    assert not person_chart([]).data[0].x
    assert not day_chart([]).data
