"""Leaderboard, buckets and agreement as plain text for a terminal, n beside every figure."""

from collections.abc import Iterable, Sequence

from lib.analytics.agreement import Agreement
from lib.services.agreement import AgreementStudy
from lib.services.buckets import BucketStudy
from lib.services.leaderboard import LeaderboardStudy
from lib.services.leaderboard_rows import ComparedPair
from lib.services.report_warnings import (
    agreement_warnings,
    bucket_warnings,
    leaderboard_warnings,
    person_names,
)
from lib.services.text_table import table

NONE = "–"


def leaderboard_text(study: LeaderboardStudy) -> str:
    """Models by rank, then every pair with its verdict."""
    rates = {rate.model: rate for rate in study.win_rates}
    models = table(
        ("rank", "model", "rating", "95 %", "win rate", "95 %", "n"),
        [
            (
                _range(each.rank_low, each.rank_high, "{}"),
                each.model,
                _figure(each.rating, "{:.1f}"),
                _range(each.ci_low, each.ci_high, "{:.1f}"),
                _figure(rates[each.model].rate, "{:.1%}"),
                _range(rates[each.model].low, rates[each.model].high, "{:.1%}"),
                f"{each.n:,}",
            )
            for each in study.models
        ],
        left=(1,),
    )
    pairs = table(
        ("a", "b", "a won", "ties", "b won", "n", "p", "verdict", "more prompts"),
        [
            (
                each.a,
                each.b,
                f"{each.wins_a:,}",
                f"{each.ties:,}",
                f"{each.wins_b:,}",
                f"{each.n:,}",
                _p(each.verdict.p_value),
                _verdict(each),
                _figure(each.verdict.more_needed, "{:,}"),
            )
            for each in study.pairs
        ],
        left=(0, 1, 7),
    )
    counted, possible = study.compared.counted, study.compared.possible
    return _page(
        f"n {study.compared.n_annotations:,} annotations; {counted:,} of {possible:,} pairs of "
        f"responses counted. {study.counting}",
        f"{study.method} p is Holm-adjusted.",
        models if study.models else "",
        pairs if study.pairs else "",
        notes=leaderboard_warnings(study),
    )


def bucket_text(studies: Sequence[BucketStudy]) -> str:
    """A table for each Ranker with buckets."""
    parts = []
    for study in studies:
        rows = [
            (
                share.model,
                share.bucket,
                f"{share.count:,}",
                f"{share.n:,}",
                _figure(share.share, "{:.1%}"),
                _range(share.low, share.high, "{:.1%}"),
            )
            for share in study.shares
        ]
        header = ("model", "bucket", "count", "n", "share", "95 %")
        found = study.difference
        parts += [
            f"Buckets of {study.control}, n {study.compared.n_annotations:,} annotations.",
            table(header, rows, left=(0, 1)) if rows else "",
            f"Do models differ? Chi-square {_figure(found.statistic, '{:.2f}')}, "
            f"p {_p(found.p_value)}, n {found.n:,} responses to "
            f"{found.prompts:,} prompts.",
        ]
    return _page(*parts, notes=bucket_warnings(studies))


def agreement_text(study: AgreementStudy) -> str:
    """Coefficients with what they rest on, then the annotators."""
    rows = [
        _coefficient("Pairwise alpha", study.alpha, "shared pairs"),
        _coefficient("Mean tau-b", study.tau_b, "pairs of rankings"),
        _coefficient("Kendall's W", study.kendall_w, "tasks"),
    ]
    for found in study.buckets:
        on = f", {found.control}"
        rows += [
            _coefficient(f"Nominal alpha{on}", found.alpha, "shared responses"),
            _coefficient(f"Fleiss' kappa{on}", found.fleiss_kappa, "shared responses"),
            _coefficient(f"Mean Cohen's kappa{on}", found.cohen_kappa, "pairs of annotators"),
            _coefficient(f"Gwet's AC1{on}", found.gwet_ac1, "shared responses"),
        ]
    names = person_names(study)
    people = [
        (
            names[each.annotator],
            f"{each.n:,}",
            _figure(each.consensus.value, "{:.1%}"),
            f"{each.consensus.n:,}",
            _figure(each.median_lead_time, "{:.1f} s"),
            f"{each.untouched_share:.1%}",
        )
        for each in study.annotators
    ]
    header = ("annotator", "n", "agreement", "shared pairs", "median lead time", "untouched")
    return _page(
        f"n {study.n_annotations:,} annotations by {len(study.people):,} annotators. "
        f"{study.counting.sentence}",
        table(("agreement", "value", "95 %", "n", "of"), rows, left=(0, 4)),
        table(header, people, left=(0,)) if people else "",
        notes=agreement_warnings(study),
    )


def _coefficient(name: str, figure: Agreement, unit: str) -> tuple[str, ...]:
    value, ends = _figure(figure.value, "{:.3f}"), _range(figure.low, figure.high, "{:.3f}")
    return name, value, ends, f"{figure.n:,}", unit


def _verdict(pair: ComparedPair) -> str:
    if pair.verdict.better is None:
        return pair.verdict.verdict
    return f"{pair.a if pair.verdict.better == pair.verdict.a else pair.b} is better"


def _figure(value: float | None, form: str) -> str:
    return NONE if value is None else form.format(value)


def _p(value: float | None) -> str:
    return "below 0.001" if value is not None and value < 0.001 else _figure(value, "{:.3f}")


def _range(low: float | None, high: float | None, form: str) -> str:
    if low is None or high is None:
        return NONE
    return form.format(low) if low == high else f"{form.format(low)} to {form.format(high)}"


def _page(*parts: str, notes: Iterable[str]) -> str:
    return "\n\n".join([*(part for part in parts if part), *(f"Note: {note}" for note in notes)])
