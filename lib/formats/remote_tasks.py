"""Tasks as a Label Studio gives them, in exports, in its API and in webhooks: read and checked.

It checks little itself, so that anything may stand there. What does not fit is kept aside with the
reason, one annotation or prediction at a time.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from lib.domain.imported import ImportedPrediction, ImportedTask
from lib.domain.label_studio import (
    KeptAside,
    Kind,
    RemoteAnnotation,
    RemotePrediction,
    RemoteTask,
)
from lib.domain.labeling_config import LabelingConfig
from lib.domain.task import Prediction, Task
from lib.errors import InvalidInput
from lib.formats.annotation_rows import label_studio_number, read_annotation
from lib.formats.content_hash import content_hash, is_same_json
from lib.formats.json_text import check_storable, digest
from lib.formats.label_studio_models import TaskRow, validated
from lib.formats.label_studio_payloads import (
    items_for,
    outgoing_data,
    outgoing_result,
    prediction_payload,
)
from lib.formats.predictions import read_prediction
from lib.formats.task_data import check_task_data
from lib.formats.task_rows import content_key, prompt_key

__all__ = [
    "is_same_prediction",
    "kept_content",
    "new_prediction",
    "new_task",
    "outgoing_hash",
    "read_remote_task",
    "remote_content_hash",
]

Raw = Mapping[str, Any]
Read = TypeVar("Read", RemoteAnnotation, RemotePrediction)

_NO_VERSION = ("", "undefined")
"""What Label Studio calls the `model_version` of a prediction that came without one."""

_HELD = ("annotations", "predictions", "drafts")
_COUNTS = ("total_annotations", "cancelled_annotations", "total_predictions")


def read_remote_task(
    config: LabelingConfig, row: Raw, known: Task | None, opaque_key: str | None
) -> RemoteTask:
    """A task there. `known` is ours where there is one; then its data are what results must fit.

    Without one the data there are, and InvalidInput says what is wrong with them, or with the row.
    Drafts are left out, and predictions of which the row has only the ids (`ls_prediction_ids`).
    """
    whole = {
        field: _objects(value) if field == "predictions" else value for field, value in row.items()
    }
    task = validated(TaskRow, whole)
    if known is None:
        check_storable({name: row[name] for name in row if name not in _HELD})
        check_task_data(config, task.data)
    data = task.data if known is None else known.data
    items = items_for(config, known, opaque_key) if known else None

    def inward(result: Any) -> Any:
        return items.inward(result) if items else result

    def hash_of(raw: Raw) -> str:
        return outgoing_hash(config, known, raw, opaque_key) if known else remote_content_hash(raw)

    def annotation(raw: Raw) -> RemoteAnnotation:
        return _annotation(config, data, raw, inward, hash_of)

    def prediction(raw: Raw) -> RemotePrediction:
        return _prediction(config, data, raw, inward)

    ls_task_id = _ls_id(row, "task")
    annotations, unfit = _fitting("annotation", ls_task_id, task.annotations or (), annotation)
    predictions, unfit_too = _fitting("prediction", ls_task_id, task.predictions or (), prediction)
    source_id = task.data.get("source_id")
    return RemoteTask(
        ls_task_id=ls_task_id,
        source_id=source_id if isinstance(source_id, str) else None,
        data=task.data,
        extra=_extra(row),
        annotations=annotations,
        predictions=predictions,
        ls_annotation_ids=frozenset(_ls_id(raw, "annotation") for raw in task.annotations or ()),
        kept_aside=unfit + unfit_too,
        data_differs=known is not None and _differs(config, known, task.data, opaque_key),
    )


def remote_content_hash(raw: Raw) -> str:
    """`content_hash` of an annotation as the API or an export has it."""
    return content_hash(
        raw.get("result") or [],
        bool(raw.get("was_cancelled")),
        bool(raw.get("ground_truth")),
        raw.get("lead_time"),
    )


def outgoing_hash(config: LabelingConfig, task: Task, raw: Raw, opaque_key: str | None) -> str:
    """`remote_content_hash`, of an opaque task's annotation as it would go out from here.

    Label Studio gives the regions that are made there ids and fields of its own.
    """
    result = raw.get("result")
    if isinstance(result, list):
        raw = {**raw, "result": outgoing_result(config, task, result, opaque_key)}
    return remote_content_hash(raw)


def kept_content(raw: Raw) -> Raw:
    """What is kept aside as it is, or as JSON text where it could not be stored otherwise."""
    try:
        check_storable(raw)
    except InvalidInput:
        return {"json": json.dumps(raw)}
    return dict(raw)


def new_task(
    config: LabelingConfig, remote: RemoteTask, key_is_taken: bool = False
) -> ImportedTask:
    """A task there as one to store, without its annotations and predictions.

    `key_is_taken` tells that another task is known by the same id or content, as Label Studio
    allows; then this one is known by its number there, too.
    """
    key = content_key(remote.data)
    return ImportedTask(
        line=1,
        data=remote.data,
        content_key=f"{key}#{remote.ls_task_id}" if key_is_taken else key,
        content_hash=digest(remote.data),
        prompt_key=prompt_key(config, remote.data, key),
        number=label_studio_number(remote.ls_task_id),
        extra=remote.extra,
    )


def new_prediction(remote: RemotePrediction) -> ImportedPrediction:
    """A prediction there as one to store."""
    version = None if remote.model_version in _NO_VERSION else remote.model_version
    return ImportedPrediction(remote.result, version, remote.score, remote.raw)


def is_same_prediction(
    config: LabelingConfig,
    task: Task,
    theirs: RemotePrediction,
    ours: Prediction,
    opaque_key: str | None,
) -> bool:
    """Whether a prediction there says what one of ours says once it is sent.

    One that was made there has its `model_version` in the clear, there and here.
    """
    sent = prediction_payload(config, task, ours, 0, opaque_key)
    versions = {
        None if each in _NO_VERSION else each
        for each in (sent.get("model_version"), ours.model_version)
    }
    version = None if theirs.model_version in _NO_VERSION else theirs.model_version
    result = outgoing_result(config, task, theirs.result, opaque_key)
    return version in versions and (result, theirs.score) == (sent["result"], ours.score)


def _annotation(
    config: LabelingConfig,
    data: Raw,
    raw: Raw,
    inward: Callable[[Any], Any],
    hash_of: Callable[[Raw], str],
) -> RemoteAnnotation:
    if "result" not in raw:
        raise InvalidInput("It came without its result; ask for the annotation itself.")
    read = read_annotation(config, data, {**raw, "result": inward(raw["result"])}, key="")
    return RemoteAnnotation(
        ls_annotation_id=_ls_id(raw, "annotation"),
        unique_id=read.unique_id,
        result=read.result,
        skipped=read.skipped,
        ground_truth=read.ground_truth,
        lead_time=read.lead_time,
        completed_by=_user_id(raw.get("completed_by")),
        updated_by=_user_id(raw.get("updated_by")),
        created_at=read.created_at,
        updated_at=read.updated_at,
        remote_hash=hash_of(raw),
        raw=read.extra,
    )


def _prediction(
    config: LabelingConfig, data: Raw, raw: Raw, inward: Callable[[Any], Any]
) -> RemotePrediction:
    read = read_prediction(config, data, {**raw, "result": inward(raw.get("result"))})
    return RemotePrediction(
        ls_prediction_id=_ls_id(raw, "prediction"),
        result=read.result,
        model_version=read.model_version,
        score=read.score,
        raw=read.extra,
    )


def _fitting(
    kind: Kind, ls_task_id: int, raws: Iterable[Raw], read: Callable[[Raw], Read]
) -> tuple[tuple[Read, ...], tuple[KeptAside, ...]]:
    """Those that can be read, and the others with the reason."""
    fitting, unfit = [], []
    for raw in raws:
        ls_id = _ls_id(raw, kind)
        try:
            check_storable(raw)
            fitting.append(read(raw))
        except InvalidInput as error:
            unfit.append(KeptAside(kind, ls_id, ls_task_id, str(error), kept_content(raw)))
    return tuple(fitting), tuple(unfit)


def _objects(predictions: Any) -> Any:
    """Predictions without those that are nothing but an id."""
    if not isinstance(predictions, list):
        return predictions
    return [each for each in predictions if not isinstance(each, int)]


def _ls_id(raw: Raw, kind: Kind) -> int:
    ls_id = raw.get("id")
    if isinstance(ls_id, bool) or not isinstance(ls_id, int):
        raise InvalidInput(f"The {kind} has the id {ls_id!r}; Label Studio's ids are numbers.")
    return ls_id


def _user_id(user: Any) -> int | None:
    """A user's id, which stands alone in exports and in an object in some answers of the API."""
    ls_id = user.get("id") if isinstance(user, dict) else user
    return ls_id if isinstance(ls_id, int) and not isinstance(ls_id, bool) else None


def _differs(config: LabelingConfig, known: Task, data: Raw, opaque_key: str | None) -> bool:
    """Whether data there are neither what we send of a task nor what it came with."""
    sent = outgoing_data(config, known, opaque_key)
    if data == sent:
        return False
    try:
        check_storable(data)
    except InvalidInput:
        return True
    return not any(is_same_json(data, each) for each in (sent, known.data))


def _extra(row: Raw) -> dict[str, Any]:
    """A task's other fields; the writer of exports counts and finds what is left out."""
    left_out = ("data", *_HELD, *_COUNTS)
    kept = {field: value for field, value in row.items() if field not in left_out}
    return kept | ({"drafts": []} if "drafts" in row else {})
