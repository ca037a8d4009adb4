"""What a person sees on each kind of terminal, from the first picture on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sptui import glyphs
from tests.terminal.conftest import ROOT, Start
from tests.terminal.console import HELP, USEFUL, live
from tests.terminal.harness import Terminal
from tests.terminal.runner import Faults
from tests.terminal.vt import Cell, Tokens, Vt

_SGR = re.compile(rb"\x1b\[([0-9;]*)m")


def sgr(terminal: Terminal) -> set[str]:
    """Every colour parameter that was sent; 38 and 48 with what follows them."""
    out = set()
    for found in _SGR.findall(terminal.raw()):
        numbers = found.decode().split(";")
        while numbers:
            first = numbers.pop(0)
            if first in ("38", "48"):
                kind = numbers.pop(0)
                del numbers[: 3 if kind == "2" else 1]
                first = f"{first};{kind}"
            out.add(first or "0")
    return out


def cell(terminal: Terminal) -> Cell:
    """One of the body's that is never selected."""
    terminal.draw()
    return terminal.vt.cell(1, 12)


def text_sent(terminal: Terminal) -> str:
    """What was sent, less escape sequences."""
    pieces = Tokens().cut(terminal.raw())
    return b"".join(piece for kind, piece in pieces if kind == "text").decode()


def test_from_the_first_picture_on_it_is_never_blank(start: Start) -> None:
    terminal = live(start("--demo", cols=120, rows=40))
    terminal.pump(2.5)
    assert terminal.clears() == [b"\x1b[?1049h", b"\x1b[2J"]
    vt, useful = Vt(120, 40), False
    for chunk in terminal.chunks:
        vt.feed(chunk.data)
        if "Everywhere" in vt.text():
            break  # the help lies over it
        shows = re.search(USEFUL, vt.text()) is not None
        assert shows or not useful, f"it was there, and is gone:\n{vt.text()}"
        useful = shows
    assert useful
    assert vt.unknown == []


def test_keys_typed_before_it_answers_are_kept_and_do_not_echo(start: Start) -> None:
    terminal = start("--demo")
    assert terminal.pump(30, lambda: b"\x1b[?1049h" in terminal.raw())
    terminal.type("?")
    assert terminal.pump(30, HELP)
    terminal.press("ESC")
    assert terminal.pump(30, lambda: not terminal.shows(HELP))
    terminal.press("q")
    assert terminal.wait(20) == 0
    assert "?" not in terminal.text()


@pytest.mark.parametrize(("cols", "rows"), [(60, 20), (80, 24), (120, 40), (400, 120)])
def test_sizes(start: Start, cols: int, rows: int) -> None:
    terminal = live(start("--demo", cols=cols, rows=rows))
    lines = terminal.vt.lines()
    assert "Overview" in lines[0]
    assert lines[-1].startswith(" Enter ")
    assert "q quit" in lines[-1] or cols < 80, "room for what helps a lost person"
    assert "Memory" in terminal.text()


def test_too_small_says_so_and_grows(start: Start) -> None:
    terminal = start("--demo", cols=40, rows=10)
    assert terminal.pump(30, "60x20"), terminal.text()
    assert terminal.shows("40x10")
    terminal.resize(80, 24)
    live(terminal)
    terminal.resize(40, 10)
    assert terminal.pump(30, "60x20")
    assert not terminal.shows(USEFUL)
    terminal.press("q")
    assert terminal.wait(20) == 0


def test_a_locale_without_utf8_gets_ascii(start: Start) -> None:
    terminal = live(start("--demo", env={"LC_ALL": "C", "LANG": "C"}))
    assert text_sent(terminal).isascii()
    assert terminal.vt.lines()[2].startswith(">")


def test_no_color_sends_no_colour(start: Start) -> None:
    terminal = live(start("--demo", env={"NO_COLOR": "1"}))
    assert sgr(terminal) <= {"0", "1", "7", "22", "27"}
    assert {"1", "7"} <= sgr(terminal), "nothing is emphasised"


def test_the_kernel_console_gets_what_it_can_show(start: Start) -> None:
    terminal = live(start("--demo", term="linux"))
    terminal.pump(1)
    assert {c for c in text_sent(terminal) if c not in glyphs.CONSOLE} <= set("\r\n")
    assert not [code for code in sgr(terminal) if code.startswith(("38", "48"))]
    assert b"\x1b]" not in terminal.raw(), "OSC is printed by old consoles"


@pytest.mark.parametrize(
    "term", ["vt100", "vt220", "xterm", "screen", "tmux-256color", "no-such-terminal"]
)
def test_other_terminals(start: Start, term: str) -> None:
    terminal = live(start("--demo", term=term, env={"COLORTERM": ""}))
    depths = {code for code in sgr(terminal) if code.startswith(("38", "48"))}
    assert depths <= ({"38;5", "48;5"} if "256" in term else set())
    if term.startswith("vt"):
        assert not re.search(rb"\x1b\[\d*[@P]", terminal.raw()), "a VT100 has no ICH and DCH"


def test_light_background_is_asked_for_and_is_no_key(start: Start) -> None:
    terminal = live(start("--demo", background="#fcfcfa"))
    assert terminal.pump(20, lambda: cell(terminal).bg == "fcfcfa")
    assert not terminal.shows("rgb:")
    dark = live(start("--demo", background="#101010"))
    assert cell(dark).bg == "14171b"


def test_dumb_terminal_and_pipe_get_the_status(start: Start, tmp_path: Path) -> None:
    terminal = start(term="dumb")
    assert terminal.wait(20) in (0, 1, 2, 3)
    assert b"\x1b" not in terminal.raw()
    assert terminal.shows("CPU")
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TERM": "xterm", "PYTHONPATH": str(ROOT)}
    argv = [sys.executable, "-m", "sptui"]
    done = subprocess.run(
        argv, capture_output=True, timeout=60, check=False, env=env, stdin=subprocess.DEVNULL
    )
    assert b"\x1b" not in done.stdout
    assert b"CPU" in done.stdout
    assert done.stderr == b""


HOSTILE = "a\x1b[31m\x1b]0;owned\x07\x9b2J\x1b[5n\u202e[bold]x"


@pytest.mark.parametrize(
    "arguments", [(), ("--once",), ("status",)], ids=["live", "once", "status"]
)
def test_names_from_outside_are_never_sequences(
    start: Start, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    mounts = tmp_path / "mountinfo"
    point = b"/" + HOSTILE.encode() + b"\\033[41m\\012\xff" + b"x" * 10_000
    mounts.write_bytes(
        b"20 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        b"21 20 8:2 / " + point + b" rw - ext4 /dev/" + HOSTILE.encode() + b" rw\n"
    )
    faults = Faults(files={"/proc/self/mountinfo": str(mounts)}, host=HOSTILE)
    terminal = start(*arguments, faults=faults, cols=120, rows=40)
    if arguments:
        assert terminal.wait(30) is not None
    else:
        live(terminal)
    raw = terminal.raw()
    assert b"owned" in raw, "the name is not shown at all: this test tests nothing"
    for evil in (
        b"\x1b[31m",
        b"\x1b]0;",
        b"\x07",
        "\x9b".encode(),
        b"\x9b2J",
        "\u202e".encode(),
        b"\x1b[41m",
    ):
        assert evil not in raw.replace("\ufffd".encode(), b""), evil
    assert "[bold]" in terminal.text()
    assert terminal.vt.titles == []
