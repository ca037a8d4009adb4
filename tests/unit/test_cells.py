"""The cell diff: whatever was shown, a terminal that gets the difference shows what is wanted."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sptui.paint.cells import Cell, Cells, cells_of, pen

WIDTH = 24
LOOKS = [
    "",
    "1",
    "31",
    "1;38;5;16;48;5;236",
    "38;2;1;2;3;48;2;4;5;6",
    "48;2;4;5;6",
    "15",
    "97;44",
    "7",
]
texts = st.text(st.sampled_from("ab \u2800\u28ff\u2588"), max_size=WIDTH)
rows = st.lists(
    st.tuples(texts, st.sampled_from(["", "1", "31", "38;2;1;2;3;48;2;4;5;6", "7"])), max_size=6
)


def row(spans: list[tuple[str, str]]) -> list[Cell]:
    cells = [cell for text, sgr in spans for cell in cells_of(text, sgr)][:WIDTH]
    return cells + [(" ", "")] * (WIDTH - len(cells))


def seen(screen: pyte.Screen, y: int) -> list[tuple[str, str, str, bool, bool]]:
    """What can be seen: of a blank that is not reversed only its background."""
    shown = []
    for x in range(WIDTH):
        cell = screen.buffer[y][x]
        if cell.data == " " and not cell.reverse:
            shown.append((" ", "", cell.bg, False, False))
        else:
            shown.append((cell.data, cell.fg, cell.bg, cell.bold, cell.reverse))
    return shown


def drawn(
    *frames: list[Cell], shifts: bool = True
) -> tuple[list[tuple[str, str, str, bool, bool]], str]:
    screen = pyte.Screen(WIDTH, 3)
    stream = pyte.Stream(screen)
    cells = Cells(WIDTH, 3, shifts=shifts)
    last = ""
    for frame in frames:
        last = cells.change(1, frame)
        stream.feed(last)
    return seen(screen, 1), last


@settings(max_examples=300)
@given(st.lists(rows, min_size=1, max_size=4), st.booleans())
def test_differences_end_in_the_same_picture_as_a_fresh_drawing(frames, shifts):
    wanted = [row(spans) for spans in frames]
    assert drawn(*wanted, shifts=shifts)[0] == drawn(wanted[-1])[0]


@given(rows, st.integers(1, WIDTH - 1), st.sampled_from("xy"))
def test_a_graph_that_moves_left_is_shown_right(spans, end, char):
    old = row(spans)
    new = [*old[1:end], (char, "31"), *old[end:]]
    assert drawn(old, new)[0] == drawn(new)[0]


def test_a_moved_graph_costs_two_sequences_and_one_cell():
    old = row([("abcdefghijklmnopqrst", "31")])
    new = [*old[1:20], ("z", "31"), *old[20:]]
    picture, text = drawn(old, new)
    assert picture == drawn(new)[0]
    assert text.count("\x1b[P") == 1
    assert text.count("\x1b[@") == 1
    assert len(text) < 40


def test_nothing_changed_says_nothing():
    assert drawn(row([("abc", "1")]), row([("abc", "1")]))[1] == ""


@pytest.mark.parametrize(
    ("text", "cells"),
    [("日b", [("日", ""), ("", ""), ("b", "")]), ("e\u0301x", [("e\u0301", ""), ("x", "")])],
)
def test_wide_and_combining_characters(text, cells):
    assert list(cells_of(text, "")) == cells


def test_a_wide_character_is_replaced_whole():
    old = row([("日本b", "")])
    new = row([("日aab", "")])
    assert drawn(old, new)[0][:6] == drawn(new)[0][:6]
    assert drawn(new, old)[0][:6] == drawn(old)[0][:6]


@given(st.sampled_from(LOOKS), st.sampled_from(LOOKS))
def test_pen_changes_leave_the_new_look(old, new):
    def shown(text: str) -> tuple[str, str, bool, bool]:
        screen = pyte.Screen(2, 1)
        pyte.Stream(screen).feed(text + "x")
        cell = screen.buffer[0][0]
        return cell.fg, cell.bg, cell.bold, cell.reverse

    assert shown(pen(None, old) + pen(old, new)) == shown(pen(None, new))


def test_forgetting_draws_all_again():
    cells = Cells(WIDTH, 2)
    first = cells.change(0, row([("abc", "1")]))
    assert cells.change(0, row([("abc", "1")])) == ""
    cells.forget()
    assert cells.change(0, row([("abc", "1")])) == first
