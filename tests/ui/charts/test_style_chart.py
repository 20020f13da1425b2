"""Ratings as they are beside those at equal style."""

from lib.domain.mark import ModelMark, mark_text
from lib.ui.charts.style_chart import StyledRating, style_chart
from lib.ui.clickable import marks_of

EVIL = "<b>gpt</b>"


def test_each_kind_of_rating_has_a_row_with_its_n_and_its_model_as_mark() -> None:
    figure = style_chart(
        [
            StyledRating(EVIL, (1050.2, 1000, 1100), (990.4, None, None), 1200),
            StyledRating("B", (950.0, None, None), None, 7),
        ]
    )
    assert list(figure.layout.yaxis.ticktext) == [
        "&lt;b&gt;gpt&lt;/b&gt;<br>as it is 1,050 · n 1,200",
        "&lt;b&gt;gpt&lt;/b&gt;<br>at equal style 990 · n 1,200",
        "B<br>as it is 950 · n 7",
    ]
    assert list(figure.data[0].error_x.array) == [1100 - 1050.2, 0, 0]
    assert set(marks_of(figure)) == {mark_text(ModelMark(EVIL)), mark_text(ModelMark("B"))}
