"""What units use, from the files of their control groups: those of version 2; where a controller is
missing there (it may be in version 1's hands), version 1's, wherever that is mounted; else the sum
over the processes in the group, marked so. Source: Documentation/admin-guide/cgroup-v2.rst,
cgroup-v1/*.rst."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from sptui.model.cgroup import parse_count, parse_usage
from sptui.model.mountinfo import controllers, parse_mountinfo
from sptui.model.proc_pid import parse_stat
from sptui.model.process import ServiceRow
from sptui.model.process_rates import bytes_a_second, usage_pct
from sptui.system.files import read_file
from sptui.system.process_files import ProcessFiles
from sptui.system.unit_groups import StackedDisks, figure, figures, members

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONG_S = 90.0
# Of a group with more processes than these the sum is not made: it would cost more than it tells.
_MOST_PIDS = 500
# Where the groups of systemd lie, those of version 2 first; controllers of version 1 lie elsewhere.
_TOPS = ("", "/unified", "/systemd")


class _Seen(NamedTuple):
    """Counters of a group at one moment: microseconds of CPU, bytes read and written."""

    at: float
    usage_us: int | None
    io: int | None


class UnitUse:
    """`read(groups)` reads those groups and no others."""

    def __init__(self, root: str = "/") -> None:
        root = root.rstrip("/")
        self._root = root
        self._top = f"{root}/sys/fs/cgroup"
        self._mounts: Mapping[str, str] | None = None
        self._disks = StackedDisks(root)
        self._files = ProcessFiles(root)
        self._before: dict[str, _Seen] = {}
        self._hz = os.sysconf("SC_CLK_TCK")
        self._page = os.sysconf("SC_PAGE_SIZE")

    def read(self, groups: Mapping[str, str]) -> dict[str, ServiceRow]:
        """The figures of each unit whose group is there; rates from the second read on."""
        now = time.monotonic()
        seen: dict[str, _Seen] = {}
        rows: dict[str, ServiceRow] = {}
        for unit, group in groups.items():
            folders = [f for top in _TOPS if os.path.isdir(f := f"{self._top}{top}{group}")]
            if group.startswith("/") and ".." not in group and folders:
                rows[unit], seen[unit] = self._unit(unit, group, folders[0], now)
        self._before = seen
        return rows

    def _unit(self, unit: str, group: str, folder: str, now: float) -> tuple[ServiceRow, _Seen]:
        memory, tasks, io, pressure = figures(folder, self._disks.numbers(now))
        usage = figure(f"{folder}/cpu.stat", parse_usage)
        if usage is None:
            nano = self._older("cpuacct", group, "cpuacct.usage")
            usage = None if nano is None else nano // 1000
        if memory is None:
            memory = self._older("memory", group, "memory.usage_in_bytes")
        if tasks is None:
            tasks = self._older("pids", group, "pids.current")
        about = False
        if None in (usage, memory, tasks):
            summed = self._sum(folder)
            if summed is not None:
                about = True
                usage = summed[0] if usage is None else usage
                memory = summed[1] if memory is None else memory
                tasks = summed[2] if tasks is None else tasks
        before = self._before.get(unit)
        if before is not None and not 0.0 < now - before.at <= _LONG_S:
            before = None
        row = ServiceRow(
            unit,
            None if before is None else usage_pct(before.usage_us, usage, now - before.at),
            memory,
            None if before is None else bytes_a_second(before.io, io, now - before.at),
            tasks,
            pressure,
            None,
            about,
        )
        return row, _Seen(now, usage, io)

    def _older(self, controller: str, group: str, leaf: str) -> int | None:
        """What a controller of version 1 counts; None where there is none, or it does not know the
        group."""
        if self._mounts is None:
            with suppress(OSError, ValueError):
                told = read_file(f"{self._root}/proc/self/mountinfo")
                self._mounts = controllers(parse_mountinfo(told))
        point = (self._mounts or {}).get(controller)
        return None if point is None else figure(f"{self._root}{point}{group}/{leaf}", parse_count)

    def _sum(self, folder: str) -> tuple[int, int, int] | None:
        """Microseconds of CPU, bytes of memory, tasks of all processes in a group and below; None:
        it can't be listed, or there are too many."""
        try:
            pids = [pid for _, pid in islice(members(folder, ""), _MOST_PIDS + 1)]
        except (OSError, ValueError):
            return None
        if len(pids) > _MOST_PIDS:
            return None
        ticks = pages = tasks = 0
        for pid in pids:
            with suppress(OSError, ValueError):
                told = parse_stat(self._files.stat(str(pid)))
                ticks += told.cpu_ticks
                pages += told.rss_pages
                tasks += told.threads
        return ticks * 1_000_000 // self._hz, pages * self._page, tasks
