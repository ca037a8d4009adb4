"""Graphs: each cell is what it should be, moves by whole cells, and shows gaps as gaps."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.glyphs import SETS, Glyphs
from sptui.model.series import EMPTY, Series
from sptui.paint.graph import graph, peak, round_top, tone, visible

VALUES = st.lists(st.none() | st.floats(0, 120), max_size=50)
ANY = st.lists(st.none() | st.floats(allow_nan=True, allow_infinity=True), max_size=30)


def texts(series: Series, width: int, height: int, g: Glyphs, top: float = 100.0) -> list[str]:
    return [line[0][0] for line in graph(series, width, height, top, g)]


def series(*values: float | None, end: int | None = None) -> Series:
    return Series(values, len(values) if end is None else end)


def slow(s: Series, width: int, height: int, g: Glyphs) -> list[str]:
    """The same picture, cell by cell, as one would explain it."""
    full = g.levels * height
    by_number = dict(enumerate(s.values, s.end - len(s.values)))
    last_cell = (s.end - 1) // g.across
    rows = []
    for row in range(height):
        below = (height - 1 - row) * g.levels
        text = ""
        for cell in range(last_cell - width + 1, last_cell + 1):
            index = 0
            for part in range(g.across):
                value = by_number.get(cell * g.across + part)
                level = 0 if value is None else max(1, min(full, int(value * full / 100 + 0.5)))
                here = max(0, level - below)
                if here > g.levels:
                    here = g.over
                index = index * (g.levels + 1) + here
            text += g.cells[index]
        rows.append(text)
    return rows


@pytest.mark.parametrize("g", SETS.values(), ids=list(SETS))
@given(values=VALUES, more=st.integers(0, 3), width=st.integers(1, 30), height=st.integers(1, 6))
def test_it_is_what_it_should_be(
    g: Glyphs, values: list[float | None], more: int, width: int, height: int
) -> None:
    s = Series(tuple(values), len(values) + more)
    assert texts(s, width, height, g) == slow(s, width, height, g)


@pytest.mark.parametrize("g", SETS.values(), ids=list(SETS))
@given(values=ANY, width=st.integers(0, 20), height=st.integers(0, 70), top=st.floats())
def test_it_never_raises_and_keeps_its_size(
    g: Glyphs, values: list[float | None], width: int, height: int, top: float
) -> None:
    rows = texts(Series(tuple(values), 9999 + len(values)), width, height, g, top)
    assert {len(row) for row in rows} <= {width}
    assert len(rows) == (min(height, 250 // g.levels) if width else 0)


def test_a_braille_graph_moves_by_whole_cells() -> None:
    g = SETS["braille"]
    values = [float(n * 7 % 100) for n in range(60)]
    before = texts(series(*values), 20, 3, g)
    one_more = texts(Series((*values, 50.0), 61), 20, 3, g)
    two_more = texts(Series((*values, 50.0, 60.0), 62), 20, 3, g)
    for old, one, two in zip(before, one_more, two_more, strict=True):
        assert one[:-1] == old[1:]  # the first of two opens a cell
        assert two[:-1] == one[:-1]  # the second fills it, and nothing else moves


def test_newest_is_right_and_filled_from_below() -> None:
    assert texts(series(100.0, 50.0, end=2), 4, 2, SETS["ascii"]) == ["  : ", "  ::"]
    assert texts(series(None, 25.0, 100.0), 3, 2, SETS["tty"]) == [
        "  " + SETS["tty"].cells[2],
        " " + SETS["tty"].cells[1] + SETS["tty"].cells[3],
    ]


def test_a_gap_is_blank_and_zero_is_not() -> None:
    assert texts(series(0.0, None, 0.0), 3, 1, SETS["ascii"]) == [". ."]


def test_nothing_known() -> None:
    assert texts(EMPTY, 5, 2, SETS["braille"]) == ["     ", "     "]
    assert peak(EMPTY, 5, SETS["braille"]) == 0
    assert graph(EMPTY, 0, 3, 100.0, SETS["tty"]) == []


def test_what_is_beyond_the_top_is_the_top() -> None:
    g = SETS["tty"]
    assert texts(series(1000.0), 1, 2, g) == [g.cells[2], g.cells[3]]


@given(st.integers(0, 40), st.integers(1, 20))
def test_visible_is_what_is_drawn(end: int, width: int) -> None:
    g = SETS["braille"]
    values = tuple(float(n) for n in range(end))
    shown = visible(Series(values, end), width, g)
    assert len(shown) == min(end, 2 * width - end % 2)
    assert shown == values[len(values) - len(shown) :]


def test_tones_as_drawn() -> None:
    names = {"graph_top": "t", "graph_mid": "m", "graph_low": "l"}
    drawn = {1: "l", 2: "tl", 3: "tml", 4: "ttml", 5: "tttml"}
    for height, tones in drawn.items():
        assert "".join(names[tone(row, height)] for row in range(height)) == tones


def test_one_look_a_row() -> None:
    for line in graph(series(*[float(n) for n in range(100)]), 30, 5, 100.0, SETS["braille"]):
        assert len(line) == 1


@pytest.mark.parametrize(
    ("value", "top"),
    [
        (0, 1e4),
        (9_999, 1e4),
        (10_001, 2e4),
        (1.2e6, 2e6),
        (2e6, 2e6),
        (2.1e6, 5e6),
        (9.1e6, 1e7),
        (math.nan, 1e4),
        (math.inf, 1e4),
    ],
)
def test_scale(value: float, top: float) -> None:
    assert round_top(value) == top


@given(st.floats(1e4, 1e15))
def test_a_scale_holds_its_peak(value: float) -> None:
    assert value <= round_top(value) <= 2.5 * value * 1.0001
