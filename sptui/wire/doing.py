"""Where the doer of actions meets what it acts by: the calls that sptui does itself, what keeps two
sessions apart, what is known of our rights."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.actions.action import Argv, Call, Outcome
    from sptui.model.msg import Msg
    from sptui.services.doing import CallDoer, Doer, Front
    from sptui.services.guard import Guard
    from sptui.services.units import UnitWatcher


def doer(
    units: Callable[[], UnitWatcher],
    environ: Mapping[str, str],
    guard: Guard,
    *,
    root: str = "/",
    demo: bool = False,
) -> Doer:
    """Who does what actions plan, on this machine; the demo's server has nothing to touch. `guard`
    is what may lock it; `root` is the folder whose journal is saved."""
    from sptui.services.doing import Doer

    calls, own = _calls(units, root), _guarding(guard)
    if demo:
        from sptui.system.demo import now

        calls = {**dict.fromkeys(calls, _nothing), **own}
        return Doer(units, calls, _free, _no_lines, now, _nothing)
    from sptui.system.claims import Claims
    from sptui.system.last_lines import last_lines
    from sptui.system.who import who

    claims = Claims(who(environ), environ)
    return Doer(units, {**calls, **own}, claims.hold, last_lines, run=_command)


def _free(things: object, what: str) -> nullcontext[None]:
    return nullcontext()


async def _no_lines(unit: str, invocation: str) -> tuple[str, ...]:
    return ()


async def _nothing(step: Argv | Call, front: Front | None = None) -> Outcome:
    from sptui.actions.action import Outcome
    from sptui.model.msg import msg

    return Outcome(False, msg("outcome.demo"))


async def _command(step: Argv) -> Outcome:
    from sptui.services.commands import done
    from sptui.system.exec import run

    return await done(step, run)


def _calls(units: Callable[[], UnitWatcher], root: str) -> Mapping[str, CallDoer]:
    """The steps of actions that sptui does itself, by name."""
    from sptui.actions.action import Outcome
    from sptui.model.msg import msg
    from sptui.wire.logs import journal
    from sptui.wire.saving import saver

    async def send(call: Call, front: Front) -> Outcome:
        from sptui.system.signalling import send_signal

        pid, start = int(call.arg("pid")), int(call.arg("start"))
        return Outcome(*send_signal(pid, start, call.arg("signal")))

    async def renice(call: Call, front: Front) -> Outcome:
        from sptui.system import signalling

        pid, start = int(call.arg("pid")), int(call.arg("start"))
        return Outcome(*signalling.renice(pid, start, int(call.arg("nice"))))

    async def cancel(call: Call, front: Front) -> Outcome:
        unit = call.arg("unit")
        await units().manager().cancel(unit)
        return Outcome(True, msg("outcome.cancelled", unit=unit))

    async def write(call: Call, front: Front) -> Outcome:
        from sptui.paint.words import say
        from sptui.system import drop_in

        unit, path, source = (call.arg(name) for name in ("unit", "path", "from"))
        template = say(msg("drop_in.template", unit=unit, path=path))
        done = await drop_in.write(unit, path, source, front.edit, template)
        return Outcome(
            done.ok, done.text, last=not done.changed, lines=done.lines,
            undo="unit.revert" if done.changed else "",
        )  # fmt: skip

    async def revert(call: Call, front: Front) -> Outcome:
        from sptui.system import drop_in

        done = await drop_in.revert(call.arg("unit"), call.arg("path"))
        return Outcome(done.ok, done.text, last=not done.changed)

    return {
        "process.signal": send,
        "process.renice": renice,
        "unit.cancel": cancel,
        "drop_in.write": write,
        "drop_in.revert": revert,
        "log.save": saver(lambda: journal(root=root)),
    }


def _guarding(guard: Guard) -> Mapping[str, CallDoer]:
    """The steps that forbid changes, and allow them again, in this session."""
    from sptui.actions.action import Outcome
    from sptui.model.msg import msg

    async def lock(call: Call, front: Front) -> Outcome:
        guard.lock()
        return Outcome(True, msg("outcome.locked"))

    async def unlock(call: Call, front: Front) -> Outcome:
        minutes = int(call.arg("minutes"))
        guard.unlock(60.0 * minutes if minutes else None)
        return Outcome(True, msg("outcome.unlocked", n=minutes) if minutes else msg("outcome.open"))

    return {"session.lock": lock, "session.unlock": unlock}


def editor(environ: Mapping[str, str]) -> Callable[[str], Awaitable[int | None]]:
    """Has the person's editor open a file on our terminal: its exit status, None: there is none."""

    async def edit(path: str) -> int | None:
        from sptui.system.editor import editor_argv
        from sptui.system.foreground import run_in_front

        argv = editor_argv(environ)
        return await run_in_front((*argv, path)) if argv else None

    return edit


def unit_files(root: str, *, demo: bool = False) -> Callable[[], Msg | None]:
    """Asks why unit files can't be written for good; of the demo's server they can."""

    def ask() -> Msg | None:
        if demo:
            return None
        from sptui.system.unit_folder_rights import why_not_for_good

        return why_not_for_good(root)

    return ask


async def rights() -> frozenset[str]:
    """The polkit actions that are refused to us. Root is refused nothing."""
    if os.geteuid() == 0:
        return frozenset()
    from sptui.actions.unit import MANAGE
    from sptui.actions.unit_file import FILES, RELOAD
    from sptui.system.polkit import refused_of

    return await refused_of((MANAGE, FILES, RELOAD))
