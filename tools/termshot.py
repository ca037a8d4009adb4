"""Run a full-screen program in a terminal of its own and draw what a person would see, as a PNG.

    python -m tools.termshot OUT.png [options] -- COMMAND...

The command is any program: sptui, or one to compare it with. Exit status: 0; 1 where what was
expected never appeared; 64 for wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.terminal import picture
from tests.terminal.harness import Terminal

_KEYS = "keys to press once EXPECT is shown: DOWN, ENTER, F1, ^L, a character; WAIT:2 waits 2 s"


def main() -> int:
    """Take one picture as the command line says."""
    ask = argparse.ArgumentParser(
        prog="termshot", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    ask.add_argument("out", help="the PNG to write")
    ask.add_argument("--cols", type=int, default=120)
    ask.add_argument("--rows", type=int, default=40)
    ask.add_argument("--term", default="xterm-256color")
    ask.add_argument(
        "--console", action="store_true", help="as the kernel console draws; sets TERM=linux"
    )
    ask.add_argument(
        "--light", action="store_true", help="a window with a light background, which it tells"
    )
    ask.add_argument("--keys", default="", help=_KEYS)
    ask.add_argument("--expect", default=r"\S", help="regular expression of what must appear first")
    ask.add_argument(
        "--wait", type=float, default=1.0, help="seconds after EXPECT, and after the keys"
    )
    ask.add_argument("--limit", type=float, default=30.0, help="seconds for EXPECT to appear")
    ask.add_argument("--text", help="write the screen as text to this file too")
    ask.add_argument("command", nargs="+")
    given = ask.parse_args()
    look = picture.LIGHT_WINDOW if given.light else picture.WINDOW
    look = picture.CONSOLE if given.console else look
    try:
        picture.fonts()
    except picture.NoFontError as error:
        print(error, file=sys.stderr)
        return 1
    term = "linux" if given.console else given.term
    background = None if given.console else f"#{look.bg}"
    with Terminal(
        given.command, cols=given.cols, rows=given.rows, term=term, background=background
    ) as on:
        seen = on.pump(given.limit, given.expect)
        on.pump(given.wait)
        for key in given.keys.split():
            if key.startswith("WAIT:"):
                on.pump(float(key.removeprefix("WAIT:")))
            else:
                on.press(key)
                on.pump(0.3)
        on.pump(given.wait if given.keys else 0)
        on.draw()
        picture.draw(on.vt, look, console=given.console).save(given.out)
        if given.text:
            Path(given.text).write_text("\n".join(on.vt.lines()) + "\n", encoding="utf-8")
    if not seen:
        print(f"{given.expect!r} never appeared; {given.out} shows what did.", file=sys.stderr)
    return 0 if seen else 1


if __name__ == "__main__":
    sys.exit(main())
