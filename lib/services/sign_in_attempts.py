"""Failed attempts to sign in: an account answers more slowly, an address is shut out for a while.

Nobody can lock somebody else out: whatever strangers try, an account only answers later, by a few
seconds. The counts are this process's own, and gone when it ends.
"""

import hashlib
import ipaddress
import math
import time
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

MANY = 100
"""Failures of one account beyond this many slow it down no further."""


@dataclass(frozen=True)
class Pace:
    """How many failures of an address are one too many, in how long; how an account slows down.

    After `patient` failures the next answer takes `first_delay` seconds more, and twice as long
    each time, up to `longest_delay`.
    """

    failures: int = 20
    window: int = 15 * 60
    patient: int = 3
    first_delay: float = 0.25
    longest_delay: float = 4.0


@dataclass
class SignInAttempts:
    """The failures of the last `pace.window` seconds, by client address and by account."""

    pace: Pace = Pace()
    _limiter: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(MemoryStorage())
    )

    def __post_init__(self) -> None:
        self._of_address = RateLimitItemPerSecond(self.pace.failures, self.pace.window)
        self._of_account = RateLimitItemPerSecond(MANY, self.pace.window)

    def seconds_shut_out(self, address: str) -> int:
        """How long an address must wait until it may try again; 0 where it may now."""
        key = _network(address)
        if self._limiter.test(self._of_address, "address", key):
            return 0
        until, _ = self._limiter.get_window_stats(self._of_address, "address", key)
        return max(1, math.ceil(until - time.time()))

    def delay(self, account: str) -> float:
        """How many seconds the next answer about an account is held back."""
        stats = self._limiter.get_window_stats(self._of_account, "account", _key(account))
        extra = MANY - stats.remaining - self.pace.patient
        if extra < 0:
            return 0.0
        return min(self.pace.longest_delay, self.pace.first_delay * 2.0 ** min(extra, 16))

    def failed(self, address: str, account: str) -> None:
        """Count a failure of that address with that account, whether or not there is one."""
        self._limiter.hit(self._of_address, "address", _network(address))
        self._limiter.hit(self._of_account, "account", _key(account))

    def succeeded(self, account: str) -> None:
        """Forget the failures of an account; those of the address stay."""
        self._limiter.clear(self._of_account, "account", _key(account))


_attempts_in: WeakKeyDictionary[object, SignInAttempts] = WeakKeyDictionary()


def attempts_in(file: object) -> SignInAttempts:
    """Those of an open database file (`Database.file`)."""
    if file not in _attempts_in:
        _attempts_in[file] = SignInAttempts()
    return _attempts_in[file]


def _network(address: str) -> str:
    """An IPv4 address, or the /64 that an IPv6 one is in: somebody has all of it to themselves."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return _key(address)
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed.packed[:8] + bytes(8), 64)))


def _key(text: str) -> str:
    """Of fixed length, whatever somebody has typed; the same in any case of letters."""
    return hashlib.sha256(text.strip().casefold().encode("utf-8", "replace")).hexdigest()
