"""The harmless part of a labeling config's Style, as custom properties that dock.css reads.

Nothing of the Style itself reaches the page: each value is read, checked and written anew, so it
can change colours, edges and weight of chips and columns and nothing else. Sizes and spacing stay
ours: the dock has to be low.
"""

import re
from collections.abc import Iterator

_ITEM, _COLUMN = ".htx-ranker-item", ".htx-ranker-column"
_MARK = re.compile(r"[{};]")
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
_RGB = re.compile(r"rgb\((\d{1,3}),(\d{1,3}),(\d{1,3})\)")
_LENGTH = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)(px|em|rem)|0")
_BORDER = re.compile(r"([1-4])px (solid|dashed|dotted|double) (.+)")
_NAMED = {
    "aqua": "#00ffff",
    "black": "#000000",
    "blue": "#0000ff",
    "fuchsia": "#ff00ff",
    "gray": "#808080",
    "green": "#008000",
    "grey": "#808080",
    "lime": "#00ff00",
    "maroon": "#800000",
    "navy": "#000080",
    "olive": "#808000",
    "orange": "#ffa500",
    "purple": "#800080",
    "red": "#ff0000",
    "silver": "#c0c0c0",
    "teal": "#008080",
    "white": "#ffffff",
    "yellow": "#ffff00",
}
_WEIGHT = re.compile(r"normal|bold|[1-9]00")
_LEAST_CONTRAST = 3.0
_EM = 16.0
_LARGEST_RADIUS = 24


def harmless_style(css: str) -> str:
    """CSS for `show_dock` from the text of a Style tag; empty where nothing in it can be used.

    Read are the rules of `.htx-ranker-item` and `.htx-ranker-column` themselves. A chip's colours
    are taken only as a readable pair of background and text, since the theme may be dark.
    """
    item, column = _declarations(css, _ITEM), _declarations(css, _COLUMN)
    found = {**_chip_properties(item), **_column_properties(column)}
    if not found:
        return ""
    body = ";".join(f"{name}:{value}" for name, value in found.items())
    return f"\n.sortable-component.vertical{{{body}}}"


def _declarations(css: str, selector: str) -> dict[str, str]:
    """The properties that a selector is given, in lower case, the last of each."""
    found: dict[str, str] = {}
    for selectors, body in _rules(_without_comments(css)):
        if selector not in (each.strip() for each in selectors.split(",")):
            continue
        for declaration in body.split(";"):
            name, _, value = declaration.partition(":")
            value = " ".join(value.lower().removesuffix("!important").split())
            found[name.strip().lower()] = value
    return found


def _without_comments(css: str) -> str:
    first, *others = css.replace("<!--", " ").replace("-->", " ").split("/*")
    return first + "".join(other.partition("*/")[2] for other in others)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """The selectors and the body of each rule that stands in no other, at-rules left out."""
    depth, start, opened, is_flat = 0, 0, 0, True
    for mark in _MARK.finditer(css):
        if mark[0] == "{":
            opened, is_flat = (mark.start(), True) if depth == 0 else (opened, False)
            depth += 1
        elif mark[0] == "}" and depth:
            depth -= 1
            selectors = css[start:opened]
            if depth == 0 and is_flat and "@" not in selectors:
                yield selectors, css[opened + 1 : mark.start()]
        if depth == 0:
            start = mark.end()


def _chip_properties(declared: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    background = _colour(declared.get("background-color") or declared.get("background", ""))
    text = _colour(declared.get("color", ""))
    if background and text and _contrast(background, text) >= _LEAST_CONTRAST:
        found |= {"--chip-background": background, "--chip-text": text}
    if radius := _radius(declared.get("border-radius", "")):
        found["--chip-radius"] = radius
    if edge := _border(declared):
        found["--chip-edge"] = edge
    if declared.get("font-style") in ("italic", "normal"):
        found["--chip-font-style"] = declared["font-style"]
    if _WEIGHT.fullmatch(declared.get("font-weight", "")):
        found["--chip-font-weight"] = declared["font-weight"]
    return found


def _column_properties(declared: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    if background := _colour(declared.get("background-color") or declared.get("background", "")):
        found["--column-background"] = background
    if radius := _radius(declared.get("border-radius", "")):
        found["--column-radius"] = radius
    return found


def _border(declared: dict[str, str]) -> str | None:
    if match := _BORDER.fullmatch(declared.get("border", "")):
        width, line, named = match.groups()
        colour = _colour(named)
        return f"{width}px {line} {colour}" if colour else None
    colour = _colour(declared.get("border-color", ""))
    return f"1px solid {colour}" if colour else None


def _colour(value: str) -> str | None:
    """A plain colour as #rrggbb; None for anything else, gradients and images above all."""
    if value in _NAMED:
        return _NAMED[value]
    if _HEX.fullmatch(value):
        digits = value[1:]
        return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))
    if match := _RGB.fullmatch(value.replace(" ", "")):
        parts = [int(part) for part in match.groups()]
        return "#{:02x}{:02x}{:02x}".format(*parts) if max(parts) <= 255 else None
    return None


def _radius(value: str) -> str | None:
    """One plain length of at most 24 pixels."""
    match = _LENGTH.fullmatch(value)
    if not match:
        return None
    pixels = float(match[1] or 0) * (1.0 if match[2] in ("px", None) else _EM)
    return f"{pixels:g}px" if pixels <= _LARGEST_RADIUS else None


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rrggbb colours as WCAG 2 defines it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> Iterator[float]:
    for start in (1, 3, 5):
        share = int(colour[start : start + 2], 16) / 255
        yield share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
