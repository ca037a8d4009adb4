"""Whoever waits for a job of systemd's hears how it ended, or that nobody will tell: whatever
becomes of the connection meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from sptui.actions.unit import job
from tests.rig import faults, units
from tests.rig.machine import systemctl
from tests.rig.ways import watching

# They end while the fault goes on, just before it, and just after.
FILES = {
    f"ends-{n:02}.service": f"[Service]\nType=oneshot\nExecStart=/bin/sleep 0.{n:02}\n"
    for n in range(0, 90, 5)
}
FAULTS = (faults.reexec, faults.reload, faults.restart_bus)
LATE_S = 15.0


async def ends(way: str, fault: Callable[[], object]) -> set[str]:
    """How the jobs ended."""
    async with watching(way) as watcher:
        async with asyncio.timeout(LATE_S):
            while watcher.seen.value is None:  # noqa: ASYNC110 - a feed can't be waited for
                await asyncio.sleep(0.05)
        manager, connection = watcher.manager(), watcher.jobs.connection
        numbers = [await manager.change(job("StartUnit", "start", name)) for name in FILES]
        assert all(numbers)
        going_on = asyncio.create_task(asyncio.to_thread(fault))
        async with asyncio.timeout(LATE_S):
            waiting = [watcher.jobs.ended(number or 0, connection) for number in numbers]
            ended = await asyncio.gather(*waiting)
        await going_on
        return set(ended)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("way", ["bus", "private", "pydbus"])
async def test_nobody_waits_for_ever(way: str, fault: Callable[[], object]):
    with units.loaded(FILES, stop=["ends-*"]):
        for _ in range(2):
            found = await ends(way, fault)
            assert found <= {"done", ""}
            if fault is faults.reload:  # which cuts no connection
                assert found == {"done"}
            await asyncio.to_thread(systemctl, "stop", "ends-*")
