"""The tasks on which people disagree most."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from lib.domain.mark import TaskMark
from lib.ui.charts.interval_rows import IntervalRow, interval_chart
from lib.ui.charts.look import percent


@dataclass(frozen=True)
class TaskDispute:
    """The share of pairs of judgements that differ, over `n` shared pairs of responses."""

    task: int
    disagreement: float
    n: int


def task_chart(disputes: Sequence[TaskDispute]) -> go.Figure:
    """One row a task, in the order given."""
    figure = interval_chart(
        [
            IntervalRow(
                label=f"Task {each.task}<br>{percent(each.disagreement)} · n {each.n:,}",
                estimate=each.disagreement,
                low=None,
                high=None,
                hover=(
                    f"<b>Task {each.task}</b><br>disagreement {percent(each.disagreement)}<br>"
                    f"n {each.n:,} shared pairs"
                ),
                mark=TaskMark(each.task),
            )
            for each in disputes
        ],
        title="Disagreement",
        percent=True,
    )
    return figure.update_xaxes(range=[0, 1.05])
