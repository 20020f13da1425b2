"""How the JSON of a Label Studio is read."""

import pytest

from lib.label_studio.rows import normal_stamp


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.000000Z",
        "2026-01-02T03:04:05",
        "2026-01-02T05:04:05+02:00",
    ],
)
def test_a_moment_always_has_six_decimals_and_is_in_utc(text: str) -> None:
    assert normal_stamp(text) == "2026-01-02T03:04:05.000000Z"
