"""Who made an annotation."""

import pytest

from lib.formats.annotators import annotator_of, username_of

ANN = {"id": 2, "email": "ann@example.com", "first_name": "Ann", "last_name": "Two"}


@pytest.mark.parametrize(
    ("completed_by", "username", "person"),
    [
        (None, None, ("unknown annotator", None)),
        (3, None, ("Label Studio user 3", None)),
        ("ann@example.com", None, ("ann@example.com", "ann@example.com")),
        ("Ann", None, ("Ann", None)),
        (ANN, None, ("Ann Two", "ann@example.com")),
        ({"id": 2, "email": "ann@example.com", "first_name": ""}, None, ("ann@example.com",) * 2),
        ({"id": 2}, None, ("Label Studio user 2", None)),
        ({"first_name": "Ann"}, None, ("Ann", None)),
        ({}, "", ("unknown annotator", None)),
        (2, "Ann Two ann@example.com, 2", ("Ann Two", "ann@example.com")),
        (2, " admin@example.com, 2", ("admin@example.com", "admin@example.com")),
        (2, "Ann, 2", ("Ann", None)),
        (2, ", 2", ("Label Studio user 2", None)),
    ],
)
def test_a_person_is_named_by_what_there_is(completed_by, username, person):
    assert annotator_of(completed_by, username) == person


@pytest.mark.parametrize(
    "person",
    [
        ("Ann", None),
        ("Ann Two", "ann@example.com"),
        ("ann@example.com", "ann@example.com"),
        ("Ann, 5", None),
        ("آن", "ann@localhost"),
    ],
)
def test_a_person_survives_the_username_that_is_exported(person):
    assert annotator_of(9, username_of(*person, 9)) == person
