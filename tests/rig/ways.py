"""The ways to systemd, and a watcher over them as the program has it, for tests in the rig."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from unittest.mock import patch

from sptui.model.overview import Overview
from sptui.model.unit import UnitTally
from sptui.services.feed import Feed
from sptui.services.unit_sources import Manager
from sptui.services.units import UnitWatcher
from sptui.system.unit_files import UnitFiles
from sptui.system.unit_use import UnitUse
from sptui.system.ways import managers

# Those that `sptui --bus` knows; "auto" tries them in their order.
WAYS = ("bus", "private", "pydbus", "systemctl")
# Tests wait for the polls of the way without signals: 5 s each time would be long.
_POLL_S = 1.0


class Ticks:
    """What the watcher has of the sampler: somebody to tell, and ticks, of which there are none."""

    def __init__(self) -> None:
        self.overviews: Feed[Overview] = Feed()
        self.tallies: list[UnitTally] = []

    def subscribe(self, loop: object, tell: Callable[[Overview], object]) -> Callable[[], None]:
        return self.overviews.subscribe(tell)

    def tell_units(self, tally: UnitTally) -> None:
        self.tallies.append(tally)


@asynccontextmanager
async def open_manager(way: str) -> AsyncIterator[Manager]:
    """A connection of its own."""
    [make] = managers(way)
    manager: Manager = make()
    await manager.open(lambda event: None)
    try:
        yield manager
    finally:
        await manager.close()


@asynccontextmanager
async def watching(way: str = "auto") -> AsyncIterator[UnitWatcher]:
    """A watcher over one way, or over all in their order, that somebody looks at."""
    with patch("sptui.services.units._POLL_S", _POLL_S):
        ticks = Ticks()
        watcher = UnitWatcher(managers(way), ticks, UnitFiles(), UnitUse())  # type: ignore[arg-type]
        undo = watcher.subscribe(asyncio.get_running_loop(), lambda view: None)
        try:
            yield watcher
        finally:
            undo()
            await watcher.close()
