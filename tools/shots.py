"""Draw all pictures of docs/screens from `sptui --demo`, which shows the same on every machine.

    python -m tools.shots [NAME...]     those whose name contains one of these; none: all

Exit status: 0; 1 where a screen never came or a font is missing.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.terminal import picture
from tests.terminal.console import TABS, USEFUL, NotLiveError, expect, live
from tests.terminal.harness import Terminal
from tools import plain

HERE = Path(__file__).parent.parent
FOLDER = HERE / "docs" / "screens"
# The made-up server moves on with every tick: a picture is taken before the second one, or again.
_FIRST_TICK_S = 1.9
# What units use is known with the first tick: those pictures are taken before the next one.
_SECOND_TICK_S = 3.9
_TRIES = 5
_LIVE_S = 30.0
_STILL_S = 0.4
_KEY_S = 0.2
# A key of this name is none: it is the time that a question has to be seen for.
_READ = "READ"
_READ_S = 0.6


# A row of the list of units, with its figures.
TIMERS = r"logrotate +\S"
UNITS = r"dovecot2.service +running +12 d.+MiB"


class Shot(NamedTuple):
    """One picture: how the terminal is, what is pressed, and a regular expression of what is shown
    then, before so many seconds are over."""

    name: str
    cols: int
    rows: int
    options: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    shows: str = USEFUL
    console: bool = False
    light: bool = False
    env: tuple[tuple[str, str], ...] = ()
    before_s: float = _FIRST_TICK_S


LOGS = r"(?s)hyperkitty .+following: newest"
MARKED = r"(?s)hyper.*, warning and worse, lock.+following.+ 4\d lines "
# The same with what lies over it, or is asked.
FIGURES = r"(?s)running +12 d.+MiB.+"
# From the first unit of the demo's server down to these.
TO_DOVECOT, TO_POSTGRESQL = "j" * 9, "j" * 47


def four(name: str, *keys: str, shows: str) -> tuple[Shot, ...]:
    """On both sizes, in a terminal and on the kernel console; after the first tick."""
    return tuple(
        Shot(
            f"{name}{'-console' if console else ''}-{cols}x{rows}",
            cols,
            rows,
            keys=keys,
            shows=shows,
            console=console,
            before_s=_SECOND_TICK_S,
        )
        for cols, rows in ((80, 24), (120, 40))
        for console in (False, True)
    )


SHOTS = (
    Shot("overview-120x40", 120, 40),
    Shot("overview-80x24", 80, 24),
    Shot("overview-60x20", 60, 20),
    Shot("overview-console-80x24", 80, 24, console=True),
    Shot("overview-mono-80x24", 80, 24, env=(("NO_COLOR", "1"),)),
    Shot("overview-ascii-80x24", 80, 24, options=("--glyphs", "ascii")),
    Shot("overview-light-120x40", 120, 40, light=True),
    Shot("resources-120x40", 120, 40, keys=("2",), shows=TABS["services"]),
    Shot("resources-80x24", 80, 24, keys=("2",), shows=TABS["services"]),
    Shot("resources-console-80x24", 80, 24, keys=("2",), shows=TABS["services"], console=True),
    Shot("processes-120x40", 120, 40, keys=("2", "TAB"), shows=TABS["processes"]),
    Shot("services-120x40", 120, 40, keys=("4",), shows=UNITS, before_s=_SECOND_TICK_S),
    Shot("services-80x24", 80, 24, keys=("4",), shows=UNITS, before_s=_SECOND_TICK_S),
    Shot(
        "services-console-80x24",
        80,
        24,
        keys=("4",),
        shows=UNITS,
        console=True,
        before_s=_SECOND_TICK_S,
    ),
    Shot(
        "services-console-120x40",
        120,
        40,
        keys=("4",),
        shows=UNITS,
        console=True,
        before_s=_SECOND_TICK_S,
    ),
    Shot("unit-120x40", 120, 40, keys=("4", "ENTER"), shows="Last lines", before_s=_SECOND_TICK_S),
    Shot("unit-80x24", 80, 24, keys=("4", "ENTER"), shows="Last lines", before_s=_SECOND_TICK_S),
    Shot(
        "unit-console-80x24",
        80,
        24,
        keys=("4", "ENTER"),
        shows="Last lines",
        console=True,
        before_s=_SECOND_TICK_S,
    ),
    Shot(
        "unit-console-120x40",
        120,
        40,
        keys=("4", "ENTER"),
        shows="Last lines",
        console=True,
        before_s=_SECOND_TICK_S,
    ),
    Shot("timers-120x40", 120, 40, keys=("4", "TAB"), shows=TIMERS, before_s=_SECOND_TICK_S),
    Shot("timers-80x24", 80, 24, keys=("4", "TAB"), shows=TIMERS, before_s=_SECOND_TICK_S),
    Shot(
        "timers-console-80x24",
        80,
        24,
        keys=("4", "TAB"),
        shows=TIMERS,
        console=True,
        before_s=_SECOND_TICK_S,
    ),
    Shot(
        "timers-console-120x40",
        120,
        40,
        keys=("4", "TAB"),
        shows=TIMERS,
        console=True,
        before_s=_SECOND_TICK_S,
    ),
    Shot("unit-file-120x40", 120, 40, keys=("4", "u"), shows="WantedBy", before_s=_SECOND_TICK_S),
    *four("actions", "4", TO_DOVECOT, "a", shows=r"systemctl restart dovecot2"),
    *four("question", "4", TO_POSTGRESQL, "R", shows=FIGURES + r"[!] Restart postgresql"),
    *four("plan", "4", TO_POSTGRESQL, "R", _READ, "v", shows=FIGURES + "close the plan"),
    *four(
        "form", "4", TO_DOVECOT, "a", "/", "signal", "ENTER", "ENTER", shows=FIGURES + "--signal"
    ),
    *four("services-palette", "4", ":", shows="Esc close"),
    *four("services-help", "4", "?", shows="Everywhere"),
    *four("logs", "9", shows=LOGS),
    *four("logs-filter", "9", "/", "unit:hyper* prio:warning lock", "ENTER", shows=MARKED),
    *four("logs-entry", "9", *"kkkkkkk", "ENTER", shows="Traceback"),
    Shot("read-only-80x24", 80, 24, options=("--read-only",)),
    Shot("help-80x24", 80, 24, keys=("?",), shows="Everywhere"),
    Shot("palette-80x24", 80, 24, keys=(":",), shows="Esc close"),
)


# This one is no screen: it is talked to.
PLAIN = "plain-console-80x24"


def take(shot: Shot) -> None:
    """Write the PNG of one shot. Raises NotLiveError, picture.NoFontError."""
    for _ in range(_TRIES):
        if _try(shot) < shot.before_s:
            return
    raise NotLiveError(f"{shot.name}: this machine is too slow to draw it before it moves on")


def _try(shot: Shot) -> float:
    """Seconds that it took."""
    look = picture.LIGHT_WINDOW if shot.light else picture.WINDOW
    look = picture.CONSOLE if shot.console else look
    argv = [sys.executable, "-m", "sptui", "--demo", *shot.options]
    term = "linux" if shot.console else "xterm-256color"
    with tempfile.TemporaryDirectory() as home:
        env = {"HOME": home, "XDG_STATE_HOME": home, "PYTHONPATH": str(HERE), **dict(shot.env)}
        background = None if shot.console else f"#{look.bg}"
        with Terminal(
            argv, cols=shot.cols, rows=shot.rows, term=term, env=env, background=background
        ) as terminal:
            live(terminal)
            for key in shot.keys:
                if key != _READ:
                    terminal.press(key)
                terminal.pump(_READ_S if key == _READ else _KEY_S)
            expect(terminal, terminal.pump(_LIVE_S, shot.shows), f"does not show {shot.shows!r}")
            terminal.pump(_STILL_S)
            terminal.draw()
            took = time.monotonic() - terminal.started
            picture.draw(terminal.vt, look, console=shot.console).save(FOLDER / f"{shot.name}.png")
    return took


def main() -> int:
    """Take those that are named, or all."""
    wanted = [
        shot
        for shot in SHOTS
        if not sys.argv[1:] or any(part in shot.name for part in sys.argv[1:])
    ]
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        picture.fonts()
        for shot in wanted:
            take(shot)
            print(os.path.relpath(FOLDER / f"{shot.name}.png"))
        if not sys.argv[1:] or any(part in PLAIN for part in sys.argv[1:]):
            plain.draw(FOLDER / f"{PLAIN}.png")
            wanted.append(Shot(PLAIN, 80, 24))
    except (NotLiveError, picture.NoFontError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if wanted else 1


if __name__ == "__main__":
    sys.exit(main())
