"""A question on a real terminal, about a real process: only who has read it can answer."""

from __future__ import annotations

import signal

from tests.terminal.children import sleeper
from tests.terminal.conftest import Start
from tests.terminal.console import resources
from tests.terminal.test_resources import BIG, READ_S, asked, only

# So long a question takes no answer from a terminal that never confirms what it has read.
UNSEEN_S = 5.0


def test_a_terminal_lost_between_question_and_answer(start: Start) -> None:
    """Whatever was typed before it went, and however the hangup comes: nothing is done."""
    with sleeper() as child:
        terminal = only(resources(start(**BIG), "processes"), child)
        asked(terminal, child)
        terminal.hangup()
        assert terminal.wait(10) == 128 + signal.SIGHUP
        assert child.ended() is None


def test_the_line_goes_in_the_moment_of_the_answer(start: Start) -> None:
    """The y is on its way when the line is lost, before the question could be read."""
    with sleeper() as child:
        terminal = only(resources(start(**BIG), "processes"), child)
        terminal.type("Ty")
        terminal.hangup()
        assert terminal.wait(10) is not None
        assert child.ended() is None


def test_keys_typed_ahead_never_answer(start: Start) -> None:
    with sleeper() as child:
        terminal = only(resources(start(**BIG), "processes"), child)
        terminal.type("Tyyyyyy")
        assert terminal.pump(10, "^ ! End ")
        terminal.pump(READ_S)
        assert child.ended() is None
        assert terminal.shows("^ ! End ")
        terminal.press("y")
        assert terminal.pump(10, lambda: child.ended() is not None), terminal.text()


def test_a_terminal_that_confirms_nothing_is_given_time(start: Start) -> None:
    with sleeper() as child:
        terminal = only(resources(start(**BIG, answers=False), "processes"), child)
        terminal.press("T")
        assert terminal.pump(10, "^ ! End ")
        terminal.pump(READ_S)
        terminal.press("y")
        terminal.pump(READ_S)
        assert child.ended() is None, "nobody knows whether it was read"
        terminal.pump(UNSEEN_S)
        terminal.press("y")
        assert terminal.pump(10, lambda: child.ended() is not None), terminal.text()


def test_the_whole_plan_is_looked_at_and_left(start: Start) -> None:
    with sleeper() as child:
        terminal = only(resources(start(**BIG), "processes"), child)
        asked(terminal, child)
        terminal.press("v")
        assert terminal.pump(10, rf"^ 1  process.signal\(pid={child.pid}, "), terminal.text()
        assert terminal.shows("^ ! End ")
        terminal.press("ESC")
        assert terminal.pump(10, lambda: not terminal.shows("Whole plan"))
        assert terminal.shows("^ ! End ")
        terminal.pump(0.5)
        terminal.press("ESC")
        assert terminal.pump(10, lambda: not terminal.shows("^ ! End "))
        assert child.ended() is None
