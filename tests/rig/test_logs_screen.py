"""Logs on a terminal, over a real journal: the log of a unit that failed, and what comes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.rig import units
from tests.rig.machine import systemctl
from tests.rig.test_console import services
from tests.terminal.console import expect
from tests.terminal.harness import Terminal

SAYS = 20


@contextmanager
def log_of(name: str) -> Iterator[Terminal]:
    """From the unit's row on Services to its log."""
    with services(filter=name) as terminal:
        terminal.press("L")
        expect(terminal, terminal.pump(SAYS, "following"), "does not follow")
        yield terminal


def say(text: str, unit: str = "") -> None:
    """Have the journal take a line; of a unit, where one is named."""
    run = ["systemd-run", "--quiet", "--wait", f"--unit={unit}"] if unit else []
    subprocess.run([*run, "/bin/echo", text] if unit else ["logger", text], check=True)


def test_l_shows_what_a_failed_unit_said_and_o_leads_back() -> None:
    with units.tried() as name:
        systemctl("start", name)
        systemctl("kill", "-s", "KILL", name)
        with log_of(name) as terminal:
            assert terminal.pump(SAYS, rf"systemd +1 +{name}.* Main process exited"), (
                terminal.text()
            )
            terminal.press("ENTER")
            assert terminal.pump(SAYS, r"All fields .+ \d+$"), terminal.text()
            terminal.press("o")
            assert terminal.pump(SAYS, rf"^ . {name}"), terminal.text()


def test_what_is_said_stands_there_at_once_and_a_held_row_stays() -> None:
    with services() as terminal:
        terminal.press("9")
        assert terminal.pump(SAYS, "following"), terminal.text()
        say("first of the screen")
        assert terminal.pump(5, r"^.*first of the screen"), terminal.text()
        terminal.press("UP")
        assert terminal.pump(5, "holds: End follows again"), terminal.text()
        say("second of the screen")
        assert terminal.pump(5, r"1 new: End follows again|[0-9,]+ new: End"), terminal.text()
        terminal.press("END")
        assert terminal.pump(5, r"second of the screen"), terminal.text()
        terminal.press("/")
        terminal.type("second screen")
        assert terminal.pump(SAYS, r"^ / second screen.  \d+ line"), terminal.text()
