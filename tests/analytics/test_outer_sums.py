import numpy as np
import pytest
from numpy.typing import NDArray

from lib.analytics import outer_sums as module
from lib.analytics.outer_sums import outer_sums
from lib.analytics.square_sums import square_sums


def by_hand(
    cluster: NDArray[np.int64],
    column: NDArray[np.int64],
    value: NDArray[np.float64],
    columns: int,
) -> NDArray[np.float64]:
    table = np.zeros((int(cluster.max()) + 1, columns))
    for c, k, v in zip(cluster, column, value, strict=True):
        table[c, k] += v
    return table.T @ table


def test_two_clusters_by_hand() -> None:
    # u of cluster 0 = (1 + 2, 3) = (3, 3), of cluster 5 = (0, 4): 9 9 / 9 9 + 0 0 / 0 16.
    found = outer_sums(
        np.array([0, 5, 0, 0]), np.array([0, 1, 1, 0]), np.array([1.0, 4.0, 3.0, 2.0]), 2
    )
    assert found.tolist() == [[9, 9], [9, 25]]


def test_nothing_sums_to_nothing() -> None:
    none = np.empty(0, dtype=np.int64)
    assert outer_sums(none, none, none.astype(float), 3).tolist() == np.zeros((3, 3)).tolist()
    assert [each.tolist() for each in square_sums(none, none, none, none.astype(float), 2)] == [
        [0, 0],
        [0, 0],
    ]


@pytest.mark.parametrize("columns", [3, 40])
@pytest.mark.parametrize("ordered", [True, False])
def test_every_way_of_summing_gives_the_same(
    columns: int, ordered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(3)
    # Clusters of one to four entries, and three of about a hundred.
    cluster = np.concatenate([rng.integers(0, 300, 500), rng.integers(300, 303, 300)])
    cluster = np.sort(cluster) if ordered else rng.permutation(cluster)
    column = rng.integers(0, columns, len(cluster))
    value = rng.normal(size=len(cluster))
    expected = by_hand(cluster, column, value, columns)
    assert outer_sums(cluster, column, value, columns) == pytest.approx(expected)
    monkeypatch.setattr(module, "DENSE_CELLS", 10)
    monkeypatch.setattr(module, "BLOCK", 64)
    assert outer_sums(cluster, column, value, columns) == pytest.approx(expected)


@pytest.mark.parametrize("groups", [2, 50])
@pytest.mark.parametrize("ordered", [True, False])
def test_squares_by_group_are_the_same_in_a_table_and_sorted(
    groups: int, ordered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(4)
    cluster = rng.integers(0, 200, 700)
    cluster = np.sort(cluster) if ordered else cluster
    group, value = rng.integers(0, groups, 700), rng.normal(size=700)
    squares = np.diag(by_hand(cluster, group, value, groups))
    numbers = [len(np.unique(cluster[group == each])) for each in range(groups)]
    for cells in (10, 0):
        found = square_sums(np.arange(200), cluster, group, value, groups)
        assert found[0] == pytest.approx(squares)
        assert found[1].tolist() == numbers
        monkeypatch.setattr("lib.analytics.square_sums.DENSE_CELLS", cells)
        monkeypatch.setattr(module, "BLOCK", 64)
