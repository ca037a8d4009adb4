"""A step that is a command: by how it ended, in words, with what it said last."""

from __future__ import annotations

import errno
from collections.abc import Sequence

import pytest

from sptui.actions.action import Argv, Outcome, Plan, State
from sptui.actions.registry import by_id
from sptui.paint.words import say
from sptui.services.commands import done
from sptui.system.exec import Done
from tests.fakes.stage import Front, stage
from tests.fakes.watched import virtual

STEP = Argv(("/usr/bin/thing", "--do"), 90.0)


async def told(ended: Done | Exception) -> Outcome:
    async def run(argv: Sequence[str], deadline_s: float) -> Done:
        assert (tuple(argv), deadline_s) == STEP
        if isinstance(ended, Exception):
            raise ended
        return ended

    return await done(STEP, run)


async def test_one_that_ends_well_is_done_and_its_last_lines_are_told() -> None:
    out = "".join([f"line {n}\n" for n in range(20)]).encode()
    outcome = await told(Done(0, out, b"\n  \nfreed 8M\n"))
    assert outcome.ok and not outcome.refused
    assert outcome.lines == (*[f"line {n}" for n in range(11, 20)], "freed 8M")


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (1, "thing: exit code 1."),
        (127, "thing: exit code 127: mostly a command that is missing."),
        (126, "thing: exit code 126: mostly a command that may not be run."),
        (-9, "thing: killed by signal KILL."),
        (-15, "thing: killed by signal TERM."),
    ],
)
async def test_one_that_fails_says_how_and_what_it_said(status: int, text: str) -> None:
    outcome = await told(Done(status, b"", b"no room\n"))
    assert not outcome.ok and not outcome.refused, "it was begun"
    assert (say(outcome.text), outcome.lines) == (text, ("no room",))


@pytest.mark.parametrize(
    ("error", "text", "begun"),
    [
        (TimeoutError(), "thing: not done after 90 s, and ended for that.", True),
        (FileNotFoundError(errno.ENOENT, "x"), "There is no thing here.", False),
        (
            PermissionError(errno.EACCES, "Permission denied"),
            "thing can't be started (Permission denied).",
            False,
        ),
        (ValueError("embedded null byte"), "thing can't be started (embedded null byte).", False),
    ],
)
async def test_one_that_never_ended_or_never_began(
    error: Exception, text: str, begun: bool
) -> None:
    outcome = await told(error)
    assert not outcome.ok and outcome.refused is not begun
    assert say(outcome.text) == text


async def test_a_line_that_was_written_over_counts_as_it_was_left() -> None:
    outcome = await told(Done(0, b"1 %\r50 %\r100 %\r\n" + b"x" * 10_000, b""))
    assert outcome.lines == ("100 %", "x" * 4096)


async def test_bytes_that_are_no_text_are_kept() -> None:
    outcome = await told(Done(1, b"\xff\x1b[31mred\n", b""))
    assert outcome.lines == ("\udcff\x1b[31mred",)


@virtual
async def test_the_doer_runs_it_and_what_follows_a_failure_is_not_run() -> None:
    async with stage() as s:
        ran: list[Argv] = []

        async def run(step: Argv) -> Outcome:
            ran.append(step)
            return await told(Done(0 if len(ran) == 1 else 3, b"", b"so it is"))

        s.doer._run = run
        action = by_id("unit.daemon-reload")
        assert action is not None
        plan = Plan((STEP, STEP._replace(deadline_s=1.0), STEP))
        outcome = await s.doer.perform(action, (), plan, State, Front())
        assert ran == list(plan.steps[:2])
        assert not outcome.ok and say(outcome.text) == "thing: exit code 3."
        assert outcome.lines == ("so it is",)


@virtual
async def test_where_nothing_can_be_run_it_says_so() -> None:
    async with stage() as s:
        action = by_id("unit.daemon-reload")
        assert action is not None
        outcome = await s.doer.perform(action, (), Plan((STEP,)), State, Front())
        assert not outcome.ok and say(outcome.text).startswith(
            "There is no way to do /usr/bin/thing"
        )
