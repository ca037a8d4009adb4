"""The programs that are measured side by side, each at a 2 s interval, and how one sees that they
are ready."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

COLS, ROWS = 120, 40
INTERVAL_S = 2

# One process list more than sptui's Overview has: said in the table's caption.
NOT_EQUAL_WORK = (
    "Not equal work: btop, htop and glances list processes, which the Overview does not do yet; "
    "the Overview asks every file system, pressure, the clock, the route and the ways in."
)


class Program(NamedTuple):
    """One program. `useful` are regular expressions that all have to be seen before its screen is
    of use (a figure in every panel), `key` is pressed as soon as there is anything on the screen,
    `answered` is what it shows then."""

    name: str
    argv: tuple[str, ...]
    useful: tuple[str, ...]
    key: str
    answered: str
    version: str
    files: tuple[tuple[str, str], ...] = ()


def sptui_command() -> list[str]:
    """How people start it: the installed entry point, else the module."""
    beside = Path(sys.executable).with_name("sptui")
    return [str(beside)] if beside.exists() else [sys.executable, "-m", "sptui"]


def sptui(*options: str) -> Program:
    """The live Overview of this machine."""
    figures = (
        r"CPU .*load [\d.]+",
        r"Memory .*[\d.]+ of [\d.]+ \wi?B .*\d %",
        r"in [\d.]+ \w*B, out [\d.]+ \w*B since boot|Network .*\d \w*B/s",
        r"read [\d.]+ \w*B, wrote [\d.]+ \w*B since boot|Disk I/O .*\d \w*B/s",
        r"^ / .* \d+ % ",
        r"Pressure +CPU \d",
    )
    return Program(
        "sptui", (*sptui_command(), *options), figures, "?", r"Everywhere", version("sptui")
    )


def empty() -> Program:
    """Textual alone."""
    argv = (sys.executable, "-m", "benchmarks.empty_app")
    return Program(
        "empty Textual app", argv, ("ready|answered",), "?", "answered", version("textual")
    )


def others() -> list[Program]:
    """Those of btop, htop and glances that are installed."""
    return [make() for name, make in _OTHERS.items() if shutil.which(name)]


def missing() -> list[str]:
    """Those that are not."""
    return [name for name in _OTHERS if not shutil.which(name)]


def _btop() -> Program:
    return Program(
        "btop",
        ("btop", "--utf-force"),
        (r"Used:", r"CPU.* \d+%", r"Total:.*\wi?B", r"\d+ \w+ .* \d+\.\d"),
        "?",
        r"Description:",
        _first_line("btop", "--version"),
        ((".config/btop/btop.conf", f"update_ms = {INTERVAL_S * 1000}\n"),),
    )


def _htop() -> Program:
    return Program(
        "htop",
        ("htop", "-d", str(INTERVAL_S * 10)),
        (r"Load average: \d", r"Mem\[.*\d+[KMG]", r"PID USER", r"^ *\d+ \w+ "),
        "?",
        r"CPU usage bar",
        _first_line("htop", "--version"),
    )


def _glances() -> Program:
    return Program(
        "glances",
        ("glances", "-t", str(INTERVAL_S), "--disable-check-update"),
        (r"CPU.*[\d.]+%", r"MEM.*[\d.]+%", r"LOAD", r"NETWORK"),
        "h",
        r"SORT PROCESSES",
        _first_line("glances", "--version"),
    )


_OTHERS = {"btop": _btop, "htop": _htop, "glances": _glances}


def _first_line(*argv: str) -> str:
    done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False)
    words = (done.stdout.splitlines() or [""])[0].split()
    return next((word.lstrip("v") for word in words if any(c.isdigit() for c in word)), "")
