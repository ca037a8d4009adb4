"""Where the doer of actions meets what it acts by: the calls that sptui does itself, what keeps two
sessions apart, what is known of our rights."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.actions.action import Call, Outcome
    from sptui.model.msg import Msg
    from sptui.services.doing import CallDoer, Doer, Front
    from sptui.services.units import UnitWatcher


def doer(
    units: Callable[[], UnitWatcher], environ: Mapping[str, str], *, demo: bool = False
) -> Doer:
    """Who does what actions plan, on this machine; the demo's server has nothing to touch."""
    from sptui.services.doing import Doer

    if demo:
        return Doer(units, dict.fromkeys(_calls(units), _nothing), _free, _no_lines)
    from sptui.system.claims import Claims
    from sptui.system.last_lines import last_lines
    from sptui.system.who import who

    return Doer(units, _calls(units), Claims(who(environ), environ).hold, last_lines)


def _free(things: object, what: str) -> nullcontext[None]:
    return nullcontext()


async def _no_lines(unit: str, invocation: str) -> tuple[str, ...]:
    return ()


async def _nothing(call: Call, front: Front) -> Outcome:
    from sptui.actions.action import Outcome
    from sptui.model.msg import msg

    return Outcome(False, msg("outcome.demo"))


def _calls(units: Callable[[], UnitWatcher]) -> Mapping[str, CallDoer]:
    """The steps of actions that sptui does itself, by name."""
    from sptui.actions.action import Outcome
    from sptui.model.msg import msg

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
        from sptui.system import drop_in

        unit, path, source = (call.arg(name) for name in ("unit", "path", "from"))
        done = await drop_in.write(unit, path, source, front.edit)
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
    }


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
