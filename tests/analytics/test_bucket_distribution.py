"""Bucket distributions from counts."""

from lib.analytics.bucket_distribution import BucketShare, bucket_distribution
from lib.domain.comparison import BucketCount

COUNTS = (BucketCount("b", -1, 1), BucketCount("b", 0, 3), BucketCount("a", 1, 2))


def test_every_model_has_every_bucket_the_unplaced_column_last():
    shares = bucket_distribution(COUNTS, ["Good", "Bad"], "Not placed")
    assert shares == (
        BucketShare("a", "Good", 0, 2),
        BucketShare("a", "Bad", 2, 2),
        BucketShare("a", "Not placed", 0, 2),
        BucketShare("b", "Good", 3, 4),
        BucketShare("b", "Bad", 0, 4),
        BucketShare("b", "Not placed", 1, 4),
    )
    assert [each.share for each in shares] == [0, 1, 0, 0.75, 0, 0.25]


def test_a_config_without_an_unplaced_column_shows_none():
    shares = bucket_distribution([BucketCount("a", 0, 1)], ["Good"], None)
    assert shares == (BucketShare("a", "Good", 1, 1),)


def test_nothing_ranked_gives_nothing():
    assert bucket_distribution([], ["Good"], "Not placed") == ()
