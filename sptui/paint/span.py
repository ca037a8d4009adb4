"""Arithmetic of spans: joining, cutting and spreading them to an exact width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.paint.line import fit, line_width, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.paint.line import Line, Look, Span


def crop(spans: Sequence[Span], width: int, g: Glyphs) -> list[Span]:
    """`spans` in at most `width` cells; what does not fit is cut with the cut sign."""
    out: list[Span] = []
    left = width
    for nth, (text, look) in enumerate(spans):
        have = width_of(text)
        if have > left or (have == left and line_width(spans[nth + 1 :])):
            if left > 0:
                out.append((fit(text + " " if have == left else text, left, cut=g.cut), look))
            return out
        if text:
            out.append((text, look))
            left -= have
    return out


def padded(spans: Sequence[Span], width: int, g: Glyphs, look: Look = "text") -> list[Span]:
    """`spans` in exactly `width` cells, filled up with spaces in `look`."""
    return spread(spans, (), width, g, look)


def spread(
    left: Sequence[Span], right: Sequence[Span], width: int, g: Glyphs, look: Look = "text"
) -> list[Span]:
    """`left` at the left edge, `right` at the right one, in exactly `width` cells.

    When both do not fit with a cell between them, `left` is cut: figures stand at the right.
    """
    ends = crop(right, width, g)
    used = line_width(ends)
    starts = crop(left, width - used - 1 if used else width, g)
    gap = width - used - line_width(starts)
    return [*starts, (" " * gap, look), *ends] if gap > 0 else [*starts, *ends]


def solid(spans: Sequence[Span]) -> Line:
    """A line in which neighbours of one look are one span: fewer bytes and fewer cache entries."""
    out: list[Span] = []
    for text, look in spans:
        if out and out[-1][1] == look:
            out[-1] = (out[-1][0] + text, look)
        elif text:
            out.append((text, look))
    return tuple(out)


def blank(width: int) -> Line:
    """An empty line."""
    return ((" " * width, "text"),)


def inset(inner: Sequence[Span], width: int, g: Glyphs) -> Line:
    """A line of `width` cells whose first and last are free."""
    return solid([(" ", "text"), *padded(inner, width - 2, g), (" ", "text")])


def filled(lines: Sequence[Line], width: int, height: int) -> list[Line]:
    """Exactly `height` lines: empty ones below, or cut."""
    return [*lines, *[blank(width)] * (height - len(lines))][:height]
