"""A believable server that does not exist, for `--demo`, pictures and tests: the same at every run.

Nothing here is read from anywhere. Time is a count of readings: one is one tick. The newest reading
of a fresh demo is tick 0, with 800 ticks of history behind it; later ticks wander on from there.
"""

from __future__ import annotations

import time

from sptui.model.health import Growth
from sptui.model.machine import (
    Clock,
    CpuTimes,
    DiskCounters,
    Facts,
    Host,
    LinkCounters,
    Memory,
    Mount,
    Network,
    Pressure,
    Reading,
    Route,
    Space,
    Stall,
    Temperature,
    Volume,
    WaysIn,
)
from sptui.model.series import History, Series

PAST = 800
_GIB = 1 << 30
_CORES = (13, 9, 10, 8)  # how busy each core is against the others, in tenths
_UP_S = 12 * 86_400 + 5 * 3_600

# The last two minutes and more of each graph, a level of 0 to 16 a tick, one character each.
_CPU = (
    "55565534456666553232112112133566ccb6766765565444554433224345787444543354454323"
    "223445466ac8333334355556766777788754"
)
_NETWORK = (
    "7554222434423231111111123355454433235649adfffd8666545559ffeed71113111135777465"
    "55779a879ab99bbbca899898653354643122"
)
_DISK = (
    "433323323222342343322222122322111211111122357899744211111234434434455655554321"
    "345654211111111223323334432434467532"
)


def now() -> float:
    """When it is at tick 0, in seconds since 1970."""
    return time.mktime((2026, 11, 22, 19, 46, 0, 0, 0, -1))


class _Curve:
    """A figure over the ticks: levels of 0..16, `full` is the value of 16, `now` that of tick 0."""

    def __init__(
        self, drawn: str, full: float, now: float, mean: float = 4.0, push: float = 2.2
    ) -> None:
        self._noise = len(drawn)
        self._full = full
        self._mean = mean
        self._push = push
        levels = [float(int(char, 17)) for char in drawn[:-1]]
        before = self._walk(levels[0] if levels else mean, PAST - 1 - len(levels))
        self._values = [level * full / 16 for level in (*reversed(before), *levels)] + [now]

    def past(self) -> tuple[float, ...]:
        """The values of all ticks before 0, oldest first."""
        return tuple(self._values[: PAST - 1])

    def at(self, tick: int) -> float:
        """The value of a tick from `1 - PAST` on."""
        missing = PAST + tick - len(self._values)
        if missing > 0:
            walked = self._walk(self._values[-1] * 16 / self._full, missing)
            self._values += [level * self._full / 16 for level in walked]
        return self._values[PAST - 1 + tick]

    def _walk(self, level: float, steps: int) -> list[float]:
        """Wander on from `level`, drawn to the mean. Source of the noise: Knuth's MMIX
        generator."""
        out: list[float] = []
        for _ in range(steps):
            self._noise = (self._noise * 6364136223846793005 + 1442695040888963407) % (1 << 64)
            chance = (self._noise >> 40) / (1 << 23) - 1.0
            level += self._push * chance + (self._mean - level) * 0.12
            level = min(15.0, max(1.0, level))
            out.append(level)
        return out


