"""A machine that is well, as values, for tests to spoil; and sources that play a list of them."""

from __future__ import annotations

from collections.abc import Iterable

from sptui.model.machine import (
    Clock,
    CpuTimes,
    Facts,
    Host,
    Memory,
    Mount,
    Network,
    Pressure,
    Reading,
    Route,
    Space,
    Stall,
    Volume,
    WaysIn,
)

GIB = 1 << 30
HOST = Host("box", "linux", "Debian 12", "12.9", "6.1.0", None)


def stall(pct: float) -> Stall:
    return Stall(pct, pct, pct, 0.0, 0.0, 0.0, 0)


def reading(second: float = 100_000.0, **other: object) -> Reading:
    """A reading of a machine that has been up for `second`; its clocks agree."""
    busy = round(second * 20)
    well = Reading(
        at=1_700_000_000.0 + second,
        mono=second,
        boot=second,
        cpu=CpuTimes(busy, 0, 0, round(second * 180), 0, 0, 0, 0),
        cores=(CpuTimes(busy, 0, 0, round(second * 180), 0, 0, 0, 0),),
        load=(0.1, 0.1, 0.1),
        memory=Memory(8 * GIB, 6 * GIB, 4 * GIB, 2 * GIB, 0, 0),
        pressure=Pressure(stall(0), stall(0), stall(0)),
        disks=(),
        links=(),
        oom_kills=0,
        missing=(),
    )
    return well._replace(**other)


def low(second: float, available: int = GIB // 2) -> Reading:
    """A reading with little memory left."""
    return reading(second, memory=Memory(8 * GIB, available, available, 0, 0, 0))


def volume(
    point: str = "/",
    *,
    free: int = 50,
    used: int = 50,
    inodes: int = 1000,
    inodes_free: int = 900,
    fstype: str = "ext4",
    read_only: bool = False,
) -> Volume:
    """A file system in GB."""
    gb = 10**9
    space = Space((free + used) * gb, used * gb, free * gb, inodes, inodes_free)
    return Volume(Mount(point, "/dev/sda1", fstype, "8:1", read_only), space, None, 0.0)


def facts(*volumes: Volume, **other: object) -> Facts:
    """Facts of a machine that is well."""
    well = Facts(
        host=HOST,
        volumes=volumes or (volume(),),
        temperatures=(),
        clock=Clock(True, 0.01),
        network=Network(
            (("eth0", "192.0.2.7"),), (Route("eth0", "192.0.2.1", True),), ("192.0.2.53",), True
        ),
        ways_in=WaysIn(("root",), ("root",)),
        missing=(),
    )
    return well._replace(**other)


class Counters:
    """Plays readings, one a call; an error in the list is raised. The last one stays."""

    def __init__(self, plays: Iterable[Reading | Exception]) -> None:
        self.plays = list(plays)
        self.calls = 0

    def read(self) -> Reading:
        self.calls += 1
        play = self.plays.pop(0) if len(self.plays) > 1 else self.plays[0]
        if isinstance(play, Exception):
            raise play
        return play


class SlowFacts:
    """Facts that stay the same, and how long somebody waited for them."""

    def __init__(self, told: Facts | None = None) -> None:
        self.told = told or facts()
        self.waited: list[tuple[float, bool]] = []

    def poll(self, mono: float) -> Facts:
        return self.told

    def wait(self, seconds: float, *, far: bool = False) -> None:
        self.waited.append((seconds, far))


class Timer:
    def __init__(self, when: float, callback: object) -> None:
        self.when, self.callback, self.cancelled = when, callback, False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    """A clock that tests move. `run(until)` fires what is due, each at its time."""

    def __init__(self, now: float = 1000.3, early: float = 0.0) -> None:
        self.now, self.early = now, early
        self.timers: list[Timer] = []
        self.woke: list[float] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: object) -> Timer:
        self.timers.append(Timer(when, callback))
        return self.timers[-1]

    def run(self, until: float) -> None:
        while due := [t for t in self.timers if not t.cancelled and t.when <= until]:
            timer = min(due, key=lambda t: t.when)
            self.timers.remove(timer)
            self.now = max(self.now, timer.when - self.early)
            self.woke.append(self.now)
            timer.callback()
        self.now = until
