"""Passwords: which ones serve, and their hashes (argon2id; RFC 9106).

Hashing one takes 64 MiB and a tenth of a second, so two at a time are worked on and others wait.
"""

import secrets
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lib.errors import InvalidInput

SHORTEST, LONGEST = 12, 1000
AT_A_TIME = 2

_hasher = PasswordHasher()
_places = threading.BoundedSemaphore(AT_A_TIME)


def check_password(password: str, names: Iterable[str | None]) -> None:
    """Raise InvalidInput where a new password does not serve; `names` are its owner's."""
    plain = _normal(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise InvalidInput(
            f"The password has {len(plain)} characters. Use {SHORTEST} to {LONGEST}; "
            "a few words that do not belong together serve well."
        )
    taken = {_normal(name).strip().casefold() for name in names if name}
    if plain.strip().casefold() in taken:
        raise InvalidInput(
            "The password is the name or the e-mail address. Use one that nobody can guess."
        )


def hash_password(password: str) -> str:
    """The hash to store, with its parameters and a salt of its own."""
    with _places:
        return _hasher.hash(_bytes(password))


def is_password(password: str, stored: str | None) -> bool:
    """Whether it is the password of a stored hash; without one, no, after as much work."""
    spare = _spare_hash()
    with _places:
        try:
            matches = _hasher.verify(spare if stored is None else stored, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return matches and stored is not None


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than are used today."""
    return _hasher.check_needs_rehash(stored)


@cache
def _spare_hash() -> str:
    """What a password is held against where there is no account: the hash of nobody's password."""
    return hash_password(secrets.token_urlsafe())


def _normal(password: str) -> str:
    """The same password whichever keyboard it was typed on (NFKC, as NIST SP 800-63B advises)."""
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "replace")
