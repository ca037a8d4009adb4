"""Which colours and signs: the option, else the configuration, else what the terminal has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.glyphs import SETS, choose
from sptui.model.look import Wish
from sptui.system.surroundings import console_has
from sptui.themes import choose_depth

if TYPE_CHECKING:
    from sptui.cli.args import Options
    from sptui.config import Config
    from sptui.system.surroundings import Surroundings


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
