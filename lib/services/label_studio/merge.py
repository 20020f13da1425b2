"""What to do about one annotation that stands on both sides: the rule of a sync.

An annotation is changed here when it has a revision after the one at which both sides were the
same, there when its content has another hash. Changed on one side, it goes to the other; changed on
both, nothing is overwritten: it is in conflict until somebody decides (docs/decisions/0017).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from lib.domain.annotation import Annotation
from lib.domain.label_studio import Conflict, LinkedAnnotation
from lib.domain.labeling_config import LabelingConfig
from lib.domain.task import Task
from lib.formats.label_studio_payloads import annotation_payload, items_for
from lib.formats.remote_tasks import remote_content_hash
from lib.store.revision_history import PastState

Verdict = Literal["same", "agreed", "take theirs", "ours is newer", "conflict"]

NOT_THERE = "deleted"
"""Stands for the hash of an annotation that Label Studio has no more."""


@dataclass(frozen=True)
class Side:
    """An annotation here, the task and config that say how it looks there."""

    config: LabelingConfig
    task: Task
    annotation: Annotation
    opaque_key: str | None
    is_ground_truth_there: bool

    @property
    def annotation_there(self) -> Annotation:
        """As it is sent: ground truth only where it is the one that Label Studio keeps."""
        return replace(self.annotation, ground_truth=self.is_ground_truth_there)

    @property
    def hash(self) -> str:
        """That of the content which Label Studio holds once this state has been pushed."""
        if self.annotation.status == "deleted":
            return NOT_THERE
        return remote_content_hash(self._payload)

    def is_as(self, remote_hash: str) -> bool:
        """Whether Label Studio holds this state: as it is sent, or as it was made there.

        With opaque ids these differ: what was made there came with fields that are not sent.
        """
        if self.hash == remote_hash:
            return True
        items = items_for(self.config, self.task, self.opaque_key)
        if items is None or self.annotation.status == "deleted":
            return False
        made_there = items.renamed(self.annotation.result)
        return remote_content_hash(self._payload | {"result": made_there}) == remote_hash

    @property
    def _payload(self) -> dict[str, Any]:
        return annotation_payload(
            self.config, self.task, self.annotation_there, self.opaque_key, completed_by=None
        )

    def base_among(
        self, past: Sequence[PastState], ls_annotation_id: int, remote_hash: str
    ) -> LinkedAnnotation | None:
        """The latest revision that is what Label Studio holds, as the state both sides shared.

        For an annotation that was sent, whose answer never came.
        """
        for state in reversed(past):
            if state.status == "deleted":
                continue
            then = replace(
                self.annotation,
                status=state.status,
                result=state.result,
                lead_time=state.lead_time,
            )
            for ground_truth in (self.annotation.ground_truth, not self.annotation.ground_truth):
                side = replace(self, annotation=then, is_ground_truth_there=ground_truth)
                if side.is_as(remote_hash):
                    return LinkedAnnotation(
                        self.annotation.annotation_id,
                        ls_annotation_id,
                        state.revision,
                        self.annotation.ground_truth,
                        remote_hash,
                    )
        return None


def ground_truth_of(annotations: Sequence[Annotation]) -> Annotation | None:
    """The one of a task's annotations that is ground truth there: Label Studio keeps the latest."""
    marked = [each for each in annotations if each.ground_truth and each.status != "deleted"]
    return max(marked, key=lambda each: each.number, default=None)


def decide(
    here: Side, base: LinkedAnnotation | None, remote_hash: str, conflict: Conflict | None
) -> Verdict:
    """What a pull does about an annotation.

    `base` is None for one that was never known to be the same on both sides. "agreed" means that
    both sides say the same again, and only that has to be noted.
    """
    if conflict:
        if here.is_as(remote_hash):
            return "agreed"
        return "same" if conflict.remote_hash == remote_hash else "conflict"
    if base is None:
        return "agreed" if here.is_as(remote_hash) else "conflict"
    changed_here = (
        here.annotation.revision > base.revision
        or here.annotation.ground_truth != base.ground_truth
    )
    if remote_hash == base.remote_hash:
        return "ours is newer" if changed_here else "same"
    if here.is_as(remote_hash):
        return "agreed"
    return "conflict" if changed_here else "take theirs"
