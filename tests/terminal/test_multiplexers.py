"""Inside tmux and screen: what they make of our sequences is the same picture, also after rows were
shifted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.terminal.conftest import Start
from tests.terminal.console import live
from tests.terminal.test_line import same_when_drawn_anew

NAME = f"sptui-test-{os.getpid()}"
SPTUI = [sys.executable, "-m", "sptui", "--demo", "--tick", "1"]


class Multiplexer(NamedTuple):
    """How one is started around sptui, and how its server, which is no child of ours, is ended."""

    start: Callable[[], list[str]]
    end: list[str]


# No configuration of the user's, no status line of its own.
ALL = {
    "tmux": Multiplexer(
        lambda: [
            "tmux",
            "-L",
            NAME,
            "-f",
            "/dev/null",
            "new-session",
            *SPTUI,
            ";",
            "set",
            "status",
            "off",
        ],
        ["tmux", "-L", NAME, "kill-server"],
    ),
    "screen": Multiplexer(
        lambda: ["screen", "-c", "/dev/null", "-U", "-S", NAME, *SPTUI],
        ["screen", "-S", NAME, "-X", "quit"],
    ),
}


@pytest.mark.parametrize("name", list(ALL))
def test_the_picture_stays_right(start: Start, name: str) -> None:
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    around = ALL[name]
    terminal = start(argv=around.start(), cols=120, rows=40)
    try:
        live(terminal)
        terminal.pump(5)  # some ticks, each of which shifts the rows of the graphs
        same_when_drawn_anew(terminal)
        terminal.press("q")
        assert terminal.wait(20) == 0
    finally:
        subprocess.run(around.end, capture_output=True, timeout=20, check=False)
