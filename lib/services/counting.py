"""What counts as a comparison in a project, as a rule and in words."""

from dataclasses import dataclass, replace

from lib.analytics.item_pairs import CountingRule
from lib.domain.project import Project
from lib.services.access import requires
from lib.services.projects import labeling_config_of
from lib.store import gold_tasks
from lib.store.database import Database


@dataclass(frozen=True)
class Counting:
    """The Rankers, whose places here are their codes, and the rule over them.

    `sentence` says the same for a caption.
    """

    controls: tuple[str, ...]
    rule: CountingRule
    sentence: str


@requires("reviewer")
def counting_in(database: Database, project: Project) -> Counting:
    """What counts in a project as it stands: its settings' rule, and no gold tasks."""
    n = database.read(lambda c: gold_tasks.count_gold_tasks(c, project.project_id))
    counting = counting_of(project)
    return replace(counting, sentence=f"{counting.sentence}{_gold_sentence(n)}")


def counting_of(project: Project) -> Counting:
    """What a project's settings count. Its text areas count nowhere."""
    config = labeling_config_of(project.labeling_config)
    ordered = tuple(
        (code, index)
        for name in project.settings.ordered_buckets
        for code, ranker in enumerate(config.rankers)
        for index, bucket in enumerate(ranker.buckets)
        if bucket.name == name
    )
    return Counting(
        controls=tuple(ranker.name for ranker in config.rankers),
        rule=CountingRule(ordered, project.settings.unplaced_is_worst),
        sentence=_sentence(project),
    )


def _gold_sentence(n: int) -> str:
    if not n:
        return ""
    if n == 1:
        return " Answers to the 1 gold task measure people and count nowhere here."
    return f" Answers to the {n:,} gold tasks measure people and count nowhere here."


def _sentence(project: Project) -> str:
    config = labeling_config_of(project.labeling_config)
    if not any(ranker.buckets for ranker in config.rankers):
        return "Every pair of responses in a ranking counts."
    if project.settings.ordered_buckets:
        names = " > ".join(project.settings.ordered_buckets)
        within = f"Pairs count across the ordered buckets ({names}) and inside each bucket"
    else:
        within = (
            "Pairs count only inside a bucket, so each is conditional on both responses being in "
            "it, since this project's buckets have no order (its settings on the Projects page can "
            "give them one)"
        )
    if project.settings.unplaced_is_worst:
        return f"{within}; a placed response beats one that is not placed."
    return f"{within}; responses that are not placed are compared with nothing."
