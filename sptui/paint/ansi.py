"""Painted lines as text for a terminal, or without colour for a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.themes import sgr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sptui.paint.line import Line


def paint(lines: Iterable[Line], theme: str, depth: str | None) -> str:
    """The lines, joined by newlines, each look in its colours; `depth` None: text alone, unpadded.

    Every line begins and ends in the terminal's own colours, so that it can stand anywhere.
    """
    if depth is None:
        return "\n".join(["".join([text for text, _ in line]).rstrip() for line in lines])
    return "\n".join([_line(line, theme, depth) for line in lines])


def _line(line: Line, theme: str, depth: str) -> str:
    out: list[str] = []
    now = ""
    for text, look in line:
        wanted = sgr(theme, depth, look)
        if wanted != now:
            # Each look is whole: what the one before it had is taken back first.
            out.append(f"\x1b[0;{wanted}m" if now and wanted else f"\x1b[{wanted}m")
            now = wanted
        out.append(text)
    if now:
        out.append("\x1b[m")
    return "".join(out)
