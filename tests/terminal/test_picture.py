"""Pictures: colours, signs that the kernel console lacks, blocks without seams; a missing font is
said in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import picture
from tests.terminal.vt import Vt


def drawn(data: str, *, console: bool = False) -> list[list[tuple[int, ...]]]:
    """The colours of the first line, cell by cell, each at its middle and its lower right
    corner."""
    vt = Vt(8, 1)
    vt.feed(data.encode())
    image = picture.draw(vt, picture.CONSOLE if console else picture.WINDOW, console=console)
    at = [(x * picture.CELL_W + dx, dy) for x in range(8) for dx, dy in ((4, 9), (8, 17))]
    pixels = [image.getpixel(place) for place in at]
    return [[rgb(pixels[n]), rgb(pixels[n + 1])] for n in range(0, 16, 2)]


def rgb(pixel: object) -> tuple[int, ...]:
    assert isinstance(pixel, tuple)
    return pixel


def test_truecolor_ground_and_reverse() -> None:
    cells = drawn("\x1b[38;2;1;2;3;48;2;4;5;6m█ \x1b[7m█ \x1b[0m ")
    assert cells[:5] == [
        [(1, 2, 3)] * 2,
        [(4, 5, 6)] * 2,
        [(4, 5, 6)] * 2,
        [(1, 2, 3)] * 2,
        [(16, 16, 16)] * 2,
    ]


def test_the_console_shows_one_block_for_what_its_font_lacks() -> None:
    vt = Vt(4, 1)
    vt.feed("⣿✓█x".encode())
    known = picture.console_font()
    seen = [picture._on_console(vt.cell(x, 0), picture.CONSOLE, known).char for x in range(4)]
    assert seen == ["■", "■", "█", "x"]


def test_the_console_has_sixteen_colours_and_no_bright_ground() -> None:
    cells = drawn("\x1b[38;2;250;80;90m█\x1b[0;1;31m█\x1b[0;104m \x1b[0;37m█\x1b[0m█", console=True)
    assert [cell[0] for cell in cells[:5]] == [
        (255, 85, 85),
        (255, 85, 85),
        (0, 0, 170),
        (170, 170, 170),
        (170, 170, 170),
    ]


def test_blocks_fill_their_part_of_the_cell() -> None:
    ink, ground = (1, 2, 3), (16, 16, 16)
    cells = drawn("\x1b[38;2;1;2;3m█▄▀▌▁ ")
    assert cells[:6] == [
        [ink, ink],
        [ink, ink],
        [ground, ground],
        [ground, ground],
        [ground, ink],
        [ground, ground],
    ]


def test_a_missing_font_is_said_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(picture, "_FONT_DIRS", (str(tmp_path),))
    monkeypatch.delenv("SPTUI_FONTS", raising=False)
    picture._font.cache_clear()
    with pytest.raises(picture.NoFontError, match="fonts-dejavu-core"):
        picture.fonts()
    picture._font.cache_clear()
