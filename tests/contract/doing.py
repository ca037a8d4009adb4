"""Units to do things to, and who does to them what actions plan: for the rig."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence

import pytest

from sptui.actions.action import Bus, Params, State, Target
from sptui.actions.registry import by_id
from sptui.model.errors import BusError
from sptui.model.unit_event import Event, JobEnded
from sptui.paint.words import say
from sptui.services.unit_sources import Manager
from tests.folders import PATIENCE_S
from tests.rig.machine import run, shown

# Where packages have theirs: what lies in /etc can't be masked, in /run not until the next boot.
FOLDER = "/usr/local/lib/systemd/system"
RELOADED, HEARD = "/run/doing-reloaded", "/run/doing-heard"
RUNS, FAILS, DASH = "doing-runs.service", "doing-fails.service", "-doing.service"
_RUN = "[Service]\nExecStart=/bin/sleep infinity\n"
_HEARS = f"trap 'echo $$$$ >{HEARD}' USR1; while :; do sleep 0.1; done"
FILES = {
    RUNS: f"{_RUN}ExecReload=/bin/touch {RELOADED}\n[Install]\nWantedBy=multi-user.target\n",
    FAILS: "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'exit 3'\n",
    DASH: _RUN,
    "doing-hears.service": f'[Service]\nExecStart=/bin/sh -c "{_HEARS}"\n',
    "doing-others.service": f"[Unit]\nRefuseManualStart=yes\nRefuseManualStop=yes\n{_RUN}",
    "doing-needs.service": f"[Unit]\nRequires=doing-nowhere.service\n{_RUN}",
    "doing-needing.service": f"[Unit]\nRequires={RUNS}\nConflicts={DASH}\n{_RUN}",
    "doing-both.service": f"[Unit]\nRequires={RUNS}\nConflicts={RUNS}\n{_RUN}",
    "doing-bad.service": "[Service]\nType=oneshot\n",
    "doing-assert.service": f"[Unit]\nAssertPathExists=/nonexistent\n{_RUN}",
    "doing-etc.service": _RUN,
    **{f"doing-{n}.service": _RUN for n in range(8)},
}


def steps(id: str, unit: str, params: Params = {}, **known: str) -> Sequence[Bus]:  # noqa: B006
    """What the action plans for this unit, which is as it says."""
    action = by_id(id)
    assert action is not None
    target = Target("unit", unit, unit, tuple({"load": "loaded", **known}.items()))
    planned = action.plan(State(), (target,), params).steps
    assert planned
    return [step for step in planned if isinstance(step, Bus)]


class Doing:
    """Does what actions plan."""

    def __init__(self, manager: Manager, told: list[Event]) -> None:
        self.manager, self.told = manager, told

    async def do(self, id: str, unit: str, params: Params = {}, **known: str) -> list[str]:  # noqa: B006
        """How each job ended; "" where nobody tells."""
        return [await self.step(step) for step in steps(id, unit, params, **known)]

    async def step(self, step: Bus) -> str:
        number = await self.manager.change(step)
        if not step.job:
            assert number is None
            return ""
        if not self.manager.abilities.signals:
            return ""
        assert number
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for each in self.told:
                    if isinstance(each, JobEnded) and each.job == number:
                        assert each.unit == step.unit
                        return each.result
                await asyncio.sleep(0.01)

    async def refused(self, step: Bus) -> tuple[str, str]:
        """The D-Bus name of the error, without what they all begin with, and what people read."""
        with pytest.raises(BusError) as caught:
            await self.manager.change(step)
        assert caught.value.kind == "refused"
        assert say(caught.value.next)
        return caught.value.name.rpartition(".")[2], say(caught.value.what)

    def ended(self, result: str) -> list[str]:
        """How one job ended, as far as this way tells."""
        return [result] if self.manager.abilities.signals else [""]


def pid(unit: str) -> int:
    return int(shown(unit, "MainPID")["MainPID"])


def active(unit: str) -> str:
    return shown(unit, "ActiveState")["ActiveState"]


def there(path: str) -> bool:
    return os.path.exists(path)


def at_boot(unit: str) -> str:
    return run("systemctl", "is-enabled", "--", unit, check=False).strip()
