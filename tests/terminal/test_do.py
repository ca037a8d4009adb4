"""`sptui do` on a terminal: what is asked, and what is no answer."""

from __future__ import annotations

import json
import signal
import sys

import pytest

from tests.terminal.conftest import Start
from tests.terminal.harness import Terminal

STOP = ("do", "unit.stop", "nginx", "--demo")
ASKED = r"^! Stop nginx\.service\?"
PROMPT = r"all else leaves it:"
# What the demo says of all that is confirmed.
DONE = r"This server does not exist: nothing was done\."
LEFT = r"nothing was done: unit\.stop was not confirmed"
PATIENCE_S = 20.0


def asked(terminal: Terminal) -> Terminal:
    assert terminal.pump(PATIENCE_S, PROMPT), terminal.text()
    return terminal


@pytest.mark.parametrize("answer", ["y", "yes", "Y", " y "])
def test_a_yes_does_it(start: Start, answer: str) -> None:
    terminal = asked(start(*STOP))
    assert terminal.shows(r"^Stop: nginx\.service$") and terminal.shows(ASKED)
    assert terminal.shows(r"^  \$ systemctl stop nginx\.service$"), "the command is shown before"
    terminal.type(answer + "\r")
    assert terminal.wait(PATIENCE_S) == 1
    assert terminal.shows(DONE)
    assert terminal.troubles() == []


@pytest.mark.parametrize("answer", ["\r", "n\r", "yy\r", "ja\r", "\x04", "\x03", "\x1b[A\r"])
def test_anything_else_leaves_it(start: Start, answer: str) -> None:
    terminal = asked(start(*STOP))
    terminal.type(answer)
    assert terminal.wait(PATIENCE_S) == 4
    assert terminal.shows(LEFT) and not terminal.shows(DONE)
    assert terminal.troubles() == []


def test_what_was_typed_ahead_is_no_answer(start: Start) -> None:
    """Typed before it started, and when the question stood there but was not read yet."""
    terminal = start(*STOP)
    terminal.type("y\ry\ry")
    assert terminal.pump(PATIENCE_S, ASKED)
    terminal.type("\ry\r")
    asked(terminal)
    terminal.pump(0.5)
    assert terminal.alive(), "nobody has answered yet"
    terminal.type("y\r")
    assert terminal.wait(PATIENCE_S) == 1 and terminal.shows(DONE)


@pytest.mark.parametrize("sig", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_at_the_question_does_nothing(start: Start, sig: signal.Signals) -> None:
    terminal = asked(start(*STOP))
    terminal.kill(sig)
    assert terminal.wait(PATIENCE_S) == 4
    assert terminal.shows(LEFT) and not terminal.shows(DONE)


@pytest.mark.parametrize("data", [(), ("--json",)])
def test_a_terminal_that_goes_away_at_the_question_does_nothing(
    start: Start, data: tuple[str, ...]
) -> None:
    terminal = asked(start(*STOP, *data))
    terminal.hangup()
    assert terminal.wait(PATIENCE_S) == 4


def test_its_end_is_no_answer_even_after_a_y(start: Start) -> None:
    """Half a line, and then the line is gone."""
    terminal = asked(start(*STOP))
    terminal.type("y")
    terminal.pump(0.2)
    terminal.hangup()
    assert terminal.wait(PATIENCE_S) == 4


def test_a_document_stays_one_while_the_question_is_asked_beside_it(
    start: Start, tmp_path: object
) -> None:
    out = f"{tmp_path}/out.json"
    argv = [sys.executable, "-m", "sptui", *STOP, "--json"]
    shell = ["sh", "-c", f'"$@" >{out}', "sh", *argv]
    terminal = asked(start(argv=shell))
    terminal.type("y\r")
    assert terminal.wait(PATIENCE_S) == 1
    with open(out, encoding="ascii") as file:
        data = json.load(file)
    assert data["exit"] == 1 and data["outcome"]["ok"] is False


def test_who_is_in_the_background_of_a_pipe_is_not_asked(start: Start) -> None:
    """Nothing that is written into it answers."""
    shell = ["sh", "-c", 'echo y | "$@"', "sh", sys.executable, "-m", "sptui", *STOP]
    terminal = start(argv=shell)
    assert terminal.wait(PATIENCE_S) == 4
    assert terminal.shows(r"nobody can be asked here")


def test_an_outcome_is_not_lost_behind_the_progress_line(start: Start) -> None:
    terminal = start(*STOP, "--yes")
    assert terminal.wait(PATIENCE_S) == 1
    lines = terminal.text().splitlines()
    assert [line for line in lines if line.startswith("sptui: This server does not exist")]


def test_ctrl_c_before_there_is_a_question_does_nothing(start: Start) -> None:
    slow = "import asyncio; from sptui.cli.do import command\nasync def find(*what):\n"
    slow += "    print('looking', flush=True); await asyncio.sleep(60)\n"
    slow += (
        f"command.find_out = find; from sptui.cli import main; raise SystemExit(main({[*STOP]}))"
    )
    terminal = start(argv=[sys.executable, "-c", slow])
    assert terminal.pump(PATIENCE_S, "looking")
    terminal.press("^C")
    assert terminal.wait(PATIENCE_S) == 4 and terminal.shows(LEFT)
