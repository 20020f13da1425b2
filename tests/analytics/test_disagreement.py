"""The tasks people disagree about most."""

import pytest

from lib.analytics.disagreement import TaskDisagreement, hardest_tasks
from tests.analytics.rating_tables import battles

ROWS = [
    # Task 0: all agree. Task 1: pair 3-4 in dispute, pair 3-5 agreed. Task 2: three ways of three.
    (0, 1, 1, 0, 0), (1, 0, -1, 1, 0),
    (3, 4, 1, 0, 1), (3, 4, -1, 1, 1), (3, 5, 1, 0, 1), (3, 5, 1, 1, 1), (4, 5, 1, 0, 1),
    (6, 7, 1, 0, 2), (6, 7, 0, 1, 2), (6, 7, 1, 2, 2),
    # Task 3: one person only.
    (8, 9, 1, 0, 3),
]  # fmt: skip


def test_the_worst_task_comes_first():
    # Task 1: (1 + 0)/2 over its two shared pairs. Task 2: two of the three pairs of ratings differ.
    assert hardest_tasks(battles(ROWS)) == (
        TaskDisagreement(2, pytest.approx(2 / 3), 1),
        TaskDisagreement(1, 0.5, 2),
        TaskDisagreement(0, 0.0, 1),
    )


def test_only_so_many_are_listed():
    assert [each.task for each in hardest_tasks(battles(ROWS), limit=1)] == [2]


def test_equals_are_listed_by_more_shared_pairs_then_by_code():
    rows = [
        (10 * task + one, 10 * task + 5, 1, who, task)
        for task, pairs in ((0, 1), (1, 2), (2, 2))
        for one in range(pairs)
        for who in (0, 1)
    ]
    assert [(each.task, each.n) for each in hardest_tasks(battles(rows))] == [
        (1, 2),
        (2, 2),
        (0, 1),
    ]


def test_nothing_shared_gives_no_tasks():
    assert hardest_tasks(battles(ROWS[-1:])) == ()
    assert hardest_tasks(battles([])) == ()
