"""`sptui plain` on a terminal: any terminal, any width, its keys, a line that goes."""

from __future__ import annotations

import re
import signal

import pytest

from tests.cli.dialogue import held
from tests.terminal.conftest import Start
from tests.terminal.harness import Terminal

PATIENCE_S = 30.0
NOTHING = "This server does not exist: nothing was done."


class Typist:
    """Waits for each prompt, and types a line. `said` is what came since."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self._seen = 0

    def text(self) -> str:
        return self.terminal.raw().decode().replace("\r\n", "\n")

    def asks(self, end: str = r": $") -> str:
        """What it says until it asks."""

        def asked() -> bool:
            return re.search(end, self.text()[self._seen :]) is not None

        assert self.terminal.pump(PATIENCE_S, asked), self.text()[self._seen :]
        said = self.text()[self._seen :]
        self._seen += len(said)
        return said

    def say(self, *lines: str) -> str:
        said = ""
        for line in lines:
            self.terminal.type(f"{line}\r")
            # the terminal echoes it first
            assert self.terminal.pump(PATIENCE_S, lambda: len(self.text()) > self._seen)
            said = self.asks(r"\n[^\n]*: $")
        return said


def left_well(typist: Typist) -> None:
    """Nothing on the terminal was changed, and nothing was sent but lines."""
    assert b"\x1b" not in typist.terminal.raw()
    assert typist.terminal.troubles() == []


@pytest.mark.parametrize("term", ["vt52", "dumb", "vt100", "xterm-256color", "", "nonsense"])
def test_the_same_on_any_terminal(start: Start, term: str) -> None:
    typist = Typist(start("plain", "--demo", term=term))
    typist.asks()
    said = typist.say("11", "1", "y")
    assert NOTHING in said
    typist.terminal.type("q\r")
    assert typist.terminal.wait(PATIENCE_S) == 0
    held(typist.text().replace("\r", ""))
    left_well(typist)


@pytest.mark.parametrize(("cols", "width"), [(40, 40), (24, 24), (10, 24), (80, 80), (200, 80)])
def test_no_wider_than_the_terminal(start: Start, cols: int, width: int) -> None:
    typist = Typist(start("plain", "--demo", cols=cols, env={"LANG": "C"}))
    typist.asks()
    typist.say("1", "b", "2", "m", "b", "3", "1", "d", "b", "b", "4", "1", "1", "n", "b", "b", "5")
    text = typist.text()
    assert text.isascii()
    own = "\n".join(re.sub(r"(leave|leaves it|it|leaves): [^\n]*", r"\1:", text).splitlines())
    # status has a width of its own at least, since it is a table
    wide = [line for line in own.splitlines() if len(line) > max(width, 40)]
    assert wide == []
    rest = own[own.index("All units") :]
    assert [line for line in rest.splitlines() if len(line) > width] == []


def test_ctrl_c_goes_back_and_twice_leaves(start: Start) -> None:
    typist = Typist(start("plain", "--demo"))
    typist.asks()
    typist.say("11", "1")
    typist.terminal.press("^C")
    said = typist.asks(r"leave: $")
    assert "Nothing was done.\nCtrl+C once more leaves.\nsptui on kiwi" in said
    typist.terminal.press("^C")
    assert typist.terminal.wait(PATIENCE_S) == 130
    left_well(typist)


def test_ctrl_d_leaves(start: Start) -> None:
    typist = Typist(start("plain", "--demo"))
    typist.asks()
    typist.say("11", "1")
    typist.terminal.press("^D")
    assert typist.terminal.wait(PATIENCE_S) == 0
    assert typist.text().endswith("\nNothing was done.\n")
    left_well(typist)


def test_keys_typed_ahead_never_answer(start: Start) -> None:
    typist = Typist(start("plain", "--demo"))
    typist.asks()
    typist.terminal.type("11\r1\ry\ry\r")
    typist.asks(r"leaves it: $")
    assert NOTHING in typist.say("y")
    typist.terminal.type("1\ry\r")
    typist.asks(r"leaves it: $")
    assert "Nothing was done." in typist.say("n")
    assert typist.text().count(NOTHING) == 1


def test_the_terminal_goes_between_question_and_answer(start: Start) -> None:
    typist = Typist(start("plain", "--demo"))
    typist.asks()
    typist.say("11", "1")
    typist.terminal.hangup()
    assert typist.terminal.wait(PATIENCE_S) == 129
    assert typist.terminal.left_behind() == []


def test_the_terminal_goes_and_nobody_is_told(start: Start) -> None:
    """A hangup that is ignored, as by nohup: the end of the input leaves all the same."""
    typist = Typist(start("plain", "--demo", ignore=[signal.SIGHUP]))
    typist.asks()
    typist.say("2")
    typist.terminal.hangup()
    assert typist.terminal.wait(PATIENCE_S) == 129


def test_a_dumb_terminal_is_told_of_plain_mode_and_a_pipe_is_not(start: Start) -> None:
    terminal = start("--demo", term="dumb")
    assert terminal.wait(PATIENCE_S) == 0
    assert terminal.text().rstrip().endswith("Type sptui plain to act, in lines.")


def test_rubbish_on_a_terminal(start: Start) -> None:
    typist = Typist(start("plain", "--demo"))
    typist.asks()
    assert "control character" in typist.say("\x1b[A")
    assert "nothing here" in typist.say("x" * 3000)
    assert "All units" in typist.say("2")


def test_a_terminal_is_for_an_editor_to_have(start: Start) -> None:
    typist = Typist(start("plain", "--demo"))
    typist.asks()
    menu = typist.say("2", "/unit:nginx", "1")
    number = next(line.split()[0] for line in menu.splitlines() if line.endswith(" unit.edit"))
    assert "file that holds it" not in typist.say(number, "")
    assert NOTHING in typist.say("y")
