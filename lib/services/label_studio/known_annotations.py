"""Which of our annotations the annotations of a task in Label Studio are."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from lib.domain.annotation import Annotation
from lib.domain.label_studio import LinkedAnnotation, RemoteAnnotation, RemoteUser
from lib.formats.label_studio_payloads import unique_ids_of
from lib.services.label_studio.merge import NOT_THERE


def annotations_here(
    ours: Sequence[Annotation],
    linked: Mapping[UUID, LinkedAnnotation],
    theirs: Sequence[RemoteAnnotation],
    ls_project_id: int,
    users: Mapping[int, RemoteUser],
) -> dict[int, Annotation]:
    """Ours by the ids there, with all that are linked.

    The others are known by their unique ids, else by what they say: a file that was imported on
    both sides has lost them there.
    """
    here = {
        link.ls_annotation_id: each for each in ours if (link := linked.get(each.annotation_id))
    }
    free = [
        each
        for each in ours
        if (link := linked.get(each.annotation_id)) is None or link.remote_hash == NOT_THERE
    ]
    by_unique_id = {
        unique_id: each for each in free for unique_id in unique_ids_of(each, ls_project_id)
    }
    for each in theirs:
        mine = by_unique_id.get(each.unique_id or "")
        if mine in free and each.ls_annotation_id not in here:
            here[each.ls_annotation_id] = mine
            free.remove(mine)
    free = [each for each in free if each.annotation_id not in linked]
    for each in theirs:
        if each.ls_annotation_id not in here:
            same = next((mine for mine in free if _is_same_work(mine, each, users)), None)
            if same:
                here[each.ls_annotation_id] = same
                free.remove(same)
    return here


def _is_same_work(
    mine: Annotation, theirs: RemoteAnnotation, users: Mapping[int, RemoteUser]
) -> bool:
    """Whether both say the same, in regions of the same ids, and may be of the same person."""
    user = users.get(theirs.completed_by) if theirs.completed_by is not None else None
    if user and mine.annotator.email and user.email.casefold() != mine.annotator.email.casefold():
        return False
    return (
        mine.status == "submitted"
        and not theirs.skipped
        and mine.lead_time == theirs.lead_time
        and mine.result == theirs.result
        and all(isinstance(region, dict) and region.get("id") for region in mine.result)
        and bool(mine.result)
    )
