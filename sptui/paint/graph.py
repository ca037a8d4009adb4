"""History graphs: filled from below, newest at the right, one colour a row.

A tick costs arithmetic on bytes and one table look-up a row, no object a cell: four graphs are
drawn every tick for as long as somebody looks.
"""

from __future__ import annotations

import codecs
from functools import lru_cache
from math import floor, isfinite, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.glyphs import Glyphs
    from sptui.model.series import Series
    from sptui.paint.line import Line, Look

# A level is a byte.
_MOST = 250


def graph(series: Series, width: int, height: int, top: float, g: Glyphs) -> list[Line]:
    """`height` lines of `width` cells; `top` is the value at full height.

    Where a cell holds two samples, which two is decided by their number since the start
    (`series.end`): a graph moves left by whole cells, every second tick, and a cell that moves
    stays as it is. A known value is at least one level high, a gap is blank.
    """
    height = min(height, _MOST // g.levels)
    if width < 1 or height < 1:
        return []
    levels = _levels(series, width, height, top, g)
    base = g.levels + 1
    rows: list[Line] = []
    for row in range(height):
        below = (height - 1 - row) * g.levels
        over = g.over if row else g.levels  # what is beyond the top goes on nowhere
        if g.across == 1:
            cells = levels.translate(_row_table(g.levels, over, below, 1))
        else:
            left = levels[0::2].translate(_row_table(g.levels, over, below, base))
            right = levels[1::2].translate(_row_table(g.levels, over, below, 1))
            # Adding two numbers of `width` bytes adds them byte by byte: no sum reaches 256.
            both = int.from_bytes(left, "big") + int.from_bytes(right, "big")
            cells = both.to_bytes(width, "big")
        text = codecs.charmap_decode(cells, "strict", g.cells)[0]
        rows.append(((text, tone(row, height)),))
    return rows


def visible(series: Series, width: int, g: Glyphs) -> tuple[float | None, ...]:
    """The newest values that a graph of `width` cells shows."""
    if g.across == 1:
        return series.values[-width:] if width else ()
    need = width * 2 - series.end % 2
    return series.values[-need:] if need > 0 else ()


def peak(series: Series, width: int, g: Glyphs) -> float:
    """The largest value that is shown; 0 when there is none."""
    return max([v for v in visible(series, width, g) if v is not None and isfinite(v)], default=0.0)


def round_top(value: float, least: float = 10_000.0) -> float:
    """The smallest of 1, 2, 5 times a power of ten that holds `value`, but at least `least`."""
    if not isfinite(value) or value <= least:
        return least
    step = 10.0 ** floor(log10(value))
    for times in (1.0, 2.0, 5.0):
        if value <= step * times:
            return step * times
    return step * 10.0


def tone(row: int, height: int) -> Look:
    """The colour of a row: bright at the top, darker at the foot."""
    share = max(1, (height + 2) // 5)
    from_below = height - 1 - row
    if from_below < share:
        return "graph_low"
    return "graph_mid" if from_below < 2 * share and height > 2 else "graph_top"


def _levels(series: Series, width: int, height: int, top: float, g: Glyphs) -> bytes:
    values = visible(series, width, g)
    full = g.levels * height
    scale = full / top if top > 0 else 0.0
    try:
        levels = bytes([0 if v is None else int(v * scale + 0.5) or 1 for v in values])
    except (ValueError, OverflowError):  # beyond the top, below 0, or no number: rare, and slower
        levels = bytes([_level(v, scale, full) for v in values])
    after = series.end % 2 if g.across == 2 else 0
    before = width * g.across - after - len(levels)
    return b"\0" * before + levels + b"\0" * after


def _level(value: float | None, scale: float, full: int) -> int:
    if value is None or not isfinite(value):
        return 0
    level = value * scale
    if level >= full:
        return full
    return max(1, int(level + 0.5)) if level > 0 else 1


@lru_cache(256)
def _row_table(levels: int, over: int, below: int, times: int) -> bytes:
    """From a sample's level to its part in the row above `below` levels, times a place value."""
    return bytes(
        [
            times * (0 if n <= below else over if n - below > levels else n - below)
            for n in range(256)
        ]
    )
