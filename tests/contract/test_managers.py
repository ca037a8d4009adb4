"""What a watcher of units may expect of a way to systemd: of the made up ones everywhere, of the
real ones in the rig (tests/rig/run), where none may be skipped."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from sptui.model.errors import BusError
from sptui.model.unit import Unit, UnitFacts, state_word
from sptui.model.unit_event import Changed, Event
from sptui.services.unit_sources import Manager
from tests.contract.managers import (
    ABSENT,
    FAILS,
    RUNS,
    SECRET,
    TIMER,
    World,
    fake,
    peer,
    real,
)
from tests.folders import PATIENCE_S
from tests.rig.machine import IN_RIG

FAKES = ("fake", "peer_bus", "peer_private")
NOT_HERE = pytest.mark.skipif(not IN_RIG, reason="wants a real systemd: tests/rig/run")
REAL = [
    pytest.param(way, marks=NOT_HERE, id=way) for way in ("bus", "private", "pydbus", "systemctl")
]
HOSTILE = ("", "x", "a b.service", "--help.service", "\x1b[31m.service", "\udcff.service", "*.*")
HOSTILE += ("../x.service", "x" * 5000 + ".service", "a@b@c.service", "-.slice", "\n.service", "?.")


@pytest.fixture(params=[*FAKES, *REAL])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    match request.param:
        case "fake":
            made = fake()
        case "peer_bus" | "peer_private" as kind:
            made = peer(tmp_path, bus=kind == "peer_bus")
        case way:
            made = real(way)
    async with made as found:
        yield found


@pytest.fixture
def told() -> list[Event]:
    """What a connection told."""
    return []


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - a list tells nobody that it grew
            await asyncio.sleep(0.01)


@pytest.fixture
async def manager(world: World, told: list[Event]) -> AsyncIterator[Manager]:
    made = world.connect()
    await made.open(told.append)
    yield made
    await made.close()


async def the(manager: Manager, name: str) -> Unit:
    [unit] = await manager.units([name])
    return unit


class TestManager:
    """One class for all of them."""

    async def test_the_list_has_each_unit_once(self, manager: Manager):
        listed = await manager.units()
        rows = {unit.name: unit for unit in listed}
        assert len(rows) == len(listed)
        assert all(unit.load and unit.active and unit.sub for unit in listed)
        assert state_word(rows[RUNS]) == "running"
        assert state_word(rows[FAILS]) == "failed"
        assert state_word(rows[TIMER]) == "waiting"
        assert ABSENT not in rows

    async def test_some_are_as_in_the_list_and_in_the_order_asked(self, manager: Manager):
        rows = {unit.name: unit for unit in await manager.units()}
        asked = [FAILS, ABSENT, RUNS]
        given = await manager.units(asked)
        assert [unit.name for unit in given] == asked
        assert [given[0], given[2]] == [rows[FAILS], rows[RUNS]]
        assert given[1].load == "not-found"
        assert state_word(given[1]) == "stopped"

    async def test_none_are_none(self, manager: Manager):
        assert await manager.units([]) == []

    async def test_facts_of_what_runs(self, manager: Manager):
        facts = await manager.facts(RUNS)
        assert facts.since is not None
        assert 0 <= time.time() - facts.since < 3600
        assert facts.main_pid
        assert facts.group.startswith("/") and facts.group.endswith(RUNS)
        assert (facts.result, facts.exit_code or None) == ("success", None)

    async def test_facts_of_what_failed(self, manager: Manager):
        facts = await manager.facts(FAILS)
        assert (facts.result, facts.exit_code, facts.exit_status) == ("exit-code", 1, 3)
        assert not facts.main_pid

    async def test_the_state_of_a_file(self, manager: Manager):
        assert await manager.file_state(ABSENT) == ""
        known = {"static", "disabled", "enabled"}
        assert {await manager.file_state(FAILS), await manager.file_state(RUNS)} <= known

    async def test_a_timer(self, manager: Manager):
        timer = await manager.timer(TIMER)
        assert (timer.unit, timer.activates, timer.persistent) == (TIMER, FAILS, True)
        assert timer.next is not None
        assert 0 < timer.next - time.time() < 25 * 3600
        assert timer.calendar == ("*-*-* 04:05:06",)

    async def test_details(self, manager: Manager):
        details = await manager.details(RUNS)
        assert details.unit == await the(manager, RUNS)
        facts = await manager.facts(RUNS)
        assert details.facts._replace(file_state="") == facts._replace(file_state="")

    async def test_no_secret_comes_with_them(self, manager: Manager):
        assert SECRET not in repr(await manager.details(RUNS))

    @pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
    async def test_whatever_is_asked_for(self, manager: Manager, name: str):
        [unit] = await manager.units([name])
        assert unit.name == name
        for ask in (manager.facts, manager.file_state, manager.timer, manager.details):
            try:
                await ask(name)
            except BusError as error:
                assert error.kind in ("refused", "denied", "lies")
        assert state_word(await the(manager, RUNS)) == "running"

    async def test_many_questions_at_once_get_each_its_answer(self, manager: Manager):
        names = [RUNS, FAILS, TIMER] * 8
        rows = await asyncio.gather(*[the(manager, name) for name in names])
        assert [row.name for row in rows] == names
        facts = await asyncio.gather(*[manager.facts(name) for name in names])
        assert all(isinstance(each, UnitFacts) for each in facts)
        assert [bool(each.main_pid) for each in facts] == [True, False, False] * 8

    async def test_what_is_given_up_disturbs_nobody(self, manager: Manager):
        asked = [asyncio.create_task(manager.details(RUNS)) for _ in range(5)]
        await asyncio.sleep(0)
        for task in asked[:4]:
            task.cancel()
        assert (await asked[4]).unit.name == RUNS
        given = await asyncio.gather(*asked, return_exceptions=True)
        assert all(isinstance(each, asyncio.CancelledError) for each in given[:4])
        assert state_word(await the(manager, RUNS)) == "running"

    async def test_two_connections_know_nothing_of_each_other(self, world: World, manager: Manager):
        other = world.connect()
        await other.open(lambda event: None)
        await other.close()
        assert state_word(await the(manager, RUNS)) == "running"

    async def test_a_change_is_seen(self, world: World, manager: Manager, told: list[Event]):
        began = time.time()
        await world.change(world.stop)
        assert state_word(await the(manager, RUNS)) == "stopped"
        await world.change(world.start)
        assert state_word(await the(manager, RUNS)) == "running"
        since = (await manager.facts(RUNS)).since
        assert since is not None and since >= began - 1

    async def test_a_change_announces_itself_or_the_way_says_not(
        self, world: World, manager: Manager, told: list[Event]
    ):
        await world.change(world.stop)
        await world.change(world.start)
        if not manager.abilities.signals:
            await manager.units()
            assert not told
            return

        def changes() -> list[str]:
            mine = [each for each in told if isinstance(each, Changed) and each.unit == RUNS]
            return [each.active for each in mine if each.active is not None]

        await until(lambda: "inactive" in changes() and changes()[-1] == "active")

    async def test_after_closing_there_is_nobody(
        self, manager: Manager, told: list[Event], world: World
    ):
        await manager.close()
        told.clear()
        await world.change(world.stop)
        with pytest.raises(BusError) as caught:
            await manager.units()
        assert caught.value.kind == "lost"
        await manager.close()
        assert not told
