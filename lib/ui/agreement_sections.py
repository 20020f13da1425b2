"""The sections of the Agreement page, from its figures."""

from collections.abc import Sequence

from lib.analytics.agreement import Agreement
from lib.services.agreement import AgreementStudy, BucketAgreement
from lib.ui.charts.agreement_chart import (
    PairAgreement,
    Person,
    PersonAgreement,
    annotator_chart,
    annotator_matrix,
)
from lib.ui.charts.figure_chart import Figure, figure_chart
from lib.ui.charts.task_chart import TaskDispute, task_chart
from lib.ui.snapshot import Section

DRAWN = 12
"""How many of the hardest tasks the chart shows; the table has more."""

DRAWN_PEOPLE = 20

SCALE = "1 is perfect agreement, 0 is what chance would give."


def order_section(study: AgreementStudy) -> Section:
    """Do people put the same response first?"""
    lines = [f"{study.counting.sentence} {SCALE}"]
    return _figures(
        "Agreement on the order", lines, [("Pairwise alpha", "shared pairs", study.alpha)]
    )


def correlation_section(study: AgreementStudy) -> Section:
    """Do whole rankings resemble each other?"""
    figures = [
        ("Mean tau-b", "pairs of rankings", study.tau_b),
        ("Kendall's W", "tasks", study.kendall_w),
    ]
    lines = [
        "Tau-b compares every two people's rankings of the responses that both ranked; W takes all "
        "people together where they ranked the same responses, all of them placed."
    ]
    return _figures("Correlation of rankings", lines, figures)


def bucket_section(found: BucketAgreement) -> Section:
    """Do people put a response into the same bucket?"""
    figures = [
        ("Krippendorff's alpha", "shared responses", found.alpha),
        ("Fleiss' kappa", "shared responses", found.fleiss_kappa),
        ("Cohen's kappa, mean", "pairs of annotators", found.cohen_kappa),
        ("Gwet's AC1", "shared responses", found.gwet_ac1),
        ("Ordinal alpha", "shared responses", found.ordinal_alpha),
        ("Gwet's AC2", "shared responses", found.gwet_ac2),
    ]
    lines = [
        f"{SCALE} Where one bucket dominates, kappa is low for people who agree; Gwet's "
        "coefficients are not."
    ]
    if found.ordinal_alpha is None:
        lines.append("The buckets have no order here, so there are no ordinal figures.")
    there = [(name, unit, figure) for name, unit, figure in figures if figure is not None]
    return _figures(f"Agreement on the buckets of {found.control}", lines, there)


def kappa_section(study: AgreementStudy, found: BucketAgreement) -> Section:
    """Cohen's kappa of every two people, as a table."""
    rows = [
        {
            "annotator": _person(study, each.first).name,
            "other annotator": _person(study, each.second).name,
            "Cohen's kappa": each.kappa.value,
            "low": each.kappa.low,
            "high": each.kappa.high,
            "shared responses": each.kappa.n,
            "reason": each.kappa.reason,
        }
        for each in found.pairs
    ]
    lines = () if rows else ("No two people have put the same response into a bucket yet.",)
    return Section(f"Pairs of annotators on the buckets of {found.control}", lines, None, rows)


def annotator_section(study: AgreementStudy) -> Section:
    """How each person agrees with the others, how fast, how careful."""
    drawn_people = _busiest(study)
    chart = [
        PersonAgreement(
            person=_person(study, each.annotator),
            agreement=each.consensus.value,
            low=each.consensus.low,
            high=each.consensus.high,
            n=each.consensus.n,
        )
        for each in study.annotators
        if each.annotator in drawn_people
    ]
    rows = [
        {
            "annotator": _person(study, each.annotator).name,
            "n": each.n,
            "agreement": each.consensus.value,
            "low": each.consensus.low,
            "high": each.consensus.high,
            "shared pairs": each.consensus.n,
            "median lead time (s)": each.median_lead_time,
            "untouched": each.untouched_share,
            "with itself": each.itself.value,
            "repeated pairs": each.itself.n,
            "with ground truth": each.gold.value,
            "ground-truth pairs": each.gold.n,
        }
        for each in study.annotators
    ]
    lines = (
        "Agreement with the others: of the pairs of responses that others compared too, the share "
        "that a person decided as most of them did, themselves left out. Untouched: the share of "
        "submits in which nothing was moved.",
        *_left_out(study),
    )
    drawn = annotator_chart(chart) if any(each.agreement is not None for each in chart) else None
    return Section("Annotators", lines, drawn, rows)


