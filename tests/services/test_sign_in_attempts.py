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
        delays.append(attempts.delay(ADDRESS, ANN))
        fail(attempts, 1)
    # a quarter of a second after the third, twice as long after each further one
    assert delays == [0, 0, 0, 0.25, 0.5, 1, 2, 4, 4, 4]
    fail(attempts, 500)
    assert attempts.delay(ADDRESS, ANN) == 4


def test_other_accounts_and_other_addresses_go_on(attempts):
    fail(attempts, 30)
    assert attempts.delay(ADDRESS, "bea@example.org") == 0
    assert attempts.seconds_shut_out(OTHER) == 0


def test_an_account_is_the_same_in_any_case_of_letters(attempts):
    fail(attempts, 4)
    assert attempts.delay(ADDRESS, " ANN@Example.org ") == 0.5


def test_strangers_cannot_lock_an_account_whatever_they_try(attempts):
    for number in range(300):
        fail(attempts, 1, address=f"198.51.100.{number % 250}")
    assert attempts.delay(ADDRESS, ANN) == 4
    assert attempts.seconds_shut_out(ADDRESS) == 0


def test_a_right_password_forgets_what_the_address_failed_there_and_nothing_else(attempts):
    fail(attempts, 20)
    attempts.succeeded(ADDRESS, ANN)
    assert attempts.delay(ADDRESS, ANN) == 0
    assert attempts.failures(ADDRESS, ANN) == 0
    assert attempts.delay(OTHER, ANN) == 4
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
    assert quick.delay(ADDRESS, ANN) == 1
    fail(quick, 2)
    assert quick.seconds_shut_out(ADDRESS) == 60


@pytest.mark.parametrize(
    "same", ["an\x00n@example.org", "\x00 Ann@EXAMPLE.org\x00", "ANN@example.org"]
)
def test_whatever_is_looked_up_as_one_address_is_slowed_down_as_one(attempts, same):
    fail(attempts, 4, account=same)
    assert attempts.delay(ADDRESS, ANN) == 0.5
    assert attempts.lane(ADDRESS, same) == attempts.lane(OTHER, ANN)


def test_the_capital_i_that_the_database_takes_for_an_i_is_one(attempts):
    dotted = attempts.lane(ADDRESS, "\u0130ra@example.org")
    assert dotted == attempts.lane(ADDRESS, "ira@example.org")


def test_where_somebody_has_signed_in_strangers_slow_them_down_no_more(attempts):
    attempts.succeeded(ADDRESS, ANN)
    fail(attempts, 50, address=OTHER)
    assert attempts.delay(ADDRESS, ANN) == 0
    assert attempts.delay(OTHER, ANN) == 4
    assert attempts.lane(ADDRESS, ANN) != attempts.lane(OTHER, ANN)
    assert attempts.lane(ADDRESS, "bea@example.org") == attempts.lane(OTHER, "bea@example.org")


def test_guesses_from_a_known_place_slow_that_place_down_and_nobody_else(attempts):
    attempts.succeeded(ADDRESS, ANN)
    fail(attempts, 5)
    assert attempts.delay(ADDRESS, ANN) == 1
    assert attempts.delay(OTHER, ANN) == 0


def test_the_places_that_are_known_do_not_grow_without_bound(attempts, monkeypatch):
    monkeypatch.setattr(sign_in_attempts, "MOST_KNOWN", 2)
    for address in (ADDRESS, OTHER, ADDRESS, "192.0.2.3"):
        attempts.succeeded(address, ANN)
    known = [attempts.is_known(f"192.0.2.{number}", ANN) for number in (1, 2, 3)]
    assert known == [True, False, True]


def test_an_ipv6_site_is_shut_out_after_a_hundred_failures_of_its_networks(attempts):
    for number in range(99):
        fail(attempts, 1, address=f"2001:db8:1:{number:x}::1")
    assert attempts.seconds_shut_out("2001:db8:1:ffff::1") == 0
    fail(attempts, 1, address="2001:db8:1:aaaa::1")
    assert attempts.seconds_shut_out("2001:db8:1:ffff::1") == 900
    assert attempts.seconds_shut_out("2001:db8:2::1") == 0
