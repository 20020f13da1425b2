"""A prediction of a file, in the standard shape whatever shape it came in."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from lib.domain.imported import ImportedPrediction
from lib.domain.labeling_config import LabelingConfig, TextArea
from lib.formats.json_text import canonical_json
from lib.formats.label_studio_models import PredictionRow, validated
from lib.formats.region_checks import check_result, region_type
from lib.formats.regions import text_region_of

IMPORTED_RESPONSE = "imported response"

_REGION_FIELDS = ("id", "from_name", "to_name", "type", "value", "origin", "meta")


def standard_prediction(config: LabelingConfig, raw: Mapping[str, Any]) -> ImportedPrediction:
    """Read `{"model_version", "score", "result": [regions]}`, or a region that stands alone.

    The latter is the shape of Label Studio's template page, which its server refuses. In each
    region `to_name` becomes the one of its control, and a missing id is made from the content.
    `extra` keeps every field but the regions. Whether the result fits is for `check_result`.
    """
    if "result" not in raw and "from_name" in raw:
        region = {field: raw[field] for field in _REGION_FIELDS if field in raw}
        raw = {key: value for key, value in raw.items() if key not in region} | {"result": [region]}
    row = validated(PredictionRow, raw)
    return ImportedPrediction(
        result=[_standard_region(config, region) for region in row.result],
        model_version=row.model_version,
        score=row.score,
        extra={key: value for key, value in raw.items() if key != "result"},
    )


def read_prediction(
    config: LabelingConfig, data: Mapping[str, Any], raw: Mapping[str, Any]
) -> ImportedPrediction:
    """`standard_prediction` of a task with these data; raises InvalidResult where it misfits."""
    prediction = standard_prediction(config, raw)
    check_result(config, data, prediction.result)
    return prediction


def response_prediction(text_area: TextArea, response: str) -> ImportedPrediction:
    """The response beside an imported prompt, as a prediction that can pre-fill the answer."""
    region_id = deterministic_region_id([text_area.name, response])
    region = text_region_of(text_area, [response], region_id)
    return ImportedPrediction(result=[region], model_version=IMPORTED_RESPONSE)


def deterministic_region_id(content: Any) -> str:
    """Ten characters of A-Z, a-z, 0-9, `_` and `-`, the same for the same content."""
    hashed = hashlib.sha256(canonical_json(content).encode()).digest()
    return base64.urlsafe_b64encode(hashed)[:10].decode()


def _standard_region(config: LabelingConfig, region: Any) -> Any:
    if not isinstance(region, dict):
        return region
    control = next((c for c in config.controls if c.name == region.get("from_name")), None)
    if control is None:
        return region
    standard = {**region, "to_name": control.to_name}
    standard.setdefault("type", region_type(control))
    value = region.get("value")
    if isinstance(control, TextArea) and isinstance(value, dict):
        text = value.get("text")
        standard["value"] = {**value, "text": [text]} if isinstance(text, str) else value
    if not standard.get("id"):
        standard["id"] = deterministic_region_id(standard)
    return standard
