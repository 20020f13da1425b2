"""The cards of a task: letters for items, so that the browser never learns an id or a model."""

from dataclasses import dataclass
from itertools import chain, count

from lib.domain.labeling_config import Ranker
from lib.domain.task import items_of
from lib.services.labeling import OpenTask
from lib.ui.plain_text import first_words

# Not U, which is the key for undo.
ALPHABET = "ABCDEFGHIJKLMNOPQRSTVWXYZ"
CHIP_LENGTH = 34


@dataclass(frozen=True)
class Card:
    """One response as an annotator sees it. `item` stays on the server."""

    letter: str
    ranker: Ranker
    item: str
    body: str
    not_imported: bool = False

    @property
    def chip(self) -> str:
        """The label in the dock: unique, since it begins with the letter."""
        nothing = "(not imported)" if self.not_imported else "(empty)"
        return f"{self.letter} · {first_words(self.body, CHIP_LENGTH) or nothing}"


def cards_of(opened: OpenTask) -> tuple[Card, ...]:
    """The cards of all Rankers in the person's shuffled order, lettered through."""
    letters = chain(ALPHABET, (f"{letter}{n}" for n in count(2) for letter in ALPHABET))
    field = opened.project.settings.model_field
    return tuple(
        Card(next(letters), ranker, item, items[item].body, items[item].not_imported)
        for ranker in opened.config.rankers
        for items in [
            {
                each.item_id: each
                for each in items_of(opened.task, opened.config.list_of(ranker), field)
            }
        ]
        for item in opened.orders[ranker.name]
    )
