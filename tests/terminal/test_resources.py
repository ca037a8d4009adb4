"""Resources on a real terminal: every key of its own, beside real processes."""

from __future__ import annotations

import base64
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sptui import glyphs
from tests.terminal.account import state
from tests.terminal.children import Sleeper, bomb, same_pid, sleeper
from tests.terminal.conftest import ROOT, Start
from tests.terminal.console import HELP, TABS, resources
from tests.terminal.harness import Terminal
from tests.terminal.test_line import same_when_drawn_anew
from tests.terminal.test_screen import HOSTILE, text_sent

SPANS = ["10 min", "1 h", "6 h", "24 h", "7 d", "30 d"]
QUESTION = r"^ ! End "
# More than the 0.3 s in which a question takes no answer, once it is seen.
READ_S = 0.8
BIG = {"cols": 120, "rows": 40}


def row(terminal: Terminal) -> str:
    """The one with the cursor."""
    return next((line for line in terminal.text().splitlines() if line.startswith("▌")), "")


def only(terminal: Terminal, child: Sleeper) -> Terminal:
    """Filter the list of processes down to one of ours."""
    terminal.press("/")
    assert terminal.pump(10, "Esc clears$"), terminal.text()
    terminal.type(f"pid:{child.pid}")
    assert terminal.pump(10, rf"^ / pid:{child.pid}.  1 of [\d,]+ "), terminal.text()
    terminal.press("ENTER")
    assert terminal.pump(10, lambda: str(child.pid) in row(terminal)), terminal.text()
    assert terminal.pump(10, r" 1 of [\d,]+$"), terminal.text()
    return terminal


def asked(terminal: Terminal, child: Sleeper) -> None:
    """Press T: the question names this very process. Then give it the time to be read."""
    terminal.press("T")
    assert terminal.pump(10, rf"{QUESTION}.*\({child.pid}, "), terminal.text()
    terminal.pump(READ_S)


def escape(terminal: Terminal, times: int) -> None:
    """Press Escape, so slowly that it is no part of another key."""
    for _ in range(times):
        terminal.press("ESC")
        terminal.pump(0.5)


# ---------------------------------------------------------------- its keys


def test_spans_and_back(start: Start) -> None:
    terminal = resources(start("--demo", **BIG))
    assert terminal.shows("CPU 10 min ")
    for span in SPANS[1:]:
        terminal.press("+")
        assert terminal.pump(10, f"CPU {span} "), terminal.text()
    terminal.press("+")
    terminal.pump(0.3)
    assert terminal.shows("CPU 30 d "), "there is no longer one"
    for span in [*reversed(SPANS[:-1]), "5 min", "1 min"]:
        terminal.press("-")
        assert terminal.pump(10, f"CPU {span} "), terminal.text()


def test_tab_goes_round_and_shift_tab_back(start: Start) -> None:
    terminal = resources(start("--demo", **BIG))
    for name in [*list(TABS)[1:], "services"]:
        terminal.press("TAB")
        assert terminal.pump(10, TABS[name]), terminal.text()
    terminal.type("\x1b[Z")
    assert terminal.pump(10, TABS["devices"]), terminal.text()


def test_sort_filter_tree_and_escape(start: Start) -> None:
    terminal = resources(start("--demo", **BIG), "processes")
    assert terminal.shows("CPU↓")
    terminal.press("s")
    assert terminal.pump(10, "Memory↓"), terminal.text()
    terminal.press("t")
    assert terminal.pump(10, "├ php-fpm"), terminal.text()
    terminal.press("t")
    assert terminal.pump(10, lambda: not terminal.shows("├ php")), terminal.text()
    terminal.press("/")
    assert terminal.pump(10, "Esc clears$")
    terminal.type("unit:postgresql\r")
    assert terminal.pump(10, r" \d+ of 154$"), terminal.text()
    assert terminal.pump(10, lambda: not terminal.shows("php-fpm")), terminal.text()
    terminal.press("ESC")
    assert terminal.pump(10, "154, 2 running"), terminal.text()
    assert terminal.shows("php-fpm")
    escape(terminal, 1)
    terminal.press("1")
    assert terminal.pump(10, "Overview"), "Escape never leaves sptui"


# ---------------------------------------------------------------- ending processes


def test_y_ends_the_process_that_was_named(start: Start) -> None:
    with sleeper() as child, sleeper() as other:
        terminal = only(resources(start(**BIG), "processes"), child)
        asked(terminal, child)
        assert terminal.shows(rf"process\.signal\(pid={child.pid}, start=\d+, signal=TERM\)")
        terminal.press("y")
        assert terminal.pump(10, lambda: child.ended() is not None), terminal.text()
        assert child.ended() == -signal.SIGTERM
        assert terminal.pump(10, rf"^ .*TERM was sent to .*\({child.pid}\)"), terminal.text()
        assert other.ended() is None


@pytest.mark.parametrize("key", ["ESC", "n", "ENTER"])
def test_any_other_answer_leaves_it_alive(start: Start, key: str) -> None:
    with sleeper() as child:
        terminal = only(resources(start(**BIG), "processes"), child)
        asked(terminal, child)
        terminal.press(key)
        terminal.pump(1)
        assert terminal.shows(QUESTION) == (key == "ENTER"), terminal.text()
        assert child.ended() is None


def test_a_y_typed_with_t_is_no_answer(start: Start) -> None:
    with sleeper() as child:
        terminal = only(resources(start(**BIG), "processes"), child)
        terminal.type("Ty")
        assert terminal.pump(10, QUESTION), terminal.text()
        terminal.pump(1)
        assert terminal.shows(QUESTION)
        assert child.ended() is None


