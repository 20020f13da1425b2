"""When a hidden check is due."""

from hypothesis import given
from hypothesis import strategies as st

from lib.services.check_turns import due_since
from tests.factories import make_id

ANN = make_id("Ann")


def turns_of(every, length, kind="gold", person=ANN):
    """The turns at which somebody who does whatever they get has such a check."""
    found, last = [], None
    for had in range(length):
        if due_since(every, had, last, kind, person) is not None:
            found.append(had)
            last = had
    return found


def test_none_are_due_where_none_are_wanted():
    assert turns_of(0, 50) == []


@given(st.integers(2, 20), st.text(max_size=3))
def test_each_block_of_turns_has_one_check(every, kind):
    assert [turn // every for turn in turns_of(every, 6 * every, kind)] == list(range(6))


def test_the_place_in_a_block_differs_from_block_to_block_and_from_person_to_person():
    places = {turn % 5 for turn in turns_of(5, 100)}
    assert len(places) > 1
    assert turns_of(5, 100) != turns_of(5, 100, person=make_id("Ben"))


def test_a_check_that_is_due_stays_due_until_it_is_done():
    first = turns_of(5, 10)[0]
    assert all(due_since(5, had, None, "gold", ANN) == first for had in range(first, 40))


def test_checks_that_went_by_are_not_made_up_for():
    # Somebody with forty tasks before there was any gold: one is due at once, the next only in the
    # block after (turns 45 to 49).
    assert due_since(5, 40, None, "gold", ANN) is not None
    following = [had for had in range(41, 60) if due_since(5, had, 40, "gold", ANN) is not None]
    assert following[0] >= 45


def test_no_check_is_due_before_the_turn_that_is_given():
    for name in "abcdefgh":
        person = make_id(name)
        assert all(due_since(2, had, None, "repeat", person, first=5) is None for had in range(5))
        assert due_since(2, 7, None, "repeat", person, first=5) is not None
