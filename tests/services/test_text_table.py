from lib.services.text_table import table


def test_columns_are_as_wide_as_their_widest_cell_and_numbers_stand_to_the_right():
    assert table(("model", "n"), [("a", "1,000"), ("long name", "2")], left=(0,)).splitlines() == [
        "model          n",
        "a          1,000",
        "long name      2",
    ]


def test_a_table_without_rows_is_its_header():
    assert table(("model", "n"), []) == "model  n"


def test_what_would_break_the_lines_or_steer_the_terminal_is_not_printed():
    drawn = table(("m",), [("a\nb\x1b[31m\u202e",)], left=(0,))
    assert drawn.splitlines() == ["m", "a?b?[31m?"]


def test_wide_and_combining_letters_keep_the_columns():
    lines = table(("m", "n"), [("模型", "1"), ("e\u0301", "2")], left=(0,)).splitlines()
    assert lines == ["m     n", "模型  1", "e\u0301     2"]
