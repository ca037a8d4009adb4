"""What a health rule may look at, and the arithmetic that rules share."""

from typing import NamedTuple

from sptui.model.health import Finding, Growth, Level
from sptui.model.machine import Facts, Missing, Reading
from sptui.model.msg import Field, msg


class Thresholds(NamedTuple):
    """Where a figure becomes a finding. Percent is 0..100, times are seconds; an admin can change
    each one."""

    disk_warning_pct: float = 5.0
    disk_bad_pct: float = 1.0
    inodes_warning_pct: float = 5.0
    inodes_bad_pct: float = 1.0
    memory_warning_pct: float = 10.0
    memory_bad_pct: float = 5.0
    memory_for_s: float = 60.0
    pressure_warning_pct: float = 10.0
    pressure_bad_pct: float = 40.0
    oom_for_s: float = 86_400.0
    clock_for_s: float = 600.0
    growth_warning_s: float = 14 * 86_400.0
    growth_bad_s: float = 2 * 86_400.0


class Trend(NamedTuple):
    """What one reading cannot say. None means "not watched": then the one look counts by itself,
    since a monitor that asks every five minutes must not hear "ok" for ever.

    `memory_low_s` and `unsynchronised_s` are seconds that it has been so (0: only now); `oom_kills`
    counts those within `Thresholds.oom_for_s`; `turned_read_only` are mount points that were
    writable while we looked; `growth` is that of the file systems of which enough was recorded."""

    memory_low_s: float | None = None
    unsynchronised_s: float | None = None
    oom_kills: int | None = None
    turned_read_only: tuple[str, ...] = ()
    growth: tuple[Growth, ...] = ()


class View(NamedTuple):
    """What a rule may look at."""

    reading: Reading | None
    facts: Facts | None
    trend: Trend
    limits: Thresholds


DEFAULTS = Thresholds()
ONE_LOOK = Trend()


def free_pct(free: int, used: int) -> float:
    """Percent of `free + used` that is free; 100.0 where there is nothing at all."""
    whole = free + used
    return 100.0 * free / whole if whole > 0 else 100.0


def low_memory(reading: Reading, limits: Thresholds) -> Level:
    """How short memory is in this one reading; ok where it is not known."""
    memory = reading.memory
    if memory is None or memory.total_bytes <= 0:
        return "ok"
    share = 100.0 * memory.available_bytes / memory.total_bytes
    return below(share, limits.memory_warning_pct, limits.memory_bad_pct)


def below(value: float, warning: float, bad: float) -> Level:
    """The level of a figure that is worse the smaller it is."""
    return "bad" if value < bad else "warning" if value < warning else "ok"


def above(value: float, warning: float, bad: float) -> Level:
    """The level of a figure that is worse the larger it is."""
    return "bad" if value > bad else "warning" if value > warning else "ok"


def finding(rule: str, subject: str, level: Level, name: str, **fields: Field) -> Finding:
    """A finding with the texts `finding.NAME`, `detail.NAME`, `reason.NAME` and `next.NAME`."""
    return Finding(
        rule,
        subject,
        level,
        title=msg(f"finding.{name}", **fields),
        detail=msg(f"detail.{name}", **fields),
        why=msg(f"reason.{name}", **fields),
        next=msg(f"next.{name}", **fields),
    )


def missing(reading: Reading | None, facts: Facts | None) -> tuple[Missing, ...]:
    """All that could not be read, each name once, in the order in which it was met."""
    seen: dict[str, Missing] = {}
    for item in (*(reading.missing if reading else ()), *(facts.missing if facts else ())):
        seen.setdefault(item.what, item)
    return tuple(seen.values())


def failed(view: View, *probes: str) -> Missing | None:
    """The first of `probes` that could not be made, or None."""
    return next((item for item in missing(view.reading, view.facts) if item.what in probes), None)
