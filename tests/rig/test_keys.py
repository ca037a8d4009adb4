"""Actions by keys, on a terminal and a real systemd: the same plans and outcomes as by `sptui do`,
what is being done while it is, and how it ended."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rig.deeds import DEEDS, UNIT, Deed, is_so, stage
from tests.rig.machine import settled, shown, state, systemctl, until
from tests.rig.test_console import services
from tests.rig.test_do import ALIKE, FAILS, HANGS
from tests.rig.units import loaded
from tests.terminal.harness import Terminal

# More than the 0.3 s in which a question takes no answer, once it is seen.
READ_S = 0.8
ASKED = r"^ y .*v whole plan"
SAYS = 30


def sees(terminal: Terminal, pattern: str) -> None:
    assert terminal.pump(SAYS, pattern), f"no {pattern}:\n{terminal.text()}"


def status(terminal: Terminal) -> str:
    return terminal.text().splitlines()[-2].strip()


def choose(terminal: Terminal, deed: Deed) -> None:
    """From the list to the question, over the menu and what has to be chosen."""
    terminal.press("a")
    sees(terminal, r"^ .* \d+ actions .*/ filter$")
    terminal.press("/")
    terminal.type(deed.action)
    sees(terminal, rf"/ {re.escape(deed.action)}")
    terminal.press("ENTER", "ENTER")
    settings = {name: value for name, value in deed.settings.items() if name != "from"}
    if not settings and deed.action != "unit.disable":
        return
    if len(settings) == 1 and deed.action != "unit.enable" and deed.action != "unit.mask":
        sees(terminal, "^ Until the next boot only  2 entries")
        only_choice(terminal, settings["runtime"])
    else:
        sees(terminal, r"^ .* \d choices$")
        fill(terminal, settings)


def only_choice(terminal: Terminal, value: str) -> None:
    """In a menu of values."""
    for _ in range(5):
        if terminal.shows(rf"^▌ +{value} "):
            terminal.press("ENTER")
            return
        terminal.press("DOWN")
        terminal.pump(0.3)
    raise AssertionError(terminal.text())


TITLES = {
    "signal": "Signal",
    "whom": "Which of its processes",
    "runtime": "Until the next boot only",
    "now": "And now too",
}


def fill(terminal: Terminal, settings: dict[str, str]) -> None:
    """A form: down to the row, and on to the value."""
    for name, value in settings.items():
        for _ in range(4):
            if terminal.shows(f"^▌{TITLES[name]} "):
                break
            terminal.press("DOWN")
            terminal.pump(0.3)
        for _ in range(10):
            if terminal.shows(f"^▌{TITLES[name]} +< {value} >"):
                break
            terminal.press("l")
            terminal.pump(0.3)
        sees(terminal, f"^▌{TITLES[name]} +< {value} >")
    terminal.press("ENTER")


def plan(terminal: Terminal) -> list[str]:
    """The steps of the whole plan, while the question is open."""
    sees(terminal, ASKED)
    terminal.pump(READ_S)
    terminal.press("v")
    sees(terminal, "^ Whole plan  ")
    steps = re.findall(r"^ \d+  (systemctl .*?)$", terminal.text(), re.MULTILINE)
    terminal.press("ESC")
    sees(terminal, ASKED)
    terminal.pump(0.5)
    return [step.strip() for step in steps]


def answered(terminal: Terminal) -> str:
    """Say yes, and wait for the outcome."""
    terminal.press("y")
    sees(terminal, r"^ [✓✗] .*[.…]  U |^ [✓✗] [^ ].*\.$")
    return status(terminal)


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody writes the same drop-in that the other tests take from a file."""
    program = tmp_path / "editor"
    program.write_text('#!/bin/sh\nprintf "[Service]\\nEnvironment=DEED=done\\n" >"$1"\n')
    program.chmod(0o755)
    for name in ("SYSTEMD_EDITOR", "VISUAL", "EDITOR"):
        monkeypatch.setenv(name, str(program))


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_what_it_plans_happens_and_what_it_says_is_so(deed: Deed) -> None:
    with stage(deed), services(filter=f"unit:{deed.target or UNIT}") as terminal:
        sees(terminal, rf"^▌.* {re.escape(deed.target or UNIT)} ")
        choose(terminal, deed)
        assert plan(terminal) == [each for each in deed.commands if each]
        assert not deed.after or not is_so(deed)() or deed.action in ALIKE, "nothing is done yet"
        before = shown(UNIT, "MainPID")["MainPID"]
        said = answered(terminal)
        assert said.startswith(f"✓ {deed.text}")
        until(is_so(deed), f"{deed.judged} is {dict(deed.after)}")
        if "restart" in deed.action:
            assert shown(UNIT, "MainPID")["MainPID"] != before
        if deed.action == "unit.reload":
            Path("/run/deed-reloaded").unlink()
        assert ("U takes it back" in said) is bool(deed.opposite)
        if deed.opposite:
            terminal.press("U")
            asks = rf"{ASKED}|^ .* \d choices$|^ Until the next boot only  2 entries"
            sees(terminal, asks)
            if not terminal.shows(ASKED):
                terminal.press("ENTER")
            sees(terminal, ASKED)
            terminal.pump(READ_S)
            assert answered(terminal).startswith("✓ ")
            assert not is_so(deed)()


