"""Submit or skip a task: one submission is one annotation, whatever the network does."""

import hashlib
from dataclasses import replace
from typing import Any

from lib.domain.annotation import Annotation, NewAnnotation, RankedItem, Revision
from lib.domain.draft import Draft, problems
from lib.domain.guideline import guideline_version
from lib.domain.project import ModelField
from lib.domain.storable import storable
from lib.errors import AlreadySubmitted, InvalidSubmission, NotFound
from lib.formats.regions import ranked_items, region_of, revised_region, text_region_of
from lib.services.access import requires
from lib.services.assignment_claims import check_not_archived, check_not_withdrawn, check_room
from lib.services.decisions import keep
from lib.services.labeling import OpenTask, idempotency_key
from lib.services.repeats import store_repeat_answer
from lib.store import annotations, claims, drafts, postponed, projects, revisions
from lib.store.bulk_actions import Change
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.writer import Connection


@requires("annotator")
def submit_annotation(
    database: Database, opened: OpenTask, draft: Draft, *, confirmed: bool = False
) -> Annotation:
    """Store a submission; when it returns, the annotation is committed.

    The same submission sent twice is one annotation. A later one of the same person and task is a
    new revision of it. `confirmed` says that an order that was never touched is meant.
    Raises InvalidSubmission where a rule forbids it; AlreadySubmitted where the task was submitted
    otherwise since it was opened; TaskTaken where the person's time for it had run out and enough
    others have it by now, where the task was taken out of the project, and where somebody else has
    withdrawn the person's annotation: their draft stays.

    A final answer that its author changes is none any more: no reviewer has accepted what it says.
    """
    if found := problems(opened.config, opened.project.settings, draft):
        raise InvalidSubmission(" ".join(found))
    if draft.untouched and not confirmed:
        raise InvalidSubmission(
            "A ranking was not touched. Confirm that the order shown is right, or change it."
        )
    result = _result(opened, draft)
    if opened.check == "repeat":
        return _store_repeat(database, opened, result, draft)
    return _store(
        database,
        opened,
        Revision(
            status="submitted",
            result=result,
            ranked=_ranked(opened, result, opened.project.settings.model_field),
            actor_id=opened.person.annotator_id,
            config_version=opened.project.config_version,
            created_at=utc_now(),
            lead_time=round(draft.seconds, 3),
            display_order=_orders_shown(opened),
            untouched=draft.untouched,
            guideline_version=guideline_version(opened.project.settings),
        ),
        draft,
    )


@requires("annotator")
def skip_task(database: Database, opened: OpenTask, draft: Draft, reason: str = "") -> Annotation:
    """Store that a person skipped a task, with an optional reason; their draft is kept.

    Raises AlreadySubmitted and TaskTaken as `submit_annotation` does.
    """
    if opened.check == "repeat":
        return _store_repeat(database, opened, [], draft)
    return _store(
        database,
        opened,
        Revision(
            status="skipped",
            result=[],
            ranked=(),
            actor_id=opened.person.annotator_id,
            config_version=opened.project.config_version,
            created_at=utc_now(),
            lead_time=round(draft.seconds, 3),
            display_order=_orders_shown(opened),
            skip_reason=storable(reason).strip() or None,
            guideline_version=guideline_version(opened.project.settings),
        ),
        draft,
    )


def _ranked(opened: OpenTask, result: list[Any], model_field: ModelField) -> tuple[RankedItem, ...]:
    return ranked_items(opened.config, opened.task.data, result, model_field)


