"""The sections on retrieval: each source's own order against what people made of it."""

from lib.analytics.retrieval import PromptMean, RetrievalFigures
from lib.services.retrieval import CUT, METHOD, RankerRetrieval, RetrievalStudy
from lib.ui.charts.retrieval_chart import SourceFigure, retrieval_chart
from lib.ui.snapshot import Section

HEADING = "Retrieval"


def retrieval_sections(study: RetrievalStudy) -> tuple[Section, ...]:
    """One for each Ranker; one sentence where there is none, or nothing is ranked."""
    if not study.n_annotations:
        return (Section(HEADING, ("No submitted ranking is in this selection.",)),)
    if not study.rankers:
        return (Section(HEADING, ("This project ranks nothing, so there is no order to judge.",)),)
    several = len(study.rankers) > 1
    return tuple(
        _section(study, each, f"{HEADING}: {each.control}" if several else HEADING)
        for each in study.rankers
    )


def _section(study: RetrievalStudy, found: RankerRetrieval, heading: str) -> Section:
    if found.reason:
        return Section(heading, (found.reason,))
    lines = [*_best(found), METHOD, found.gains]
    if not study.has_predictions:
        lines.append(
            "The tasks have no predictions, so the order of the data stands alone. Import the "
            "orders of other systems as predictions to compare them."
        )
    lines += [f"{each.source}: {each.reason}" for each in found.figures if each.reason]
    lines += [
        f"{each.source}: {each.left_out:,} "
        f"{'judgement' if each.left_out == 1 else 'judgements'} left out, in which no item is "
        "worth more than 0."
        for each in found.figures
        if each.left_out
    ]
    drawn = [
        SourceFigure(each.source, name, figure.value, figure.low, figure.high, figure.n)
        for each in found.figures
        for name, figure in ((f"nDCG@{CUT}", each.ndcg), (f"MRR@{CUT}", each.mrr))
        if figure.value is not None
    ]
    rows = [_row(each) for each in found.figures]
    return Section(heading, tuple(lines), retrieval_chart(drawn) if drawn else None, rows)


def _best(found: RankerRetrieval) -> list[str]:
    """The best source's figures in a sentence."""
    best = found.figures[0]
    if best.ndcg.value is None:
        return []
    words = f"nDCG@{CUT} {best.ndcg.value:.2f}{_ends(best.ndcg)}"
    if best.mrr.value is not None:
        words += f", MRR@{CUT} {best.mrr.value:.2f}{_ends(best.mrr)}"
    if len(found.figures) == 1:
        return [f"{best.source}: {words}, n {_prompts(best.ndcg.n)}."]
    return [
        f"The highest nDCG@{CUT} is that of {best.source}: {words}, n {_prompts(best.ndcg.n)}. "
        "The sources may have been judged on different prompts; where the intervals overlap, their "
        "order may be chance."
    ]


def _prompts(n: int) -> str:
    return f"{n:,} prompt" if n == 1 else f"{n:,} prompts"


def _ends(figure: PromptMean) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f" ({figure.low:.2f} to {figure.high:.2f})"


def _row(each: RetrievalFigures) -> dict[str, object]:
    return {
        "source": each.source,
        f"nDCG@{CUT}": each.ndcg.value,
        "nDCG low": each.ndcg.low,
        "nDCG high": each.ndcg.high,
        f"MRR@{CUT}": each.mrr.value,
        "MRR low": each.mrr.low,
        "MRR high": each.mrr.high,
        "n prompts": each.ndcg.n,
        "judgements left out": each.left_out,
    }