def test_what_takes_long_is_said_and_cancelled() -> None:
    with loaded({"keys-hangs.service": HANGS}):
        systemctl("start", "keys-hangs.service")
        with services(filter="unit:keys-hangs") as terminal:
            sees(terminal, r"^▌.* keys-hangs\.service ")
            terminal.press("T")
            sees(terminal, ASKED)
            terminal.pump(READ_S)
            terminal.press("y")
            sees(terminal, r"^ ▸ stopping keys-hangs\.service, 2 s  C cancels it")
            assert shown("keys-hangs.service", "ActiveState")["ActiveState"] == "deactivating"
            terminal.press("1")
            sees(terminal, r"^ ▸ stopping keys-hangs\.service, \d+ s  C cancels it")
            terminal.press("q")
            sees(terminal, r"^ Goes on without you: stopping keys-hangs\.service\.")
            terminal.press("C")
            sees(terminal, ASKED)
            terminal.pump(READ_S)
            terminal.press("y")
            sees(terminal, r"keys-hangs\.service.*cancelled")
        systemctl("kill", "--signal=KILL", "keys-hangs.service")


def test_q_leaves_and_systemd_goes_on() -> None:
    with loaded({"keys-hangs.service": HANGS}):
        systemctl("start", "keys-hangs.service")
        with services(filter="unit:keys-hangs") as terminal:
            sees(terminal, r"^▌.* keys-hangs\.service ")
            terminal.press("T")
            sees(terminal, ASKED)
            terminal.pump(READ_S)
            terminal.press("y")
            sees(terminal, r"^ ▸ stopping")
            terminal.press("q")
            sees(terminal, r"^ Goes on without you")
            terminal.press("q")
            assert terminal.wait(10) == 0
            assert terminal.troubles() == []
        assert shown("keys-hangs.service", "ActiveState")["ActiveState"] == "deactivating"
        systemctl("kill", "--signal=KILL", "keys-hangs.service")


def test_what_fails_opens_with_its_last_lines() -> None:
    with loaded({"keys-fails.service": FAILS}), services(filter="unit:keys-fails") as terminal:
        sees(terminal, r"^▌.* keys-fails\.service ")
        terminal.press("S")
        sees(terminal, ASKED)
        terminal.pump(READ_S)
        terminal.press("y")
        sees(terminal, r"^ ✗ Start  keys-fails\.service")
        sees(terminal, r"^ it could not bind$")
        sees(terminal, r"^ keys-fails\.service: failed; exit code 7")
        terminal.press("ESC")
        assert terminal.pump(SAYS, lambda: not terminal.shows("could not bind"))
        terminal.press("^O")
        sees(terminal, r"^ it could not bind$")


def test_a_terminal_lost_between_question_and_answer() -> None:
    with loaded({"keys-runs.service": "[Service]\nExecStart=/bin/sleep infinity\n"}):
        systemctl("start", "keys-runs.service")
        settled(["keys-runs.service"], "active")
        pid = shown("keys-runs.service", "MainPID")
        with services(filter="unit:keys-runs") as terminal:
            sees(terminal, r"^▌.* keys-runs\.service ")
            terminal.press("R")
            sees(terminal, ASKED)
            terminal.pump(READ_S)
            terminal.hangup()
            assert terminal.wait(10) is not None
        assert shown("keys-runs.service", "MainPID") == pid
        assert state("keys-runs.service") == ("active", "running")
