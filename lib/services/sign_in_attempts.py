"""Failed attempts to sign in: an account answers more slowly, a network is shut out for a while.

Nobody can lock somebody else out: whatever strangers try, an account only answers later, by a few
seconds, and not at all later where its owner has signed in before. The counts are this process's
own, and gone when it ends.
"""

import hashlib
import ipaddress
import math
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Literal
from weakref import WeakKeyDictionary

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from lib.domain.storable import storable

MANY = 100
"""Failures of one account beyond this many slow it down no further."""

MOST_KNOWN = 10_000
"""So many pairs of an account and a network from which it has signed in are remembered."""

Size = Literal["network", "site"]


@dataclass(frozen=True)
class Pace:
    """How many failures of an address are one too many, in how long; how an account slows down.

    After `patient` failures the next attempt begins `first_delay` seconds after the last one, and
    twice as long each time, up to `longest_delay`. `site_failures` are those of an IPv6 /48.
    """

    failures: int = 20
    site_failures: int = 100
    window: int = 15 * 60
    patient: int = 3
    first_delay: float = 0.25
    longest_delay: float = 4.0


@dataclass
class SignInAttempts:
    """The failures of the last `pace.window` seconds, by network and by account."""

    pace: Pace = Pace()
    _limiter: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(MemoryStorage())
    )
    _known: OrderedDict[tuple[str, str], None] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._of: dict[Size, RateLimitItemPerSecond] = {
            "network": RateLimitItemPerSecond(self.pace.failures, self.pace.window),
            "site": RateLimitItemPerSecond(self.pace.site_failures, self.pace.window),
        }
        self._of_account = RateLimitItemPerSecond(MANY, self.pace.window)

    def seconds_shut_out(self, address: str) -> int:
        """How long an address must wait until it may try again; 0 where it may now."""
        waits = [0]
        for size, key in _networks(address):
            if not self._limiter.test(self._of[size], size, key):
                until, _ = self._limiter.get_window_stats(self._of[size], size, key)
                waits.append(max(1, math.ceil(until - time.time())))
        return max(waits)

    def lane(self, address: str, account: str) -> tuple[str, ...]:
        """Whose turn an attempt waits for: strangers share one, who is known has one alone."""
        pair = _pair(address, account)
        return pair if self.is_known(address, account) else pair[:1]

    def is_known(self, address: str, account: str) -> bool:
        """Whether somebody at that address has signed in to the account before."""
        with self._lock:
            return _pair(address, account) in self._known

    def delay(self, address: str, account: str) -> float:
        """For how many seconds after an attempt the next one of its lane does not begin."""
        extra = self._count(*self.lane(address, account)) - self.pace.patient
        if extra < 0:
            return 0.0
        return min(self.pace.longest_delay, self.pace.first_delay * 2.0 ** min(extra, 16))

    def failures(self, address: str, account: str) -> int:
        """How often that address has failed with that account."""
        return self._count(*_pair(address, account))

    def failed(self, address: str, account: str) -> None:
        """Count a failure of that address with that account, whether or not there is one."""
        for size, key in _networks(address):
            self._limiter.hit(self._of[size], size, key)
        pair = _pair(address, account)
        self._limiter.hit(self._of_account, *pair)
        if not self.is_known(address, account):
            self._limiter.hit(self._of_account, *pair[:1])

    def succeeded(self, address: str, account: str) -> None:
        """Know the address, and forget what it failed with that account.

        What it failed in all stays, and so does what strangers have failed with the account.
        """
        pair = _pair(address, account)
        self._limiter.clear(self._of_account, *pair)
        with self._lock:
            self._known[pair] = None
            self._known.move_to_end(pair)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)

    def _count(self, *key: str) -> int:
        return MANY - self._limiter.get_window_stats(self._of_account, *key).remaining


_attempts_in: WeakKeyDictionary[object, SignInAttempts] = WeakKeyDictionary()


def attempts_in(file: object) -> SignInAttempts:
    """Those of an open database file (`Database.file`)."""
    return _attempts_in.setdefault(file, SignInAttempts())


def _pair(address: str, account: str) -> tuple[str, str]:
    return _account(account), _networks(address)[0][1]


def _networks(address: str) -> list[tuple[Size, str]]:
    """An IPv4 address, or the /64 and the /48 that an IPv6 one is in.

    Somebody has all of a /64 to themselves, and often all of a /48.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return [("network", _hash(address))]
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if isinstance(parsed, ipaddress.IPv4Address):
        return [("network", str(parsed))]
    sizes: tuple[tuple[Size, int], ...] = (("network", 64), ("site", 48))
    return [
        (size, str(ipaddress.IPv6Network((parsed.packed, length), strict=False)))
        for size, length in sizes
    ]


def _account(email: str) -> str:
    """Of fixed length, and the same for all that are looked up as one address.

    The database writes İ in small letters as i, Python as i and a dot above it.
    """
    return _hash(storable(email).strip().casefold().replace("i\u0307", "i"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
