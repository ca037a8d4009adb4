"""Systemds to hold each way of asking one against: made up ones, and the real one of the rig. In
each there are the same units."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from dbus_fast import Variant

from sptui.services.unit_sources import Manager
from sptui.system.bus_fast import FastLink
from sptui.system.bus_manager import BusManager
from sptui.system.bus_private import PrivateLink
from sptui.system.ways import managers
from tests.fakes.dbus_peer import Peer
from tests.fakes.systemd import Connection, Systemd
from tests.rig import units
from tests.rig.machine import systemctl

RUNS, FAILS, TIMER = "contract-runs@a\\x2db.service", "contract-fails.service", "contract-day.timer"
ABSENT = "contract-nowhere.service"
SECRET = "hunter2hunter2"
FILES = {
    "contract-runs@.service": "[Unit]\nDescription=What it does\n"
    f"[Service]\nExecStart=/bin/sh -c 'exec sleep infinity' --password={SECRET}\n"
    "[Install]\nWantedBy=multi-user.target\n",
    FAILS: "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'exit 3'\n",
    TIMER: f"[Timer]\nOnCalendar=*-*-* 04:05:06\nPersistent=yes\nUnit={FAILS}\n",
}


class World(NamedTuple):
    """A systemd in which RUNS runs, FAILS has failed with status 3, TIMER waits for the next day
    and is to start FAILS. `connect` makes a connection; `start` and `stop` change RUNS, as somebody
    else does; they block where `blocks`."""

    connect: Callable[[], Manager]
    start: Callable[[], object]
    stop: Callable[[], object]
    blocks: bool = False

    async def change(self, how: Callable[[], object]) -> None:
        """Start or stop, while the loop goes on."""
        if self.blocks:
            await asyncio.to_thread(how)
        else:
            how()


@asynccontextmanager
async def fake() -> AsyncIterator[World]:
    """The one that tests of the watcher use."""
    systemd = Systemd(RUNS, FAILS, now=time.time)
    systemd.change(RUNS, "running")
    systemd.change(FAILS, "failed")
    systemd.schedule(TIMER, time.time() + 3600)
    systemd.rows[TIMER] = systemd.rows[TIMER]._replace(active="active", sub="waiting")
    systemd.timers[TIMER] = systemd.timers[TIMER]._replace(
        activates=FAILS, calendar=("*-*-* 04:05:06",), persistent=True
    )
    yield World(
        lambda: Connection(systemd),
        lambda: systemd.change(RUNS, "running"),
        lambda: systemd.change(RUNS, "stopped"),
    )


@asynccontextmanager
async def peer(folder: Path, *, bus: bool) -> AsyncIterator[World]:
    """One that speaks D-Bus."""
    made = Peer(folder / "socket", bus=bus)
    now = int(time.time() * 1e6)
    made.load(RUNS)
    made.load(
        FAILS, "failed", "failed", StateChangeTimestamp=Variant("t", now),
        Result=Variant("s", "exit-code"), ExecMainCode=Variant("i", 1),
        ExecMainStatus=Variant("i", 3),
    )  # fmt: skip
    made.load(
        TIMER, "active", "waiting", StateChangeTimestamp=Variant("t", now),
        Unit=Variant("s", FAILS), NextElapseUSecRealtime=Variant("t", now + 3_600_000_000),
        TimersCalendar=Variant("a(sst)", [("OnCalendar", "*-*-* 04:05:06", now)]),
        Persistent=Variant("b", True),
    )  # fmt: skip
    made.files = {FAILS: "static", RUNS: "disabled", TIMER: "static"}

    def told(active: str, sub: str, pid: int, group: str) -> None:
        at = Variant("t", int(time.time() * 1e6))
        made.units[RUNS]["ControlGroup"] = Variant("s", group)
        made.change(RUNS, "Service", MainPID=Variant("u", pid), Result=Variant("s", "success"))
        made.change(
            RUNS,
            ActiveState=Variant("s", active),
            SubState=Variant("s", sub),
            StateChangeTimestamp=at,
        )

    def start() -> None:
        told("active", "running", 77, f"/system.slice/{RUNS}")

    argv = ["/bin/sh", "-c", "exec sleep infinity", f"--password={SECRET}"]
    made.units[RUNS]["ExecStart"] = Variant(
        "a(sasbttttuii)", [("/bin/sh", argv, False, 0, 0, 0, 0, 0, 0, 0)]
    )
    made.processes[RUNS] = [(f"/system.slice/{RUNS}", 77, " ".join(argv))]
    start()
    await made.listen()
    link = FastLink if bus else PrivateLink
    yield World(
        lambda: BusManager(link(made.address)), start, lambda: told("inactive", "dead", 0, "")
    )
    await made.close()


@asynccontextmanager
async def real(way: str) -> AsyncIterator[World]:
    """The rig's."""
    [connect] = managers(way)
    start, stop = (lambda: systemctl("start", RUNS)), (lambda: systemctl("stop", RUNS))
    made = units.loaded(FILES, stop=[RUNS, FAILS, TIMER])
    await asyncio.to_thread(made.__enter__)
    try:
        await asyncio.to_thread(systemctl, "start", RUNS, TIMER)
        await asyncio.to_thread(lambda: systemctl("start", FAILS, check=False))
        yield World(connect, start, stop, blocks=True)
    finally:
        await asyncio.to_thread(lambda: systemctl("reset-failed", FAILS, check=False))
        await asyncio.to_thread(made.__exit__, None, None, None)
