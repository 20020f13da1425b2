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

    @property
    def chip(self) -> str:
        """The label in the dock: unique, since it begins with the letter."""
        return f"{self.letter} · {first_words(self.body, CHIP_LENGTH) or '(empty)'}"


def cards_of(opened: OpenTask) -> tuple[Card, ...]:
    """The cards of all Rankers in the person's shuffled order, lettered through."""
    letters = chain(ALPHABET, (f"{letter}{n}" for n in count(2) for letter in ALPHABET))
    field = opened.project.settings.model_field
    return tuple(
        Card(letter=next(letters), ranker=ranker, item=item, body=bodies[item])
        for ranker in opened.config.rankers
        for bodies in [
            {
                each.item_id: each.body
                for each in items_of(opened.task, opened.config.list_of(ranker), field)
            }
        ]
        for item in opened.orders[ranker.name]
    )
