"""Which passwords serve, and how they are kept."""

import threading

import pytest
from argon2 import PasswordHasher

from lib.errors import InvalidInput
from lib.services import passwords
from lib.services.passwords import check_password, hash_password, is_outdated, is_password

GOOD = "correct horse battery"


def test_a_hash_is_argon2id_with_a_salt_of_its_own_and_the_librarys_parameters():
    first, second = hash_password(GOOD), hash_password(GOOD)
    usual = PasswordHasher()
    parameters = f"m={usual.memory_cost},t={usual.time_cost},p={usual.parallelism}"
    assert first.startswith(f"$argon2id$v=19${parameters}$")
    assert first != second
    assert is_password(GOOD, first)
    assert not is_password(GOOD + " ", first)
    assert not is_outdated(first)


@pytest.mark.parametrize("stored", [None, "", "plain text", "$argon2id$v=19$broken"])
def test_nothing_is_the_password_of_no_hash_or_a_broken_one(stored):
    assert not is_password(GOOD, stored)
    assert not is_password("", stored)


def test_an_unknown_account_takes_the_same_work(monkeypatch):
    verified = []

    class Counting(PasswordHasher):
        def verify(self, hash, password):
            verified.append(hash.split("$")[3])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    # Other tests may have made it with a hasher of their own.
    monkeypatch.setattr(passwords, "_spare_hash", passwords._spare_hash.__wrapped__)
    stored = hash_password(GOOD)
    is_password("wrong", stored)
    is_password("wrong", None)
    assert len(verified) == 2
    assert verified[0] == verified[1]


def test_a_password_is_the_same_on_every_keyboard():
    # é as one character and as e with an accent behind it; ﬁ as a ligature and as two letters
    assert is_password("cafe\u0301 fi fo fum", hash_password("caf\u00e9 \ufb01 fo fum"))


def test_a_hash_with_other_parameters_is_outdated():
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD))


@pytest.mark.parametrize(
    "password", ["x" * 12, "x" * 1000, "äöüäöüäöüäöü", "            .", "\ud800" * 12]
)
def test_a_password_of_twelve_to_a_thousand_characters_serves(password):
    check_password(password, ("Ann", "ann@example.org", None))
    assert is_password(password, PasswordHasher(1, 8, 1).hash(passwords._bytes(password)))


@pytest.mark.parametrize("password", ["", "x" * 11, "x" * 1001])
def test_a_shorter_or_longer_one_is_refused_with_its_length_and_not_shown(password):
    with pytest.raises(InvalidInput) as caught:
        check_password(password, ())
    assert str(caught.value).startswith(f"The password has {len(password)} characters. Use 12 to")
    assert "xx" not in str(caught.value)


@pytest.mark.parametrize(
    "password", ["Augusta Ada Byron", " augusta ada BYRON ", "ADA@example.org"]
)
def test_the_name_and_the_address_are_no_passwords(password):
    with pytest.raises(InvalidInput, match="is the name or the e-mail address"):
        check_password(password, ("Augusta Ada Byron", "ada@example.org"))


def test_two_are_hashed_at_a_time_and_others_wait(monkeypatch):
    at_once, most, two_are_in = [], [], threading.Event()

    class Slow:
        def hash(self, password):
            at_once.append(password)
            most.append(len(at_once))
            if len(at_once) == 2:
                two_are_in.set()
            assert two_are_in.wait(10)
            at_once.remove(password)
            return ""

    monkeypatch.setattr(passwords, "_hasher", Slow())
    threads = [threading.Thread(target=hash_password, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert max(most) == 2
