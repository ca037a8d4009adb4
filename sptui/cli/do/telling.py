"""What `sptui do` says to people: what will be done, how it goes, what came of it."""

from __future__ import annotations

import asyncio
import shlex
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from sptui.actions.action import Call, step_text, units_in
from sptui.actions.registry import given_back
from sptui.cli.out import put
from sptui.model.msg import Msg, msg
from sptui.model.text import clean
from sptui.model.unit import state_word
from sptui.paint.line import width_of
from sptui.paint.words import say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sptui.actions.action import Outcome, Step
    from sptui.cli.do.deed import Deed
    from sptui.services.units import UnitWatcher

_MOST_LINE = 400
# A progress line comes after so long, and then so often.
_FIRST_S, _EVERY_S = 0.5, 1.0


def planned(deed: Deed) -> str:
    """What will be done, in lines: to what, by which commands, what else it touches."""
    title = deed.action.title
    lines = [msg("do.what", title=title, targets=", ".join(deed.names)) if deed.names else title]
    lines += [msg("do.step", step=_typed(step)) for step in deed.plan.steps]
    if deed.affects:
        lines.append(msg("do.affects", units=", ".join(deed.affects)))
    lines += [msg("do.left_out", target=each.target, why=each.why) for each in deed.left_out]
    return "".join([f"{say(line)}\n" for line in lines])


def _typed(step: Step) -> str:
    """One step; a command as a shell takes it."""
    return step_text(step) if isinstance(step, Call) else shlex.join(step.argv)


def undo(outcome: Outcome, deed: Deed) -> tuple[str, ...] | None:
    """The command that takes it back, as it is typed; None where nothing does."""
    if not outcome.undo:
        return None
    left_out = {each.target for each in deed.left_out}
    names = [name for name in deed.names if name not in left_out]
    given = given_back(outcome.undo, deed.params)
    settings = [f"--set={name}={value}" for name, value in given.items()]
    dashes = ("--",) if any(name.startswith("-") for name in names) else ()
    return ("sptui", "do", outcome.undo, *settings, *dashes, *names)


def came(outcome: Outcome, deed: Deed) -> str:
    """What came of it, in lines."""
    text: Msg = outcome.text
    if not outcome.ok:
        text = msg("do.failed", text=text, next=_next(outcome, deed))
    lines = [say(text), *[f"  {clean(line, _MOST_LINE)}" for line in outcome.lines]]
    back = undo(outcome, deed)
    if back is not None:
        lines.append(say(msg("do.undo", command=shlex.join(back))))
    return "".join([f"{line}\n" for line in lines])


def _next(outcome: Outcome, deed: Deed) -> Msg:
    if outcome.next is not None:
        return outcome.next
    if outcome.refused:
        return msg("next.try_again")
    units = units_in(deed.plan)
    return msg("next.unit_log", unit=units[0]) if units else msg("next.look")


def left(deed: Deed) -> Msg:
    """That it goes on, and how to look; or that it was ended."""
    units = units_in(deed.plan)
    if units:
        return msg("do.left", unit=units[0])
    # Commands end with us, and half a file is taken away.
    return msg("do.left_off" if deed.action.about == "journal" else "do.left_so")


def not_confirmed(deed: Deed) -> Msg:
    """What would have confirmed it."""
    name = deed.question.type_name if deed.question is not None else None
    return msg("next.yes") if name is None else msg("next.confirm", name=name)


@asynccontextmanager
async def progress(
    deed: Deed, units: UnitWatcher, width: int, *, utf8: bool
) -> AsyncIterator[None]:
    """While it is done, a line on standard error: which unit, how it is, since how long. For
    terminals."""
    task = asyncio.get_running_loop().create_task(_go_on(deed, units, width, utf8=utf8))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _go_on(deed: Deed, units: UnitWatcher, width: int, *, utf8: bool) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    shown = 0
    with suppress(OSError):
        try:
            await asyncio.sleep(_FIRST_S)
            while True:
                text = say(_now(deed, units, loop.time() - began))[: max(1, width - 1)]
                put("\r" + text + " " * (shown - width_of(text)), utf8=utf8, fd=2)
                shown = width_of(text)
                await asyncio.sleep(_EVERY_S)
        finally:
            if shown:
                put("\r" + " " * shown + "\r", utf8=utf8, fd=2)


def _now(deed: Deed, units: UnitWatcher, age: float) -> Msg:
    """The first unit that has a job still, else the first."""
    seen = units.seen.value
    names = units_in(deed.plan)
    rows = [seen.rows[name] for name in names if name in seen.rows] if seen is not None else []
    if not rows:
        return msg("do.going_on", what=deed.action.title, age=age)
    at = next((row for row in rows if row.job), rows[0])
    return msg("do.going_on", what=msg("do.unit_is", unit=at.name, state=state_word(at)), age=age)
