"""The labeling session: the next task, its draft, what was done lately."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lib.domain.annotation import Annotation, Annotator, Status
from lib.domain.draft import Draft
from lib.domain.labeling_config import LabelingConfig
from lib.domain.project import Project
from lib.domain.task import Task, items_of
from lib.services.access import requires
from lib.services.assignment_choice import count_own_work as count_own_work
from lib.services.assignment_claims import claim_next_task, claim_task, keep_claim
from lib.services.hidden_checks import CheckKind, HiddenCheck, next_check
from lib.services.labeling_start import blank, prefilled, shown_order, with_result
from lib.services.projects import labeling_config_of
from lib.store import annotations, drafts, hidden_checks, repeat_answers, tasks
from lib.store.database import Database
from lib.store.next_task import has_repeat_answer
from lib.store.writer import Connection

RECENT = 10


@dataclass(frozen=True)
class OpenTask:
    """A task as one person has it before them.

    `orders` gives, for each Ranker, the item ids in that person's shuffled order. `revision` is the
    one that a submit builds on, 0 for a first. `check` tells what the task is given for besides the
    results: a gold task or one of the person's own again, which shows nowhere on the screen.
    `progress` is what `count_own_work` gives, where it was found out on the way.
    """

    project: Project
    config: LabelingConfig
    task: Task
    person: Annotator
    orders: Mapping[str, tuple[str, ...]]
    draft: Draft
    revision: int
    earlier_result: list[Any]
    check: CheckKind | None = None
    progress: tuple[int, int] | None = None


@requires("annotator")
def open_next_task(
    database: Database,
    project: Project,
    person: Annotator,
    after: int = 0,
    *,
    with_postponed: bool = True,
) -> OpenTask | None:
    """The next task for a person, which is theirs by that (`claim_next_task`); None if none is.

    A hidden check that is due comes first, one that the person has postponed last of all. With
    `after`, the project's order goes on behind the task of that number.
    """
    check = next_check(database, project, person)
    if check and not after:
        return _open_check(database, project, person, check)
    claimed = claim_next_task(database, project, person, after, with_postponed=with_postponed)
    if claimed:
        opened = open_task(database, project, person, claimed.task)
        return replace(opened, progress=claimed.progress)
    if check is None and with_postponed:
        check = next(iter(_postponed_checks(database, project, person)), None)
    return _open_check(database, project, person, check) if check else None


@requires("annotator")
def open_numbered_task(
    database: Database,
    project: Project,
    person: Annotator,
    number: int,
    *,
    as_check: bool = False,
) -> OpenTask | None:
    """The task of that number, as an address or a list of recent ones names it; None if none.

    It is the person's by that; what they have annotated is open to them in any case. `as_check`
    opens it as the repeat that is due or postponed, where it is that, and not for a correction.
    Raises TaskTaken where enough others have it, and where their annotation was withdrawn.
    """
    due = next_check(database, project, person)
    for check in (*filter(None, [due]), *_postponed_checks(database, project, person)):
        if check.task.number == number and (as_check or check.kind == "gold"):
            return _open_check(database, project, person, check)
    task = database.read(lambda c: tasks.find_task(c, project.project_id, number))
    if task is None or not claim_task(database, project, person, task):
        return None
    return open_task(database, project, person, task)


@requires("annotator")
def open_task(
    database: Database,
    project: Project,
    person: Annotator,
    task: Task,
    check: CheckKind | None = None,
) -> OpenTask:
    """A task with the person's draft, else their submission, else a start. It claims nothing.

    A repeat shows nothing of the person's submission, and another order than they saw then.
    """
    config = labeling_config_of(project.labeling_config)
    orders = {
        ranker.name: shown_order(
            [item.item_id for item in items_of(task, config.list_of(ranker))],
            task.task_id,
            person.annotator_id,
            check,
        )
        for ranker in config.rankers
    }

    def load(connection: Connection) -> OpenTask:
        state = drafts.get_draft(
            connection, task.task_id, person.annotator_id, is_repeat=check == "repeat"
        )
        earlier = annotations.find_annotation(connection, idempotency_key(task, person))
        shown = earlier if check != "repeat" else None
        submitted = shown.result if shown and shown.status == "submitted" else None
        if state:
            draft = Draft.from_state(state)
        elif submitted is not None:
            done = with_result(blank(config, orders), config, submitted)
            draft = replace(done, touched=frozenset(orders))
        else:
            draft = prefilled(connection, project, task, blank(config, orders))
        return OpenTask(
            project=project,
            config=config,
            task=task,
            person=person,
            orders=orders,
            draft=draft,
            revision=earlier.revision if earlier else 0,
            earlier_result=submitted or [],
            check=check,
        )

    return database.read(load)


@requires("annotator")
def save_draft(database: Database, opened: OpenTask, draft: Draft) -> None:
    """Keep unfinished work; the newest one wins, and one from before a submission is late.

    The task stays the person's by it.
    """
    ids = (opened.task.task_id, opened.person.annotator_id)
    is_repeat = opened.check == "repeat"

    def change(connection: Connection) -> None:
        there = annotations.find_annotation(connection, idempotency_key(opened.task, opened.person))
        is_late = there and there.revision > opened.revision and there.status == "submitted"
        if is_repeat:
            is_late = has_repeat_answer(connection, *ids)
        if not is_late:
            drafts.put_draft(
                connection,
                opened.project.project_id,
                *ids,
                draft.as_state(),
                is_repeat=is_repeat,
            )
            if not is_repeat:
                keep_claim(connection, opened.project, *ids)

    database.write(change)


@requires("annotator")
def list_recent(
    database: Database, project: Project, person: Annotator
) -> list[tuple[Annotation, int]]:
    """The person's last ten submissions and skips, newest first, with their tasks' numbers.

    A task that came to them again stands where they answered it the second time.
    """
    ids = (project.project_id, person.annotator_id)

    def query(connection: Connection) -> list[tuple[Annotation, int]]:
        recent = annotations.list_recent(connection, *ids, RECENT)
        found = {number: annotation for annotation, number in recent}
        for number, is_skipped, at in repeat_answers.list_repeats_of(connection, *ids, RECENT):
            first = found.get(number) or _own(connection, project, person, number)
            if first:
                status: Status = "skipped" if is_skipped else "submitted"
                found[number] = replace(first, updated_at=max(at, first.updated_at), status=status)
        newest = sorted(found.items(), key=lambda each: each[1].updated_at, reverse=True)
        return [(annotation, number) for number, annotation in newest[:RECENT]]

    return database.read(query)


@requires("annotator")
def list_skipped(database: Database, project: Project, person: Annotator) -> list[int]:
    """The numbers of the tasks that the person has skipped and not submitted since."""
    return database.read(
        lambda c: annotations.list_skipped(c, project.project_id, person.annotator_id)
    )


def idempotency_key(task: Task, person: Annotator) -> str:
    """One annotation of a task by a person's own hand, however many tabs they have open."""
    return f"ui:{task.task_id}:{person.annotator_id}"


def _own(
    connection: Connection, project: Project, person: Annotator, number: int
) -> Annotation | None:
    task = tasks.find_task(connection, project.project_id, number)
    return annotations.find_annotation(connection, idempotency_key(task, person)) if task else None


def _postponed_checks(database: Database, project: Project, person: Annotator) -> list[HiddenCheck]:
    """Those that the person has put off, the first one first."""
    if not (project.settings.gold_every or project.settings.repeat_every):
        return []
    return database.read(
        lambda c: [
            HiddenCheck(tasks.get_task(c, task_id), kind)
            for task_id, kind in hidden_checks.list_postponed_checks(
                c, project.project_id, person.annotator_id
            )
        ]
    )


def _open_check(
    database: Database, project: Project, person: Annotator, check: HiddenCheck
) -> OpenTask:
    if check.kind == "gold":
        claim_task(database, project, person, check.task, is_check=True)
    return open_task(database, project, person, check.task, check.kind)
