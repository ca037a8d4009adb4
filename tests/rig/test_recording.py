"""What the watcher has seen, while units are changed from outside, ends in the truth: on each way
to systemd, and through each fault of the bus and of systemd."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, nullcontext

import pytest

from sptui.model.unit import Units
from sptui.services.units import UnitWatcher
from tests.rig import faults, units
from tests.rig.changes import change, settled
from tests.rig.machine import Truth, shown, systemctl, truth
from tests.rig.ways import WAYS, watching

LIMIT_S = 25.0
SIGNALS = tuple(way for way in WAYS if way != "systemctl")


def as_told(seen: Units | None) -> dict[str, Truth]:
    """The units of a snapshot, as the truth is told. Those that are only another name of one are
    in neither."""
    rows = seen.rows.values() if seen else ()
    return {
        row.name: Truth(row.load, row.active, row.sub, row.description)
        for row in rows
        if not row.following
    }


def differences(seen: Units | None) -> list[str]:
    """In words, what is not as systemctl has it."""
    told, true = as_told(seen), truth()
    return [
        f"{name}: told {told.get(name)}, is {true.get(name)}"
        for name in sorted(told.keys() | true.keys())
        if told.get(name) != true.get(name)
    ]


async def ends_in_the_truth(watcher: UnitWatcher, limit_s: float = LIMIT_S) -> None:
    """Wait until the newest snapshot is the truth, and says that it is not old."""
    loop = asyncio.get_running_loop()
    end = loop.time() + limit_s
    wrong = ["not looked"]
    while wrong:
        wrong = await asyncio.to_thread(differences, watcher.seen.value)
        if not wrong and watcher.seen.value and watcher.seen.value.why:
            wrong = [f"it says that it is old: {watcher.seen.value.why}"]
        if wrong and loop.time() > end:
            raise AssertionError("\n".join(["not the truth:", *wrong[:20]]))
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("way", WAYS)
async def test_a_recording_while_fifty_units_change_ends_in_the_truth(way: str):
    with units.fifty() as names:
        async with watching(way) as watcher:
            recorded: list[Units] = []
            watcher.seen.subscribe(recorded.append)
            watcher.want(frozenset(names), timers=False)
            await ends_in_the_truth(watcher)
            await asyncio.to_thread(change, names, seed=len(way))
            await ends_in_the_truth(watcher)
            assert recorded[-1] is watcher.seen.value
            assert len(recorded) > 2
            assert all(each.way == way for each in recorded)
            assert [each.at for each in recorded] == sorted(each.at for each in recorded)
            assert all(each.live is (way != "systemctl") for each in recorded)
            await same_facts(watcher, names)


async def same_facts(watcher: UnitWatcher, names: list[str]) -> None:
    """What was asked for the rows on the screen is true as well."""
    services = [name for name in names if name.endswith(".service")]

    def wrong(seen: Units) -> list[str]:
        out = []
        # what is not loaded has no facts: it is a file
        for name in [name for name in services if name in seen.rows]:
            found = shown(name, "Result", "NRestarts", "MainPID", "UnitFileState")
            facts = seen.facts.get(name)
            told = facts and (
                facts.result,
                facts.restarts or 0,
                facts.main_pid or 0,
                facts.file_state,
            )
            true = (found["Result"], int(found["NRestarts"]), int(found["MainPID"]))
            if told != (*true, found["UnitFileState"]):
                out.append(f"{name}: told {told}, is {found}")
        return out

    await soon(lambda seen: not wrong(seen), watcher, lambda seen: "\n".join(wrong(seen)))


async def soon(
    holds: Callable[[Units], bool],
    watcher: UnitWatcher,
    trouble: Callable[[Units], str] = lambda seen: f"way {seen.way}, why {seen.why}",
    limit_s: float = LIMIT_S,
) -> Units:
    """Wait until a snapshot is as it should be. Raises AssertionError."""
    loop = asyncio.get_running_loop()
    end = loop.time() + limit_s
    while True:
        seen = watcher.seen.value
        if seen and await asyncio.to_thread(holds, seen):
            return seen
        if loop.time() > end:
            raise AssertionError(trouble(seen) if seen else "nothing was seen")
        await asyncio.sleep(0.1)


FAULTS: dict[str, Callable[[], object]] = {
    "dbus restarted": faults.restart_bus,
    "daemon-reexec": faults.reexec,
    "daemon-reload": faults.reload,
}


@pytest.fixture
async def fifty() -> AsyncIterator[list[str]]:
    with units.fifty() as names:
        yield names


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fault", FAULTS)
async def test_it_comes_back_by_itself(fifty: list[str], way: str, fault: str):
    async with watching(way) as watcher:
        await ends_in_the_truth(watcher)
        systemctl("start", fifty[0])
        await asyncio.to_thread(FAULTS[fault])
        await asyncio.to_thread(change, fifty, seed=5, times=20)
        await ends_in_the_truth(watcher)
        # and hears of what comes afterwards
        await asyncio.to_thread(systemctl, "start", "rig-fails.service", check=False)
        await ends_in_the_truth(watcher)
        await asyncio.to_thread(systemctl, "reset-failed", "rig-fails.service")
        await ends_in_the_truth(watcher)


@pytest.mark.parametrize("way", WAYS)
async def test_a_reload_every_second_hides_nothing(fifty: list[str], way: str):
    async with watching(way) as watcher:
        with faults.reloading(1.0) as done:
            await asyncio.to_thread(change, fifty, seed=6, times=60)
            await ends_in_the_truth(watcher)
            before = len(done)
            await soon(lambda _: len(done) > before + 2, watcher)
        await asyncio.to_thread(settled)
        await ends_in_the_truth(watcher)


async def test_without_a_bus_it_goes_on_over_the_private_socket(fifty: list[str]):
    async with watching() as watcher:
        await ends_in_the_truth(watcher)
        assert watcher.seen.value and watcher.seen.value.way == "bus"
        with faults.no_bus():
            await soon(lambda seen: seen.way == "private" and seen.why is None, watcher)
            await asyncio.to_thread(change, fifty, seed=7, times=40)
            await ends_in_the_truth(watcher)
            assert watcher.seen.value.live


async def test_a_bus_that_is_gone_is_said_and_rows_stay_with_their_age(fifty: list[str]):
    async with watching("bus") as watcher:
        await ends_in_the_truth(watcher)
        rows = watcher.seen.value.rows if watcher.seen.value else {}
        with faults.no_bus():
            seen = await soon(lambda seen: seen.why is not None, watcher)
            assert seen.rows == rows
            await asyncio.to_thread(systemctl, "start", fifty[0])
            stale = await soon(lambda seen: seen.why is not None, watcher)
            assert stale.at == seen.at
        await ends_in_the_truth(watcher)
        assert watcher.seen.value and watcher.seen.value.why is None


@pytest.mark.parametrize("way", WAYS)
async def test_a_unit_that_restarts_for_ever_costs_no_more_than_ten_pictures_a_second(way: str):
    with units.restarting() as name:
        async with watching(way) as watcher:
            told: list[Units] = []
            watcher.want(frozenset({name}), timers=False)
            await soon(lambda seen: name in seen.rows, watcher)
            undo = watcher.seen.subscribe(told.append)
            await asyncio.sleep(3)
            undo()
            # bursts are gathered for 0.1 s
            assert len(told) <= 35
            if way != "systemctl":
                counts = [each.facts[name].restarts for each in told if name in each.facts]
                assert len(set(counts)) > 3


BIG: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "nothing": nullcontext,
    "hostile": units.hostile,
    "drop-ins": units.drop_ins,
    "template": units.template,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", BIG)
async def test_the_list_is_the_truth_whatever_units_there_are(way: str, what: str):
    with BIG[what]():
        async with watching(way) as watcher:
            await ends_in_the_truth(watcher)


async def test_hostile_descriptions_come_as_they_are():
    with units.hostile() as given:
        async with watching() as watcher:
            seen = await soon(lambda seen: set(given) <= set(seen.rows), watcher)
            assert {name: seen.rows[name].description for name in given} == given
