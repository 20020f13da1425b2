"""A task's items under other ids and titles, so that nobody can tell which model wrote which.

Label Studio prints the title above each item and its id below, and shows them in the order of the
data. So an item goes out as `{"id": "r-1f0c9a3e", "title": "Response 1", "body": …}`: the id is
the beginning of HMAC-SHA256 of task and item under a key that stays here (RFC 2104), at least 8
hexadecimal digits, more only where two items of the task would share them; the items stand in the
order of these ids, and the titles count them. Every other field of an item, and every field of the
data that the labeling config does not show, stays here; of a result goes out what Label Studio's
page reads. Ids of regions and versions of models become opaque too: an id may be made of the
ranking that it stands beside.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from lib.domain.labeling_config import LabelingConfig
from lib.domain.task import Task
from lib.formats.regions import with_items

_DIGITS = 8
_SENT = ("id", "from_name", "to_name", "type")
_ORIGINS = ("manual", "prediction", "prediction-changed")
_OPAQUE_REGION = re.compile(rf"o-[0-9a-f]{{{_DIGITS}}}")


@dataclass(frozen=True)
class OpaqueItems:
    """A task as it goes out, and the way of its results there and back."""

    config: LabelingConfig
    data: dict[str, Any]
    outgoing: Mapping[str, str]
    hash_of: Callable[[str], str] = field(repr=False)
    key: str = field(repr=False)

    def outward(self, result: list[Any]) -> list[Any]:
        """A result of ours, or one that came back, as it stands there."""
        return [
            self._bare(region) if isinstance(region, dict) else region
            for region in self.renamed(result)
        ]

    def renamed(self, result: list[Any]) -> list[Any]:
        """A result that was made there and came here, as it stood there: only its items differ."""
        return self._under(result, self.outgoing)

    def inward(self, result: Any) -> Any:
        """A result of theirs under our ids, whatever its shape; unknown ids stay as they are.

        Its regions keep the ids that they have there.
        """
        incoming = {there: here for here, there in self.outgoing.items()}
        return self._under(result, incoming) if isinstance(result, list) else result

    def version_there(self, version: str | None) -> str | None:
        """The `model_version` of a prediction as it goes out, the same from task to task."""
        return version and f"m-{_hash(self.key, f'model_version:{version}')[:_DIGITS]}"

    def _bare(self, region: dict[str, Any]) -> dict[str, Any]:
        """Only what is needed there: other fields may name a model."""
        bare = {name: value for name, value in region.items() if name in _SENT}
        region_id = region.get("id")
        if isinstance(region_id, str) and not _OPAQUE_REGION.fullmatch(region_id):
            bare["id"] = f"o-{self.hash_of(f'region:{region_id}')[:_DIGITS]}"
        if region.get("origin") in _ORIGINS:
            bare["origin"] = region["origin"]
        if isinstance(region.get("value"), dict):
            read = "ranker" if region.get("type") == "ranker" else "text"
            bare["value"] = {name: value for name, value in region["value"].items() if name == read}
        meta = region.get("meta")
        if isinstance(meta, dict) and "ties" in meta:
            bare["meta"] = {"ties": meta["ties"]}
        return bare

    def _under(self, result: list[Any], ids: Mapping[str, str]) -> list[Any]:
        rankers = {each.name for each in self.config.rankers}

        def renamed(item: Any) -> Any:
            return ids.get(item, item) if isinstance(item, str) else item

        return [
            with_items(region, renamed)
            if isinstance(region, dict) and region.get("from_name") in rankers
            else region
            for region in result
        ]


def opaque_items(config: LabelingConfig, task: Task, key: str) -> OpaqueItems:
    """The task's items made opaque. `key` is a text that never leaves; data and config fit."""
    lists = {each.value.removeprefix("$") for each in config.lists}
    hash_of = _hash_of(task, key)
    ids = _ids([item["id"] for name in lists for item in task.data[name]], hash_of)
    shown = {name: task.data[name] for name in config.variables}
    return OpaqueItems(
        config,
        {name: _items(value, ids) if name in lists else value for name, value in shown.items()},
        ids,
        hash_of,
        key,
    )


def _items(items: list[dict[str, Any]], ids: Mapping[str, str]) -> list[dict[str, Any]]:
    shuffled = sorted(items, key=lambda item: ids[item["id"]])
    return [
        {
            "id": ids[item["id"]],
            "title": f"Response {number}",
            **({"body": item["body"]} if "body" in item else {}),
        }
        for number, item in enumerate(shuffled, start=1)
    ]


def _hash_of(task: Task, key: str) -> Callable[[str], str]:
    def hash_of(item_id: str) -> str:
        return _hash(key, f"{task.task_id}:{item_id}")

    return hash_of


def _hash(key: str, message: str) -> str:
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()


def _ids(item_ids: list[str], hash_of: Callable[[str], str]) -> dict[str, str]:
    hashes = {item_id: hash_of(item_id) for item_id in item_ids}
    digits = next(
        n for n in count(_DIGITS) if len({each[:n] for each in hashes.values()}) == len(hashes)
    )
    return {item_id: f"r-{each[:digits]}" for item_id, each in hashes.items()}
