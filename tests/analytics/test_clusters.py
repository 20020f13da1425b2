import numpy as np
import pytest

from lib.analytics.clusters import (
    Clustering,
    Meats,
    ScoreSums,
    both_codes,
    cluster_notes,
    clustered_meats,
)


def one_column(
    value: list[float], prompt: list[int], annotator: list[int], count: list[int] | None = None
) -> ScoreSums:
    """Scores of rankings in a single column, one each."""
    n = len(value)
    return ScoreSums(
        np.arange(n),
        np.zeros(n, dtype=np.int64),
        np.array(value),
        1,
        np.array(prompt),
        np.array(annotator),
        np.ones(n, dtype=np.int64) if count is None else np.array(count),
    )


def figures(meats: Meats) -> list[float]:
    return [float(each[0, 0]) for each in meats.candidates]


def test_two_way_clusters_add_both_dimensions_and_take_off_what_they_share() -> None:
    # Prompts: (1 + 2)² + (3 - 1)² = 13, times 2/1 = 26. Annotators: (1 + 3)² + (2 - 1)² = 17,
    # times 2 = 34. Both: 1 + 4 + 9 + 1 = 15, times 4/3 = 20. Two-way: 26 + 34 - 20 = 40.
    meats = clustered_meats(one_column([1, 2, 3, -1], [0, 0, 1, 1], [0, 1, 0, 1]), "two-way")
    assert figures(meats) == pytest.approx([26, 34, 40])
    assert meats.annotator_only is not None
    assert float(meats.annotator_only[0, 0]) == pytest.approx(14)
    assert (meats.clusters, meats.degrees) == (2, 1)


def test_rankings_that_share_prompt_and_annotator_are_one_cluster_of_both() -> None:
    # Prompts: 3² + 4² = 25, times 2 = 50; annotators: 1² + 6² = 37, times 2 = 74;
    # both: 1² + 2² + 4² = 21 (3 + 1 share both), times 3/2 = 31.5.
    meats = clustered_meats(one_column([1, 2, 3, 1], [0, 0, 1, 1], [0, 1, 1, 1]), "two-way")
    assert figures(meats) == pytest.approx([50, 74, 92.5])


@pytest.mark.parametrize(
    ("clustering", "expected"), [("prompt", 26.0), ("annotator", 34.0), ("ranking", 20.0)]
)
def test_one_way_clusters(clustering: Clustering, expected: float) -> None:
    scores = one_column([1, 2, 3, -1], [0, 0, 1, 1], [0, 1, 0, 1])
    assert figures(clustered_meats(scores, clustering)) == pytest.approx([expected])


def test_a_grouped_ranking_counts_as_often_as_it_happened() -> None:
    grouped = one_column([1, -2], [0, 0], [0, 0], count=[3, 2])
    plain = one_column([1, 1, 1, -2, -2], [0] * 5, [0] * 5)
    # 3 * 1 + 2 * 4 = 11, times 5/4.
    assert figures(clustered_meats(grouped, "ranking")) == pytest.approx([13.75])
    assert figures(clustered_meats(plain, "ranking")) == pytest.approx([13.75])


def test_one_annotator_leaves_the_prompts() -> None:
    meats = clustered_meats(one_column([1, 2, 3], [0, 1, 2], [0, 0, 0]), "two-way")
    assert len(meats.candidates) == 1
    assert meats.annotator_only is None
    assert meats.degrees == 2
    assert meats.notes == (
        "One annotator only: the intervals cover the choice of prompts, not of people.",
        "Only 3 prompts: with fewer than 20 the intervals are rough.",
    )


def test_one_prompt_leaves_the_annotators() -> None:
    meats = clustered_meats(one_column([1, 2, 3], [0, 0, 0], [0, 1, 2]), "two-way")
    assert figures(meats) == pytest.approx([21.0])  # (1 + 4 + 9) * 3/2
    assert meats.annotator_only is not None
    assert meats.notes[0].startswith("One prompt only")


def test_one_prompt_and_one_annotator_leave_nothing() -> None:
    meats = clustered_meats(one_column([1, 2], [0, 0], [0, 0]), "two-way")
    assert meats.candidates == ()
    assert (meats.clusters, meats.degrees) == (1, 0)
    assert meats.notes == ("One prompt and one annotator only: there are no intervals.",)


def test_a_dimension_of_one_cluster_asked_for_alone_says_what_to_do() -> None:
    meats = clustered_meats(one_column([1, 2], [0, 1], [0, 0]), "annotator")
    assert meats.degrees == 0
    assert "cluster by prompt or ranking instead" in meats.notes[0]


def test_no_scores_have_no_intervals() -> None:
    for clustering in ("two-way", "ranking"):
        meats = clustered_meats(one_column([], [], []), clustering)
        assert meats.degrees == 0


def test_enough_clusters_need_no_note() -> None:
    assert cluster_notes("two-way", 20, 20) == ()
    assert cluster_notes("two-way", 19, 3) == (
        "Only 19 prompts and 3 annotators: with fewer than 20 the intervals are rough.",
    )


def test_codes_of_both_stay_the_rankings_where_no_two_share_both() -> None:
    used = np.array([True, True, False])
    code_of, number = both_codes(np.array([0, 0, 0]), np.array([0, 1, 1]), used)
    assert (code_of.tolist(), number) == ([0, 1, 2], 2)
