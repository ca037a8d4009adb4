"""A watcher of units over a systemd of ours, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from sptui.model.unit import Units
from sptui.services.sampler import Sampler, Setup
from sptui.services.units import UnitWatcher
from tests.fakes.machine import HOST, Counters, SlowFacts, reading
from tests.fakes.systemd import Connection, Folders, Systemd
from tests.fakes.virtual_time import run

NAMES = ("a.service", "b.service", "c.socket", "d.timer")
OTHERS = ("new.service", "other.timer")
AT = 1_700_000_000.0


def clock() -> float:
    """The wall clock: it goes with the loop's, where one runs."""
    try:
        return AT + asyncio.get_running_loop().time()
    except RuntimeError:
        return AT


class Ticking(Counters):
    def __init__(self) -> None:
        super().__init__([])

    def read(self):
        self.calls += 1
        return reading(asyncio.get_running_loop().time())


class Watched:
    """A watcher, what it watches, and all that it published."""

    def __init__(self, systemd: Systemd, watcher: UnitWatcher, sampler: Sampler) -> None:
        self.systemd, self.watcher, self.sampler = systemd, watcher, sampler
        self.seen: list[tuple[float, Units]] = []
        self.logged: list[BaseException] = []
        self.folders = Folders(systemd)
        watcher.seen.subscribe(lambda seen: self.seen.append((clock(), seen)))

    @property
    def now(self) -> Units:
        assert self.watcher.seen.value is not None
        return self.watcher.seen.value

    def failed(self) -> list[str]:
        """The subjects of the Overview's findings about units."""
        view = self.sampler.overviews.value
        assert view is not None
        return [found.subject for found in view.findings if found.rule == "unit.failed"]


@asynccontextmanager
async def watching(
    *ways: Callable[[Systemd], Connection], systemd: Systemd | None = None, **more: object
):
    systemd = systemd or Systemd(*NAMES, files=OTHERS, now=clock)
    sampler = Sampler(Setup(Ticking(), SlowFacts(), HOST))
    sampler.look()
    logged: list[BaseException] = []
    made = [lambda way=way: way(systemd) for way in ways or (Connection,)]
    folders = Folders(systemd)
    watcher = UnitWatcher(made, sampler, folders, clock=clock, log=logged.append, **more)
    watched = Watched(systemd, watcher, sampler)
    watched.logged, watched.folders = logged, folders
    async with AsyncExitStack() as stack:
        stack.push_async_callback(watcher.close)
        watcher.start()
        await asyncio.sleep(1)
        yield watched


def private(systemd: Systemd) -> Connection:
    return Connection(systemd, "private")


def polled(systemd: Systemd) -> Connection:
    return Connection(systemd, "systemctl", signals=False)


def virtual(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """The test runs in virtual time."""

    def wrapped() -> None:
        run(test())

    wrapped.__name__, wrapped.__doc__ = test.__name__, test.__doc__
    return wrapped
