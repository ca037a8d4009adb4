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
_TOO_LATE_S = 30.0
# The header's clock may move on between two looks.
_CLOCK = re.compile(r"\d\d:\d\d")


class Effect(NamedTuple):
    """A key; `seen`: what the screen shows (or with `gone` shows no longer) once it has begun to do
    something; `whole`: what comes last, the keys that work now. Both are regular expressions."""

    key: str
    seen: str
    whole: str
    gone: bool = False


_REST = r"q quit$"
# The second of each pair takes back what the first did, so they can follow each other in any order.
PAIRS = (
    (Effect("?", r" Help  ", r"\? close$"), Effect("ESC", r" Help  ", _REST, gone=True)),
    (Effect(":", r"Go to or do", r"Esc close$"), Effect("ESC", r"Go to or do", _REST, gone=True)),
    (Effect("/", r"Esc clears$", r"^ Enter keep"), Effect("ESC", r"Esc clears$", _REST, gone=True)),
    (
        Effect("DOWN", r"^[^ ]. warning  Clock", _REST),
        Effect("UP", r"^[^ ]. bad      Archive", _REST),
    ),
)


class Result(NamedTuple):
    """Seconds until each effect was seen, and until all of it was there; whether the last screen
    equals one drawn anew, what it showed, and how many bytes were sent."""

    seen_s: list[float]
    whole_s: list[float]
    same: bool
    last: str
    bytes_total: int

    @property
    def worst_s(self) -> float:
        """The longest wait for an effect."""
        return max(self.seen_s)


class TooLateError(Exception):
    """An effect was not seen, or not all of it, in half a minute: the message has the screen."""


def run(seconds: float, *, options: list[str] | None = None, seed: int = 3) -> Result:
    """Press keys at random moments for `seconds`; then freeze, and compare with the screen drawn
    anew."""
    dice = random.Random(seed)
    argv = [*sptui_command(), "--demo", *(options or [])]
    with Terminal(argv, cols=80, rows=24, bytes_per_s=BYTES_PER_S) as line:
        if not line.pump(60, r"load [\d.]+"):
            raise TooLateError(f"nothing useful within a minute:\n{line.text()}")
        seen, whole = [], []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for effect in dice.choice(PAIRS):
                line.pump(dice.uniform(0.0, 6.0))
                first, last = wait_for(line, effect)
                seen.append(first)
                whole.append(last)
        still(line, 3.0)
        before, text = unclocked(line), line.text()
        line.press("^L")
        quiet(line, 3.0)
        return Result(seen, whole, before == unclocked(line), text, line.total_bytes)


def wait_for(line: Terminal, effect: Effect) -> tuple[float, float]:
    """Press the key; seconds until its effect is seen, and until all of it is. Raises
    TooLateError."""
    began = time.monotonic()
    line.press(effect.key)
    if not line.pump(_TOO_LATE_S, lambda: line.shows(effect.seen) != effect.gone):
        raise TooLateError(f"{effect.key} had no effect in {_TOO_LATE_S:g} s:\n{line.text()}")
    seen = time.monotonic() - began
    if not line.pump(_TOO_LATE_S, effect.whole):
        raise TooLateError(f"{effect.key} was half done after {_TOO_LATE_S:g} s:\n{line.text()}")
    return seen, time.monotonic() - began


def still(line: Terminal, quiet_s: float) -> None:
    """Freeze the picture, and wait until it stands: what was said about it leaves the status line
    after 10 s."""
    line.press("p")
    if not line.pump(60, lambda: line.shows(r" frozen ") and line.shows("^ Next: ")):
        raise TooLateError(f"it does not freeze:\n{line.text()}")
    quiet(line, quiet_s)


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
    seen, whole = result.seen_s, result.whole_s
    print(
        f"{len(seen)} keys at {BYTES_PER_S} B/s over {given.seconds:g} s: effect seen after "
        f"{median(seen):.2f} s (median), {max(seen):.2f} s (worst); all of it after "
        f"{median(whole):.2f} s, {max(whole):.2f} s; "
        f"{result.bytes_total / given.seconds:.0f} B/s sent; "
        f"last screen {'equals' if result.same else 'DIFFERS FROM'} the one drawn anew."
    )
    return 0 if result.same and result.worst_s <= 3.0 else 1


if __name__ == "__main__":
    sys.exit(main())
