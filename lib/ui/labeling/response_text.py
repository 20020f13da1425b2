"""Responses as Markdown, read as their models meant it.

Streamlit reads more into Markdown than others do: any two dollars make a formula, `:red[…]` a
colour, `:smile:` a picture, `->` an arrow. Outside code, what is not meant so is escaped.
"""

import re

_PROTECTED = re.compile(
    r"(?P<fence>^[ \t]*(?P<mark>`{3,}|~{3,}).*?(?:^[ \t]*(?P=mark)[`~]*[ \t]*$|\Z))"
    r"|(?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<display>\$\$.+?\$\$)"
    # As Pandoc has it: nothing blank inside next to the dollars, and no digit after the last one.
    r"|(?P<formula>(?<![\\$])\$(?=[^\s$])[^$\n]*(?<=[^\s\\])\$(?!\d))",
    re.MULTILINE | re.DOTALL,
)
_DIRECTIVE = re.compile(r":(?=[a-z][a-z0-9_-]*\[|[a-z0-9_+/-]+:)", re.IGNORECASE)
_ARROW = re.compile(r"(?<!\S)(<->|<-|->|--|<=|>=|~=)(?!\S)")

NOT_IMPORTED = "This response was not imported; its file held only the votes on it."


def response_markdown(text: str) -> str:
    """The text with Streamlit's directives and single dollars escaped; code and formulas kept."""
    pieces: list[str] = []
    end = 0
    for match in _PROTECTED.finditer(text):
        pieces += [_escaped(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*pieces, _escaped(text[end:])])


def _escaped(text: str) -> str:
    text = re.sub(r"(?<!\\)\$", r"\\$", text)
    text = _DIRECTIVE.sub(r"\\:", text)
    return _ARROW.sub(r"\\\1", text)
