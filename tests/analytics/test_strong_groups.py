import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.strong_groups import strong_groups


def graph(size: int, *edges: tuple[int, int]) -> np.ndarray:
    scores = np.zeros((size, size))
    for winner, loser in edges:
        scores[winner, loser] = 1
    return scores


def test_models_that_beat_each_other_in_a_ring_are_one_group():
    assert strong_groups(graph(3, (0, 1), (1, 2), (2, 0))).tolist() == [0, 0, 0]


def test_a_model_that_never_lost_is_alone():
    # 1 and 2 beat each other; 0 beat 1, and nobody beat 0.
    assert strong_groups(graph(3, (0, 1), (1, 2), (2, 1))).tolist() == [1, 0, 0]


def test_the_largest_group_is_0_and_equal_sizes_go_by_the_smallest_code():
    edges = [(0, 5), (5, 0), (1, 2), (2, 4), (4, 1), (6, 7), (7, 6)]
    assert strong_groups(graph(8, *edges)).tolist() == [1, 0, 0, 3, 0, 1, 2, 2]


def test_models_never_compared_are_alone_in_order():
    assert strong_groups(np.zeros((3, 3))).tolist() == [0, 1, 2]


def test_no_models_give_no_groups():
    assert strong_groups(np.zeros((0, 0))).tolist() == []


def test_a_long_one_way_ring_is_one_group():
    size = 300
    ring = graph(size, *((i, (i + 1) % size) for i in range(size)))
    assert not strong_groups(ring).any()


@given(st.integers(1, 8), st.randoms(use_true_random=False))
def test_two_models_share_a_group_exactly_where_each_reaches_the_other(size, random):
    edges = [
        (i, j) for i in range(size) for j in range(size) if i != j and random.random() < 1.5 / size
    ]

    def reached_from(start: int) -> set[int]:
        seen, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            for i, j in edges:
                if i == here and j not in seen:
                    seen.add(j)
                    waiting.append(j)
        return seen

    reach = [reached_from(i) for i in range(size)]
    group = strong_groups(graph(size, *edges))
    for i in range(size):
        for j in range(size):
            assert (group[i] == group[j]) == (i in reach[j] and j in reach[i])
