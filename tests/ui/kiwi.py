"""The drawn server as one value: what the goldens of the Overview are painted from.

The histories are those of the drawings, one character (base 36) a sample: levels of 12 and 8 at
80x24, of 20 and 16 at 120x40.
"""

import time

from sptui.model.health import Growth
from sptui.model.health_rules import findings, worst_first
from sptui.model.health_units import unit_findings
from sptui.model.health_view import Trend
from sptui.model.machine import (
    Clock,
    CpuShare,
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
    Sample,
    Space,
    Stall,
    Temperature,
    Volume,
    WaysIn,
)
from sptui.model.overview import Overview
from sptui.model.series import History, Series
from sptui.model.unit import FailedUnit, UnitFacts, UnitTally

GIB = 2**30
NOW = time.mktime((2026, 11, 22, 19, 46, 0, 0, 0, -1))
UP = 12 * 86400 + 15 * 3600 + 300

_DRAWN = {
    80: (
        (12, "4443343323332222112223454323322233232212112323333675222222233333444444454566"),
        (12, "8" * 76),
        (8, "2456888643333232357777641111111112343233234445444565555565455454332222321111"),
        (8, "1123344442211111112222222223332333221112233211111111111121222222122223344433"),
    ),
    120: (
        (
            20,
            "55565534456666553232112112133566ccb6766765565444554433224345787444543354454323"
            "223445466ac833333435555676677778799a",
        ),
        (
            20,
            "dddddddddddddddddddddddedddddedeededdddddddddddddddddddddddddeeddddeeddedddddd"
            "dddddddddddddddddddddddddddddddddddddd",
        ),
        (
            16,
            "7554222434423231111111123355454433235649adfffd8666545559ffeed7111311113577746555"
            "779a879ab99bbbca899898653354643121",
        ),
        (
            16,
            "43332332322234234332222212232211121111112235789974421111123443443445565555432134"
            "565421111111122332333443243446787875",
        ),
    ),
}


def _series(drawn: tuple[int, str], full: float) -> Series:
    levels, text = drawn
    values = tuple([int(char, 36) * full / levels for char in text])
    return Series(values, len(values))


def history(width: int) -> History:
    cpu, memory, network, disk = _DRAWN[width]
    return History(
        2.0,
        _series(cpu, 100.0),
        _series(memory, 100.0),
        _series(network, 10e6),
        _series(disk, 20.2e6),  # so that its peak at 80x24 is above 10 MB/s, as drawn
    )


def _cores(busy: tuple[int, ...]) -> tuple[CpuTimes, ...]:
    return tuple([CpuTimes(10 * b, 0, 4 * b, 86_000, 900, 0, 0, 0) for b in busy])


def _share(busy: float) -> CpuShare:
    return CpuShare(busy, busy * 0.7, busy * 0.3, 2.0, 0.0)


def _stall(some10: float) -> Stall:
    return Stall(some10, some10, some10, 0.0, 0.0, 0.0, 1_000_000)


HOST = Host("kiwi", "selfprivacy", "NixOS 26.05", "26.05.4821", "6.12.61", None)
READING = Reading(
    at=NOW,
    mono=float(UP),
    boot=float(UP),
    cpu=CpuTimes(900, 0, 400, 86_000, 900, 0, 0, 0),
    cores=_cores((31, 18, 26, 17)),
    load=(0.84, 0.91, 0.88),
    memory=Memory(
        round(7.8 * GIB), round(2.6 * GIB), GIB, 2 * GIB, 2 * GIB, 2 * GIB - round(0.3 * GIB)
    ),
    pressure=Pressure(_stall(1.2), _stall(0.0), _stall(4.1)),
    disks=(
        DiskCounters("sda", True, 66_000_000_000, 160_000_000_000, 1),
        DiskCounters("sdb", True, 22_000_000_000, 480_000_000_000, 1),
        DiskCounters("dm-0", False, 9, 9, 1),
    ),
    links=(
        LinkCounters("eth0", True, True, 410_000_000_000, 96_000_000_000),
        LinkCounters("lo", False, True, 5, 5),
    ),
    oom_kills=0,
    missing=(),
)
FIRST = Sample(READING, None, (None,) * 4, None, None, None, None, None, None)
SAMPLE = Sample(
    READING,
    _share(23.0),
    tuple([_share(busy) for busy in (31.0, 18.0, 26.0, 17.0)]),
    (),
    (),
    84e3,
    2.1e6,
    1.2e6,
    240e3,
)
VOLUMES = (
    Volume(
        Mount("/", "/dev/sda2", "ext4", "8:2", False),
        Space(78_600_000_000, 46_200_000_000, 32_400_000_000, 4_800_000, 4_100_000),
        None,
        1.0,
    ),
    Volume(
        Mount("/boot", "/dev/sda1", "vfat", "8:1", False),
        Space(511_000_000, 194_000_000, 317_000_000, 0, 0),
        None,
        1.0,
    ),
    Volume(
        Mount("/volumes/sdb", "/dev/sdb", "ext4", "8:16", False),
        Space(196_000_000_000, 167_900_000_000, 14_600_000_000, 12_000_000, 10_680_000),
        None,
        1.0,
    ),
)
GROWTH = (Growth("/", 80e6, 30.0, "sure"), Growth("/volumes/sdb", 1.6e9, 30.0, "sure"))
FACTS = Facts(
    host=HOST,
    volumes=VOLUMES,
    temperatures=(Temperature("CPU", 48.0, 100.0), Temperature("NVMe", 41.0, None)),
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
FAILED = FailedUnit(
    "hyperkitty.service",
    "Archive of the mailing lists",
    NOW - 41 * 60,
    UnitFacts(NOW - 41 * 60, 5, "exit-code", 1, 1),
)
UNITS = UnitTally(214, (FAILED,), "bus", NOW)


def kiwi(
    width: int = 80,
    *,
    facts: Facts | None = FACTS,
    sample: Sample | None = SAMPLE,
    units: UnitTally | None = UNITS,
) -> Overview:
    """The whole of it, with the history that the drawing of this width shows."""
    found = findings(sample.reading if sample else None, facts, Trend(growth=GROWTH))
    found = worst_first((*found, *unit_findings(units, NOW)))
    seen = history(120 if width >= 120 else 80)
    return Overview(NOW, HOST, sample, facts, found, seen, growth=GROWTH, units=units)
