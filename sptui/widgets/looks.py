"""From a look ("dim@surface") to what Textual draws with, for one theme and colour depth."""

from __future__ import annotations

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from sptui import themes
from sptui.glyphs import SETS
from sptui.paint.cells import Cell, cells_of
from sptui.paint.line import Line, line_width


class Looks:
    """The look table of one theme and depth, and the glyph set `g`. `sgr_of` gives back the very
    parameters that the plain first frame was drawn with, so that Textual taking over changes no
    cell."""

    def __init__(self, theme: str, depth: str, glyphs: str) -> None:
        self.theme, self.depth = theme, depth
        self.g = SETS[glyphs]
        self._styles: dict[str, Style] = {}
        self._sgr: dict[Style, str] = {}
        self._sgr_of_look: dict[str, str] = {}

    def style(self, look: str) -> Style:
        """The rich style of a look."""
        style = self._styles.get(look)
        if style is None:
            sgr = themes.sgr(self.theme, self.depth, look)
            style = self._styles[look] = style_of(sgr)
            self._sgr.setdefault(style, sgr)
        return style

    def sgr_of(self, style: Style) -> str | None:
        """SGR parameters of a style that came from here; None: it did not."""
        return self._sgr.get(style)

    def cells(self, line: Line) -> list[Cell]:
        """A painted line as cells of a terminal: the same as `strip`, without Textual."""
        cells: list[Cell] = []
        known = self._sgr_of_look
        for text, look in line:
            sgr = known.get(look)
            if sgr is None:
                sgr = known[look] = themes.sgr(self.theme, self.depth, look)
            cells += cells_of(text, sgr)
        return cells

    def strip(self, line: Line, width: int) -> Strip:
        """A painted line as a strip of exactly `width` cells."""
        segments = [Segment(text, self.style(look)) for text, look in line]
        strip = Strip(segments, line_width(line))
        return (
            strip
            if strip.cell_length == width
            else strip.adjust_cell_length(width, self.style("text"))
        )


def style_of(sgr: str) -> Style:
    """The rich style of an SGR parameter string as `themes` writes them. Source: ECMA-48
    8.3.117."""
    fore: Color | None = None
    back: Color | None = None
    bold = reverse = None
    codes = iter(sgr.split(";"))
    for code in codes:
        if code in ("38", "48"):
            kind = next(codes)
            count = 3 if kind == "2" else 1
            numbers = [int(next(codes)) for _ in range(count)]
            colour = Color.from_rgb(*numbers) if kind == "2" else Color.from_ansi(numbers[0])
            fore, back = (colour, back) if code == "38" else (fore, colour)
        elif code == "1":
            bold = True
        elif code == "7":
            reverse = True
        elif code:
            number = int(code)
            base = 40 if number // 10 in (4, 10) else 30
            index = number - base if number < 90 else number - base - 60 + 8
            fore, back = (
                (fore, Color.from_ansi(index)) if base == 40 else (Color.from_ansi(index), back)
            )
    return Style(color=fore, bgcolor=back, bold=bold, reverse=reverse)
