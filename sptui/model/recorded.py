"""What of an Overview is recorded, under which name; and series of any span made from records."""

from __future__ import annotations

from math import ceil, isfinite
from typing import TYPE_CHECKING

from sptui.model.series import Series

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TypeVar

    from sptui.model.machine import Facts, Sample
    from sptui.model.overview import Overview

    K = TypeVar("K", str, int)

# One value of a series and the time that it is of: (from, to, value), in seconds since 1970.
Piece = tuple[float, float, float]

# A cell is drawn when this share of it, or of the record that is shorter than it, was seen: less is
# the rounding of two clocks.
_SEEN = 0.1
# Seconds by which two moments of the same instant may differ, that are doubles counted since 1970:
# a cell of which exactly that share was seen must be drawn however its edges were worked out.
_ROUNDING_S = 1e-5


def values(view: Overview) -> dict[str, float]:
    """Every figure of `view` that is recorded, by the names of `model.resources`. What is not known
    is not there: it is never 0."""
    found: dict[str, float] = {}
    if view.sample is not None:
        found.update(_shares(view.sample))
        found.update(_rates(view.sample))
    if view.facts is not None:
        found.update(_slow(view.facts))
    return {name: value for name, value in found.items() if isfinite(value)}


def _shares(sample: Sample) -> Iterator[tuple[str, float]]:
    """Percent, and the load."""
    if (cpu := sample.cpu) is not None:
        yield "cpu", cpu.busy_pct
        yield "cpu.user", cpu.user_pct
        yield "cpu.system", cpu.system_pct
        yield "cpu.iowait", cpu.iowait_pct
        yield "cpu.steal", cpu.steal_pct
    for number, core in enumerate(sample.cores):
        if core is not None:
            yield f"cpu.{number}", core.busy_pct
    reading = sample.reading
    if (memory := reading.memory) is not None:
        if memory.total_bytes > 0:
            yield "memory", 100.0 * memory.used_bytes / memory.total_bytes
        if memory.swap_total_bytes > 0:
            yield "swap", 100.0 * memory.swap_used_bytes / memory.swap_total_bytes
    for name, stall in zip(reading.pressure._fields, reading.pressure, strict=True):
        if stall is not None:
            yield f"pressure.{name}", stall.some10
    if reading.load is not None:
        yield "load", reading.load[0]


def _rates(sample: Sample) -> Iterator[tuple[str, float]]:
    """Bytes a second: the sums, then each device's."""
    sums = (
        ("disk.read", sample.read_bps),
        ("disk.write", sample.write_bps),
        ("net.rx", sample.rx_bps),
        ("net.tx", sample.tx_bps),
    )
    for name, bps in sums:
        if bps is not None:
            yield name, bps
    for disk in sample.disks or ():
        yield f"disk.{disk.name}.read", disk.read_bps
        yield f"disk.{disk.name}.write", disk.write_bps
    for link in sample.links or ():
        yield f"net.{link.name}.rx", link.rx_bps
        yield f"net.{link.name}.tx", link.tx_bps


def _slow(facts: Facts) -> Iterator[tuple[str, float]]:
    """Degrees Celsius (of sensors with one label the hottest), and bytes used."""
    hottest: dict[str, float] = {}
    for sensor in facts.temperatures:
        hottest[sensor.label] = max(sensor.celsius, hottest.get(sensor.label, sensor.celsius))
    for label, celsius in hottest.items():
        yield f"temp.{label}", celsius
    for volume in facts.volumes:
        if volume.space is not None:
            yield f"space.{volume.mount.point}", float(volume.space.used_bytes)


# What is kept first when there is more than is kept, by the name up to its first dot; 3 is for the
# rest: cores, and single devices.
_RANK = {"memory": 0, "swap": 0, "load": 0, "pressure": 0, "space": 1, "temp": 2}


def most_wanted(found: Mapping[str, float], most: int) -> dict[str, float]:
    """At most `most` of the values: those of the machine as a whole first, then file systems,
    sensors, and the cores and devices that did most. A host with hundreds of containers has
    hundreds of interfaces."""
    if len(found) <= most:
        return dict(found)

    def rank(name: str) -> tuple[int, float, str]:
        kind, _, rest = name.partition(".")
        single = "." in rest or rest.isdigit()
        place = _RANK.get(kind, 3 if single else 0)
        return place, -found[name] if place == 3 else 0.0, name

    return {name: found[name] for name in sorted(found, key=rank)[:most]}


def means(rows: Iterable[Mapping[K, float]]) -> dict[K, float]:
    """The mean of each name (or number) over the rows that have it."""
    sums: dict[K, list[float]] = {}
    for row in rows:
        for name, value in row.items():
            entry = sums.get(name)
            if entry is None:
                sums[name] = [value, 1.0]
            else:
                entry[0] += value
                entry[1] += 1.0
    return {name: total / count for name, (total, count) in sums.items()}


def last_bucket(at: float, seconds: float, n: int) -> int:
    """How many buckets since 1970 have begun before `at`, where `n` are `seconds` long. One that
    has only just begun is not counted: there is nothing to draw in it yet."""
    return ceil(at * n / seconds - 2 * _SEEN)


def columns(pieces: Sequence[Piece], seconds: float, now: float, n: int) -> Series:
    """The `seconds` before `now` as `n` buckets, each the mean of what is known of it, weighted by
    time; None where nothing is.

    `pieces` are in the order of time and don't overlap. Buckets are counted since 1970, as
    `Series.end` says, so that a bucket that is over never changes, and a graph moves by whole
    cells. A piece that is longer than a bucket fills several."""
    last = last_bucket(now, seconds, n)
    return Series(buckets(pieces, seconds / n, last - n, last), last)


def buckets(
    pieces: Sequence[Piece], width_s: float, first: int, last: int
) -> tuple[float | None, ...]:
    """The buckets from `first` up to `last`, without that one; bucket `k` begins at `k * width_s`.
    Pieces that lie outside are left out."""
    count = max(0, last - first)
    sums, seen, least = [0.0] * count, [0.0] * count, [width_s] * count
    begin, end = first * width_s, last * width_s
    for start, stop, value in pieces:
        if stop <= begin or start >= end or stop <= start:
            continue
        at = max(0, int((start - begin) / width_s))
        while at < count:
            left = begin + at * width_s
            part = min(stop, left + width_s) - max(start, left)
            if part > 0.0:
                sums[at] += value * part
                seen[at] += part
                least[at] = min(least[at], stop - start)
            if left + width_s >= stop:
                break
            at += 1
    return tuple(
        [
            sums[at] / seen[at] if seen[at] > max(0.0, _SEEN * least[at] - _ROUNDING_S) else None
            for at in range(count)
        ]
    )
