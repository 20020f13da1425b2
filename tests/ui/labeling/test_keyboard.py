"""Which key presses are new, and what is made of anything else that a browser may send."""

from typing import Any

import pytest

from lib.ui.labeling.keyboard import KeyPress, class_name, fresh_presses


def press(seq: int, key: str = "1", card: str | None = "A", reset: str = "7") -> dict[str, Any]:
    return {"seq": seq, "key": key, "card": card, "reset": reset}


def sent(*presses: object, client: str = "page") -> dict[str, Any]:
    return {"client": client, "presses": list(presses)}


def test_keys_that_were_heard_before_are_left_out() -> None:
    client, presses = fresh_presses(sent(press(3), press(4, "up"), press(5, "u", None)), "page", 3)
    assert client == "page"
    assert presses == [KeyPress(4, "up", "A", "7"), KeyPress(5, "u", None, "7")]


def test_keys_come_in_the_order_in_which_they_were_pressed() -> None:
    _, presses = fresh_presses(sent(press(2, "2"), press(1, "1")), "page", 0)
    assert [each.key for each in presses] == ["1", "2"]


def test_a_reloaded_page_counts_anew() -> None:
    client, presses = fresh_presses(sent(press(1), client="reloaded"), "page", 40)
    assert client == "reloaded"
    assert len(presses) == 1


@pytest.mark.parametrize(
    "pressed",
    [
        None,
        [],
        {},
        {"client": 1, "presses": []},
        sent(press(1, "ctrl+alt+delete")),
        sent({"seq": "1"}, None, 5, press(1, card=3)),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_key_press_is_left_out(pressed: object) -> None:
    assert fresh_presses(pressed, "page", 0) == ("page", [])


@pytest.mark.parametrize("key", ["ctrl+space", "ctrl+shift+space", "ctrl+enter", "ctrl+right"])
def test_keys_for_moving_on_are_known(key: str) -> None:
    _, presses = fresh_presses(sent(press(1, key)), "page", 0)
    assert [each.key for each in presses] == [key]


def test_a_card_is_found_by_the_class_that_streamlit_gives_its_key() -> None:
    assert class_name(" card:17/A b ") == "st-key-card-17-A-b"