def test_what_ended_meanwhile_is_told(start: Start) -> None:
    with sleeper() as child:
        terminal = only(resources(start(**BIG), "processes"), child)
        asked(terminal, child)
        child.kill()
        terminal.press("y")
        assert terminal.pump(10, rf"Nothing was sent: {child.pid} is gone"), terminal.text()


def test_who_has_its_number_now_is_not_hit(start: Start) -> None:
    with sleeper() as child:
        terminal = only(resources(start(**BIG), "processes"), child)
        asked(terminal, child)
        child.kill()
        with same_pid(child.pid) as taken:
            if taken is None:
                pytest.skip("the kernel gives this number to nobody")
            terminal.press("y")
            said = rf"Nothing was sent: {child.pid} is another process by now"
            assert terminal.pump(10, said), terminal.text()
            assert state(child.pid) in ("S", "R"), "it was hit"


# ---------------------------------------------------------------- what others may have in them


def test_a_planted_secret_is_nowhere(start: Start, tmp_path: Path) -> None:
    secret = "Zw9-planted-4711"
    planted = (
        *("--password", secret, f"--api-key={secret}", f"TOKEN={secret}"),
        *(f"https://me:{secret}@example.org/", f"rclone.args=serve --pass {secret}", "--harmless"),
    )
    with sleeper(*planted, listens=True) as child:
        terminal = resources(start(cols=400, rows=40), "processes")
        only(terminal, child)
        assert terminal.shows(r"--harmless"), f"the row is not shown whole:\n{terminal.text()}"
        terminal.press("ENTER", "c", "a")
        terminal.pump(1)
        escape(terminal, 2)
        assert not terminal.shows(f"pid:{child.pid}"), terminal.text()
        for tab in ("sockets", "devices", "services"):
            terminal.press("TAB")
            assert terminal.pump(10, TABS[tab]), terminal.text()
            terminal.pump(2.5 if tab == "sockets" else 0.3)
        terminal.press("q")
        assert terminal.wait(10) == 0
        argv = [sys.executable, "-m", "sptui", "status", "--json", "--state"]
        told = subprocess.run(
            [*argv, str(tmp_path / "history")],
            capture_output=True, timeout=60, check=False, stdin=subprocess.DEVNULL, cwd=ROOT,
        ).stdout  # fmt: skip
    sent = terminal.raw()
    copied = [base64.b64decode(piece) for piece in re.findall(rb"\x1b\]52;c;([^\x07\x1b]*)", sent)]
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert any(b"--harmless" in piece for piece in copied), "nothing was copied: this tests nothing"
    assert b"--harmless" in files[tmp_path / "state" / "sptui" / "copied.txt"]
    assert tmp_path / "history" / "history.db" in files
    assert b'"cpu"' in told
    for where, data in [("screen", sent), ("clipboard", b"".join(copied)), ("json", told)]:
        assert secret.encode() not in data, where
    assert not [path for path, data in files.items() if secret.encode() in data]


def test_hostile_names_are_never_sequences(start: Start) -> None:
    name = b"\x1b[31m\x07\x9b2Jplant"
    with sleeper(HOSTILE, "owned" + "x" * 10_000, name=name, listens=True) as child:
        terminal = only(resources(start(cols=400, rows=40), "processes"), child)
        terminal.press("ENTER", "c")
        terminal.pump(1)
        asked(terminal, child)
        assert terminal.shows(rf"{QUESTION}.*plant \({child.pid}"), terminal.text()
        escape(terminal, 2)
        terminal.press("TAB")
        assert terminal.pump(10, TABS["sockets"]), terminal.text()
        terminal.press("/")
        terminal.type(f"port:{child.port}\r")
        assert terminal.pump(10, rf"{child.port} .*plant"), terminal.text()
    raw = re.sub(rb"\x1b\]52;c;[A-Za-z0-9+/=]*(\x07|\x1b\\)", b"", terminal.raw())
    assert b"owned" in raw, "the command line is not shown at all: this test tests nothing"
    evil = (b"\x1b[31m", b"\x1b]0;", b"\x07", b"\x9b2J", "\x9b".encode(), "\u202e".encode())
    assert not [each for each in evil if each in raw.replace("\ufffd".encode(), b"")]
    assert terminal.vt.titles == []


def test_a_fork_bomb_beside_it_does_not_keep_it_from_answering(start: Start) -> None:
    terminal = resources(start(**BIG), "processes")
    with bomb() as others:
        waits = []
        while others.poll() is None:
            for key, there in (("?", True), ("ESC", False)):
                began = time.monotonic()
                terminal.press(key)
                wanted = lambda there=there: terminal.shows(HELP) == there  # noqa: E731
                assert terminal.pump(10, wanted), terminal.text()
                waits.append(time.monotonic() - began)
            terminal.pump(0.2)
    assert len(waits) > 4
    assert max(waits) < 3.0
    assert terminal.alive()


# ---------------------------------------------------------------- the screen itself


@pytest.mark.parametrize("tab", ["services", "processes", "sockets", "devices"])
def test_the_last_screen_is_the_one_drawn_anew(start: Start, tab: str) -> None:
    terminal = resources(start("--demo", **BIG), tab)
    terminal.press("+", "+", "DOWN", "DOWN", "s", "END", "UP", "-")
    terminal.pump(3)
    terminal.resize(80, 24)
    assert terminal.pump(10, lambda: len(terminal.text().splitlines()) == 24)
    same_when_drawn_anew(terminal)


@pytest.mark.parametrize("tab", ["services", "processes", "sockets", "devices"])
def test_the_kernel_console_gets_what_it_can_show(start: Start, tab: str) -> None:
    terminal = resources(start("--demo", term="linux"), tab)
    terminal.press("+", "+", "s", "t")
    terminal.pump(2.5)
    assert {c for c in text_sent(terminal) if c not in glyphs.CONSOLE} <= set("\r\n")
