"""What of a config's Style reaches the dock, and all that does not."""

import pytest

from lib.ui.labeling.chip_style import harmless_style

TEMPLATE = """
.htx-ranker-column { background: #f8f8f8; width: 50%; padding: 20px; border-radius: 3px;
  box-shadow: 0px 2px 5px 0px rgba(0,0,0,0.1); }
.htx-ranker-item { background: #e0e0e0; color: #333; font-size: 16px; width: 100%; padding: 10px;
  margin-bottom: 10px; border-radius: 3px; }
.htx-ranker-item p:last-child { display: none }
"""


def item(declarations: str) -> str:
    return harmless_style(f".htx-ranker-item {{ {declarations} }}")


def test_colours_and_edges_of_the_template_are_taken_and_sizes_are_not() -> None:
    assert harmless_style(TEMPLATE) == (
        "\n.sortable-component.vertical{--chip-background:#e0e0e0;--chip-text:#333333;"
        "--chip-radius:3px;--column-background:#f8f8f8;--column-radius:3px}"
    )


@pytest.mark.parametrize(
    "declarations",
    [
        "background: #fff",
        "color: black",
        "background: white; color: #eee",
        "background: url(https://example.org/x.png); color: black",
        "background: red url(x); color: white",
        "background: var(--x); color: white",
        "background: linear-gradient(red, blue); color: white",
        "width: 50%; position: fixed; display: none; margin: -99px; z-index: 9; content: 'x'",
        "font-size: 400px",
        "font-size: 1px",
        "font-size: calc(1px + 9px)",
        "padding: -10px",
        "padding: 10px 10px 10px 10px 10px",
        "border: 900px solid red",
        "font-weight: expression(alert(1))",
        "border-radius: 3px\\3b position: fixed",
        "behavior: url(x.htc)",
        "-moz-binding: url(x)",
        "@import url(x)",
        "color: </style><script>alert(1)</script>",
    ],
)
def test_what_is_unreadable_or_not_plainly_harmless_is_left_out(declarations: str) -> None:
    assert item(declarations) == ""


@pytest.mark.parametrize(
    "css",
    [
        "",
        "<!-- only a comment -->",
        "/* .htx-ranker-item { font-weight: bold } */",
        "@media print { .htx-ranker-item { font-weight: bold } }",
        "body { font-weight: bold }",
        ".htx-ranker-item p { font-weight: bold }",
        ".htx-ranker-item:hover { font-weight: bold }",
        ".htx-ranker-item { font-weight: bold",
        "}{}{{}",
    ],
)
def test_other_rules_are_left_out(css: str) -> None:
    assert harmless_style(css) == ""


def test_a_rule_shared_by_several_selectors_counts() -> None:
    css = ".other, .htx-ranker-item { font-weight: bold }"
    assert "--chip-font-weight:bold" in harmless_style(css)


def test_borders_are_taken_with_plain_colours() -> None:
    assert "--chip-edge:2px dashed #0000ff" in item("border: 2px dashed blue")
    assert "--chip-edge:1px solid #0a0b0c" in item("border-color: rgb(10, 11, 12)")
    assert item("border-color: rgb(300, 0, 0)") == ""


def test_a_huge_style_is_read_quickly() -> None:
    assert harmless_style("." * 200_000 + "{" * 1000) == ""
    assert harmless_style("@" * 20_000) == ""
    assert harmless_style("/*" * 20_000) == ""
