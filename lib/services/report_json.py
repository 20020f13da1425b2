"""Leaderboard, buckets and agreement as plain dictionaries, ready to become JSON.

A figure that is undefined is None, and `warnings` says why. No figure is ever nan.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from lib.analytics.bucket_distribution import BucketShare
from lib.services.agreement import AgreementStudy, BucketAgreement
from lib.services.buckets import BucketStudy
from lib.services.leaderboard import LeaderboardStudy
from lib.services.report_warnings import (
    agreement_warnings,
    bucket_warnings,
    leaderboard_warnings,
    person_names,
)

Report: TypeAlias = dict[str, Any]


def leaderboard_report(study: LeaderboardStudy) -> Report:
    """Ratings with intervals and rank ranges, win rates, plain counts of pairs, verdicts.

    `p_value` is Holm-adjusted; `more_needed` counts prompts, and is None where a pair is decided
    already. A model carries its `group` only where there are several.
    """
    rates = {rate.model: rate for rate in study.win_rates}
    apart = len({each.group for each in study.models}) > 1
    models = []
    for each in study.models:
        rate = rates[each.model]
        row = {
            "model": each.model,
            "rating": each.rating,
            "ci_low": each.ci_low,
            "ci_high": each.ci_high,
            "rank_low": each.rank_low,
            "rank_high": each.rank_high,
            "win_rate": rate.rate,
            "win_rate_low": rate.low,
            "win_rate_high": rate.high,
            "n": each.n,
        }
        models.append(row | ({"group": each.group} if apart else {}))
    pairs = [
        {
            "a": each.a,
            "b": each.b,
            "wins_a": each.wins_a,
            "wins_b": each.wins_b,
            "ties": each.ties,
            "verdict": each.verdict.verdict,
            "p_value": each.verdict.p_value,
            "more_needed": each.verdict.more_needed,
        }
        for each in study.pairs
    ]
    return {
        "n_annotations": study.compared.n_annotations,
        "n_comparisons": study.compared.counted,
        "pairs_possible": study.compared.possible,
        "method": f"{study.method} {study.counting}",
        "models": models,
        "pairs": pairs,
        "warnings": leaderboard_warnings(study),
    }


def bucket_report(studies: Sequence[BucketStudy]) -> Report:
    """How each model's responses spread over the buckets of the first Ranker that has some.

    Buckets bear their names from the config, `_` is unplaced. Where several Rankers have buckets,
    `controls` holds the same figures for each of them.
    """
    nothing: Report = {"models": [], "difference": {"statistic": None, "p_value": None}}
    reports = [_bucket_figures(study) for study in studies]
    report = (reports or [nothing])[0] | {"warnings": bucket_warnings(studies)}
    if len(studies) > 1:
        report["controls"] = [
            {"control": study.control} | figures
            for study, figures in zip(studies, reports, strict=True)
        ]
    return report


def agreement_report(study: AgreementStudy) -> Report:
    """Agreement on the order, on the buckets and by annotator.

    `cohen_kappa` is the mean over pairs of annotators. `buckets` is about the first Ranker that has
    some; where several have, `controls` holds the same figures for each of them.
    """
    names = person_names(study)
    figures = [_agreement_figures(found) for found in study.buckets]
    nothing = dict.fromkeys(("alpha", "fleiss_kappa", "cohen_kappa", "gwet_ac1"))
    report: Report = {
        "rankings": {
            "alpha": study.alpha.value,
            "low": study.alpha.low,
            "high": study.alpha.high,
            "shared_pairs": study.alpha.n,
            "tau_b": study.tau_b.value,
            "kendall_w": study.kendall_w.value,
        },
        "buckets": figures[0] if figures else nothing,
        "annotators": [
            {
                "annotator": names[each.annotator],
                "n": each.n,
                "agreement": each.consensus.value,
                "median_lead_time": each.median_lead_time,
                "untouched_share": each.untouched_share,
            }
            for each in study.annotators
        ],
        "warnings": agreement_warnings(study),
    }
    if len(figures) > 1:
        report["controls"] = [
            {"control": found.control} | each
            for found, each in zip(study.buckets, figures, strict=True)
        ]
    return report


def _bucket_figures(study: BucketStudy) -> Report:
    by_model: dict[str, list[BucketShare]] = {}
    for share in study.shares:
        by_model.setdefault(share.model, []).append(share)
    return {
        "models": [
            {
                "model": model,
                "n": shares[0].n,
                "buckets": [
                    {
                        "bucket": name,
                        "count": each.count,
                        "share": each.share,
                        "low": each.low,
                        "high": each.high,
                    }
                    for name, each in zip(study.names, shares, strict=True)
                ],
            }
            for model, shares in by_model.items()
        ],
        "difference": {
            "statistic": study.difference.statistic,
            "p_value": study.difference.p_value,
        },
    }


def _agreement_figures(found: BucketAgreement) -> Report:
    return {
        "alpha": found.alpha.value,
        "fleiss_kappa": found.fleiss_kappa.value,
        "cohen_kappa": found.cohen_kappa.value,
        "gwet_ac1": found.gwet_ac1.value,
    }
