"""Timers of systemd as they are told, and what is said of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from sptui.model.calendar import parse_calendar
from sptui.model.calendar_next import next_elapse
from sptui.model.timers_view import missed_run, outcome_of
from sptui.model.unit import TimerFacts, Units
from sptui.services.unit_sources import Manager
from tests.rig import units
from tests.rig.machine import shown, systemctl, until
from tests.rig.ways import WAYS, open_manager

# As an admin writes them.
CALENDARS = (
    "daily", "weekly", "Mon..Fri 10:00", "*:0/7", "Sat,Sun *-*-1..7 3:0/20", "*-*~3 12:00",
    "Mon *-05~07/1", "2-29", "hourly Europe/Berlin", "Sun 02:30 America/New_York", "0/7:00",
    "*-3,10-* 2:0/20 Europe/Berlin", "2100-1-1", "23:59:59.5", "@4000000000",
)  # fmt: skip
EVERY_SECOND = "calendar-often.timer"
NAMES = [f"calendar-{n}.timer" for n in range(len(CALENDARS))]


@pytest.fixture(scope="module", autouse=True)
def machine() -> Iterator[None]:
    files = {
        name: f"[Timer]\nOnCalendar={text}\nUnit=rig-does.service\n"
        for name, text in zip(NAMES, CALENDARS, strict=True)
    }
    files[EVERY_SECOND] = (
        "[Timer]\nOnCalendar=*:*:*\nAccuracySec=10ms\nUnit=rig-does.service\n"
        "[Unit]\nStartLimitIntervalSec=0\n"
    )
    files["rig-does.service"] = (
        "[Unit]\nStartLimitIntervalSec=0\n[Service]\nType=oneshot\nExecStart=/bin/true\n"
    )
    with units.loaded(files, stop=[*NAMES, EVERY_SECOND]):
        systemctl("start", *NAMES, EVERY_SECOND)
        yield


async def told(manager: Manager, names: list[str]) -> list[TimerFacts]:
    return await asyncio.gather(*map(manager.timer, names))


@pytest.mark.parametrize("way", WAYS)
async def test_a_timer_runs_next_when_its_calendar_says(way: str) -> None:
    async with open_manager(way) as manager:
        began = time.time()
        for text, timer in zip(CALENDARS, await told(manager, NAMES), strict=True):
            [written] = timer.calendar
            for spec in (text, written):
                calendar = parse_calendar(spec)
                assert calendar is not None, spec
                # One may have elapsed just now.
                due = [next_elapse(calendar, at) for at in (began, time.time())]
                assert timer.next is not None, spec
                assert int(timer.next) in [int(at or 0) for at in due], (spec, due, timer.next)


@pytest.mark.parametrize("way", WAYS)
async def test_a_timer_that_runs_every_second_misses_nothing(way: str) -> None:
    until(lambda: shown(EVERY_SECOND, "LastTriggerUSec")["LastTriggerUSec"] != "", "it ran")
    async with open_manager(way) as manager:
        for _ in range(5):
            [timer] = await told(manager, [EVERY_SECOND])
            now = time.time()
            assert timer.last is not None and -1 < now - timer.last < 5
            assert missed_run(timer, now) is None
            rows = {unit.name: unit for unit in await manager.units()}
            seen = Units(rows, {}, {}, {timer.unit: timer}, manager.way, now)
            assert outcome_of(timer, seen, now) in ("ran", "running")
            await asyncio.sleep(0.3)
