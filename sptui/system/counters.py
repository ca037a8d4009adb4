"""One pass over the counters that change all the time: what the sampler asks for at every tick."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sptui.model.cpu import parse_loadavg, parse_stat
from sptui.model.machine import Pressure, Reading
from sptui.model.memory import parse_meminfo, parse_oom_kills
from sptui.model.pressure import parse_pressure
from sptui.system.devices import DiskSource, LinkSource
from sptui.system.source import Source

if TYPE_CHECKING:
    from sptui.model.machine import Stall

# Summing /proc/vmstat over all cores is dear in the kernel, and kills are told for 24 hours.
OOM_EVERY_S = 10.0


class Counters:
    """Reads /proc and /sys under `root`, so that a recorded folder reads like the real one.

    Never raises on what it reads: what can't be read is None, with the reason in `Reading.missing`.
    What was read in the same pass belongs together: it took some 0.1 ms. `oom_kills` may be up to
    10 s old. Not for use from two threads at once.
    """

    def __init__(self, root: str = "/") -> None:
        base = root.rstrip("/")
        proc = f"{base}/proc"
        # A recorded folder may have its files replaced under us; the real /proc can't.
        keep = not base
        self._stat = Source("cpu", f"{proc}/stat", parse_stat, until=b"\nintr", keep=keep)
        self._load = Source("load", f"{proc}/loadavg", parse_loadavg, whole=True, keep=keep)
        self._memory = Source("memory", f"{proc}/meminfo", parse_meminfo, whole=True, keep=keep)
        self._stalls = (
            Source(
                "pressure.cpu", f"{proc}/pressure/cpu", _parse_cpu_pressure, whole=True, keep=keep
            ),
            Source(
                "pressure.memory", f"{proc}/pressure/memory", parse_pressure, whole=True, keep=keep
            ),
            Source("pressure.io", f"{proc}/pressure/io", parse_pressure, whole=True, keep=keep),
        )
        self._oom = Source("oom_kills", f"{proc}/vmstat", parse_oom_kills, keep=keep)
        self._oom_due = 0.0
        self._disks = DiskSource(f"{proc}/diskstats", f"{base}/sys/block", keep=keep)
        self._links = LinkSource(f"{proc}/net/dev", f"{base}/sys/class/net", keep=keep)
        self._sources = (
            self._stat,
            self._load,
            self._memory,
            *self._stalls,
            self._disks,
            self._links,
            self._oom,
        )

    def read(self) -> Reading:
        """All of it, as it is now."""
        at, mono, boot = time.time(), time.monotonic(), time.clock_gettime(time.CLOCK_BOOTTIME)
        cpu, cores = self._stat.read() or (None, ())
        load = self._load.read()
        memory = self._memory.read()
        cpu_stall, memory_stall, io_stall = self._stalls
        pressure = Pressure(cpu_stall.read(), memory_stall.read(), io_stall.read())
        disks = self._disks.read()
        links = self._links.read_at(mono)
        if mono >= self._oom_due:
            self._oom.read()
            self._oom_due = mono + OOM_EVERY_S
        missing = tuple([source.missing for source in self._sources if source.missing is not None])
        return Reading(
            at,
            mono,
            boot,
            cpu,
            cores,
            load,
            memory,
            pressure,
            disks,
            links,
            self._oom.value,
            missing,
        )

    def close(self) -> None:
        """Close all descriptors."""
        for source in self._sources:
            source.close()


def _parse_cpu_pressure(data: bytes) -> Stall:
    return parse_pressure(data, full=False)
