"""Escape and what comes with it in one piece: a slow line delivers them together."""

from __future__ import annotations

import os

from tests.terminal.conftest import Start
from tests.terminal.console import HELP, live


def test_escape_and_the_next_key_are_two_keys(start: Start) -> None:
    terminal = live(start("--demo"))
    os.write(terminal.fileno(), b"?\x1b2")
    assert terminal.pump(10, "Services +Processes"), terminal.text()
    assert not terminal.shows(HELP)
    os.write(terminal.fileno(), b"\x1b\x1b\t")
    assert terminal.pump(10, "PID +User"), "Tab after two Escapes goes on, not back"
    os.write(terminal.fileno(), b"\x1b1\x1b[B")
    assert terminal.pump(10, r"\S. warning +Clock"), terminal.text()