def _store(database: Database, opened: OpenTask, submitted: Revision, draft: Draft) -> Annotation:
    key = idempotency_key(opened.task, opened.person)
    project_id = opened.project.project_id
    work = (opened.task.task_id, opened.person.annotator_id)

    def change(connection: Connection) -> Annotation:
        revision = submitted
        settings = projects.get_project(connection, project_id).settings
        model_field = settings.model_field
        if model_field != opened.project.settings.model_field:
            # Chosen since the task was opened: all that was stored before is renamed already.
            revision = replace(revision, ranked=_ranked(opened, revision.result, model_field))
        there = annotations.find_annotation(connection, key)
        check_not_archived(connection, opened.task, revision.status)
        if there is None or there.status == "deleted":
            check_not_withdrawn(connection, opened.task, opened.person.annotator_id)
        takes_slot = revision.status == "submitted" or settings.skipped_go_to == "review"
        if takes_slot and (there is None or there.status != "submitted"):
            check_room(connection, settings, opened.task, opened.person.annotator_id, revision)
        if there is None:
            new = NewAnnotation(
                task_id=opened.task.task_id,
                annotator_id=opened.person.annotator_id,
                origin="ui",
                idempotency_key=key,
                first_revision=revision,
                prediction_id=draft.prediction_id,
            )
            annotation_id = annotations.add_annotations(connection, project_id, [new])[0]
        else:
            annotation_id = there.annotation_id
            same = there.status == revision.status and there.result == revision.result
            if there.revision > opened.revision and not same:
                raise AlreadySubmitted(
                    "You have submitted this task since you opened it here, perhaps in another "
                    "tab; that submission stands. Submit once more to replace it by this one."
                )
            if not same:
                next_one = revisions.NumberedRevision(
                    annotation_id, *work, number=there.revision + 1, state=revision
                )
                revisions.add_revisions(connection, project_id, [next_one])
                _clear_final(connection, opened, there)
        if revision.status == "skipped":
            drafts.put_draft(connection, project_id, *work, draft.as_state())
        else:
            drafts.remove_draft(connection, *work)
        claims.remove_claim(connection, *work, also_assigned=revision.status == "skipped")
        has_repeat = drafts.get_draft(connection, *work, is_repeat=True) is not None
        if revision.status == "skipped" or not has_repeat:
            # Else it may be the repeat that is postponed, which a correction leaves alone.
            postponed.remove_postponed(connection, *work)
        return annotations.get_annotation(connection, annotation_id)

    return database.write(change)


def _clear_final(connection: Connection, opened: OpenTask, before: Annotation) -> None:
    """Take the mark of the final answer from an annotation that has just got a new revision."""
    if not before.ground_truth:
        return
    annotations.set_ground_truth(connection, before.annotation_id, False)
    cleared = Change(
        *(before.annotation_id, before.task_id, before.revision, before.revision + 1),
        final_before=True,
        final_after=False,
    )
    keep(connection, opened.project, opened.person.annotator_id, "clear", [cleared])


def _store_repeat(
    database: Database, opened: OpenTask, result: list[Any], draft: Draft
) -> Annotation:
    """Keep the second answer, empty for a skip; the annotation that it repeats stays as it is."""
    store_repeat_answer(database, opened, result, _orders_shown(opened), round(draft.seconds, 3))
    work = (opened.task.task_id, opened.person.annotator_id)

    def change(connection: Connection) -> Annotation | None:
        postponed.remove_postponed(connection, *work)
        return annotations.find_annotation(connection, idempotency_key(opened.task, opened.person))

    first = database.write(change)
    if first is None:
        raise NotFound("There is no such annotation; it may have been removed.")
    return first


def _result(opened: OpenTask, draft: Draft) -> list[Any]:
    """The regions of a submission; fields of an earlier one that are not ours are kept."""
    earlier = {region.get("from_name"): region for region in opened.earlier_result}
    result: list[Any] = []
    for control in opened.config.controls:
        region_id = earlier.get(control.name, {}).get("id") or _region_id(opened, control.name)
        if control.name in draft.rankings:
            ranker = next(each for each in opened.config.rankers if each.name == control.name)
            region = region_of(ranker, draft.rankings[control.name], region_id)
        else:
            area = next(each for each in opened.config.text_areas if each.name == control.name)
            answers = [text for text in draft.answers.get(control.name, ()) if text.strip()]
            if not answers:
                continue
            region = text_region_of(area, answers, region_id)
        result.append(revised_region(earlier.get(control.name, {}), region))
    return result


def _region_id(opened: OpenTask, control: str) -> str:
    """Ten characters, the same each time, so that a repeated submission is recognised as equal."""
    seed = f"{opened.task.task_id}:{opened.person.annotator_id}:{control}"
    return hashlib.sha256(seed.encode()).hexdigest()[:10]


def _orders_shown(opened: OpenTask) -> tuple[str, ...] | None:
    """The display order of all Rankers' items, one after the other; None without a Ranker."""
    shown = tuple(item for order in opened.orders.values() for item in order)
    return shown or None
