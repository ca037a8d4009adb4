"""What units use, from the files of their control groups: those of version 2; where a controller is
missing there (it may be in version 1's hands), version 1's; else the sum over the processes in the
group, marked so. Source: Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/*.rst."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sptui.model.cgroup import parse_count, parse_io_stat, parse_pids, parse_usage
from sptui.model.pressure import parse_pressure
from sptui.model.proc_pid import parse_stat
from sptui.model.process import ServiceRow
from sptui.model.process_rates import bytes_a_second
from sptui.system.process_files import ProcessFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sptui.model.machine import Stall

T = TypeVar("T")

_BYTES = 65_536
_LONG_S = 90.0
# Of a group with more processes than these the sum is not made: it would cost more than it tells.
_MOST_PIDS, _MOST_GROUPS, _DEEPEST = 500, 200, 8
# Where version 2 lies, best first; version 1 has a folder for each controller.
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
        self._top = f"{root}/sys/fs/cgroup"
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
                rows[unit], seen[unit] = self._unit(unit, group, folders, now)
        self._before = seen
        return rows

    def _unit(
        self, unit: str, group: str, folders: list[str], now: float
    ) -> tuple[ServiceRow, _Seen]:
        folder = folders[0]
        usage = self._figure(f"{folder}/cpu.stat", parse_usage)
        if usage is None:
            nano = self._figure(f"{self._top}/cpu,cpuacct{group}/cpuacct.usage", parse_count)
            usage = None if nano is None else nano // 1000
        memory = self._figure(f"{folder}/memory.current", parse_count)
        if memory is None:
            path = f"{self._top}/memory{group}/memory.usage_in_bytes"
            memory = self._figure(path, parse_count)
        tasks = self._figure(f"{folder}/pids.current", parse_count)
        if tasks is None:
            tasks = self._figure(f"{self._top}/pids{group}/pids.current", parse_count)
        io = self._figure(f"{folder}/io.stat", parse_io_stat)
        stall = self._figure(f"{folder}/cpu.pressure", _cpu_stall)
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
            _percent(before, usage, now),
            memory,
            None if before is None else bytes_a_second(before.io, io, now - before.at),
            tasks,
            None if stall is None else stall.some10,
            None,
            about,
        )
        return row, _Seen(now, usage, io)

    def _sum(self, folder: str) -> tuple[int, int, int] | None:
        """Microseconds of CPU, bytes of memory, tasks of all processes in a group and below; None:
        it can't be listed, or there are too many."""
        pids = self._pids(folder, 0)
        if pids is None or len(pids) > _MOST_PIDS:
            return None
        ticks = pages = tasks = 0
        for pid in pids:
            with suppress(OSError, ValueError):
                told = parse_stat(self._files.stat(str(pid)))
                ticks += told.cpu_ticks
                pages += told.rss_pages
                tasks += told.threads
        return ticks * 1_000_000 // self._hz, pages * self._page, tasks

    def _pids(self, folder: str, depth: int) -> list[int] | None:
        try:
            found = list(parse_pids(self._file(f"{folder}/cgroup.procs")))
            with os.scandir(folder) as entries:
                below = [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        except (OSError, ValueError):
            return None
        if depth < _DEEPEST:
            for path in below[:_MOST_GROUPS]:
                found += self._pids(path, depth + 1) or []
        return found

    def _figure(self, path: str, parse: Callable[[bytes], T]) -> T | None:
        """What a file says; None where it is not there, or can't be understood."""
        try:
            return parse(self._file(path))
        except (OSError, ValueError):
            return None

    def _file(self, path: str) -> bytes:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return os.read(handle, _BYTES)
        finally:
            os.close(handle)


def _cpu_stall(data: bytes) -> Stall | None:
    return parse_pressure(data, full=False)


def _percent(before: _Seen | None, usage_us: int | None, now: float) -> float | None:
    """Of one core."""
    if before is None or before.usage_us is None or usage_us is None:
        return None
    spent = usage_us - before.usage_us
    return None if spent < 0 else spent / ((now - before.at) * 10_000)
