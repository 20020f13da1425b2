"""Files that are offered to one person."""

import gc
import weakref
from functools import partial

import pytest

from lib.domain.annotation import Annotator
from lib.errors import NotFound
from lib.services import offers
from lib.services.offers import find_offer
from tests.factories import make_id

ANN = Annotator(make_id("ann"), 1, "Ann", None)
BEN = Annotator(make_id("ben"), 2, "Ben", None)


offer_file = partial(offers.offer_file, needed="reviewer", project_id=make_id("project"))


class Figures:
    """What a page has worked out."""


def test_an_offer_is_found_by_its_owner_only() -> None:
    offer = offer_file(ANN, "rates.csv", "text/csv", lambda: b"n")
    assert find_offer(ANN, offer.token) is offer
    with pytest.raises(NotFound, match="no such file for you"):
        find_offer(BEN, offer.token)
    with pytest.raises(NotFound, match="no such file for you"):
        find_offer(ANN, offer.token[:-1])


def test_an_offer_and_what_it_is_made_of_live_as_long_as_somebody_keeps_it() -> None:
    figures = Figures()
    alive = weakref.ref(figures)
    offer = offer_file(ANN, "rates.csv", "text/csv", lambda figures=figures: repr(figures).encode())
    token = offer.token
    del figures
    assert alive()
    del offer
    gc.collect()
    assert alive() is None
    with pytest.raises(NotFound):
        find_offer(ANN, token)


def test_a_newer_offer_takes_over_the_address_and_lets_go_of_what_the_older_one_held() -> None:
    figures = Figures()
    alive = weakref.ref(figures)
    offer = offer_file(ANN, "rates.csv", "text/csv", lambda figures=figures: repr(figures).encode())
    del figures
    newer = offer_file(ANN, "rates.csv", "text/csv", lambda: b"newer", instead_of=offer)
    assert newer.token == offer.token
    del offer
    gc.collect()
    assert alive() is None
    assert find_offer(ANN, newer.token).make() == b"newer"


def test_nobody_takes_over_the_address_of_somebody_elses_offer() -> None:
    offer = offer_file(ANN, "rates.csv", "text/csv", lambda: b"Ann's")
    other = offer_file(BEN, "rates.csv", "text/csv", lambda: b"Ben's", instead_of=offer)
    assert other.token != offer.token
    assert find_offer(ANN, offer.token).make() == b"Ann's"


def test_a_token_cannot_be_guessed() -> None:
    offers = [offer_file(ANN, "rates.csv", "text/csv", lambda: b"") for _ in range(100)]
    assert len({offer.token for offer in offers}) == 100
    # 32 bytes in base64 without padding.
    assert {len(offer.token) for offer in offers} == {43}
