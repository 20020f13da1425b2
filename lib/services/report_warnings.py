"""What the reader of a report should know: why figures are missing, and how far others hold."""

from collections import Counter
from collections.abc import Iterator, Sequence

from lib.analytics.agreement import Agreement
from lib.services.agreement import AgreementStudy
from lib.services.buckets import BucketStudy
from lib.services.leaderboard import LeaderboardStudy
from lib.services.leaderboard_rows import ComparedPair

NOTHING_SELECTED = (
    "No submitted annotation is in this selection, so there are no figures. Label some tasks, or "
    "take another selection."
)
NO_MODELS = (
    "No ranked item names a model, so there is nothing to rate. The project's settings say which "
    "field of an item is its model."
)
NO_BUCKETS = "This project's labeling config has no Ranker with buckets."
PAIRS_EXPLAINED = 20
"""How many undecided pairs are explained one by one; a hundred models make thousands of pairs."""


def leaderboard_warnings(study: LeaderboardStudy) -> list[str]:
    """Sentences on ratings, win rates and pairs; none where all is well."""
    return list(dict.fromkeys(_of_leaderboard(study)))


def bucket_warnings(studies: Sequence[BucketStudy]) -> list[str]:
    """Sentences on the buckets of every Ranker that has some."""
    return list(dict.fromkeys(_of_buckets(studies)))


def agreement_warnings(study: AgreementStudy) -> list[str]:
    """Sentences on agreement and on annotators."""
    return list(dict.fromkeys(_of_agreement(study)))


def person_names(study: AgreementStudy) -> tuple[str, ...]:
    """What to call the annotators, by code; people of one name are told apart by their numbers."""
    taken = Counter(person.name for person in study.people)
    return tuple(
        f"{person.name} ({person.number})" if taken[person.name] > 1 else person.name
        for person in study.people
    )


def _of_leaderboard(study: LeaderboardStudy) -> Iterator[str]:
    if not study.compared.n_annotations:
        yield NOTHING_SELECTED
        return
    if not study.models:
        yield NO_MODELS
        return
    if not study.compared.counted:
        yield f"No two models were compared, so there are no ratings. {study.counting}"
    else:
        yield from study.warnings
        unrated = [each.model for each in study.models if each.rating is None]
        if unrated:
            yield f"No rating, for want of comparable models: {', '.join(unrated)}."
    open_ended = [e.model for e in study.models if e.rating is not None and e.ci_low is None]
    if open_ended:
        yield (
            "No interval, p value or narrow range of ranks, for want of prompts or people: "
            f"{', '.join(open_ended)}."
        )
    yield from (rate.reason for rate in study.win_rates if rate.reason)
    yield from _undecided(study.pairs)


def _undecided(pairs: Sequence[ComparedPair]) -> Iterator[str]:
    """Why `more_needed` is None for pairs that could be tested and are not decided."""
    undecided = [
        each
        for each in pairs
        if each.verdict.verdict == "not enough labels"
        and each.verdict.p_value is not None
        and each.verdict.more_needed is None
    ]
    for each in undecided[:PAIRS_EXPLAINED]:
        yield f"{each.a} and {each.b}: {each.verdict.reason}"
    if len(undecided) > PAIRS_EXPLAINED:
        yield (
            f"Of {len(undecided) - PAIRS_EXPLAINED:,} other undecided pairs it cannot be said "
            "either how many more prompts would settle them."
        )


def _of_buckets(studies: Sequence[BucketStudy]) -> Iterator[str]:
    if not studies:
        yield NO_BUCKETS
        return
    if not studies[0].compared.n_annotations:
        yield NOTHING_SELECTED
        return
    for study in studies:
        where = f"{study.control}: " if len(studies) > 1 else ""
        if study.difference.reason:
            yield f"{where}{study.difference.reason}"
        empty = dict.fromkeys(each.model for each in study.shares if not each.n)
        if empty:
            yield f"{where}No response in the buckets, so no shares: {', '.join(empty)}."


def _of_agreement(study: AgreementStudy) -> Iterator[str]:
    if not study.n_annotations:
        yield NOTHING_SELECTED
        if not study.buckets:
            yield NO_BUCKETS
        return
    yield from _of_figures(
        ("Pairwise alpha", study.alpha), ("Tau-b", study.tau_b), ("Kendall's W", study.kendall_w)
    )
    for found in study.buckets:
        on = f" on {found.control}" if len(study.buckets) > 1 else ""
        yield from _of_figures(
            (f"Nominal alpha{on}", found.alpha),
            (f"Fleiss' kappa{on}", found.fleiss_kappa),
            (f"Cohen's kappa{on}", found.cohen_kappa),
            (f"Gwet's AC1{on}", found.gwet_ac1),
        )
    if not study.buckets:
        yield NO_BUCKETS
    names = person_names(study)
    alone: dict[str, list[str]] = {}
    for each in study.annotators:
        if each.consensus.value is None and each.consensus.reason:
            alone.setdefault(each.consensus.reason, []).append(names[each.annotator])
    for reason, people in alone.items():
        yield f"No agreement with the others for {', '.join(people)}: {reason}"
    untimed = [names[e.annotator] for e in study.annotators if e.median_lead_time is None]
    if untimed:
        yield f"No lead time is known of {', '.join(untimed)}."


def _of_figures(*figures: tuple[str, Agreement]) -> Iterator[str]:
    """What is to be said of figures; those of which the same is to be said share a sentence."""
    said: dict[str, list[str]] = {}
    for name, figure in figures:
        if figure.warning:
            said.setdefault(figure.warning, []).append(name)
    for sentence, names in said.items():
        yield f"{', '.join(names)}: {sentence}"
