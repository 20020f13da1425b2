"""Who asks, and who is there."""

import re

from lib.domain.label_studio import RemoteUser, Server
from lib.errors import RemoteRefused, VersionTooOld
from lib.label_studio import rows
from lib.label_studio.calls import Calls
from lib.label_studio.connection import Question

OLDEST_VERSION = (1, 20)
LONGEST_NAME = 256


class UserCalls(Calls):
    """The server itself and its users."""

    def check(self) -> Server:
        """Its version and whose token this is; the token goes out only to a Label Studio."""
        question = Question("GET", "api/version", "its version", is_open=True)
        version = self._connection.ask(question, rows.read_version)
        if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < OLDEST_VERSION:
            oldest = ".".join(str(part) for part in OLDEST_VERSION)
            raise VersionTooOld(
                f"{self.url} is Label Studio {version}; Podium needs {oldest} or newer. Update it."
            )
        question = Question("GET", "api/current-user/whoami", "the user of this token")
        return Server(version, self._connection.ask(question, rows.read_user))

    def list_users(self) -> list[RemoteUser]:
        question = Question("GET", "api/users/", "its users")
        return self._connection.ask(question, rows.read_users)

    def create_user(self, email: str, name: str) -> RemoteUser:
        """The user with this e-mail address, made where there is none; letter case is no matter.

        The server itself would take the same address in capitals for somebody else.
        """
        if known := self._find_user(email):
            return known
        body = {"email": email, "username": email[:LONGEST_NAME], "first_name": name[:LONGEST_NAME]}
        try:
            question = Question("POST", "api/users/", "place for a user", body=body)
            return self._connection.ask(question, rows.read_user)
        except RemoteRefused:
            # An attempt whose answer was lost has made the user.
            if known := self._find_user(email):
                return known
            raise

    def _find_user(self, email: str) -> RemoteUser | None:
        wanted = email.casefold()
        return next((user for user in self.list_users() if user.email.casefold() == wanted), None)
