"""Glyph sets: whole, one cell a sign, and what a kernel console has no other sign for."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from sptui.glyphs import CONSOLE, SETS, SINGLE, Glyphs, choose

FONT = Path(__file__).resolve().parent.parent / "fixtures" / "console-glyphs.txt"


def signs(g: Glyphs) -> dict[str, str]:
    values = g._asdict()
    return {k: v for k, v in values.items() if isinstance(v, str) and k not in ("name", "cells")}


def test_console_is_the_recorded_font() -> None:
    recorded = FONT.read_text("utf-8").splitlines()[1]
    assert frozenset(recorded) == CONSOLE


def test_tty_needs_only_what_the_console_has() -> None:
    g = SETS["tty"]
    assert set("".join(signs(g).values()) + g.cells) <= CONSOLE


def test_ascii_is_ascii() -> None:
    g = SETS["ascii"]
    assert ("".join(signs(g).values()) + g.cells).isascii()


@pytest.mark.parametrize("g", SETS.values(), ids=list(SETS))
def test_every_sign_takes_one_cell(g: Glyphs) -> None:
    wide = {k: v for k, v in signs(g).items() if cell_len(v) != 1}
    allowed = {"arrow": "->", "degree": ""} if g.name == "ascii" else {}
    assert wide == allowed
    assert all(cell_len(c) == 1 for c in g.cells)


def test_single_is_one_cell_each() -> None:
    assert {c for c in SINGLE if cell_len(c) != 1} == set()
    assert {c for g in SETS.values() for sign in signs(g).values() for c in sign} <= SINGLE


@pytest.mark.parametrize("g", SETS.values(), ids=list(SETS))
def test_cells_are_as_many_as_there_are_levels(g: Glyphs) -> None:
    assert len(g.cells) == (max(g.levels, g.over) + 1 if g.across == 1 else (g.levels + 1) ** 2)
    assert g.cells[0] == " "


def test_braille_dots_are_filled_from_below() -> None:
    cells = SETS["braille"].cells
    dots = [c.encode("utf-32-le")[0] if c != " " else 0 for c in cells]
    left, right = (0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08)
    for a in range(5):
        for b in range(5):
            assert dots[a * 5 + b] == sum(left[:a]) + sum(right[:b])


@pytest.mark.parametrize(
    ("term", "utf8", "console", "name"),
    [
        ("xterm-256color", True, None, "braille"),
        ("linux", True, None, "tty"),
        ("linux", True, True, "tty"),
        ("linux", True, False, "ascii"),
        ("linux", False, True, "ascii"),
        ("xterm", False, None, "ascii"),
    ],
)
def test_choice(term: str, utf8: bool, console: bool | None, name: str) -> None:
    assert choose(term, utf8, console) == name
