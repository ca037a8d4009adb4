"""Texts from outside on their way to a line: cleaned, and ASCII where the terminal has no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.text import clean
from sptui.paint.line import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.paint.line import Span


def shown(text: str, g: Glyphs) -> str:
    """`text` cleaned, in characters that a terminal of this glyph set can show."""
    return narrowed(clean(text, 512), g)


def narrowed(text: str, g: Glyphs) -> str:
    """Cleaned text for this glyph set: `ascii` gives `?` for each cell that it can't show."""
    if text.isascii() or g.name != "ascii":
        return text
    return "".join([c if c.isascii() else _instead(c) for c in text])


def told(spans: Sequence[Span], g: Glyphs) -> list[Span]:
    """Words of a message for this glyph set."""
    return [(narrowed(text, g), look) for text, look in spans]


def _instead(c: str) -> str:
    return "" if c == "\u00b0" else "?" * width_of(c)
