"""One annotation of a file or a server, read and checked by itself."""

from collections.abc import Mapping
from typing import Any

from lib.domain.imported import ImportedAnnotation
from lib.domain.labeling_config import LabelingConfig
from lib.formats.annotators import annotator_of
from lib.formats.label_studio_models import AnnotationRow, validated
from lib.formats.region_checks import check_result
from lib.formats.stale_ties import without_stale_ties
from lib.formats.timestamps import read_timestamp

_HIGHEST_NUMBER = 2**31 - 1


def read_annotation(
    config: LabelingConfig, data: Mapping[str, Any], raw: Mapping[str, Any], key: str
) -> ImportedAnnotation:
    """An annotation of a task with these data; `extra` keeps every field but `result`.

    Raises InvalidInput where a field is of the wrong type, InvalidResult where the result does not
    fit. A missing result is an empty one; ties that Label Studio's page has torn are left out.
    """
    row = validated(AnnotationRow, raw)
    result = without_stale_ties(config, row.result or [])
    check_result(config, data, result)
    name, email = annotator_of(row.completed_by, row.created_username)
    return ImportedAnnotation(
        key=key,
        result=result,
        annotator_name=name,
        annotator_email=email,
        number=label_studio_number(row.id),
        ls_completed_by=label_studio_number(row.completed_by),
        skipped=bool(row.was_cancelled),
        ground_truth=bool(row.ground_truth),
        lead_time=row.lead_time,
        unique_id=row.unique_id or None,
        created_at=read_timestamp(row.created_at),
        updated_at=read_timestamp(row.updated_at),
        extra={field: value for field, value in raw.items() if field != "result"},
    )


def label_studio_number(value: Any) -> int | None:
    """Label Studio's id where it can be a number here."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 < value <= _HIGHEST_NUMBER else None
