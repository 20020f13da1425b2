"""Reads the XML of a labeling config. The XML itself is stored and exported as it was given."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element as XmlElement
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from lib.domain.labeling_config import Control, Element, ItemList, LabelingConfig, Ranker, Text
from lib.errors import InvalidLabelingConfig
from lib.formats.config_tags import READERS, SUPPORTED_CONTROLS, Tag
from lib.formats.repeats import first_repeated

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 100


def read_labeling_config(xml: str) -> LabelingConfig:
    """The config of a project, checked; raises InvalidLabelingConfig in one sentence or two.

    Display tags that Podium does not know are named in `not_shown`; what they hold is read.
    """
    root = _parse(xml)
    if Tag(root).kind != "view":
        raise InvalidLabelingConfig(
            f"The labeling config starts with <{root.tag}>; its outermost tag must be <View>."
        )
    elements: list[Element] = []
    styles: list[str] = []
    not_shown: list[str] = []
    names: list[str] = []
    for tag, parent in _tags(root):
        if reader := READERS.get(tag.kind):
            elements.append(reader(tag))
        elif tag.kind == "style":
            styles.append(tag.element.text or "")
        elif tag.kind == "bucket":
            if parent != "ranker":
                raise InvalidLabelingConfig(f"{tag} stands outside a Ranker; put it into one.")
            continue
        elif tag.is_other_control:
            raise InvalidLabelingConfig(
                f"{tag} is a control that Podium does not support. "
                f"The supported ones are {SUPPORTED_CONTROLS}."
            )
        elif tag.kind != "view":
            not_shown.append(str(tag.element.tag))
        names.append(tag.text("name"))
    _check_names(names)
    config = LabelingConfig(
        tuple(elements),
        tuple(style for style in styles if style.strip()),
        tuple(dict.fromkeys(not_shown)),
    )
    _check_controls(config)
    return config


def _parse(xml: str) -> XmlElement:
    if len(xml) > MAX_CHARACTERS:
        raise InvalidLabelingConfig(
            f"The labeling config has {len(xml):,} characters; at most {MAX_CHARACTERS:,} are read."
        )
    text = xml.removeprefix("\ufeff").strip()
    if not text:
        raise InvalidLabelingConfig("The labeling config is empty; it must be XML in a <View>.")
    try:
        root: XmlElement = fromstring(text, forbid_dtd=True)
    except DefusedXmlException:
        raise InvalidLabelingConfig(
            "The labeling config declares a DOCTYPE or entities, which are not safe to read. "
            "Remove the declaration and write the text out."
        ) from None
    except ParseError as error:
        line, column = error.position
        reason = str(error).rsplit(":", 1)[0]
        raise InvalidLabelingConfig(
            f"The labeling config is not well-formed XML: {reason} at line {line}, "
            f"column {column + 1}."
        ) from None
    except UnicodeEncodeError as error:
        raise InvalidLabelingConfig(
            f"The labeling config holds a character that is not valid text at position "
            f"{error.start + 1}. Remove it."
        ) from None
    return root


def _tags(root: XmlElement) -> Iterator[tuple[Tag, str]]:
    """Every tag in the order of the document, with the kind of the tag around it."""
    waiting = [(root, "", 1)]
    while waiting:
        element, parent, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise InvalidLabelingConfig(
                f"The labeling config nests its tags more than {MAX_DEPTH} deep. Make it flatter."
            )
        tag = Tag(element)
        yield tag, parent
        waiting.extend((child, tag.kind, depth + 1) for child in reversed(element))


def _check_names(names: list[str]) -> None:
    if twice := first_repeated(name for name in names if name):
        raise InvalidLabelingConfig(
            f"Two tags of the labeling config are named {twice!r}; every name must be unique."
        )


def _check_controls(config: LabelingConfig) -> None:
    if not config.controls:
        raise InvalidLabelingConfig(
            f"The labeling config asks nothing: it has no control. "
            f"The supported ones are {SUPPORTED_CONTROLS}."
        )
    for control in config.controls:
        _check_to_name(config, control)
    for item_list in config.lists:
        _check_ranked_once(config, item_list)


def _check_to_name(config: LabelingConfig, control: Control) -> None:
    """A Ranker is for a List, a TextArea for a Text or a List."""
    if isinstance(control, Ranker):
        kind, wanted = "Ranker", "List"
        fitting = [each.name for each in config.lists]
    else:
        kind, wanted = "TextArea", "Text or List"
        fitting = [e.name for e in config.elements if isinstance(e, Text | ItemList)]
    if control.to_name not in fitting:
        here = f", here {' or '.join(map(repr, fitting))}" if fitting else "; there is none"
        raise InvalidLabelingConfig(
            f"{kind} {control.name!r} has toName={control.to_name!r}; "
            f"it must be the name of a {wanted} tag{here}."
        )


def _check_ranked_once(config: LabelingConfig, item_list: ItemList) -> None:
    """The labeling page shows a List as one Ranker's columns."""
    rankers = [ranker.name for ranker in config.rankers if ranker.to_name == item_list.name]
    if not rankers:
        raise InvalidLabelingConfig(
            f"List “{item_list.name}” has no Ranker; add one with toName={item_list.name!r}, or "
            "take the List out."
        )
    if len(rankers) > 1:
        raise InvalidLabelingConfig(
            f"List “{item_list.name}” has {len(rankers)} Rankers, "
            f"{' and '.join(f'“{name}”' for name in rankers)}; give each a List of its own, which "
            "may show the same items."
        )
