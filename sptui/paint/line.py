"""A painted line: spans of (text, look). Everything that people see is made of these."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sptui.glyphs import SINGLE

if TYPE_CHECKING:
    from collections.abc import Sequence

# A look is a colour role of the themes table, alone ("dim") or on a ground ("dim@surface").
Look = str
Span = tuple[str, Look]
Line = tuple[Span, ...]

_SINGLE = SINGLE.union(map(chr, range(0x20, 0x300)))


def is_single(text: str) -> bool:
    """Whether each character surely takes one cell: Latin, and our own signs."""
    return text.isascii() or _SINGLE.issuperset(text)


@lru_cache(4096)
def width_of(text: str) -> int:
    """Cells that `text` takes. rich.cells is asked only when needed: importing it costs 12 ms."""
    if is_single(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fit(text: str, width: int, *, right: bool = False, cut: str = "~") -> str:
    """`text` in exactly `width` cells: padded (on the left if `right`), or cut, ending in `cut`."""
    have = width_of(text)
    if have == width:
        return text
    if have < width:
        return " " * (width - have) + text if right else text + " " * (width - have)
    if width <= 0:
        return ""
    if is_single(text):
        return text[: width - 1] + cut
    from rich.cells import set_cell_size

    return set_cell_size(text, width - 1) + cut


def pieces(text: str, width: int) -> list[str]:
    """`text` in pieces of at most `width` cells; none where it is empty."""
    if is_single(text):
        return [text[at : at + width] for at in range(0, len(text), width)]
    out, have = [""], 0
    for char in text:
        cells = width_of(char)
        if out[-1] and have + cells > width:
            out.append("")
            have = 0
        out[-1] += char
        have += cells
    return out


def line_width(line: Sequence[Span]) -> int:
    """Cells that a whole line takes."""
    return sum(width_of(text) for text, _ in line)


def on(line: Sequence[Span], ground: str) -> Line:
    """`line` on another ground; spans that have one already keep it."""
    return tuple((text, look if "@" in look else f"{look}@{ground}") for text, look in line)
