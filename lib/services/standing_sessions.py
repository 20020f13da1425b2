"""Sessions known to stand, since the gate asks for one at each frame of a websocket."""

import threading
import time
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from lib.domain.annotation import Annotator


@dataclass(frozen=True)
class Standing:
    """Whose session it is, how they signed in, and when it ends by itself (in Unix time)."""

    person: Annotator
    auth: str
    ends_at: float

    def person_now(self, auth: str) -> Annotator | None:
        """The person, while Podium is in the mode that they signed in with and time is left."""
        return self.person if auth == self.auth and time.time() < self.ends_at else None


class StandingSessions:
    """Those of one database, by key. This process is the only one that ends them.

    `n_ended` tells whether one ended while another was being read.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_key: dict[str, Standing] = {}
        self._n_ended = 0

    def get(self, session_key: str) -> tuple[Standing | None, int]:
        """The session if it is known, and how many have ended so far."""
        with self._lock:
            return self._by_key.get(session_key), self._n_ended

    def put(self, session_key: str, standing: Standing, n_ended: int) -> None:
        """Know a session that was read, unless one has ended since `get` told `n_ended`."""
        with self._lock:
            if self._n_ended == n_ended:
                self._by_key[session_key] = standing

    def forget(self, session_key: str) -> None:
        """To be called after one session was ended; others that are being read are read again."""
        with self._lock:
            self._n_ended += 1
            self._by_key.pop(session_key, None)

    def clear(self) -> None:
        """To be called after sessions were ended: each is read anew."""
        with self._lock:
            self._n_ended += 1
            self._by_key.clear()


_standing_in: WeakKeyDictionary[object, StandingSessions] = WeakKeyDictionary()


def standing_sessions(file: object) -> StandingSessions:
    """Those of an open database file (`Database.file`)."""
    return _standing_in.setdefault(file, StandingSessions())
