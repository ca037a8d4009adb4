"""What each unit uses, from the files of its control group (version 2)."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from sptui.model.cgroup import (
    is_manager,
    is_unit,
    own_unit,
    parse_count,
    parse_io_stat,
    parse_pids,
    parse_usage,
)
from sptui.model.disks import kinds_by_link
from sptui.model.pressure import parse_pressure
from sptui.model.proc_pid import parse_stat
from sptui.model.process import ServiceRow
from sptui.model.process_rates import age_s, bytes_a_second

if TYPE_CHECKING:
    from collections.abc import Callable

    from sptui.system.process_files import ProcessFiles

T = TypeVar("T")

# Units that use more than this, in percent of one core, are read whole at every look; the others
# their CPU time only, and the rest every 10 s.
_BUSY_PCT = 1.0
_REST_S = 10.0
# The tree is walked again when the number of groups in a slice changed, and after this anyway.
_WALK_S = 30.0
_DISKS_S = 60.0
_AGE_S = 60.0
_APART_S, _LONG_S = 0.2, 90.0
_MOST_UNITS, _DEEPEST, _MOST_HANDLES = 2000, 12, 200
_BYTES = 8192


class _Unit:
    """One unit's group, and what was read of it last."""

    __slots__ = (
        "at", "began", "began_at", "fd", "io", "io_bps", "memory", "name", "path", "pct",
        "pressure", "rest_at", "rest_due", "tasks", "usage",
    )  # fmt: skip

    def __init__(self, name: str, path: str) -> None:
        self.name, self.path, self.fd = name, path, -1
        self.usage = 0
        self.pct: float | None = None
        self.memory: int | None = None
        self.tasks: int | None = None
        self.pressure: float | None = None
        self.io: int | None = None
        self.io_bps: float | None = None
        self.began: int | None = None
        self.rest_due = 0.0
        self.at = self.rest_at = self.began_at = float("-inf")


