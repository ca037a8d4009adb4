"""Bars: how full something is."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.glyphs import Glyphs
    from sptui.paint.line import Look, Span


def bar(pct: float | None, width: int, g: Glyphs, look: Look = "accent") -> list[Span]:
    """`width` cells for 0..100 percent: over 0 at least one is filled, under 100 one is not.

    What could not be read is all rest.
    """
    filled = 0 if pct is None or not isfinite(pct) else cells(pct, width)
    out: list[Span] = [(g.bar_full * filled, look)] if filled else []
    return [*out, (g.bar_rest * (width - filled), "rule")] if filled < width else out


def cells(pct: float, width: int) -> int:
    """How many of `width` cells are filled."""
    if pct <= 0:
        return 0
    if pct >= 100:
        return width
    return min(max(1, width - 1), max(1, round(pct / 100 * width)))
