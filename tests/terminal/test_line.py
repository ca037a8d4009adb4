"""What the line does to it: it stalls, is slow, never answers, changes its size. The newest picture
wins."""

from __future__ import annotations

import random
import signal

import pytest

from benchmarks.slow_line import PAIRS, quiet, still, unclocked, wait_for
from tests.terminal.conftest import Start
from tests.terminal.console import HELP, USEFUL, live
from tests.terminal.harness import Terminal

GONE_S = 6.0
# DESIGN: at most 2 kB on their way; one line more, where a single one is longer, and what is no
# picture.
UNSENT_BYTES = 2048 + 512


def same_when_drawn_anew(terminal: Terminal) -> None:
    """Frozen, the screen equals what it is after all of it was drawn again. The status line is left
    out: there a notice may end meanwhile."""
    terminal.press("p")
    assert terminal.pump(30, " frozen ")
    quiet(terminal, 1.0)
    before, text = unclocked(terminal), terminal.text()
    had = terminal.total_bytes
    terminal.press("^L")
    quiet(terminal, 1.0)
    assert terminal.total_bytes - had > 1000, "Ctrl+L drew nothing"
    after = unclocked(terminal)
    del before[-2], after[-2]
    assert after == before, f"{text}\n--- drawn anew:\n{terminal.text()}"


def test_a_stalled_terminal_blocks_nothing(start: Start) -> None:
    terminal = live(start("--demo", "--tick", "1"))
    used = terminal.usage().cpu_s
    terminal.stop_reading()
    terminal.press("?", "ESC", "?")
    terminal.pump(10)
    assert terminal.alive()
    assert terminal.usage().cpu_s - used < 2.0, "it spins while nothing can be written"
    had = terminal.total_bytes
    terminal.go_on_reading()
    assert terminal.pump(20, HELP), "the newest picture did not come"
    assert terminal.total_bytes - had < 16_000, "old pictures came first"
    terminal.press("ESC")
    live(terminal)
    same_when_drawn_anew(terminal)


def test_a_line_that_died_unnoticed_gets_little(start: Start) -> None:
    """The kernel would take 64 kB; a secure shell more. What is on its way is what a person waits
    for."""
    terminal = live(start("--demo", "--tick", "1"))
    quiet(terminal, 0.3, 2.0)
    terminal.stop_reading(blocks=False)
    for _ in range(20):
        terminal.press("?")
        terminal.pump(0.2)
        terminal.press("ESC")
        terminal.pump(0.2)
    had = terminal.total_bytes
    terminal.answers = False
    terminal.go_on_reading()
    while terminal.read_some(0):
        pass
    assert 0 < terminal.total_bytes - had <= UNSENT_BYTES


def test_rows_that_were_shifted_are_right(start: Start) -> None:
    """A graph's row moves by deleting one cell and inserting another: much can be wrong with
    that."""
    terminal = live(start("--demo", "--tick", "1", cols=120, rows=40))
    terminal.pump(6)
    assert terminal.raw().count(b"\x1b[P") > 10, "nothing was shifted"
    same_when_drawn_anew(terminal)


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGHUP])
def test_a_stalled_terminal_does_not_keep_it(start: Start, sig: signal.Signals) -> None:
    terminal = live(start("--demo", "--tick", "1"))
    terminal.stop_reading()
    terminal.press("?")
    terminal.pump(2)
    terminal.kill(sig)
    assert terminal.wait(GONE_S) == 128 + sig
    terminal.go_on_reading()
    terminal.pump(0.5)
    assert [t for t in terminal.troubles() if t.startswith("line settings")] == []


def test_a_terminal_that_never_answers_is_served(start: Start) -> None:
    terminal = live(start("--demo", answers=False))
    for _ in range(3):
        live(terminal)
    terminal.press("q")
    assert terminal.wait(GONE_S) == 0
    assert terminal.troubles() == []


def test_a_key_at_the_very_start_reaches_a_terminal_that_never_answers(start: Start) -> None:
    terminal = start("--demo", answers=False)
    assert terminal.pump(30, USEFUL)
    terminal.press("?")
    assert terminal.pump(30, HELP), "what it covers does not change: nothing else would send it"


def test_a_resize_storm_ends_in_the_right_picture(start: Start) -> None:
    terminal = live(start("--demo"))
    dice = random.Random(7)
    for _ in range(200):
        terminal.resize(dice.randint(50, 160), dice.randint(15, 50))
        terminal.pump(dice.choice((0.0, 0.005, 0.02)))
    terminal.resize(100, 30)
    live(terminal)
    same_when_drawn_anew(terminal)
    assert terminal.vt.lines()[29].strip(), "the key line is not at the bottom"
    assert terminal.usage().threads < 20


def test_keys_at_960_bytes_a_second(start: Start) -> None:
    """The benchmark holds 3 s over five minutes; here is a taste of it, on a machine that may be
    busy."""
    terminal = start("--demo", bytes_per_s=960)
    assert terminal.pump(60, USEFUL)
    for pair in PAIRS:
        for effect in pair:
            seen, _ = wait_for(terminal, effect)
            assert seen < 6.0, effect
    still(terminal, 2.0)
    before = unclocked(terminal)
    terminal.press("^L")
    quiet(terminal, 2.0)
    assert unclocked(terminal) == before
