"""A terminal at the end of a line of 960 bytes a second: how long until a key's effect is seen, and
is the last screen the right one?"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from statistics import median
from typing import NamedTuple

from benchmarks.programs import sptui_command
from tests.terminal.harness import Terminal
from tests.terminal.vt import Cell

BYTES_PER_S = 960
# The header's clock may move on between two looks.
_CLOCK = re.compile(r"\d\d:\d\d")


class Effect(NamedTuple):
    """A key, and what the screen shows (or no longer shows) once it has done something."""

    key: str
    pattern: str
    shown: bool = True


# Each leaves what the one before it made, so any order of these pairs works.
PAIRS = (
    (Effect("?", r" Help "), Effect("ESC", r" Help ", shown=False)),
    (Effect(":", r"Esc close"), Effect("ESC", r"Esc close", shown=False)),
    (Effect("/", r"^.?/ "), Effect("ESC", r"^.?/ ", shown=False)),
)


class Result(NamedTuple):
    """Seconds until each effect was seen, whether the last screen equals one drawn anew, and what
    it showed."""

    waits_s: list[float]
    same: bool
    last: str
    bytes_total: int

    @property
    def worst_s(self) -> float:
        """The longest wait."""
        return max(self.waits_s)


class TooLateError(Exception):
    """An effect was not seen within half a minute: the message has the key and the screen."""


def run(seconds: float, *, options: list[str] | None = None, seed: int = 3) -> Result:
    """Press keys at random moments for `seconds`; then freeze, and compare with the screen drawn
    anew."""
    dice = random.Random(seed)
    argv = [*sptui_command(), "--demo", *(options or [])]
    with Terminal(argv, cols=80, rows=24, bytes_per_s=BYTES_PER_S) as line:
        if not line.pump(60, r"load [\d.]+"):
            raise TooLateError(f"nothing useful within a minute:\n{line.text()}")
        waits: list[float] = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for effect in dice.choice(PAIRS):
                line.pump(dice.uniform(0.0, 6.0))
                waits.append(wait_for(line, effect))
        line.press("p")
        quiet(line, 3.0)
        before, text = unclocked(line), line.text()
        line.press("^L")
        quiet(line, 3.0)
        return Result(waits, before == unclocked(line), text, line.total_bytes)


def wait_for(line: Terminal, effect: Effect) -> float:
    """Press the key; seconds until its effect is seen. Raises TooLateError after half a minute."""
    began = time.monotonic()
    line.press(effect.key)
    if not line.pump(30, lambda: line.shows(effect.pattern) == effect.shown):
        raise TooLateError(f"{effect.key} had no effect within 30 s:\n{line.text()}")
    return time.monotonic() - began


def quiet(line: Terminal, seconds: float, limit_s: float = 60.0) -> None:
    """Wait until nothing has come for `seconds`."""
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        had = line.total_bytes
        line.pump(seconds)
        if line.total_bytes == had:
            return


def unclocked(line: Terminal) -> list[list[Cell]]:
    """The cells of the screen, but for the clock in its header."""
    line.draw()
    cells = line.vt.cells()
    for found in _CLOCK.finditer("".join(cell.char or " " for cell in cells[0])):
        for x in range(*found.span()):
            cells[0][x] = cells[0][x]._replace(char="0")
    return cells


def main(argv: list[str] | None = None) -> int:
    """Exit status 0: every effect within 3 s, and the last screen right."""
    ask = argparse.ArgumentParser(prog="benchmarks.slow_line", description=__doc__)
    ask.add_argument("--seconds", type=float, default=300.0)
    ask.add_argument("--seed", type=int, default=3)
    ask.add_argument("--option", action="append", default=[], help="for sptui")
    given = ask.parse_args(argv)
    result = run(given.seconds, options=given.option, seed=given.seed)
    waits = result.waits_s
    print(
        f"{len(waits)} keys at {BYTES_PER_S} B/s over {given.seconds:g} s: effect seen after "
        f"{median(waits):.2f} s (median), {result.worst_s:.2f} s (worst); "
        f"{result.bytes_total / given.seconds:.0f} B/s sent; "
        f"last screen {'equals' if result.same else 'DIFFERS FROM'} the one drawn anew."
    )
    return 0 if result.same and result.worst_s <= 3.0 else 1


if __name__ == "__main__":
    sys.exit(main())
