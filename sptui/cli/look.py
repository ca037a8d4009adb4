"""Which colours and signs: the option, else the configuration, else what the terminal has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.glyphs import SETS, choose
from sptui.system.surroundings import console_has
from sptui.themes import choose_depth

if TYPE_CHECKING:
    from sptui.cli.args import Options
    from sptui.config import Config
    from sptui.system.surroundings import Surroundings


class Wish(NamedTuple):
    """`theme`, `colors` and `glyphs` as they were asked for; "auto" goes by the terminal, which has
    `found_depth` and `found_glyphs`."""

    theme: str
    colors: str
    glyphs: str
    found_depth: str
    found_glyphs: str


class Look(NamedTuple):
    """The names of a theme (dark or light), a colour depth and a glyph set."""

    theme: str
    depth: str
    glyphs: str


def wish(options: Options, config: Config, around: Surroundings) -> Wish:
    """What was asked for, and what there is."""
    return Wish(
        options.theme or config.theme,
        options.colors or config.colors,
        options.glyphs or config.glyphs,
        choose_depth(around.term, around.colorterm, around.no_color),
        _glyphs(around),
    )


def _glyphs(around: Surroundings) -> str:
    """The best set that the terminal shows; a kernel console is asked whether its font has it."""
    best = choose(around.term, around.utf8)
    if best != "tty":
        return best
    signs = "".join([sign for sign in SETS[best] if isinstance(sign, str)])
    return choose(around.term, around.utf8, console_has(signs))


def resolved(wish: Wish, background: str = "dark") -> Look:
    """The look to draw with; `background` is the terminal's, dark until it says otherwise."""
    theme = background if wish.theme == "auto" else wish.theme
    depth = wish.found_depth if wish.colors == "auto" else wish.colors
    if theme in ("16", "mono"):
        theme, depth = background, theme
    return Look(theme, depth, wish.found_glyphs if wish.glyphs == "auto" else wish.glyphs)
