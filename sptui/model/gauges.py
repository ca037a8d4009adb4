"""Every figure that has a history of its own: cores, swap, pressure, load, disks, links, heat."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from sptui.model.machine import DiskCounters, Facts, LinkCounters, Sample
from sptui.model.resources import Resources

Device = TypeVar("Device", DiskCounters, LinkCounters)


class Gauge(NamedTuple):
    """One of them. `kind` is core, load, swap, pressure, disk, link or heat; `series` are the names
    of its recorded series, whose sum is its graph.

    `now` is percent (of a disk: of time busy), Celsius, or the load; `into` and `out` are bytes a
    second: received and sent, read and written. `limit` is where its maker calls a sensor critical.
    `asked` says whether a figure that is None could not be read; else it is on its way."""

    kind: str
    name: str
    series: tuple[str, ...]
    now: float | None = None
    into: float | None = None
    out: float | None = None
    limit: float | None = None
    up: bool | None = None
    physical: bool = True
    asked: bool = True

    @property
    def key(self) -> str:
        """Its identity."""
        return f"{self.kind} {self.name}"


def gauges(view: Resources) -> tuple[Gauge, ...]:
    """All that this machine has, kind by kind; what lies on other disks or links comes last of
    its kind."""
    sample, facts = view.overview.sample, view.overview.facts
    return (*(_of_sample(sample) if sample else ()), *(_heat(facts) if facts else ()))


def _of_sample(sample: Sample) -> Iterator[Gauge]:
    for n, share in enumerate(sample.cores):
        yield Gauge("core", str(n), (f"cpu.{n}",), share.busy_pct if share else None, asked=False)
    reading = sample.reading
    load = reading.load[0] if reading.load else None
    yield Gauge("load", "", ("load",), load)
    pressure = reading.pressure
    for name, stall in (("cpu", pressure.cpu), ("memory", pressure.memory), ("io", pressure.io)):
        some = stall.some10 if stall else None
        yield Gauge("pressure", name, (f"pressure.{name}",), some)
    memory = reading.memory
    if memory is not None and memory.swap_total_bytes:
        used = 100.0 * memory.swap_used_bytes / memory.swap_total_bytes
        yield Gauge("swap", "", ("swap",), used)
    yield from _disks(sample)
    yield from _links(sample)


def _disks(sample: Sample) -> Iterator[Gauge]:
    rates = {disk.name: disk for disk in sample.disks or ()}
    for disk in _physical_first(sample.reading.disks or ()):
        rate = rates.get(disk.name)
        yield Gauge(
            "disk",
            disk.name,
            (f"disk.{disk.name}.read", f"disk.{disk.name}.write"),
            rate.busy_pct if rate else None,
            rate.read_bps if rate else None,
            rate.write_bps if rate else None,
            physical=disk.physical,
            asked=False,
        )


def _links(sample: Sample) -> Iterator[Gauge]:
    rates = {link.name: link for link in sample.links or ()}
    for link in _physical_first(sample.reading.links or ()):
        rate = rates.get(link.name)
        yield Gauge(
            "link",
            link.name,
            (f"net.{link.name}.rx", f"net.{link.name}.tx"),
            None,
            rate.rx_bps if rate else None,
            rate.tx_bps if rate else None,
            up=link.up,
            physical=link.physical,
            asked=False,
        )


def _heat(facts: Facts) -> Iterator[Gauge]:
    for sensor in facts.temperatures:
        yield Gauge(
            "heat",
            sensor.label,
            (f"temp.{sensor.label}",),
            sensor.celsius,
            limit=sensor.critical_celsius,
        )


def _physical_first(devices: Iterable[Device]) -> list[Device]:
    return sorted(devices, key=lambda device: (not device.physical, device.name))
