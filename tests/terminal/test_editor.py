"""The terminal lent to an editor: it has all of it, and however it ends, all of it comes back."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.account import state, tree
from tests.terminal.conftest import Start
from tests.terminal.console import USEFUL, live
from tests.terminal.harness import Terminal
from tests.terminal.test_leaving import left_well

# What an editor says that waits for a line, and what it is: it writes that line into the file.
READY = "the editor is here"
WRITES = f"echo {READY}; read line; echo $line >>$1"
Edit = Callable[..., Terminal]


@pytest.fixture
def edit(start: Start, tmp_path: Path) -> Edit:
    """sptui, live, with this script as $EDITOR; X opens a file with it."""

    def begun(script: str | None, **how: object) -> Terminal:
        program = tmp_path / "editor"
        if script is not None:
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(0o755)
        file = tmp_path / "file"
        file.write_text("begun\n")
        argv = [sys.executable, "-m", "tests.terminal.edits", str(file)]
        argv += ["--state", str(tmp_path / "history")]
        env = {"EDITOR": str(program), "SYSTEMD_EDITOR": "", "VISUAL": "", "PATH": "/usr/bin:/bin"}
        first = "echo what stood here" + (f"; PATH={tmp_path}" if script is None else "")
        return live(start(argv=argv, env=env, first=first, **how))

    return begun


def came_back(terminal: Terminal, status: str) -> None:
    assert terminal.pump(20, rf"the editor ended with {status}\b"), terminal.text()
    assert terminal.pump(20, USEFUL), terminal.text()
    assert not terminal.shows(READY)
    assert terminal.vt.alternate
    live(terminal)
    terminal.press("q")
    left_well(terminal, 0)


@pytest.mark.parametrize("term", ["xterm-256color", "linux", "vt100"])
def test_an_editor_has_the_terminal_and_gives_it_back(
    edit: Edit, tmp_path: Path, term: str
) -> None:
    terminal = edit(WRITES, term=term)
    terminal.press("X")
    assert terminal.pump(20, f"^{READY}$"), terminal.text()
    assert not terminal.vt.alternate
    assert not terminal.shows(USEFUL)
    terminal.type("a wordx\x7f\r")
    assert terminal.pump(20, r"the editor ended with 0\b"), terminal.text()
    assert (tmp_path / "file").read_text() == "begun\na word\n", "the terminal corrects, as ever"
    came_back(terminal, "0")


def test_an_editor_that_fails(edit: Edit) -> None:
    terminal = edit("exit 1")
    terminal.press("X")
    came_back(terminal, "1")


def test_an_editor_that_is_missing(edit: Edit) -> None:
    terminal = edit(None)
    terminal.press("X")
    came_back(terminal, "None")


def test_an_editor_that_is_killed_and_leaves_the_terminal_in_a_mess(edit: Edit) -> None:
    mess = r"printf '\033[?1049h\033[?1000h\033[?1006h\033[?2004h\033[4h\033[5;9r\033(0'"
    terminal = edit(f"stty raw -echo; {mess}; kill -9 $$")
    terminal.press("X")
    came_back(terminal, "-9")


def test_an_editor_that_takes_itself_to_the_front(edit: Edit) -> None:
    """As a shell with job control does: killed, it leaves nobody there."""
    moved = "import os, signal; signal.signal(signal.SIGTTOU, signal.SIG_IGN); os.setpgid(0, 0);"
    moved += "os.tcsetpgrp(0, os.getpid()); os.kill(os.getpid(), 9)"
    terminal = edit(f'exec {sys.executable} -c "{moved}"')
    terminal.press("X")
    came_back(terminal, "-9")


def test_ctrl_c_is_the_editors(edit: Edit) -> None:
    terminal = edit(f"trap 'echo hit; exit 3' INT; echo {READY}; read line; exit 0")
    terminal.press("X")
    assert terminal.pump(20, f"^{READY}$")
    terminal.press("^C")
    came_back(terminal, "3")


def test_keys_typed_ahead_in_the_editor_are_not_for_sptui(edit: Edit) -> None:
    terminal = edit(f"stty -echo -icanon; echo {READY}; sleep 1")
    terminal.press("X")
    assert terminal.pump(20, f"^{READY}$")
    terminal.type("qqqq")
    came_back(terminal, "0")


def test_the_window_changes_meanwhile(edit: Edit) -> None:
    terminal = edit(WRITES)
    terminal.press("X")
    assert terminal.pump(20, f"^{READY}$")
    terminal.resize(120, 40)
    terminal.type("x\r")
    assert terminal.pump(20, r"the editor ended with 0\b"), terminal.text()
    # the key line is at the new bottom; which of the two is drawn first, nobody promises
    drawn = lambda: "q quit" in "".join(terminal.text().splitlines()[39:])  # noqa: E731
    assert terminal.pump(20, drawn), terminal.text()
    headed = lambda: "Overview" in terminal.text().splitlines()[0]  # noqa: E731
    assert terminal.pump(20, headed), terminal.text()
    came_back(terminal, "0")


@pytest.mark.parametrize("how", ["TERM", "HUP"])
def test_sptui_is_ended_while_somebody_edits(edit: Edit, how: str) -> None:
    terminal = edit(f"echo {READY}; while :; do read line; done")
    terminal.press("X")
    assert terminal.pump(20, f"^{READY}$")
    editor = tree(terminal.pid)[-1]
    terminal.kill(signal.Signals[f"SIG{how}"])
    left_well(terminal, 128 + signal.Signals[f"SIG{how}"])
    assert state(editor) == ""


def test_the_line_is_lost_while_somebody_edits(edit: Edit) -> None:
    terminal = edit(f"echo {READY}; read line")
    terminal.press("X")
    assert terminal.pump(20, f"^{READY}$")
    pids = tree(terminal.pid)
    terminal.hangup()
    assert terminal.wait(10) is not None
    assert [pid for pid in pids if state(pid)] == []


def test_stopped_in_the_editor_and_brought_back(start: Start, tmp_path: Path) -> None:
    """Ctrl+Z there stops all of us, as the shell has it; fg goes on where it was."""
    program = tmp_path / "editor"
    program.write_text(f"#!/bin/sh\n{WRITES}\n")
    program.chmod(0o755)
    (tmp_path / "file").write_text("")
    shell = start(argv=["bash", "--norc", "--noprofile", "-i"], env={"PS1": "shell> "})
    assert shell.pump(20, "^shell>$")
    state_ = f"--state {tmp_path}/history"
    sptui = f"{sys.executable} -m tests.terminal.edits {tmp_path}/file {state_}"
    shell.type(f"EDITOR={program} SYSTEMD_EDITOR= VISUAL= {sptui}\r")
    live(shell)
    child = tree(shell.pid)[1]
    shell.press("X")
    assert shell.pump(20, f"^{READY}$"), shell.text()
    shell.press("^Z")
    assert shell.pump(20, r"^\[1\]\+ +Stopped"), shell.text()
    assert [state(pid) for pid in tree(child)] == ["T", "T"]
    shell.type("fg\r")
    assert shell.pump(20, lambda: state(child) != "T")
    shell.type("a line\r")
    assert shell.pump(20, r"the editor ended with 0\b"), shell.text()
    assert (tmp_path / "file").read_text() == "a line\n"
    live(shell)
    shell.press("q")
    assert shell.pump(20, "^shell>$"), shell.text()
    assert not os.path.exists(f"/proc/{child}")
