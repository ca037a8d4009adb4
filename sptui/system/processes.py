"""Processes, services and listening sockets: one look at those that somebody sees."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sptui.model.machine import Missing
from sptui.model.msg import msg
from sptui.model.process import Processes
from sptui.model.process_rates import filled, sum_services
from sptui.system.process_files import ProcessFiles
from sptui.system.process_table import ProcessTable
from sptui.system.sockets import SocketReader
from sptui.system.units import UnitReader, boot_seconds
from sptui.system.users import Users

if TYPE_CHECKING:
    from sptui.model.process import ProcessRow, ServiceRow, Want

# Whether the control groups tell what units use, and whether there are units at all, is asked
# again after so long.
_ASK_AGAIN_S = 30.0


class ProcessReader:
    """Reads /proc and /sys/fs/cgroup under `root`, so that a recorded folder reads like the real
    one. What may be a secret is struck out before it leaves. Not for use from two threads at
    once."""

    def __init__(self, root: str = "/") -> None:
        self._root = root.rstrip("/")
        keep = not self._root  # a recorded folder may have its files replaced under us
        files = ProcessFiles(self._root)
        self._users = Users(self._root)
        self._table = ProcessTable(files, self._users, keep=keep)
        self._units = UnitReader(self._root, files, keep=keep)
        self._sockets = SocketReader(self._root, files)
        self._by_group = False
        self._any_unit = True
        self._ask_due = 0.0

    def read(self, want: Want) -> Processes:
        """One look. Rates are since the look before, or since the process was read last.

        Raises OSError: /proc can't be listed."""
        mono, boot = time.monotonic(), boot_seconds(self._root)
        self._users.look(mono)
        if mono >= self._ask_due:
            self._ask_due = mono + _ASK_AGAIN_S
            self._by_group = self._units.available
            self._any_unit = True
        services: tuple[ServiceRow, ...] = ()
        if want.services and self._by_group:
            services = self._units.read(mono, boot)
        # A group without the file is rare; then its processes are summed up.
        sums = want.services and any(row.memory_bytes is None for row in services)
        sums = sums or (want.services and not services and self._any_unit)
        rows: tuple[ProcessRow, ...] = ()
        if want.processes or sums:
            rows = self._table.look(mono, boot, want.visible, all_io=want.io)
        else:
            self._table.count(mono)
        if sums:
            summed = sum_services(rows)
            services = filled(services, summed) if services else summed
            self._any_unit = bool(services) or not self._table.settled
        sockets = self._sockets.read(mono, self._table.pids) if want.sockets else ()
        missing = self._missing(want, services)
        total = self._table.total
        return Processes(mono, total, rows if want.processes else (), services, sockets, missing)

    def close(self) -> None:
        """Close all descriptors. A later look opens them again."""
        self._table.close()
        self._units.close()

    def _missing(self, want: Want, services: tuple[ServiceRow, ...]) -> tuple[Missing, ...]:
        missing: list[Missing] = []
        if self._table.hidden:
            missing.append(Missing("processes", msg("missing.hidden_processes")))
        if want.services and not services:
            missing.append(Missing("services", msg("missing.no_units")))
        if want.sockets:
            missing += self._sockets.missing
        return tuple(missing)
