"""Annotators here and users there, matched by email."""

from dataclasses import dataclass, field
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.domain.label_studio import RemoteUser
from lib.errors import RemoteRefused
from lib.formats.annotators import UNKNOWN_ANNOTATOR
from lib.label_studio.client import LabelStudioClient
from lib.store import annotators
from lib.store.writer import Connection

LISTED = 5


@dataclass
class People:
    """The users of one Label Studio; `owner` is the one whose token is used."""

    client: LabelStudioClient
    owner: RemoteUser
    users: dict[int, RemoteUser]
    makes_users: bool = False
    without_account: dict[UUID, str] = field(default_factory=dict)

    def user_id_of(self, person: Annotator) -> int | None:
        """The user there who is this person, made where that is allowed; None for nobody.

        What is sent for nobody bears the name of the token's owner.
        """
        if person.email:
            for user in self.users.values():
                if user.email.casefold() == person.email.casefold():
                    return user.user_id
            if self.makes_users and (made := self._made(person.email, person.name)):
                return made.user_id
        self.without_account[person.annotator_id] = person.name
        return None

    def _made(self, email: str, name: str) -> RemoteUser | None:
        """A new user there; None where the server refuses one, as for a half-made user."""
        try:
            made = self.client.create_user(email, name)
        except RemoteRefused:
            return None
        self.users[made.user_id] = made
        return made

    def foresee(self, person: Annotator) -> None:
        """Note whom a push would send for nobody; no user is made."""
        emails = {user.email.casefold() for user in self.users.values()}
        email = (person.email or "").casefold()
        if email not in emails and not (email and self.makes_users):
            self.without_account[person.annotator_id] = person.name

    def person_of(self, connection: Connection, user_id: int | None) -> Annotator:
        """The annotator here who is a user there, made where there is none."""
        if user_id is None:
            # The server forgets who made an annotation when that user is deleted.
            return annotators.find_or_add_annotator(connection, UNKNOWN_ANNOTATOR)
        user = self.users.get(user_id)
        if user is None:
            return annotators.find_or_add_annotator(
                connection, f"Label Studio user {user_id}", None, user_id
            )
        return annotators.find_or_add_annotator(
            connection, user.name or user.email, user.email, user.user_id
        )

    def message(self) -> str | None:
        """Who had to be sent under the name of the token's owner."""
        names = sorted(set(self.without_account.values()))
        if not names:
            return None
        shown = ", ".join(f"“{name}”" for name in names[:LISTED])
        more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
        why = "they have no account there"
        if self.makes_users:
            why = "they have no e-mail address here, without which no user can be added there"
        return (
            f"The work of {shown}{more} bears the name of {self.owner.email} in Label Studio, "
            f"since {why}. Here it keeps their own names."
        )