class UnitReader:
    """`read()` gives a row for each unit with processes; nothing where there are no such groups.

    Descriptors of cpu.stat stay open, up to 200; a group that goes is noticed by them."""

    def __init__(self, root: str, files: ProcessFiles, *, keep: bool = True) -> None:
        self._top = f"{root}/sys/fs/cgroup"
        self._block = f"{root}/sys/block"
        self._files = files
        self._most_kept = _MOST_HANDLES if keep else 0
        self._kept = self._spread = 0
        self._units: dict[str, _Unit] = {}
        self._slices: dict[str, int] = {}
        self._walk_due = 0.0
        self._leave_out: frozenset[bytes] = frozenset()
        self._disks_due = 0.0
        self._hz = os.sysconf("SC_CLK_TCK")

    @property
    def available(self) -> bool:
        """Whether this machine's groups count memory: else the sums over processes say more."""
        try:
            return b"memory" in self._file(self._top, "cgroup.controllers").split()
        except OSError:
            return False

    def read(self, mono: float, boot: float) -> tuple[ServiceRow, ...]:
        """The units as they are now; `mono` and `boot` are the seconds of their clocks."""
        if mono >= self._walk_due or self._changed():
            self._walk(mono)
        if mono >= self._disks_due:
            self._disks_due = mono + _DISKS_S
            self._leave_out = self._stacked()
        rows: list[ServiceRow] = []
        for unit in list(self._units.values()):
            if mono - unit.at >= _APART_S and not self._look(unit, mono):
                self._drop(unit.path)
                self._walk_due = mono
            elif unit.tasks != 0:
                rows.append(self._row(unit, boot))
        return tuple(rows)

    def close(self) -> None:
        """Close all descriptors; a later read opens them again."""
        for unit in self._units.values():
            self._close(unit)

    def _row(self, unit: _Unit, boot: float) -> ServiceRow:
        age = None if unit.began is None else age_s(unit.began, boot, self._hz)
        return ServiceRow(
            unit.name, unit.pct, unit.memory, unit.io_bps, unit.tasks, unit.pressure, age,
            about=False,
        )  # fmt: skip

    def _look(self, unit: _Unit, mono: float) -> bool:
        """Bring one up to date. False: its group is gone."""
        try:
            usage = parse_usage(self._cpu_stat(unit))
        except OSError:
            return False
        except ValueError:
            unit.pct = None
            return True
        seconds = mono - unit.at
        unit.pct = None
        if seconds <= _LONG_S and usage >= unit.usage:
            unit.pct = (usage - unit.usage) / (seconds * 10_000)
        unit.usage, unit.at = usage, mono
        if mono >= unit.rest_due or (unit.pct or 0.0) >= _BUSY_PCT:
            self._look_at_rest(unit, mono)
        return True

    def _look_at_rest(self, unit: _Unit, mono: float) -> None:
        unit.memory = self._figure(unit, "memory.current", parse_count)
        unit.tasks = self._figure(unit, "pids.current", parse_count)
        stall = self._figure(unit, "cpu.pressure", lambda data: parse_pressure(data, full=False))
        unit.pressure = None if stall is None else stall.some10
        moved = self._figure(unit, "io.stat", lambda data: parse_io_stat(data, self._leave_out))
        seconds = mono - unit.rest_at
        unit.io_bps = bytes_a_second(unit.io, moved, seconds) if seconds <= _LONG_S else None
        unit.io, unit.rest_at = moved, mono
        # Not all of them at the same look.
        self._spread = (self._spread + 1) % 10
        unit.rest_due = mono + _REST_S * (1 - self._spread / 20)
        if unit.began is None or mono - unit.began_at >= _AGE_S:
            unit.began, unit.began_at = self._began(unit), mono

    def _figure(self, unit: _Unit, leaf: str, parse: Callable[[bytes], T]) -> T | None:
        """What one file says; None where the group has none, or it can't be understood."""
        try:
            return parse(self._file(unit.path, leaf))
        except (OSError, ValueError):
            return None

    def _began(self, unit: _Unit) -> int | None:
        """When the oldest of the unit's first processes began, in ticks after boot."""
        starts: list[int] = []
        for pid in (self._figure(unit, "cgroup.procs", parse_pids) or ())[:8]:
            with suppress(OSError, ValueError):
                starts.append(parse_stat(self._files.stat(str(pid))).start)
        return min(starts, default=None)

    def _changed(self) -> bool:
        """Whether a slice has more or fewer groups than before: a group is a folder, and counts as
        a link of the folder around it."""
        try:
            return any(os.stat(path).st_nlink != links for path, links in self._slices.items())
        except OSError:
            return True

    def _walk(self, mono: float) -> None:
        self._walk_due = mono + _WALK_S
        found: dict[str, str] = {}
        self._slices = {}
        self._search(self._top, "", 0, found)
        for path in self._units.keys() - found.keys():
            self._drop(path)
        for path, name in found.items():
            if path not in self._units:
                self._units[path] = _Unit(name, path)

    def _search(self, folder: str, manager: str, depth: int, found: dict[str, str]) -> None:
        """Add the units of a slice, and of those in it. `manager` is the user's systemd that made
        them, if one did."""
        try:
            links = os.stat(folder).st_nlink
            with os.scandir(folder) as entries:
                names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:
            return
        self._slices[folder] = links
        for name in sorted(names):
            path = f"{folder}/{name}"
            if len(found) >= _MOST_UNITS or depth >= _DEEPEST:
                return
            if name.endswith(".slice"):
                self._search(path, manager, depth + 1, found)
            elif is_manager(name) and not manager:
                self._search(path, name, depth + 1, found)
            elif manager and name == "init.scope":
                found[path] = manager
            elif is_unit(name):
                found[path] = own_unit(manager, name) if manager else name

    def _stacked(self) -> frozenset[bytes]:
        """Numbers of the disks that lie on others: what they do is counted there."""
        numbers: list[bytes] = []
        with suppress(OSError):
            names = os.listdir(os.fsencode(self._block))
            links = {name: _link(os.fsencode(self._block) + b"/" + name) for name in names}
            for name, physical in kinds_by_link(names, links).items():
                if physical is False:
                    with suppress(OSError):
                        folder = f"{self._block}/{os.fsdecode(name)}"
                        numbers.append(self._file(folder, "dev").strip())
        return frozenset(numbers)

    def _cpu_stat(self, unit: _Unit) -> bytes:
        if unit.fd < 0:
            if self._kept >= self._most_kept:
                return self._file(unit.path, "cpu.stat")
            unit.fd = os.open(f"{unit.path}/cpu.stat", os.O_RDONLY | os.O_CLOEXEC)
            self._kept += 1
        return os.pread(unit.fd, _BYTES, 0)

    def _file(self, folder: str, leaf: str) -> bytes:
        handle = os.open(f"{folder}/{leaf}", os.O_RDONLY | os.O_CLOEXEC)
        try:
            return os.read(handle, _BYTES)
        finally:
            os.close(handle)

    def _drop(self, path: str) -> None:
        self._close(self._units.pop(path))

    def _close(self, unit: _Unit) -> None:
        if unit.fd >= 0:
            os.close(unit.fd)
            unit.fd = -1
            self._kept -= 1


def _link(path: bytes) -> bytes:
    try:
        return os.readlink(path)
    except OSError:
        return b""


def boot_seconds(root: str) -> float:
    """CLOCK_BOOTTIME; of a recorded folder what its /proc/uptime says, else 0."""
    if not root:
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    try:
        handle = os.open(f"{root}/proc/uptime", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return 0.0
    try:
        return float(os.read(handle, 100).split()[0])
    except (ValueError, IndexError):
        return 0.0
    finally:
        os.close(handle)
