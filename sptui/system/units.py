"""What each unit uses, from the files of its control group (version 2)."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from sptui.model.cgroup import is_manager, is_unit, own_unit, parse_pids, parse_usage
from sptui.model.proc_pid import parse_stat
from sptui.model.process import ServiceRow
from sptui.model.process_rates import age_s, bytes_a_second, usage_pct
from sptui.system.unit_groups import StackedDisks, figure, figures, small

if TYPE_CHECKING:
    from sptui.system.process_files import ProcessFiles

# Units that use more than this, in percent of one core, are read whole at every look; the others
# their CPU time only, and the rest every 10 s.
_BUSY_PCT = 1.0
_REST_S = 10.0
# The tree is walked again when the number of groups in a slice changed, and after this anyway.
_WALK_S = 30.0
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
        self._files = files
        self._most_kept = _MOST_HANDLES if keep else 0
        self._kept = self._spread = 0
        self._units: dict[str, _Unit] = {}
        self._slices: dict[str, int] = {}
        self._walk_due = 0.0
        self._disks = StackedDisks(root)
        self._hz = os.sysconf("SC_CLK_TCK")

    @property
    def available(self) -> bool:
        """Whether this machine's groups count memory: else the sums over processes say more."""
        try:
            return b"memory" in small(f"{self._top}/cgroup.controllers").split()
        except OSError:
            return False

    def read(self, mono: float, boot: float) -> tuple[ServiceRow, ...]:
        """The units as they are now; `mono` and `boot` are the seconds of their clocks."""
        if mono >= self._walk_due or self._changed():
            self._walk(mono)
        leave_out = self._disks.numbers(mono)
        rows: list[ServiceRow] = []
        for unit in list(self._units.values()):
            if mono - unit.at >= _APART_S and not self._look(unit, mono, leave_out):
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

    def _look(self, unit: _Unit, mono: float, leave_out: frozenset[bytes]) -> bool:
        """Bring one up to date. False: its group is gone."""
        try:
            usage = parse_usage(self._cpu_stat(unit))
        except OSError:
            return False
        except ValueError:
            unit.pct = None
            return True
        seconds = mono - unit.at
        unit.pct = usage_pct(unit.usage, usage, seconds) if seconds <= _LONG_S else None
        unit.usage, unit.at = usage, mono
        if mono >= unit.rest_due or (unit.pct or 0.0) >= _BUSY_PCT:
            self._look_at_rest(unit, mono, leave_out)
        return True

    def _look_at_rest(self, unit: _Unit, mono: float, leave_out: frozenset[bytes]) -> None:
        unit.memory, unit.tasks, moved, unit.pressure = figures(unit.path, leave_out)
        seconds = mono - unit.rest_at
        unit.io_bps = bytes_a_second(unit.io, moved, seconds) if seconds <= _LONG_S else None
        unit.io, unit.rest_at = moved, mono
        # Not all of them at the same look.
        self._spread = (self._spread + 1) % 10
        unit.rest_due = mono + _REST_S * (1 - self._spread / 20)
        if unit.began is None or mono - unit.began_at >= _AGE_S:
            unit.began, unit.began_at = self._began(unit), mono

    def _began(self, unit: _Unit) -> int | None:
        """When the oldest of the unit's first processes began, in ticks after boot."""
        starts: list[int] = []
        for pid in (figure(f"{unit.path}/cgroup.procs", parse_pids) or ())[:8]:
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

    def _cpu_stat(self, unit: _Unit) -> bytes:
        if unit.fd < 0:
            if self._kept >= self._most_kept:
                return small(f"{unit.path}/cpu.stat")
            unit.fd = os.open(f"{unit.path}/cpu.stat", os.O_RDONLY | os.O_CLOEXEC)
            self._kept += 1
        return os.pread(unit.fd, _BYTES, 0)

    def _drop(self, path: str) -> None:
        self._close(self._units.pop(path))

    def _close(self, unit: _Unit) -> None:
        if unit.fd >= 0:
            os.close(unit.fd)
            unit.fd = -1
            self._kept -= 1


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
