"""A unit in every state, told by each way to systemd as systemctl tells it, and in our one word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import NamedTuple

import pytest

from sptui.model.unit import Unit, UnitFacts, state_word
from sptui.services.unit_sources import Manager
from tests.rig import units
from tests.rig.machine import shown, state, systemctl, until
from tests.rig.ways import WAYS, open_manager

UNITS = {
    "rig-notices.service": "[Service]\nType=notify\nExecStart=/bin/sleep infinity\n",
    "rig-reloads.service": units.RUNS + "ExecReload=/bin/sleep 60\n",
    "rig-exec.service": "[Service]\nType=exec\nExecStart=/bin/sleep infinity\n",
    "rig-again.service": "[Service]\nExecStart=/bin/false\nRestart=always\nRestartSec=60\n",
    "rig-limit.service": "[Unit]\nStartLimitBurst=2\nStartLimitIntervalSec=60\n"
    "[Service]\nExecStart=/bin/false\nRestart=always\nRestartSec=1ms\n",
    "rig-late.service": "[Service]\nType=notify\nTimeoutStartSec=100ms\n"
    "ExecStart=/bin/sleep infinity\n",
    "rig-stays.service": "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n",
    "rig-bad.service": "[Service]\nType=oneshot\n",
    "rig-no.target": "[Unit]\n",
    "rig-some.socket": "[Socket]\nListenStream=/run/rig-some\nService=rig-exec.service\n",
    "rig-once.timer": "[Timer]\nOnActiveSec=1h\nUnit=rig-fails.service\n",
}


class Case(NamedTuple):
    """What is done to a unit; then its state in systemd's words and in ours, how its last run
    ended (result, code, status), and what ends it again."""

    unit: str
    do: tuple[str, ...]
    states: tuple[str, str]
    word: str
    ended: tuple[str, int | None, int | None] | None = None
    load: str = "loaded"


CASES = {
    "fails, stopped": Case("rig-fails.service", ("cat",), ("inactive", "dead"), "stopped"),
    "fails, failed": Case(
        "rig-fails.service", ("start",), ("failed", "failed"), "failed", ("exit-code", 1, 3)
    ),
    "slow, stopped": Case("rig-slow.service", ("cat",), ("inactive", "dead"), "stopped"),
    "slow, running": Case(
        "rig-slow.service", ("start",), ("active", "running"), "running", ("success", None, None)
    ),
    "slow, stopping": Case(
        "rig-slow.service", ("start", "stop --no-block"), ("deactivating", "stop"), "stopping"
    ),
    "slow, masked": Case(
        "rig-slow.service", ("mask",), ("inactive", "dead"), "masked", load="masked"
    ),
    "slow, killed": Case(
        "rig-slow.service",
        ("start", "kill -s KILL"),
        ("failed", "failed"),
        "failed",
        ("signal", 2, 9),
    ),
    "busy, stopped": Case("rig-busy.service", ("cat",), ("inactive", "dead"), "stopped"),
    "busy, running": Case("rig-busy.service", ("start",), ("active", "running"), "running"),
    "busy, stopped again": Case(
        "rig-busy.service", ("start", "stop"), ("inactive", "dead"), "stopped"
    ),
    "starting": Case(
        "rig-notices.service", ("start --no-block",), ("activating", "start"), "starting"
    ),
    "reloading": Case(
        "rig-reloads.service",
        ("start", "reload --no-block"),
        ("reloading", "reload"),
        "reloading",
    ),
    "restarting": Case(
        "rig-again.service",
        ("start --no-block",),
        ("activating", "auto-restart"),
        "restarting",
        ("exit-code", 1, 1),
    ),
    "given up": Case(
        "rig-limit.service",
        ("start --no-block",),
        ("failed", "failed"),
        "failed",
        ("exit-code", 1, 1),
    ),
    "too late": Case(
        "rig-late.service", ("start",), ("failed", "failed"), "failed", ("timeout", 2, 15)
    ),
    "ran": Case("rig-stays.service", ("start",), ("active", "exited"), "ran"),
    "target": Case("rig-no.target", ("start",), ("active", "active"), "active"),
    "socket": Case("rig-some.socket", ("start",), ("active", "listening"), "waiting"),
    "timer": Case("rig-once.timer", ("start",), ("active", "waiting"), "waiting"),
    "bad setting": Case(
        "rig-bad.service", ("start",), ("inactive", "dead"), "stopped", load="bad-setting"
    ),
    "nowhere": Case(
        "rig-nowhere.service", ("start",), ("inactive", "dead"), "stopped", load="not-found"
    ),
}


@pytest.fixture(scope="module", autouse=True)
def made() -> Iterator[None]:
    with units.loaded(UNITS, stop=list(UNITS)):
        yield


@pytest.fixture(params=WAYS)
async def manager(request: pytest.FixtureRequest) -> AsyncIterator[Manager]:
    async with open_manager(request.param) as found:
        yield found


@pytest.fixture
def do() -> Iterator[Callable[[Case], None]]:
    """Bring a unit into a state; it is stopped afterwards."""
    done: list[Case] = []

    def bring(case: Case) -> None:
        done.append(case)
        for each in case.do:
            verb, *options = each.split()
            systemctl(verb, *options, case.unit, check=False)
        until(lambda: state(case.unit) == case.states, f"{case.unit} {case.states}")

    yield bring
    for case in done:
        end(case.unit)


def end(unit: str) -> None:
    """Whatever it does, it is stopped, and what became of it forgotten."""
    systemctl("unmask", unit, check=False)
    systemctl("stop", "--no-block", unit, check=False)
    # what takes long to stop is killed
    systemctl("kill", "-s", "KILL", "--kill-whom=all", unit, check=False)
    until(lambda: state(unit)[0] in ("inactive", "failed"), f"{unit} stopped")
    systemctl("reset-failed", unit, check=False)


@pytest.mark.parametrize("name", CASES)
async def test_a_unit_is_right_in_every_state(
    manager: Manager, do: Callable[[Case], None], name: str
):
    case = CASES[name]
    await asyncio.to_thread(do, case)
    unit = await told(manager, case)
    names = ("LoadState", "ActiveState", "SubState", "Description")
    found = await asyncio.to_thread(shown, case.unit, *names)
    assert [unit.load, unit.active, unit.sub, unit.description] == [found[n] for n in names]
    assert (unit.load, unit.active, unit.sub) == (case.load, *case.states)
    assert state_word(unit) == case.word
    if case.load == "loaded":
        await same_facts(await manager.facts(case.unit), case)


async def told(manager: Manager, case: Case) -> Unit:
    """What the way says of it. systemd lets go of what is stopped, and says so: while it does, a
    unit may be told as one that is not there."""
    for _ in range(20):
        [unit] = await manager.units([case.unit])
        if unit.load == case.load:
            break
        await asyncio.sleep(0.05)
    return unit


async def same_facts(facts: UnitFacts, case: Case) -> None:
    """What is asked for a unit is what systemctl shows of it."""
    names = ("Result", "NRestarts", "MainPID", "ControlGroup", "ExecMainCode", "ExecMainStatus")
    found = await asyncio.to_thread(shown, case.unit, *names)
    if not case.unit.endswith(".service"):
        return
    assert facts.result == found["Result"]
    assert (facts.restarts or 0) == int(found["NRestarts"])
    assert (facts.main_pid or 0) == int(found["MainPID"])
    assert facts.group == found["ControlGroup"]
    if case.ended:
        assert (facts.result, facts.exit_code or None, facts.exit_status or None) == case.ended
