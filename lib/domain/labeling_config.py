"""A labeling config as Podium understands it: what is shown, and the controls that are answered.

The XML itself is kept verbatim beside this (see `lib.formats.labeling_config`, which reads it).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NOT_PLACED = "Not placed"
"""What heads the column of unplaced items."""

UNRANKED = "_"
"""Label Studio's key for items that are in no bucket; they have no order."""

_WHOLE = re.compile(r"\$([\w.\-\[\]{}]+)")
_EMBEDDED = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


@dataclass(frozen=True)
class Header:
    """A line of heading; `value` is text that may hold `$variables`."""

    value: str


@dataclass(frozen=True)
class Text:
    """A named text to read; `value` is text that may hold `$variables`."""

    name: str
    value: str


@dataclass(frozen=True)
class ItemList:
    """The items to rank: `value` is their `$variable`, `title` heads the unplaced column."""

    name: str
    value: str
    title: str = ""


@dataclass(frozen=True)
class Bucket:
    """A named column of a Ranker; items start in the one that is `default`."""

    name: str
    title: str
    default: bool = False


@dataclass(frozen=True)
class Ranker:
    """The control that puts the items of a List into buckets, in order."""

    name: str
    to_name: str
    buckets: tuple[Bucket, ...] = ()

    @property
    def default_bucket(self) -> str | None:
        """The bucket in which items start; the first one marked so, as in Label Studio."""
        return next((bucket.name for bucket in self.buckets if bucket.default), None)

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys of `value.ranker`, in the order in which Label Studio writes them.

        Without buckets there is one column, which bears the Ranker's name; with buckets, `_` comes
        first unless a default bucket takes its part.
        """
        if not self.buckets:
            return (self.name,)
        names = tuple(bucket.name for bucket in self.buckets)
        return names if self.default_bucket else (UNRANKED, *names)

    @property
    def start_column(self) -> str:
        """Where every item stands before anything is moved."""
        return self.default_bucket or self.columns[0]

    def column_title(self, column: str, items_title: str) -> str:
        """What heads a column on screen; `items_title` is the List's title."""
        titles = {bucket.name: bucket.title for bucket in self.buckets}
        return titles.get(column) or items_title or ("Ranking" if not self.buckets else NOT_PLACED)


@dataclass(frozen=True)
class TextArea:
    """The control that takes written answers; `rows` is its height in lines."""

    name: str
    to_name: str
    max_submissions: int | None = None
    required: bool = False
    required_message: str = ""
    placeholder: str = ""
    rows: int = 4
    value: str = ""


Shown = Header | Text | ItemList
Control = Ranker | TextArea
Element = Shown | Control


@dataclass(frozen=True)
class LabelingConfig:
    """The elements in the config's order, its Style tags' CSS, and what is kept but not shown."""

    elements: tuple[Element, ...]
    styles: tuple[str, ...] = ()
    not_shown: tuple[str, ...] = field(default=())

    @property
    def rankers(self) -> tuple[Ranker, ...]:
        return tuple(e for e in self.elements if isinstance(e, Ranker))

    @property
    def text_areas(self) -> tuple[TextArea, ...]:
        return tuple(e for e in self.elements if isinstance(e, TextArea))

    @property
    def controls(self) -> tuple[Control, ...]:
        return tuple(e for e in self.elements if isinstance(e, Ranker | TextArea))

    @property
    def lists(self) -> tuple[ItemList, ...]:
        return tuple(e for e in self.elements if isinstance(e, ItemList))

    def list_of(self, ranker: Ranker) -> ItemList:
        """The List that a Ranker ranks. The reader of the XML has made sure that there is one."""
        return next(each for each in self.lists if each.name == ranker.to_name)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the task's fields that the config shows, without `$`, each once."""
        shown = (e.value for e in self.elements if not isinstance(e, Ranker))
        return tuple(dict.fromkeys(name for value in shown for name in variables_in(value)))

    @property
    def prompt_variable(self) -> str | None:
        """The field that holds a task's prompt.

        It is the first Text that is a variable and nothing else, or else the first variable that
        stands inside a Text.
        """
        texts = [e.value for e in self.elements if isinstance(e, Text)]
        texts.sort(key=lambda value: whole_variable(value) is None)
        return next((name for value in texts for name in variables_in(value)), None)

    def text_of(self, value: str, data: Mapping[str, Any]) -> str:
        """A value with each `$variable` replaced by that field of a task's data, as text.

        A field that the data does not have leaves nothing; `$5` inside a text names no field.
        """
        if name := whole_variable(value):
            return str(data.get(name, ""))
        return _EMBEDDED.sub(lambda found: str(data.get(found[1], "")), value)


def whole_variable(value: str) -> str | None:
    """The field that a value names where it is one `$variable` and nothing else."""
    whole = _WHOLE.fullmatch(value)
    return whole[1] if whole else None


def variables_in(value: str) -> tuple[str, ...]:
    """The fields that a value names, in order, also inside a text (“Q: $prompt”)."""
    name = whole_variable(value)
    return (name,) if name else tuple(_EMBEDDED.findall(value))
