"""However it ends, the terminal is left right, the exit status says why, and nothing stays or
spins."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from tests.terminal.account import state, tree
from tests.terminal.conftest import Start
from tests.terminal.console import USEFUL, live
from tests.terminal.harness import Terminal
from tests.terminal.runner import Faults

# "In 2 s", and room for a machine that is busy.
GONE_S = 6.0
BEFORE = "echo what stood here"


def left_well(terminal: Terminal, status: int) -> None:
    assert terminal.wait(GONE_S) == status, f"status {terminal.status}:\n{terminal.text()}"
    assert terminal.troubles() == []
    assert terminal.left_behind() == []
    lines = terminal.text().splitlines()
    assert lines[0] == "what stood here"
    assert not terminal.shows(USEFUL), "its picture stays on the main screen"


def test_q_gives_the_terminal_back_as_it_was(start: Start) -> None:
    terminal = live(start("--demo", first=BEFORE))
    assert terminal.vt.alternate
    terminal.press("q")
    left_well(terminal, 0)


@pytest.mark.parametrize("sig", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_in_order(start: Start, sig: signal.Signals) -> None:
    terminal = live(start("--demo", first=BEFORE))
    terminal.kill(sig)
    left_well(terminal, 128 + sig)


@pytest.mark.parametrize("after_s", [0.0, 0.03, 0.1, 0.2, 0.4])
@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGHUP])
def test_signals_while_it_starts(start: Start, sig: signal.Signals, after_s: float) -> None:
    """Between the plain first frame and the live screen nothing listens for signals but Python
    itself."""
    terminal = start("--demo", first=BEFORE)
    assert terminal.pump(30, lambda: b"\x1b[?1049h" in terminal.raw())
    terminal.pump(after_s)
    terminal.kill(sig)
    left_well(terminal, 128 + sig)


# Under a wrapper that ignores SIGHUP the kernel tells nobody but the wrapper: only reading shows
# that the terminal is gone.
WRAPPER = ["sh", "-c", 'trap "" HUP; "$@"; exit $?', "sh", sys.executable, "-m", "sptui", "--demo"]


@pytest.mark.parametrize("how", ["default", "ignored", "wrapped"])
@pytest.mark.parametrize("started", [False, True], ids=["starting", "live"])
def test_a_closed_terminal_ends_it(start: Start, how: str, started: bool) -> None:
    ignore = [signal.SIGHUP] if how == "ignored" else []
    terminal = start("--demo", argv=WRAPPER if how == "wrapped" else (), ignore=ignore)
    assert terminal.pump(30, USEFUL)
    if started:
        live(terminal)
    before = terminal.usage().cpu_s
    pids = tree(terminal.pid)
    assert len(pids) == (2 if how == "wrapped" else 1)
    terminal.hangup()
    last = terminal.usage()
    end = time.monotonic() + GONE_S
    while terminal.alive() and time.monotonic() < end:
        last = terminal.usage()
        terminal.pump(0.1)
    assert terminal.status is not None, "it lives on without a terminal"
    assert terminal.left_behind() == []
    assert not [pid for pid in pids if state(pid)]
    if started:
        assert last.cpu_s - before < 1.0, "it spins"


@pytest.mark.parametrize("how", ["signal", "key"])
def test_stopped_by_the_shell_and_brought_back(start: Start, how: str) -> None:
    """A shell with job control, as people have it: SIGTSTP, or Ctrl+Z, gives the terminal back, fg
    draws all of it again."""
    shell = start(argv=["bash", "--norc", "--noprofile", "-i"], env={"PS1": "shell> "})
    assert shell.pump(20, "^shell>$")
    shell.type(f"{sys.executable} -m sptui --demo\r")
    live(shell)
    child = tree(shell.pid)[1]
    if how == "key":
        shell.press("^Z")
    else:
        os.kill(child, signal.SIGTSTP)
    assert shell.pump(20, r"^\[1\]\+ +Stopped"), shell.text()
    assert shell.pump(20, "^shell>$")
    assert state(child) == "T"
    assert not shell.vt.alternate
    assert not shell.shows(USEFUL)
    assert shell.vt.left_on() in ([], ["modes [2004] are on"]), "bash itself turns on 2004"
    shell.type("echo it ec''hoes\r")
    assert shell.pump(20, "^it echoes"), shell.text()
    shell.type("fg\r")
    live(shell)
    assert "the alternate screen is shown" in shell.vt.left_on()
    shell.press("q")
    assert shell.pump(20, "^shell>$")
    assert state(child) == ""


def test_statvfs_that_never_returns_does_not_keep_it(start: Start) -> None:
    terminal = live(start(faults=Faults(hangs=("/",)), first=BEFORE))
    assert terminal.pump(20, r"^.\? unknown +/ ")
    terminal.press("q")
    left_well(terminal, 0)


def test_status_does_not_wait_for_statvfs(start: Start) -> None:
    terminal = start("status", faults=Faults(hangs=("/",)))
    assert terminal.wait(GONE_S) in (0, 1, 2, 3)
    assert terminal.shows("^disks +/ no answer")
    assert terminal.shows(r"^CPU .*memory \d")
