"""Draws a screen as a person sees it: a terminal window, or the Linux kernel's own console (its
one font, 16 colours)."""

from __future__ import annotations

import os
from functools import cache
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from tests.terminal.vt import Cell, Vt

CELL_W, CELL_H = 9, 18
_NAMES = ["black", "red", "green", "brown", "blue", "magenta", "cyan", "white"]
# xterm's usual colours, and the VGA ones of the kernel console.
_WINDOW = ["2e3436", "cd3131", "0dbc79", "c4a000", "2472c8", "bc3fbc", "11a8cd", "d3d7cf"]
_WINDOW_BRIGHT = ["666666", "f14c4c", "23d18b", "f5f543", "3b8eea", "d670d6", "29b8db", "ffffff"]
_VGA = ["000000", "aa0000", "00aa00", "aa5500", "0000aa", "aa00aa", "00aaaa", "aaaaaa"]
_VGA_BRIGHT = ["555555", "ff5555", "55ff55", "ffff55", "5555ff", "ff55ff", "55ffff", "ffffff"]
_FONT_DIRS = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/dejavu-sans-mono-fonts",
    "/usr/share/fonts/TTF",
    "/usr/share/fonts/dejavu",
    "/run/current-system/sw/share/X11/fonts",
)
# The dots of a braille cell, bit by bit: column and row.
_DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
# Left, top, right, bottom of block characters, as parts of the cell: drawn, so that they meet
# without a seam.
_BLOCKS = {
    "\N{FULL BLOCK}": (0.0, 0.0, 1.0, 1.0),
    "\N{UPPER HALF BLOCK}": (0.0, 0.0, 1.0, 0.5),
    "\N{LEFT HALF BLOCK}": (0.0, 0.0, 0.5, 1.0),
    "\N{RIGHT HALF BLOCK}": (0.5, 0.0, 1.0, 1.0),
    **{chr(0x2580 + n): (0.0, 1 - n / 8, 1.0, 1.0) for n in range(1, 8)},
    **{chr(0x2590 - n): (0.0, 0.0, n / 8, 1.0) for n in range(1, 8)},
}


class NoFontError(Exception):
    """There is no DejaVu Sans Mono; the message says what to do."""


class Colours(NamedTuple):
    """What the 16 names mean, and what shows where no colour was asked for."""

    names: dict[str, str]
    fg: str
    bg: str


def _named(normal: list[str], bright: list[str]) -> dict[str, str]:
    out = dict(zip(_NAMES, normal, strict=True))
    out |= {f"bright{name}": code for name, code in zip(_NAMES, bright, strict=True)}
    return out | {
        "bfightmagenta": out["brightmagenta"],
        "brightyellow": out["brightbrown"],
    }  # so pyte spells them


WINDOW = Colours(_named(_WINDOW, _WINDOW_BRIGHT), "e5e5e5", "101010")
LIGHT_WINDOW = Colours(_named(_WINDOW, _WINDOW_BRIGHT), "2a3036", "fcfcfa")
CONSOLE = Colours(_named(_VGA, _VGA_BRIGHT), "aaaaaa", "000000")


def console_font() -> frozenset[str]:
    """Every character that the kernel console's built-in font has."""
    from sptui import glyphs

    return frozenset(glyphs.CONSOLE)


def draw(vt: Vt, colours: Colours = WINDOW, *, console: bool = False) -> Image.Image:
    """The picture of `vt`. With `console`, a character that its font lacks is the same one
    block."""
    known = console_font() if console else None
    image = Image.new("RGB", (vt.cols * CELL_W, vt.rows * CELL_H), f"#{colours.bg}")
    pen = ImageDraw.Draw(image)
    for y in range(vt.rows):
        for x in range(vt.cols):
            cell = vt.cell(x, y)
            if not cell.char:
                continue  # the right half of a wide character
            if known is not None:
                cell = _on_console(cell, colours, known)
            _draw_cell(pen, x * CELL_W, y * CELL_H, cell, colours)
    return image


def fonts() -> tuple[ImageFont.FreeTypeFont, ImageFont.FreeTypeFont]:
    """DejaVu Sans Mono, plain and bold. Raises NoFontError."""
    return _font("DejaVuSansMono.ttf"), _font("DejaVuSansMono-Bold.ttf")


@cache
def _font(name: str) -> ImageFont.FreeTypeFont:
    places = [
        os.path.join(place, name) for place in (os.environ.get("SPTUI_FONTS", ""), *_FONT_DIRS)
    ]
    for path in places:
        if os.path.exists(path):
            return ImageFont.truetype(path, 15)
    raise NoFontError(
        f"No font {name}: pictures need DejaVu Sans Mono (Debian: apt install fonts-dejavu-core), "
        "or SPTUI_FONTS naming the folder that has it."
    )


def _on_console(cell: Cell, colours: Colours, known: frozenset[str]) -> Cell:
    """As the kernel shows it: nearest of 16 colours, 8 of them as ground, bold as the bright
    colour."""
    char = cell.char if cell.char in known else "\N{BLACK SQUARE}"
    fg = _nearest(cell.fg, colours, colours.fg)
    if cell.bold and fg in _VGA:
        fg = _VGA_BRIGHT[_VGA.index(fg)]
    bg = _nearest(cell.bg, colours, colours.bg)
    if bg in _VGA_BRIGHT:
        bg = _VGA[_VGA_BRIGHT.index(bg)]
    return Cell(char, fg, bg, False, cell.underlined, cell.reverse)


def _nearest(name: str, colours: Colours, default: str) -> str:
    code = _code(name, colours, default)
    if code in colours.names.values():
        return code
    red, green, blue = _rgb(code)
    return min(
        colours.names.values(),
        key=lambda other: sum(
            (a - b) ** 2 for a, b in zip(_rgb(other), (red, green, blue), strict=True)
        ),
    )


def _rgb(code: str) -> tuple[int, int, int]:
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


def _code(name: str, colours: Colours, default: str) -> str:
    if name == "default":
        return default
    return colours.names.get(name, name)


def _draw_cell(pen: ImageDraw.ImageDraw, x: int, y: int, cell: Cell, colours: Colours) -> None:
    fg, bg = _code(cell.fg, colours, colours.fg), _code(cell.bg, colours, colours.bg)
    if cell.reverse:
        fg, bg = bg, fg
    ink = f"#{fg}"
    pen.rectangle([x, y, x + CELL_W - 1, y + CELL_H - 1], fill=f"#{bg}")
    char = cell.char[:1]
    if char in _BLOCKS:
        left, top, right, bottom = _BLOCKS[char]
        box = [x + left * CELL_W, y + top * CELL_H, x + right * CELL_W - 1, y + bottom * CELL_H - 1]
        pen.rectangle(box, fill=ink)
    elif 0x2800 <= ord(char) <= 0x28FF:
        for bit, (dx, dy) in enumerate(_DOTS):
            if ord(char) - 0x2800 >> bit & 1:
                at = (x + 2 + dx * 4, y + 2 + dy * 4)
                pen.rectangle([at[0], at[1], at[0] + 1, at[1] + 2], fill=ink)
    elif char != " ":
        plain, bold = fonts()
        pen.text((x, y), cell.char, font=bold if cell.bold else plain, fill=ink)
    if cell.underlined:
        pen.line([x, y + CELL_H - 2, x + CELL_W - 1, y + CELL_H - 2], fill=ink)
