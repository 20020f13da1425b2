"""The tags of a labeling config that Podium reads, one reader each.

Label Studio compares the names of tags and attributes without regard to case; so does this.
"""

import re
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element as XmlElement

from lib.domain.labeling_config import (
    UNRANKED,
    Bucket,
    Element,
    Header,
    ItemList,
    Ranker,
    Text,
    TextArea,
    whole_variable,
)
from lib.errors import InvalidLabelingConfig
from lib.formats.repeats import first_repeated

SUPPORTED_CONTROLS = "Ranker (with or without Bucket) and TextArea"

# Label Studio's other controls, and the tags that only stand inside one. A tag with a `toName` is
# taken for a control too, whatever it is called.
_OTHER_CONTROLS = frozenset(
    {
        "bitmask",
        "bitmasklabels",
        "brush",
        "brushlabels",
        "choice",
        "choices",
        "cuboid",
        "datetime",
        "ellipse",
        "ellipselabels",
        "hypertextlabels",
        "keypoint",
        "keypointlabels",
        "label",
        "labels",
        "magicwand",
        "number",
        "pairwise",
        "paragraphlabels",
        "polygon",
        "polygonlabels",
        "rating",
        "reactcode",
        "rectangle",
        "rectanglelabels",
        "relation",
        "relations",
        "taxonomy",
        "timelinelabels",
        "timeserieslabels",
        "vector",
        "vectorlabels",
        "videorectangle",
    }
)
_POSITIVE = re.compile(r"[1-9][0-9]{0,8}")


class Tag:
    """An XML element with its attributes read strictly."""

    def __init__(self, element: XmlElement) -> None:
        self.element = element
        self.kind = str(element.tag).lower()
        self._attributes = {key.lower(): value for key, value in element.attrib.items()}

    @property
    def is_other_control(self) -> bool:
        """Whether this is a control, if it is not one that Podium reads."""
        return self.kind in _OTHER_CONTROLS or "toname" in self._attributes

    def __str__(self) -> str:
        name = self._attributes.get("name")
        return f"<{self.element.tag} name={name!r}>" if name else f"<{self.element.tag}>"

    def text(self, attribute: str, default: str = "") -> str:
        return self._attributes.get(attribute.lower(), default)

    def required(self, attribute: str) -> str:
        value = self.text(attribute)
        if not value.strip():
            raise InvalidLabelingConfig(f"{self} needs the attribute {attribute}. Add it.")
        return value

    def flag(self, attribute: str) -> bool:
        value = self.text(attribute, "false").strip().lower()
        if value not in ("true", "false"):
            raise InvalidLabelingConfig(
                f"{self} has {attribute}={value!r}; it must be true or false."
            )
        return value == "true"

    def positive(self, attribute: str) -> int | None:
        """A whole number above 0, or None where the attribute is not given."""
        value = self.text(attribute).strip()
        if attribute.lower() not in self._attributes:
            return None
        if not _POSITIVE.fullmatch(value):
            raise InvalidLabelingConfig(
                f"{self} has {attribute}={value!r}; it must be a whole number above 0."
            )
        return int(value)

    def value(self, attribute: str = "value") -> str:
        """Text that may hold `$variables`; a `$` alone names nothing."""
        value = self.text(attribute)
        if value.strip() == "$":
            raise InvalidLabelingConfig(
                f"{self} has {attribute}='$'; name the field of the data after the $."
            )
        return value


def _header(tag: Tag) -> Element:
    tag.required("value")
    return Header(tag.value())


def _text(tag: Tag) -> Element:
    tag.required("value")
    return Text(tag.required("name"), tag.value())


def _list(tag: Tag) -> Element:
    name, value = tag.required("name"), tag.required("value")
    if whole_variable(value) is None:
        raise InvalidLabelingConfig(
            f"{tag} has value={value!r}; it must be a $variable such as $items."
        )
    return ItemList(name, value, tag.text("title"))


def _ranker(tag: Tag) -> Element:
    ranker = Ranker(
        tag.required("name"),
        tag.required("toName"),
        tuple(_bucket(Tag(child), tag) for child in tag.element),
    )
    names = [bucket.name for bucket in ranker.buckets]
    if UNRANKED in (ranker.name, *names):
        named = "is" if ranker.name == UNRANKED else "has a Bucket"
        raise InvalidLabelingConfig(
            f"{tag} {named} named '_', which Label Studio keeps for items not placed. "
            "Give it another name."
        )
    if twice := first_repeated(names):
        raise InvalidLabelingConfig(
            f"{tag} has two Buckets named {twice!r}; their names must be unique."
        )
    return ranker


def _bucket(tag: Tag, ranker: Tag) -> Bucket:
    if tag.kind != "bucket":
        raise InvalidLabelingConfig(
            f"{ranker} holds {tag}; only Bucket tags may stand in a Ranker."
        )
    name = tag.required("name")
    return Bucket(name, tag.text("title", name), tag.flag("default"))


def _text_area(tag: Tag) -> Element:
    return TextArea(
        name=tag.required("name"),
        to_name=tag.required("toName"),
        max_submissions=tag.positive("maxSubmissions"),
        required=tag.flag("required"),
        required_message=tag.text("requiredMessage"),
        placeholder=tag.text("placeholder"),
        rows=tag.positive("rows") or TextArea.rows,
        value=tag.value(),
    )


# The readers of the tags that become elements; View, Style and Bucket are read where they stand.
READERS: Mapping[str, Callable[[Tag], Element]] = {
    "header": _header,
    "text": _text,
    "list": _list,
    "ranker": _ranker,
    "textarea": _text_area,
}
