"""Menus and the page that says why, as lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.glyphs import SETS
from sptui.model.health import Finding
from sptui.model.msg import msg
from sptui.paint.line import line_width, width_of
from sptui.paint.menu import Entry, Head, menu, why, wrapped

G = SETS["braille"]
COUNT = msg("menu.count", n=3)
ENTRIES = [
    Entry("c", "Copy the row", "screen.copy"),
    Entry("", "Unshunt 23 mails", "lists.unshunt", "hyperkitty must run first"),
    Entry("p", "Freeze \x1b[2J[red]", "screen.freeze"),
]


def text(lines: list[tuple[tuple[str, str], ...]]) -> list[str]:
    return ["".join(part for part, _ in line).rstrip() for line in lines]


def test_a_menu_lists_what_cannot_be_done_with_its_reason() -> None:
    assert text(menu(Head("Mailing lists", COUNT), ENTRIES, 1, 60, 10, G)) == [
        " Mailing lists  3 entries",
        "",
        " c  Copy the row      screen.copy",
        "▌   Unshunt 23 mails  ○ not now: hyperkitty must run first",
        " p  Freeze \ufffd[2J[red]  screen.freeze",
        "",
    ]


@given(st.integers(60, 200), st.integers(3, 20), st.integers(0, 40), st.sampled_from(sorted(SETS)))
def test_a_menu_fits_and_the_cursors_row_is_seen(width, height, count, glyphs) -> None:
    entries = [Entry("x", f"entry {n}", "id") for n in range(count)]
    cursor = count // 2
    lines = menu(Head("Title", COUNT), entries, cursor, width, height, SETS[glyphs])
    assert len(lines) <= height
    assert all(line_width(line) == width for line in lines)
    if count and height > 3:
        assert any(f"entry {cursor} " in line + " " for line in text(lines))


@given(st.lists(st.tuples(st.text(max_size=60), st.sampled_from(["text", "key"])), max_size=5))
def test_wrapped_text_fits_and_loses_no_letter(spans) -> None:
    rows = wrapped(spans, 20)
    assert all(sum(width_of(part) for part, _ in row) <= 20 for row in rows if all(
        width_of(part.strip()) <= 20 for part, _ in row
    ))  # fmt: skip
    letters = "".join(part for row in rows for part, _ in row).replace(" ", "")
    assert letters == "".join(part for part, _ in spans).replace(" ", "")


@pytest.mark.parametrize("width", [60, 80, 120, 400])
def test_why_says_what_since_when_because_and_next(width) -> None:
    finding = Finding(
        "disk.space",
        "/srv",
        "bad",
        msg("finding.disk_space", mount="/srv"),
        msg("detail.sampler", why="x"),
        msg("reason.not_asked", what="clock", why="denied"),
        msg("next.not_asked"),
    )
    lines = why(finding, "since 10:00, 5 min", width, 20, G)
    said = text(lines)
    assert said[0].startswith(" ✗ bad  ")
    assert said[0].endswith("since 10:00, 5 min")
    assert any(line.startswith(" Because ") for line in said)
    assert any(line.startswith(" Next ") for line in said)
    assert any("disk.space for /srv" in line for line in said)
    assert all(line_width(line) == width for line in lines)
