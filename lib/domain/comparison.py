"""Counts of pairwise outcomes and of buckets, as the store hands them to the analytics."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PairCount:
    """Two models' outcomes against each other; `possible` counts also the pairs not compared."""

    model_a: str
    model_b: str
    wins_a: int
    wins_b: int
    ties: int
    possible: int

    @property
    def counted(self) -> int:
        return self.wins_a + self.wins_b + self.ties


@dataclass(frozen=True)
class ComparisonCounts:
    """All pairs of models that stood in a ranking together."""

    pairs: tuple[PairCount, ...]

    @property
    def counted(self) -> int:
        return sum(pair.counted for pair in self.pairs)

    @property
    def possible(self) -> int:
        return sum(pair.possible for pair in self.pairs)


@dataclass(frozen=True)
class BucketCount:
    """How many of a model's items lie in a bucket, by its index in the config; -1 is unplaced."""

    model: str
    bucket: int
    count: int
