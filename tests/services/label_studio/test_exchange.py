"""What a sync tells, and what it goes on after."""

import pytest

from lib.errors import RemoteRefused
from lib.services.label_studio.exchange import MOST_MESSAGES, MOST_REFUSALS, Tally
from tests.factories import add_project
from tests.services.label_studio.made_exchanges import make_exchange

REFUSAL = RemoteRefused("It does not like it.")


def test_what_was_refused_is_told_and_the_sync_goes_on_until_that_is_too_much(database):
    exchange = make_exchange(database, add_project(database))
    for number in range(1, MOST_REFUSALS):
        exchange.not_sent(f"Task {number}", REFUSAL)
    with pytest.raises(RemoteRefused) as ended:
        exchange.not_sent(f"Task {MOST_REFUSALS}", REFUSAL)
    assert ended.value is REFUSAL
    assert exchange.tally.refusals == MOST_REFUSALS == 20
    assert exchange.tally.messages == [
        f"Task {number} was not sent. It does not like it." for number in range(1, 21)
    ]


def test_the_same_sentence_is_kept_once_and_counted_each_time(database):
    exchange = make_exchange(database, add_project(database))
    for _ in range(2):
        exchange.not_sent("Task 1", REFUSAL)
    assert exchange.tally.messages == ["Task 1 was not sent. It does not like it."]
    assert exchange.tally.refusals == 2


def test_a_log_keeps_the_first_sentences():
    tally = Tally()
    tally.tell(*map(str, range(MOST_MESSAGES - 1)))
    tally.tell("a", "a", "b")
    tally.tell("c")
    assert (len(tally.messages), tally.messages[-1]) == (MOST_MESSAGES, "a")
