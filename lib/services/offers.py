"""Files that a page offers to the person who looks at it, made when that person takes them.

An offer lives as long as somebody holds it, which is the session of the page: here it is known by
its token only. Whoever else brings the token is told that there is no such file.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakValueDictionary

from lib.domain.annotation import Annotator
from lib.errors import NotFound
from lib.services.access import Needed

TOKEN_BYTES = 32


@dataclass(frozen=True, eq=False)
class Offer:
    """A file for one person while they have the role `needed`, in that project or else in any.

    `make` gives its bytes, in any thread, and may raise PodiumError.
    """

    token: str
    owner_id: UUID
    file_name: str
    media_type: str
    make: Callable[[], bytes]
    needed: Needed
    project_id: UUID | None

    @property
    def path(self) -> str:
        """Where it is answered (lib.api.offers)."""
        return f"/file/{self.token}"


_offers: WeakValueDictionary[str, Offer] = WeakValueDictionary()


def offer_file(
    person: Annotator,
    file_name: str,
    media_type: str,
    make: Callable[[], bytes],
    *,
    needed: Needed,
    project_id: UUID | None,
    instead_of: Offer | None = None,
) -> Offer:
    """A new offer, to be kept by whoever shows it; it ends when nobody keeps it any more.

    `instead_of` is an earlier one of the same person, whose token it takes over: what is on their
    screen meanwhile leads to the newer file.
    """
    taken_over = instead_of is not None and instead_of.owner_id == person.annotator_id
    token = instead_of.token if instead_of and taken_over else secrets.token_urlsafe(TOKEN_BYTES)
    offer = Offer(token, person.annotator_id, file_name, media_type, make, needed, project_id)
    _offers[token] = offer
    return offer


def find_offer(person: Annotator, token: str) -> Offer:
    """The offer of that token, if it was made to this person. Raises NotFound."""
    offer = _offers.get(token)
    if offer is None or offer.owner_id != person.annotator_id:
        raise NotFound(
            "There is no such file for you. It was offered to one person while a page was open: "
            "open the page again, and take the file from there."
        )
    return offer
