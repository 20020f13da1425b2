"""Who voted what, in words."""

from datetime import UTC, datetime

from lib.services.drill_down import Response, Vote
from lib.ui.prompts_behind import votes_markdown

DAY = datetime(2026, 1, 5, tzinfo=UTC)


def make_response(*votes: tuple[str, str]) -> Response:
    return Response(
        item_id="a",
        model="A",
        body="Body",
        not_imported=False,
        named=True,
        votes=tuple(Vote(name, 1, DAY, place) for name, place in votes),
    )


def test_votes_for_one_place_share_a_line_and_most_come_first() -> None:
    response = make_response(
        ("Ann", "Not placed"), ("Bob", "Good, place 1"), ("Cy", "Good, place 1")
    )
    assert votes_markdown(response) == (
        "- **Good, place 1**: Bob (2026-01-05), Cy (2026-01-05)\n- **Not placed**: Ann (2026-01-05)"
    )


def test_names_and_buckets_of_others_are_not_read_as_markdown() -> None:
    line = votes_markdown(make_response(("[x](y)", ":red[*Bad*], place 1")))
    assert "\\[x\\]\\(y\\)" in line
    assert "\\:red\\[\\*Bad\\*\\]" in line


def test_a_response_that_nobody_placed_says_so() -> None:
    assert votes_markdown(make_response()) == "No vote."
