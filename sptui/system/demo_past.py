"""What the demo's server did in the last 30 days: made up, and the same at every run.

The last minutes are those of `demo.DemoCounters`, tick by tick; before them a day has its quiet and
its busy hours, and a night its backup. Disks fill at the rates that `demo.GROWTH` names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import cos, pi
from typing import TYPE_CHECKING

from sptui.model.health import Growth
from sptui.model.overview import Overview
from sptui.model.rates import sample
from sptui.model.series import NO_HISTORY
from sptui.system.demo import GROWTH, HOST, DemoCounters, DemoFacts, now

if TYPE_CHECKING:
    from sptui.model.recorded import Piece

DAYS = 30
_NOW = now()
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400
_LENGTH_S = {"minute": _MINUTE_S, "hour": _HOUR_S}
# The ring is filled for the longest span that is drawn from it at the start.
_TICKS_S = 660.0
# Every night at 02:10, seconds after midnight of the demo's own day.
_BACKUP_FROM, _BACKUP_TO = 7_800, 10_800
_BIT = {"cpu": 1, "memory": 2, "network": 3, "disk": 4, "space": 5}


def ticks(tick_s: float) -> Iterator[Overview]:
    """The last eleven minutes before tick 0, as they would have been seen."""
    many = min(700, round(_TICKS_S / tick_s))
    counters, facts = DemoCounters(tick_s, first=-many), DemoFacts()
    before = counters.read()
    for _ in range(many - 1):
        reading = counters.read()
        new = sample(before, reading)
        yield Overview(reading.at, HOST, new, facts.poll(reading.mono), (), NO_HISTORY, demo=True)
        before = reading


class DemoPast:
    """Rows of minutes and of hours, made when they are read."""

    def __init__(self) -> None:
        self._now = _NOW
        volumes = DemoFacts().poll(0.0).volumes
        used = {v.mount.point: v.space.used_bytes for v in volumes if v.space is not None}
        self._makers: dict[str, Callable[[float], float]] = {
            **_machine(),
            **{
                f"space.{each.mount}": _filling(each, used[each.mount], self._now)
                for each in GROWTH
            },
        }

    def names(self) -> frozenset[str]:
        """Every series that is made up."""
        return frozenset(self._makers)

    def newest(self) -> float | None:
        """The last row ends with the minute before tick 0."""
        return self._now // _MINUTE_S * _MINUTE_S

    def read(
        self, tier: str, first: float, last: float, names: Sequence[str] | None = None
    ) -> dict[str, list[Piece]]:
        """What the tier has between two moments; nothing before the 30 days."""
        length = _LENGTH_S[tier]
        begin = int(max(first, self._now - DAYS * _DAY_S) // length)
        end = min(int(last // length) + 1, int(self._now // length))
        wanted = self._makers.keys() if names is None else names
        return {
            name: [
                (float(at * length), float((at + 1) * length), make((at + 0.5) * length))
                for at in range(begin, end)
            ]
            for name in wanted
            if (make := self._makers.get(name)) is not None and begin < end
        }


def _machine() -> dict[str, Callable[[float], float]]:
    def cpu(at: float) -> float:
        return min(100.0, 9.0 + 16.0 * _busy(at) + 44.0 * _backup(at) + 9.0 * _noise("cpu", at))

    def memory(at: float) -> float:
        return 62.0 + 6.0 * _busy(at) + 3.0 * _backup(at) + 2.0 * _noise("memory", at)

    def network(at: float) -> float:
        busy = 0.15 + 2.4 * _busy(at) * (0.4 + _noise("network", at))
        return 1e6 * (busy + 6.0 * _backup(at))

    def disk(at: float) -> float:
        return 1e6 * (0.3 + 2.6 * _busy(at) * _noise("disk", at) + 14.0 * _backup(at))

    def share(of: Callable[[float], float], part: float) -> Callable[[float], float]:
        return lambda at: part * of(at)

    return {
        "cpu": cpu,
        "cpu.user": share(cpu, 0.72),
        "cpu.system": share(cpu, 0.28),
        "cpu.iowait": lambda at: 1.0 + 6.0 * _backup(at),
        "cpu.steal": lambda at: 0.0,
        **{f"cpu.{n}": share(cpu, part) for n, part in enumerate((1.3, 0.9, 1.0, 0.8))},
        "memory": memory,
        "swap": lambda at: 14.0 + 2.0 * _busy(at),
        "load": lambda at: cpu(at) / 26.0,
        "pressure.cpu": lambda at: 0.6 + 0.8 * _busy(at) + 5.0 * _backup(at),
        "pressure.memory": lambda at: 0.0,
        "pressure.io": lambda at: 1.5 + 2.0 * _busy(at) + 11.0 * _backup(at),
        "net.rx": share(network, 5 / 6),
        "net.tx": share(network, 1 / 6),
        "net.eth0.rx": share(network, 5 / 6),
        "net.eth0.tx": share(network, 1 / 6),
        "net.lo.rx": lambda at: 0.0,
        "net.lo.tx": lambda at: 0.0,
        "disk.read": share(disk, 84 / 2184),
        "disk.write": share(disk, 2100 / 2184),
        "disk.sda.read": share(disk, 63 / 2184),
        "disk.sda.write": share(disk, 525 / 2184),
        "disk.sdb.read": share(disk, 21 / 2184),
        "disk.sdb.write": share(disk, 1575 / 2184),
        "temp.CPU": lambda at: 43.0 + cpu(at) / 5.0,
    }


def _filling(growth: Growth, used: float, at_now: float) -> Callable[[float], float]:
    """Bytes used: now what is used now, before that less, by what it grows a day."""

    def at(moment: float) -> float:
        level = used - growth.bytes_per_day * (at_now - moment) / _DAY_S
        return level + growth.bytes_per_day * 0.02 * (_noise("space", moment) - 0.5)

    return at


def _busy(at: float) -> float:
    """How much of a day's work is done at this hour: 0 in the small hours, 1 in the afternoon."""
    return 0.5 - 0.5 * cos(2 * pi * (_of_day(at) - 3 * _HOUR_S) / _DAY_S)


def _backup(at: float) -> float:
    return 1.0 if _BACKUP_FROM <= _of_day(at) < _BACKUP_TO else 0.0


def _of_day(at: float) -> float:
    """Seconds after midnight: of the demo's day, which is the same in every zone."""
    return (at - _NOW + 19 * _HOUR_S + 46 * _MINUTE_S) % _DAY_S


def _noise(of: str, at: float) -> float:
    """0..1, the same for the same moment. Source: Knuth's MMIX generator."""
    seed = int(at - _NOW) // 30 * 8 + _BIT[of]
    for _ in range(2):
        seed = (seed * 6364136223846793005 + 1442695040888963407) % (1 << 64)
    return (seed >> 40) / (1 << 24)
