"""How failed attempts slow an account down and shut an address out."""

import pytest

from lib.services import sign_in_attempts
from lib.services.sign_in_attempts import Pace, SignInAttempts

ADDRESS, OTHER = "192.0.2.1", "192.0.2.2"
ANN = "ann@example.org"


@pytest.fixture
def attempts(monkeypatch):
    """Attempts whose time stands still; `attempts.clock[0]` is what it shows."""
    clock = [1_000_000.0]
    monkeypatch.setattr(sign_in_attempts.time, "time", lambda: clock[0])
    found = SignInAttempts()
    found.clock = clock
    return found


def fail(attempts, times, address=ADDRESS, account=ANN):
    for _ in range(times):
        attempts.failed(address, account)


def test_an_account_answers_more_slowly_after_three_failures_and_never_by_more_than_four_seconds(
    attempts,
):
    delays = []
    for _ in range(10):
        delays.append(attempts.delay(ANN))
        fail(attempts, 1)
    # a quarter of a second after the third, twice as long after each further one
    assert delays == [0, 0, 0, 0.25, 0.5, 1, 2, 4, 4, 4]
    fail(attempts, 500)
    assert attempts.delay(ANN) == 4


def test_other_accounts_and_other_addresses_go_on(attempts):
    fail(attempts, 30)
    assert attempts.delay("bea@example.org") == 0
    assert attempts.seconds_shut_out(OTHER) == 0


def test_an_account_is_the_same_in_any_case_of_letters(attempts):
    fail(attempts, 4)
    assert attempts.delay(" ANN@Example.org ") == 0.5


def test_strangers_cannot_lock_an_account_whatever_they_try(attempts):
    for number in range(300):
        fail(attempts, 1, address=f"198.51.100.{number % 250}")
    assert attempts.delay(ANN) == 4
    assert attempts.seconds_shut_out(ADDRESS) == 0


def test_a_right_password_forgets_the_accounts_failures_and_not_the_addresss(attempts):
    fail(attempts, 20)
    attempts.succeeded(ANN)
    assert attempts.delay(ANN) == 0
    assert attempts.seconds_shut_out(ADDRESS) > 0


def test_an_address_is_shut_out_after_twenty_failures_until_the_first_is_a_quarter_hour_old(
    attempts,
):
    for number in range(20):
        assert attempts.seconds_shut_out(ADDRESS) == 0
        fail(attempts, 1, account=f"{number}@example.org")
        attempts.clock[0] += 10
    # The first failure was 200 seconds ago, so 700 of 900 are left.
    assert attempts.seconds_shut_out(ADDRESS) == 700
    attempts.clock[0] += 699
    assert attempts.seconds_shut_out(ADDRESS) == 1
    attempts.clock[0] += 2
    assert attempts.seconds_shut_out(ADDRESS) == 0


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.9", False),
        ("", "", True),
        ("", "192.0.2.1", False),
    ],
)
def test_an_ipv6_network_of_somebodys_own_is_one_address(attempts, one, other, is_one):
    fail(attempts, 20, address=one)
    assert (attempts.seconds_shut_out(other) > 0) == is_one


def test_the_pace_can_be_another(attempts):
    quick = SignInAttempts(Pace(failures=2, window=60, patient=0, first_delay=1, longest_delay=1))
    assert quick.delay(ANN) == 1
    fail(quick, 2)
    assert quick.seconds_shut_out(ADDRESS) == 60
