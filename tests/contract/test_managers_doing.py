"""What an action plans is done by each way to systemd, and shows in what systemctl says afterwards:
by a real systemd, in the rig (tests/rig/run)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sptui.actions.action import Bus
from sptui.actions.unit import job
from sptui.model.errors import BusError
from sptui.model.unit_event import Event
from sptui.paint.words import say
from sptui.services.unit_sources import Manager
from sptui.system.ways import managers
from tests.contract.doing import (
    DASH,
    FAILS,
    FILES,
    FOLDER,
    HEARD,
    RELOADED,
    RUNS,
    Doing,
    active,
    at_boot,
    pid,
    steps,
    there,
)
from tests.rig.machine import IN_RIG, remove, shown, systemctl, until, write

WAYS = ("bus", "private", "pydbus", "systemctl")
pytestmark = pytest.mark.skipif(not IN_RIG, reason="wants a real systemd: tests/rig/run")


@pytest.fixture(scope="module", autouse=True)
def loaded() -> Iterator[None]:
    """The units, for all tests here."""
    if not IN_RIG:
        yield
        return
    write(FILES, FOLDER)
    write({"doing-etc.service": FILES[DASH]}, "/etc/systemd/system")
    systemctl("daemon-reload")
    yield
    systemctl("stop", "--", "doing-*.service", DASH, check=False)
    remove(sorted(FILES), FOLDER)
    remove(["doing-etc.service"], "/etc/systemd/system")
    systemctl("daemon-reload")
    systemctl("reset-failed", check=False)


@pytest.fixture
def told() -> list[Event]:
    """What the connection told."""
    return []


@pytest.fixture(params=WAYS)
async def manager(request: pytest.FixtureRequest, told: list[Event]) -> AsyncIterator[Manager]:
    [make] = managers(request.param)
    made: Manager = make()
    await made.open(told.append)
    yield made
    await made.close()


@pytest.fixture
def doing(manager: Manager, told: list[Event]) -> Doing:
    return Doing(manager, told)


# ------------------------------------------------------------------ jobs


async def test_start_restart_reload_and_stop(doing: Doing):
    done = doing.ended("done")
    assert await doing.do("unit.start", RUNS, state="stopped") == done
    first = pid(RUNS)
    assert first
    assert await doing.do("unit.restart", RUNS, state="running") == done
    second = pid(RUNS)
    assert second and second != first
    remove([os.path.basename(RELOADED)], os.path.dirname(RELOADED))
    assert await doing.do("unit.reload", RUNS, state="running") == done
    assert there(RELOADED) and pid(RUNS) == second
    assert await doing.do("unit.try-restart", RUNS, state="running") == done
    third = pid(RUNS)
    assert third and third != second
    assert await doing.do("unit.stop", RUNS, state="running") == done
    assert (active(RUNS), pid(RUNS)) == ("inactive", 0)
    # What was seen to run may have stopped since.
    assert await doing.do("unit.try-restart", RUNS, state="running") == doing.ended("done")
    assert active(RUNS) == "inactive"


async def test_a_start_that_fails_is_no_error_but_how_it_ended(doing: Doing):
    assert await doing.do("unit.start", FAILS, state="stopped") == doing.ended("failed")
    assert active(FAILS) == "failed"
    await doing.do("unit.reset-failed", FAILS, state="failed")
    assert active(FAILS) == "inactive"


@pytest.mark.parametrize(
    ("unit", "result"), [("doing-assert.service", "assert"), ("dev-doing.device", "unsupported")]
)
async def test_nor_is_any_other_end_of_a_job(doing: Doing, unit: str, result: str):
    assert await doing.do("unit.start", unit, state="stopped") == doing.ended(result)


async def test_many_at_once(doing: Doing):
    names = [f"doing-{n}.service" for n in range(8)]
    started = [job("StartUnit", "start", name) for name in names]
    ended = await asyncio.gather(*[doing.step(step) for step in started])
    assert ended == doing.ended("done") * 8
    assert {active(name) for name in names} == {"active"}
    await asyncio.gather(*[doing.step(job("StopUnit", "stop", name)) for name in names])
    assert {active(name) for name in names} == {"inactive"}


async def test_a_name_that_begins_with_a_dash(doing: Doing):
    await doing.do("unit.start", DASH, state="stopped")
    assert active(DASH) == "active"
    await doing.do("unit.kill", DASH, {"signal": "KILL", "whom": "all"}, state="running")
    until(lambda: active(DASH) == "failed", "it is killed")
    await doing.do("unit.reset-failed", DASH, state="failed")
    assert active(DASH) == "inactive"
    await doing.do("unit.mask", DASH, {"runtime": "yes"})
    assert at_boot(DASH) == "masked-runtime"
    await doing.do("unit.unmask", DASH, {"runtime": "yes"}, file_state="masked-runtime")
    assert at_boot(DASH) == "static"


async def test_a_stop_that_hangs_is_cancelled(doing: Doing):
    """The unit goes on stopping; nobody waits for it any more."""
    slow = "rig-slow.service"
    await doing.do("unit.start", slow, state="stopped")
    stopping = asyncio.create_task(doing.do("unit.stop", slow, state="running"))
    await asyncio.to_thread(until, lambda: shown(slow, "Job") != {"Job": ""}, "the job is queued")
    assert active(slow) == "deactivating"
    await doing.manager.cancel(slow)
    assert await asyncio.wait_for(stopping, 3.0) == doing.ended("canceled")
    assert active(slow) == "deactivating"
    await doing.manager.cancel(slow)  # there is none any more
    await asyncio.to_thread(until, lambda: active(slow) == "inactive", "it has stopped")


# ------------------------------------------------------------------ signals


@pytest.mark.parametrize("whom", ["main", "all"])
async def test_a_signal_gets_there(doing: Doing, whom: str):
    unit = "doing-hears.service"
    await doing.do("unit.start", unit, state="stopped")
    remove([os.path.basename(HEARD)], os.path.dirname(HEARD))
    await asyncio.sleep(0.2)  # it has to have its trap
    await doing.do("unit.kill", unit, {"signal": "USR1", "whom": whom}, state="running")
    await asyncio.to_thread(until, lambda: there(HEARD), "the signal is heard")
    assert await asyncio.to_thread(Path(HEARD).read_text) == f"{pid(unit)}\n"
    await doing.do("unit.kill", unit, {"signal": "TERM", "whom": "all"}, state="running")
    await asyncio.to_thread(until, lambda: active(unit) == "inactive", "it has ended")


async def test_a_process_that_it_has_not(doing: Doing):
    await doing.do("unit.start", RUNS, state="stopped")
    [step] = steps("unit.kill", RUNS, {"signal": "TERM", "whom": "control"}, state="running")
    name, said = await doing.refused(step)
    assert name == "NoSuchProcess"
    assert said == f"systemd refuses kill {RUNS}: it has no such process"
    await doing.do("unit.stop", RUNS, state="running")


# ------------------------------------------------------------------ unit files


@pytest.mark.parametrize(
    ("runtime", "on"), [("no", "enabled"), ("yes", "enabled-runtime")], ids=["for_good", "runtime"]
)
async def test_on_and_off_at_boot(doing: Doing, runtime: str, on: str):
    assert at_boot(RUNS) == "disabled"
    await doing.do("unit.enable", RUNS, {"runtime": runtime, "now": "no"}, file_state="disabled")
    assert (at_boot(RUNS), active(RUNS)) == (on, "inactive")
    await doing.do("unit.disable", RUNS, {"runtime": runtime, "now": "no"}, file_state=on)
    assert at_boot(RUNS) == "disabled"


async def test_on_at_boot_and_now_too(doing: Doing):
    await doing.do(
        "unit.enable", RUNS, {"runtime": "no", "now": "yes"}, file_state="disabled", state="stopped"
    )
    assert (at_boot(RUNS), active(RUNS)) == ("enabled", "active")
    await doing.do(
        "unit.disable", RUNS, {"runtime": "no", "now": "yes"}, file_state="enabled", state="running"
    )
    assert (at_boot(RUNS), active(RUNS)) == ("disabled", "inactive")


@pytest.mark.parametrize(
    ("runtime", "state"), [("no", "masked"), ("yes", "masked-runtime")], ids=["for_good", "runtime"]
)
async def test_masked_and_not(doing: Doing, runtime: str, state: str):
    await doing.do("unit.mask", RUNS, {"runtime": runtime, "now": "no"})
    assert at_boot(RUNS) == state
    name, said = await doing.refused(job("StartUnit", "start", RUNS))
    assert name == "UnitMasked"
    assert said == f"systemd refuses start {RUNS}: {RUNS} is masked; unmask it first"
    await doing.do("unit.unmask", RUNS, {"runtime": runtime}, file_state=state)
    assert at_boot(RUNS) == "disabled"
    await doing.do("unit.start", RUNS, state="stopped")
    await doing.do("unit.stop", RUNS, state="running")


async def test_unit_files_are_read_again(doing: Doing):
    write({RUNS: f"[Unit]\nDescription=Another\n{FILES[RUNS]}"}, FOLDER)
    await doing.do("unit.daemon-reload", "")
    assert shown(RUNS, "Description")["Description"] == "Another"
    write({RUNS: FILES[RUNS]}, FOLDER)
    await doing.do("unit.daemon-reload", "")
    assert shown(RUNS, "Description")["Description"] == RUNS


# ------------------------------------------------------------------ what is refused

NOWHERE = "doing-nowhere.service"
REFUSED = [
    (job("StartUnit", "start", NOWHERE), "NoSuchUnit", f"there is no {NOWHERE}"),
    (job("StopUnit", "stop", NOWHERE), "NoSuchUnit", f"there is no {NOWHERE}"),
    (job("StartUnit", "start", "doing-needs.service"), "NoSuchUnit", f"there is no {NOWHERE}"),
    (job("ReloadUnit", "reload", DASH), "JobTypeNotApplicable", f"{DASH} can't do that"),
    (
        job("StartUnit", "start", "doing-others.service"), "OnlyByDependency",
        "the file of doing-others.service says that only other units may do that",
    ),
    (
        job("StartUnit", "start", "doing-both.service"), "TransactionJobsConflicting",
        "what it needs contradicts itself",
    ),
    (
        job("StartUnit", "start", "doing-bad.service"), "BadUnitSetting",
        "the unit file of doing-bad.service is no good",
    ),
    (
        Bus(
            "EnableUnitFiles", "asbb", ((NOWHERE,), False, False),
            ("systemctl", "enable", NOWHERE),
        ),
        "NoSuchUnit", f"there is no {NOWHERE}",
    ),
    (
        Bus(
            "MaskUnitFiles", "asbb", (("doing-etc.service",), False, False),
            ("systemctl", "mask", "doing-etc.service"),
        ),
        "UnitExists", "/etc/systemd/system/doing-etc.service is in the way",
    ),
    (
        Bus(
            "KillUnit", "ssi", ("dbus.service", "all", 99),
            ("systemctl", "kill", "--signal=99", "dbus.service"), "dbus.service",
        ),
        "InvalidArgs", "",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("step", "name", "why"), REFUSED, ids=range(len(REFUSED)))
async def test_what_systemd_refuses_is_said_in_words(doing: Doing, step: Bus, name: str, why: str):
    found, said = await doing.refused(step)
    assert found == name
    assert said.startswith(f"systemd refuses {step.said}: ")
    assert said.endswith(why)


@pytest.mark.parametrize(
    "name",
    ["doing-*.service", "doing-[0-9].service", "*", "", "a b.service", "x", "--all", "\n.service",
     "../x.service", "/etc/passwd", "doing-runs", "x" * 300 + ".service", "\udcff.service"],
    ids=range(13),
)  # fmt: skip
async def test_what_is_no_name_hits_no_unit(doing: Doing, name: str):
    """systemctl would take some of them for patterns, or make a name of it."""
    await doing.do("unit.start", "doing-1.service", state="stopped")
    await doing.do("unit.start", RUNS, state="stopped")
    bad = [
        job("StopUnit", "stop", name),
        Bus("KillUnit", "ssi", (name, "all", 9), ("systemctl", "kill", "--", name), name),
        Bus("MaskUnitFiles", "asbb", ((name,), True, False), ("systemctl", "mask", "--", name)),
    ]
    for step in bad:
        if step.unit or step.body[0]:
            with pytest.raises(BusError) as caught:
                await doing.manager.change(step)
            assert caught.value.kind == "refused"
            assert say(caught.value.what).isprintable()
    assert (active(RUNS), active("doing-1.service")) == ("active", "active")
    await doing.do("unit.stop", RUNS, state="running")
    await doing.do("unit.stop", "doing-1.service", state="running")


async def test_after_closing_nothing_is_done(doing: Doing):
    await doing.manager.close()
    with pytest.raises(BusError) as caught:
        await doing.manager.change(job("StartUnit", "start", RUNS))
    assert caught.value.kind == "lost"
    assert active(RUNS) == "inactive"


# ------------------------------------------------------------------ who else is touched


async def test_related_units_are_those_that_systemctl_has(doing: Doing):
    properties = ("Requires", "RequiredBy", "Conflicts", "ConflictedBy", "BoundBy", "NoSuchThing")
    systemctl("start", "doing-needing.service")
    try:
        for unit in (RUNS, "doing-needing.service", DASH, "multi-user.target"):
            found = await doing.manager.related(unit, properties)
            true = shown(unit, *properties)
            for name in properties:
                assert sorted(found.get(name, ())) == sorted(true.get(name, "").split())
        found = await doing.manager.related(RUNS, ("RequiredBy",))
        assert found["RequiredBy"] == ("doing-needing.service",)
    finally:
        systemctl("stop", "doing-needing.service", RUNS)