def pair_section(study: AgreementStudy) -> Section:
    """How every two people agree."""
    if not study.pairs:
        return Section(
            "Pairs of annotators", ("No two people have compared the same two responses yet.",)
        )
    drawn_people = _busiest(study)
    pairs = [
        PairAgreement(
            _person(study, each.first),
            _person(study, each.second),
            each.agreement.value,
            each.agreement.n,
        )
        for each in study.pairs
        if {each.first, each.second} <= drawn_people
    ]
    rows = [
        {
            "annotator": _person(study, each.first).name,
            "other annotator": _person(study, each.second).name,
            "agreement": each.agreement.value,
            "low": each.agreement.low,
            "high": each.agreement.high,
            "shared pairs": each.agreement.n,
            "tau-b": each.tau_b.value,
            "pairs of rankings": each.tau_b.n,
        }
        for each in study.pairs
    ]
    lines = (
        "The share of shared pairs of responses that two people decided alike.",
        *_left_out(study),
    )
    chart = annotator_matrix(pairs) if pairs else None
    return Section("Pairs of annotators", lines, chart, rows)


def hardest_section(study: AgreementStudy) -> Section:
    """The tasks on which people disagree most."""
    if not study.hardest:
        return Section("Hardest tasks", ("No task has been compared by two people yet.",))
    rows = [
        {
            "task": each.task,
            "disagreement": each.disagreement,
            "shared pairs": each.shared_pairs,
        }
        for each in study.hardest
    ]
    lines = (
        "Of the pairs of responses that several people compared, the mean share of pairs of "
        "judgements that differ; the worst first.",
    )
    worst = [
        TaskDispute(each.task, each.disagreement, each.shared_pairs)
        for each in study.hardest[:DRAWN]
    ]
    return Section("Hardest tasks", lines, task_chart(worst), rows)


def _figures(
    heading: str, lines: Sequence[str], figures: Sequence[tuple[str, str, Agreement]]
) -> Section:
    """A chart and a table of coefficients; each undefined one becomes a sentence."""
    rows = [
        {
            "figure": name,
            "value": each.value,
            "low": each.low,
            "high": each.high,
            "n": each.n,
            "of": unit,
            "prompts": each.prompts,
        }
        for name, unit, each in figures
    ]
    notes = [f"{name}: {each.warning}" for name, _, each in figures if each.warning]
    drawn = [
        Figure(name, each.value, each.low, each.high, each.n, unit)
        for name, unit, each in figures
        if each.value is not None
    ]
    chart = figure_chart(drawn) if drawn else None
    return Section(heading, (*lines, *notes), chart, rows)


def _busiest(study: AgreementStudy) -> set[int]:
    """The codes of the people whom the charts show."""
    by_work = sorted(study.annotators, key=lambda each: -each.n)
    return {each.annotator for each in by_work[:DRAWN_PEOPLE]}


def _left_out(study: AgreementStudy) -> list[str]:
    if len(study.annotators) <= DRAWN_PEOPLE:
        return []
    return [
        f"The chart shows the {DRAWN_PEOPLE} people with the most annotations, the table all "
        f"{len(study.annotators)}."
    ]


def _person(study: AgreementStudy, code: int) -> Person:
    person = study.people[code]
    return Person(person.number, person.name)
