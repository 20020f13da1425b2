"""A snapshot as a document: everything inside, nothing of a name read as markup."""

import re

import pytest

from lib.ui.charts.win_rate_chart import WinRateBar, win_rate_chart
from lib.ui.snapshot import Section, Snapshot, snapshot_html

EVIL = "</script><script>alert(1)</script><img src='//example.org'>"


def make_snapshot(**changes: object) -> Snapshot:
    chart = win_rate_chart([WinRateBar(EVIL, 0.5, 0.25, 0.75, 4, 2, 2, 0)])
    fields: dict[str, object] = {
        "title": f"Leaderboard {EVIL}",
        "subtitle": EVIL,
        "facts": (("Data hash", EVIL),),
        "sections": (
            Section(EVIL, (EVIL,), chart, [{"model": EVIL, "n": 1234, "rate": None, "ok": True}]),
        ),
    }
    return Snapshot(**(fields | changes))


@pytest.fixture(scope="module")
def document() -> str:
    return snapshot_html(make_snapshot())


def test_no_text_is_read_as_markup(document: str) -> None:
    assert "alert(1)</script>" not in document
    assert "<img" not in document.split("<body>")[1].split("<script")[0]
    # The title, the subtitle, a fact, the heading twice, a line and a cell.
    assert document.count("&lt;/script&gt;&lt;script&gt;alert(1)") >= 7


def test_its_own_policy_forbids_every_request(document: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', document)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert not re.search(r'<(script|link|img|iframe)[^>]+(src|href)="(?!data:)', document)


def test_the_script_that_draws_is_inside_once_and_only_where_there_is_a_chart(
    document: str,
) -> None:
    assert 3_000_000 < len(document) < 7_000_000
    without = snapshot_html(make_snapshot(sections=(Section("Words", ("Nothing yet.",)),)))
    assert "<p>Nothing yet.</p>" in without
    assert len(without) < 20_000
    assert "<script" not in without


def test_numbers_of_a_table_stand_to_the_right_and_undefined_ones_are_empty(
    document: str,
) -> None:
    assert '<td class="number">1,234</td><td></td><td>True</td>' in document
