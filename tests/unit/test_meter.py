"""Bars: never empty above 0, never full below 100."""

import math

from hypothesis import given
from hypothesis import strategies as st

from sptui.glyphs import SETS
from sptui.paint.meter import bar, cells

G = SETS["ascii"]


def text(pct: float | None, width: int) -> str:
    return "".join([part for part, _ in bar(pct, width, G)])


@given(st.floats(-50, 200), st.integers(2, 60))
def test_filled(pct: float, width: int) -> None:
    filled = cells(pct, width)
    assert 0 <= filled <= width
    assert (filled > 0) == (pct > 0)
    assert (filled < width) == (pct < 100)
    assert abs(filled - max(0, min(100, pct)) / 100 * width) <= 1
    assert text(pct, width) == "#" * filled + "." * (width - filled)


def test_as_drawn() -> None:
    assert [text(pct, 6) for pct in (59, 38, 92)] == ["####..", "##....", "#####."]
    assert [text(pct, 10) for pct in (59, 38, 92)] == ["######....", "####......", "#########."]


def test_unknown_is_all_rest() -> None:
    assert text(None, 4) == text(math.nan, 4) == "...."


def test_looks() -> None:
    assert bar(50, 4, G, "warning") == [("##", "warning"), ("..", "rule")]
    assert bar(100, 4, G) == [("####", "accent")]
