"""From a mark of a chart to the prompts behind it: responses side by side, and who voted what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lib.domain.labeling_config import NOT_PLACED, UNRANKED, LabelingConfig, Ranker
from lib.domain.mark import BucketMark, Mark, ModelMark, PairMark, PeriodMark
from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.domain.task import Task, items_of
from lib.services.access import requires
from lib.services.counting import counting_of
from lib.services.projects import labeling_config_of
from lib.store import behind
from lib.store.behind import PairRule
from lib.store.database import Database
from lib.store.selected import selected
from lib.store.writer import Connection

PAGE = 10


@dataclass(frozen=True)
class Vote:
    """Where one person put a response, in words, and when (UTC)."""

    annotator: str
    annotator_number: int
    at: datetime
    place: str


@dataclass(frozen=True)
class Response:
    """A response with its votes; `named` tells that the mark names its model."""

    item_id: str
    model: str | None
    body: str
    not_imported: bool
    named: bool
    votes: tuple[Vote, ...]


@dataclass(frozen=True)
class Prompt:
    """A task behind a mark: its responses, those of the models that the mark names first."""

    number: int
    text: str
    responses: tuple[Response, ...]


@dataclass(frozen=True)
class PromptsBehind:
    """One page of the prompts behind a mark, and how many there are in all."""

    total: int
    prompts: tuple[Prompt, ...]


@requires("reviewer")
def find_prompts(
    database: Database,
    project: Project,
    selection: Selection,
    mark: Mark,
    offset: int = 0,
    limit: int = PAGE,
) -> PromptsBehind:
    """The tasks behind a mark among the annotations that a selection takes, by number.

    It names models: callers have made sure that the person may see them.
    """
    config = labeling_config_of(project.labeling_config)
    counted = selected(project.project_id, _within(selection, mark), config.prompt_variable)

    def read(connection: Connection) -> PromptsBehind:
        total, tasks = behind.find_tasks_behind(
            connection,
            counted,
            mark,
            _pair_rule(project),
            _bucket_index(config, mark),
            offset,
            limit,
        )
        votes = behind.list_votes(connection, counted, [task.task_id for task in tasks])
        return PromptsBehind(
            total,
            tuple(_prompt(project, config, task, votes[task.task_id], mark) for task in tasks),
        )

    return database.read(read)


def _within(selection: Selection, mark: Mark) -> Selection:
    """The selection, inside a period's days."""
    if not isinstance(mark, PeriodMark):
        return selection
    return replace(
        selection,
        since=max(mark.first, selection.since or mark.first),
        until=min(mark.last, selection.until or mark.last),
    )


def _pair_rule(project: Project) -> PairRule:
    counting = counting_of(project)
    ordered = tuple(
        (counting.controls[code], index) for code, index in counting.rule.ordered_buckets
    )
    return PairRule(ordered, counting.rule.unplaced_is_worst)


def _bucket_index(config: LabelingConfig, mark: Mark) -> int | None:
    """The index of a BucketMark's bucket as revisions store it; None where there is none."""
    if not isinstance(mark, BucketMark):
        return None
    if mark.bucket == UNRANKED:
        return -1
    return next(
        (
            index
            for ranker in config.rankers
            if ranker.name == mark.control
            for index, bucket in enumerate(ranker.buckets)
            if bucket.name == mark.bucket
        ),
        None,
    )


def _prompt(
    project: Project,
    config: LabelingConfig,
    task: Task,
    votes: Sequence[behind.Vote],
    mark: Mark,
) -> Prompt:
    field = config.prompt_variable
    return Prompt(
        number=task.number,
        text=str(task.data.get(field, "")) if field else "",
        responses=tuple(
            sorted(_responses(project, config, task, votes, mark), key=lambda each: not each.named)
        ),
    )


def _responses(
    project: Project,
    config: LabelingConfig,
    task: Task,
    votes: Sequence[behind.Vote],
    mark: Mark,
) -> list[Response]:
    """The items of every List, each once however many Rankers rank it."""
    places = {
        (ranker.name, vote_index, item): _place_words(config, ranker, bucket, place)
        for vote_index, vote in enumerate(votes)
        for ranker in config.rankers
        for control, item, bucket, place in zip(
            vote.controls, vote.items, vote.buckets, vote.places, strict=True
        )
        if control == ranker.name
    }
    named = _models_named(mark)
    return [
        Response(
            item_id=item.item_id,
            model=item.model,
            body=item.body,
            not_imported=item.not_imported,
            named=item.model in named,
            votes=tuple(
                Vote(vote.annotator, vote.annotator_number, vote.at, found)
                for index, vote in enumerate(votes)
                for ranker in config.rankers
                if ranker.to_name == shown.name
                if (found := places.get((ranker.name, index, item.item_id)))
            ),
        )
        for shown in config.lists
        for item in items_of(task, shown, project.settings.model_field)
    ]


def _models_named(mark: Mark) -> frozenset[str]:
    match mark:
        case BucketMark(_, _, None):
            return frozenset()
        case ModelMark(model) | PeriodMark(_, _, model) | BucketMark(_, _, str(model)):
            return frozenset({model})
        case PairMark(first, second, _):
            return frozenset({first, second})
        case _:
            return frozenset()


def _place_words(config: LabelingConfig, ranker: Ranker, bucket: int, place: int) -> str:
    """“Relevant, place 2”; led by the Ranker's name where there are several."""
    if bucket < 0:
        words = NOT_PLACED
    elif bucket < len(ranker.buckets):
        words = f"{ranker.buckets[bucket].title or ranker.buckets[bucket].name}, place {place}"
    else:
        words = f"place {place}"
    return f"{ranker.name}: {words}" if len(config.rankers) > 1 else words