class DemoCounters:
    """Counters that grow as if the server ran: each `read` is one tick of `tick_s` seconds
    later."""

    def __init__(self, tick_s: float = 2.0, first: int = -1) -> None:
        self._tick_s = tick_s
        self._base = now()
        self._cpu = _Curve(_CPU, 100.0, 23.0)
        self._network = _Curve(_NETWORK, 10e6, 1.44e6)
        self._disk = _Curve(_DISK, 20e6, 2.184e6, mean=2.5)
        self._memory = _Curve("", 100.0, 100 * 5.2 / 7.8, mean=10.75, push=0.05)
        self._tick = self._first = first
        self._cores = [
            CpuTimes(9_000_000 * w, 0, 3_000_000 * w, 70_000_000, 900_000, 0, 0, 0) for w in _CORES
        ]
        self._moved = [410_000_000_000, 96_000_000_000, 88_000_000_000, 640_000_000_000]

    def history(self) -> History:
        """What was seen before tick 0."""
        series = [
            Series(curve.past(), PAST - 1)
            for curve in (self._cpu, self._memory, self._network, self._disk)
        ]
        return History(self._tick_s, *series)

    def read(self) -> Reading:
        """The next tick; the first one is tick -1, so that tick 0 has rates, or another one that
        was asked for, from `1 - PAST` on."""
        tick, self._tick = self._tick, self._tick + 1
        if tick > self._first:
            self._grow(tick)
        up = _UP_S + tick * self._tick_s
        load = 0.84 + (self._cpu.at(tick) - 23.0) / 60 if tick > 0 else 0.84
        sums = [sum(values) for values in zip(*self._cores, strict=True)]
        received, sent, read, written = self._moved
        return Reading(
            at=self._base + tick * self._tick_s,
            mono=up,
            boot=up,
            cpu=CpuTimes(*sums),
            cores=tuple(self._cores),
            load=(max(0.05, load), 0.91, 0.88),
            memory=self._memory_now(tick),
            pressure=Pressure(_stall(1.0), _stall(0.0), _stall(4.0)),
            disks=(
                DiskCounters("sda", True, read * 3 // 4, written // 4, 5_000_000),
                DiskCounters("sdb", True, read - read * 3 // 4, written - written // 4, 9_000_000),
            ),
            links=(
                LinkCounters("eth0", True, True, received, sent),
                LinkCounters("lo", False, True, 5_200_000_000, 5_200_000_000),
            ),
            oom_kills=0,
            missing=(),
        )

    def _grow(self, tick: int) -> None:
        """What happened in the tick: 100 jiffies a second and core, bytes by the curves."""
        jiffies = round(100 * self._tick_s)
        busy = round(jiffies * len(_CORES) * self._cpu.at(tick) / 100)
        for index, core in enumerate(self._cores):
            later = sum(_CORES[index:])
            mine = min(jiffies, round(busy * _CORES[index] / later))
            busy -= mine
            waits = min(jiffies - mine, jiffies // 100)
            self._cores[index] = core._replace(
                user=core.user + mine - mine // 4,
                system=core.system + mine // 4,
                iowait=core.iowait + waits,
                idle=core.idle + jiffies - mine - waits,
            )
        network, disk = (curve.at(tick) * self._tick_s for curve in (self._network, self._disk))
        grown = (network * 5 / 6, network / 6, disk * 84 / 2184, disk * 2100 / 2184)
        self._moved = [old + round(more) for old, more in zip(self._moved, grown, strict=True)]

    def _memory_now(self, tick: int) -> Memory:
        total = round(7.8 * _GIB)
        used = round(total * self._memory.at(tick) / 100)
        available = total - used
        return Memory(
            total, available, available // 3, available // 2, 2 * _GIB, 2 * _GIB - round(0.3 * _GIB)
        )


class DemoFacts:
    """What changes slowly, and here not at all."""

    def poll(self, mono: float) -> Facts:
        """The server kiwi. Two things are wrong on it: the clock, and a disk that will soon be
        full."""
        return Facts(
            host=HOST,
            volumes=tuple([Volume(mount, space, None, mono) for mount, space in _VOLUMES]),
            temperatures=(Temperature("CPU", 48.0, 100.0),),
            clock=Clock(synchronised=False, max_error_s=16.0),
            network=Network(
                addresses=(("eth0", "198.51.100.23"), ("eth0", "2001:db8:17::23")),
                routes=(Route("eth0", "198.51.100.1", reachable=True),),
                resolvers=("198.51.100.53", "203.0.113.53"),
                resolver_answers=True,
            ),
            ways_in=WaysIn(passwords=("root",), keys=("root",)),
            missing=(),
        )

    def wait(self, seconds: float, *, far: bool = False) -> None:
        """Everything is known at once."""


_VOLUMES = (
    (
        Mount("/", "/dev/sda2", "ext4", "8:2", False),
        Space(78_600_000_000, 46_200_000_000, 32_400_000_000, 4_800_000, 4_100_000),
    ),
    (
        Mount("/boot", "/dev/sda1", "vfat", "8:1", False),
        Space(511_000_000, 194_000_000, 317_000_000, 0, 0),
    ),
    (
        Mount("/volumes/sdb", "/dev/sdb", "ext4", "8:16", False),
        Space(196_000_000_000, 167_900_000_000, 14_600_000_000, 12_000_000, 10_680_000),
    ),
)
# What system.demo_past tells of the last 30 days.
GROWTH = (
    Growth("/", 80e6, 30.0, "sure"),
    Growth("/boot", 0.0, 30.0, "sure"),
    Growth("/volumes/sdb", 1.6e9, 30.0, "sure"),
)
HOST = Host("kiwi", "selfprivacy", "NixOS 26.05", "26.05.4821", "6.12.61", None)


def _stall(pct: float) -> Stall:
    return Stall(pct, pct, pct, 0.0, 0.0, 0.0, round(pct * 1e9))
