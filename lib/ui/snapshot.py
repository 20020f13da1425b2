"""A page of results as one HTML file that opens anywhere, offline, for good.

Everything is inside it, and its own policy forbids the browser to ask anybody for anything.
"""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from lib.domain.project import Project
from lib.ui.clickable import picture_config
from lib.ui.offered_file import file_button

FOLDER = Path(__file__).parent
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"


LONG_TEXT = 40
LONG = ' class="long"'


@dataclass(frozen=True, eq=False)
class Section:
    """One part of a page: sentences, then a chart, then a table; each of them may be missing."""

    heading: str
    lines: tuple[str, ...] = ()
    figure: go.Figure | None = None
    rows: Sequence[Mapping[str, object]] = ()


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A page as it was filtered. `facts` pairs a name with its value: project, filter, date, n …"""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def snapshot_button(
    make: Callable[[], Snapshot], *, project: Project, file_name: str, key: str = "snapshot"
) -> None:
    """A button that downloads the page as `file_name`.html; it is made when it is asked for."""
    file_button(
        "Snapshot (HTML)",
        lambda: snapshot_html(make()).encode(),
        file_name=f"{file_name}.html",
        media_type="text/html",
        icon=":material/photo_camera:",
        key=key,
        project=project,
        help="This page as filtered, in one file that opens without Podium and without a network.",
    )


def snapshot_html(snapshot: Snapshot) -> str:
    """The whole document. Texts are shown as they are: nothing in them is markup."""
    facts = "".join(
        f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>"
        for name, value in snapshot.facts
    )
    drawn = any(section.figure is not None for section in snapshot.sections)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(snapshot.title)}</title>
<link rel="icon" href="data:,">
<style>{(FOLDER / "snapshot.css").read_text("utf-8")}</style>
{f"<script>{get_plotlyjs()}</script>" if drawn else ""}
</head>
<body>
<header>
<h1>{html.escape(snapshot.title)}</h1>
<p class="subtitle">{html.escape(snapshot.subtitle)}</p>
<dl>{facts}</dl>
</header>
<main>
{"".join(_section(section, place) for place, section in enumerate(snapshot.sections, 1))}
</main>
{f"<script>{(FOLDER / 'snapshot.js').read_text('utf-8')}</script>" if drawn else ""}
</body>
</html>
"""


def _section(section: Section, place: int) -> str:
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in section.lines)
    return (
        f"<section><h2>{html.escape(section.heading)}</h2>{lines}"
        f"{_chart(section, place)}{_table(section.rows)}</section>"
    )


def _chart(section: Section, place: int) -> str:
    if section.figure is None:
        return ""
    figure = go.Figure(section.figure)
    figure.update_layout(
        template="none",
        paper_bgcolor="rgba(0, 0, 0, 0)",
        plot_bgcolor="rgba(0, 0, 0, 0)",
        font={"size": 13},
    )
    chart = figure.to_html(
        full_html=False,
        include_plotlyjs=False,
        include_mathjax=False,
        div_id=f"chart-{place}",
        config={**picture_config(f"chart-{place}"), "responsive": True, "displaylogo": False},
    )
    return f'<div role="figure" aria-label="{html.escape(section.heading)}">{chart}</div>'


def _table(rows: Sequence[Mapping[str, object]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in rows[0])
    body = "".join(f"<tr>{''.join(map(_cell, row.values()))}</tr>" for row in rows)
    return (
        f'<div class="table"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody>'
        "</table></div>"
    )


def _cell(value: object) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = str(value)
        return f"<td{LONG if len(text) > LONG_TEXT else ''}>{html.escape(text)}</td>"
    text = f"{value:,.4g}" if isinstance(value, float) else f"{value:,}"
    return f'<td class="number">{text}</td>'
