"""Logs on a real terminal: every key of its own, at both sizes, in a window and on the console."""

from __future__ import annotations

import pytest

from tests.terminal.conftest import Start
from tests.terminal.console import expect, live
from tests.terminal.harness import Terminal
from tests.terminal.test_screen import text_sent

BIG, SMALL = {"cols": 120, "rows": 40}, {"cols": 80, "rows": 24}
FOLLOWS = r"following: newest line \d+ s ago"


def logs(terminal: Terminal) -> Terminal:
    """On the page, with its rows there."""
    live(terminal)
    terminal.press("9")
    expect(terminal, terminal.pump(20, FOLLOWS), "does not follow the journal")
    expect(terminal, terminal.pump(20, r"^ . +\d+  systemd "), "does not count kinds")
    return terminal


def row(terminal: Terminal) -> str:
    """The one with the cursor."""
    signs = ("\u258c", ">")
    return next((line for line in terminal.text().splitlines() if line.startswith(signs)), "")


@pytest.mark.parametrize("size", [BIG, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("term", ["xterm-256color", "linux"])
def test_it_follows_holds_and_follows_again(start: Start, size: dict[str, int], term: str) -> None:
    terminal = logs(start("--demo", term=term, **size))
    assert "19:45:00 !" in row(terminal)
    terminal.press("UP", "UP")
    assert terminal.pump(10, r"holds: End follows again"), terminal.text()
    assert "19:15:00 !" in row(terminal)
    terminal.press("END")
    assert terminal.pump(10, FOLLOWS), terminal.text()
    assert terminal.pump(10, lambda: "19:45:00 !" in row(terminal)), terminal.text()


def test_a_query_is_typed_mended_and_cleared(start: Start) -> None:
    terminal = logs(start("--demo", **SMALL))
    terminal.press("/")
    terminal.type("unit:hyper* prio:grave")
    assert terminal.pump(10, r"prio:grave is nothing that prio: knows"), terminal.text()
    terminal.press("ENTER")
    terminal.pump(0.3)
    assert terminal.shows(r"^ / unit:hyper\* prio:grave."), "nothing is lost"
    for _ in "grave":
        terminal.press("BACKSPACE")
    terminal.type("err")
    assert terminal.pump(10, r"^ / unit:hyper\* prio:err.  \d+ lines"), terminal.text()
    terminal.press("ENTER")
    assert terminal.pump(10, r"hyper\*, error and worse"), terminal.text()
    terminal.press("ESC")
    assert terminal.pump(10, "all of it"), terminal.text()


def test_kinds_lead_to_their_entries_and_an_entry_is_shown_whole(start: Start) -> None:
    terminal = logs(start("--demo", **BIG))
    terminal.press("TAB")
    assert terminal.pump(10, r"^ 41 times, first "), terminal.text()
    terminal.press("ENTER")
    assert terminal.pump(10, r"^ / by:hyperkitty boot:0 .+  45 lines"), terminal.text()
    terminal.press("ENTER")
    assert terminal.pump(10, r"All fields .+ \d+$"), terminal.text()
    terminal.press("END")
    assert terminal.pump(10, "_SYSTEMD_UNIT +hyperkitty.service"), terminal.text()
    terminal.press("o")
    assert terminal.pump(10, r"hyperkitty.service  Archive of the mailing lists"), terminal.text()
    terminal.press("L")
    assert terminal.pump(10, r"Journal .+, hyperkitty$|Journal .+ hyperkitty$"), terminal.text()


def test_boots_spans_and_groups(start: Start) -> None:
    terminal = logs(start("--demo", **BIG))
    terminal.press("h", "h")
    assert terminal.pump(10, "the boot before"), terminal.text()
    assert terminal.pump(10, "nothing newer can match"), terminal.text()
    terminal.press("l", "l", "-", "-")
    assert terminal.pump(10, r"^ / since:7d  \d+ lines"), terminal.text()
    terminal.press("g")
    assert terminal.pump(10, lambda: not terminal.shows("Errors by kind")), terminal.text()


def test_no_escape_of_a_message_reaches_the_terminal(start: Start) -> None:
    """The made-up server's journal has hostile messages: they are shown, and do nothing."""
    terminal = logs(start("--demo", **BIG))
    terminal.press("/")
    terminal.type("admin")
    terminal.press("ENTER")
    assert terminal.pump(10, r"^ / admin  1 line "), terminal.text()
    assert terminal.shows("Invalid user admin")
    terminal.press("ENTER")
    assert terminal.pump(10, "All fields"), terminal.text()
    sent = text_sent(terminal)
    assert not [sign for sign in "\u202e\x07" if sign in sent]
    assert b"\x1b[31madmin" not in terminal.raw()


def test_60x20_works(start: Start) -> None:
    terminal = logs(start("--demo", cols=60, rows=20))
    assert terminal.shows(r"^ Errors by kind")
    terminal.press("UP", "ENTER")
    assert terminal.pump(10, r"PRIORITY|All fields"), terminal.text()
