"""The sections of the Buckets page, from its figures."""

from lib.services.buckets import BucketStudy
from lib.services.sliced import Slices
from lib.ui.charts.bucket_chart import BucketPart, bucket_chart, bucket_interval_chart
from lib.ui.snapshot import Section


def share_section(study: BucketStudy) -> Section:
    """The distribution of each model, and whether models differ."""
    parts = _parts(study)
    rows = [
        {
            "model": each.model,
            "bucket": each.bucket,
            "count": each.count,
            "share": each.share,
            "low": each.low,
            "high": each.high,
            "n": each.n,
        }
        for each in study.shares
    ]
    return Section(
        f"Buckets of {study.control}",
        (_difference(study),),
        bucket_chart(parts) if parts else None,
        rows,
    )


def interval_section(study: BucketStudy) -> Section:
    """The same shares with their intervals."""
    parts = _parts(study)
    return Section(
        f"Shares with intervals, {study.control}",
        ("95 % intervals, clustered by prompt.",),
        bucket_interval_chart(parts) if parts else None,
    )


def slice_section(study: BucketStudy, slices: Slices) -> Section:
    """The distribution slice by slice, as a table."""
    rows = [
        {
            "slice": each.slice,
            "model": each.bucket_share.model,
            "bucket": each.bucket_share.bucket,
            "count": each.bucket_share.count,
            "share": each.bucket_share.share,
            "low": each.bucket_share.low,
            "high": each.bucket_share.high,
            "n": each.bucket_share.n,
        }
        for each in study.sliced(slices)
        if each.bucket_share.n
    ]
    return Section(f"{study.control} by {slices.field}", (), None, rows)


def _parts(study: BucketStudy) -> list[BucketPart]:
    name_of = dict(zip(study.titles, study.names, strict=True))
    return [
        BucketPart(
            model=each.model,
            control=study.control,
            bucket=name_of[each.bucket],
            title=each.bucket,
            count=each.count,
            share=each.share,
            low=each.low,
            high=each.high,
            n=each.n,
            of_all=not study.names_models,
        )
        for each in study.shares
        if each.share is not None
    ]


def _difference(study: BucketStudy) -> str:
    found = study.difference
    if not study.names_models and found.reason:
        return found.reason
    if found.p_value is None or found.statistic is None:
        return f"Whether models differ cannot be tested: {found.reason}"
    verdict = "Models differ" if found.p_value < 0.05 else "No difference between models is found"
    p_value = "below 0.001" if found.p_value < 0.001 else f"{found.p_value:.3f}"
    return (
        f"{verdict} in where their responses end up (corrected chi-square {found.statistic:.1f}, "
        f"p {p_value}; n {found.n:,} responses to {found.prompts:,} prompts)."
    )
