"""One process, followed from look to look: what is read of it, and what that says against what was
read before."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from sptui.model.proc_pid import parse_stat
from sptui.model.process import Process, ProcessRow
from sptui.model.process_rates import age_s, bytes_a_second, cpu_pct
from sptui.system.process_files import STAT_BYTES, is_denied
from sptui.system.redact import redact_name

if TYPE_CHECKING:
    from sptui.model.proc_pid import Stat
    from sptui.system.process_files import ProcessFiles
    from sptui.system.users import Users

# Percent of one core from which on a process counts as working.
BUSY_PCT = 0.5
# Rates over less time are noise, and over more they say nothing of now.
APART_S, LONG_S, LONG_IO_S = 0.2, 90.0, 30.0
# The age of one that is older than this is told to 90 s: what nobody sees is not worked out anew.
_OLD_S = 100 * LONG_S
NEVER = float("-inf")


class Handles:
    """How many descriptors are kept open, and how many may be."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept = 0


class Look:
    """What all processes of one look share. `mono` and `boot` are the seconds of their clocks,
    `before` and `boot_before` those of the look before (None at the first)."""

    __slots__ = ("all_io", "before", "boot", "boot_before", "few", "mono")

    def __init__(self) -> None:
        self.mono = self.boot = 0.0
        self.before: float | None = None
        self.boot_before: float | None = None
        self.few = True
        self.all_io = False


class Context:
    """Where processes are read, and the units of what is read."""

    __slots__ = ("cores", "files", "handles", "hz", "page", "users")

    def __init__(self, files: ProcessFiles, users: Users, handles: Handles) -> None:
        self.files = files
        self.users = users
        self.handles = handles
        self.hz = os.sysconf("SC_CLK_TCK")
        self.page = os.sysconf("SC_PAGE_SIZE")
        self.cores = os.cpu_count() or 1


class Tracked:
    """`row` is how it stands, None before the first reading. `at` and `facts_at` are the monotonic
    seconds at which it and what seldom changes were read last; `used` are the clock ticks that it
    used before the last reading, and after the one before; `idle` counts readings that found
    nothing changed."""

    __slots__ = (
        "_context",
        "_data",
        "_facts_data",
        "_fd",
        "_io",
        "_io_at",
        "at",
        "facts_at",
        "idle",
        "pid",
        "process",
        "row",
        "used",
    )

    def __init__(self, pid: str, context: Context) -> None:
        self.pid = pid
        self.process: Process | None = None
        self.row: ProcessRow | None = None
        self.at = NEVER
        self.used = self.idle = 0
        self.facts_at = NEVER
        self._facts_data: bytes | None = None
        self._context = context
        self._fd = -1
        self._data = b""
        self._io: tuple[int, int] | None = None
        self._io_at = NEVER

    def read(self, look: Look, *, seen: bool) -> bool:
        """Bring `row` up to date; with its I/O if it is `seen`, or works. Whether it works.

        Raises OSError: it is gone, or not ours to read; ValueError: it can't be understood."""
        process, mono = self.process, look.mono
        seconds = mono - self.at
        if process is not None and seconds < APART_S:
            return False
        data = self._bytes(keep=seen or look.few)
        pct: float | None = None
        if process is not None and data == self._data:
            self.used = 0
            self.idle += 1
            if seconds <= LONG_S:
                pct = 0.0
        else:
            self.idle = 0
            stat = parse_stat(data)
            if process is None or process.start != stat.start:
                process, pct = self._meet(stat, look)
            else:
                context = self._context
                old, new = process.cpu_ticks, stat.cpu_ticks
                self.used = new - old
                if seconds <= LONG_S:
                    pct = cpu_pct(old, new, seconds, context.hz, context.cores)
                process = self._updated(process, stat)
            self.process = process
            self._data = data
        self.at = mono
        works = pct is not None and pct >= BUSY_PCT
        if (seen or works or look.all_io) and not process.kernel:
            row = self.row
            if row is not None and row.read_bps is not None and self.idle > 3 and self.idle % 3:
                # Who does nothing else hardly reads or writes: asked at every third look.
                age = age_s(process.start, look.boot, self._context.hz)
                self.row = ProcessRow(process, pct, row.read_bps, row.write_bps, age)
            else:
                self._read_io(process, pct, look)
            return works
        row = self.row
        if (
            row is None
            or row.process is not process
            or row.cpu_pct != pct
            or row.read_bps is not None
            or row.age_s < _OLD_S
        ):
            age = age_s(process.start, look.boot, self._context.hz)
            self.row = ProcessRow(process, pct, None, None, age)
        return works

    @property
    def did_something(self) -> bool:
        """Whether anything at all changed since `read_facts`: who does nothing has the same command
        line."""
        return self._data is not self._facts_data

    def read_facts(self, look: Look) -> None:
        """Who it runs as, its command line and its unit. What may not be read stays as it was."""
        process, files = self.process, self._context.files
        if process is None or self.row is None:
            return
        uid, argv, unit = process.uid, process.argv, process.unit
        with suppress(OSError):
            uid = files.uid(self.pid)
            unit = files.unit(self.pid)
            # The command line lies in the process's own memory. Who waits for a disk that does not
            # answer may hold the lock of that, and whoever reads would wait with it.
            if process.state != "D":
                argv = files.argv(self.pid)
        self.facts_at = look.mono
        self._facts_data = self._data
        if (uid, argv, unit) != (process.uid, process.argv, process.unit):
            user = self._context.users.name(uid)
            self.process = process._replace(uid=uid, user=user, argv=argv, unit=unit)
            self.row = self.row._replace(process=self.process)

    def close(self) -> None:
        """Close the descriptor, if it has one."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
            self._context.handles.kept -= 1

    def _bytes(self, *, keep: bool) -> bytes:
        """Its `stat`. A descriptor of it takes a third of the time, and never reads another process
        that has the same PID by now."""
        if self._fd >= 0:
            try:
                return os.pread(self._fd, STAT_BYTES, 0)
            except OSError as error:
                self.close()
                if error.errno != errno.ESRCH:
                    raise
        files, handles = self._context.files, self._context.handles
        if keep and handles.kept < handles.most:
            self._fd = files.open_stat(self.pid)
            handles.kept += 1
            return os.pread(self._fd, STAT_BYTES, 0)
        return files.stat(self.pid)

    def _meet(self, stat: Stat, look: Look) -> tuple[Process, float | None]:
        """One that was not known, or that has the PID of one that was."""
        context = self._context
        self.used = 0
        self._io, self._io_at = None, NEVER
        self.facts_at = float("inf") if stat.kernel else NEVER
        self.row = None
        uid = 0 if stat.kernel else context.files.uid(self.pid)
        process = Process(
            stat.pid,
            stat.start,
            stat.parent,
            redact_name(stat.name),
            stat.state,
            uid,
            context.users.name(uid),
            stat.nice,
            stat.threads,
            stat.kernel,
            stat.cpu_ticks,
            stat.rss_pages * context.page,
            None,
            None,
            (),
            "",
        )
        if look.before is None or look.boot_before is None:
            return process, None
        if stat.start / context.hz <= look.boot_before:
            return process, None
        # It began after the look before: all that it used falls between the two.
        self.used = stat.cpu_ticks
        between = look.mono - look.before
        if not APART_S <= between <= LONG_S:
            return process, None
        return process, cpu_pct(0, stat.cpu_ticks, between, context.hz, context.cores)

    def _updated(self, process: Process, stat: Stat) -> Process:
        name = process.name
        if stat.name != name and name != (name := redact_name(stat.name)):
            self.facts_at = NEVER  # another program runs in it
        return Process(
            process.pid,
            process.start,
            stat.parent,
            name,
            stat.state,
            process.uid,
            process.user,
            stat.nice,
            stat.threads,
            process.kernel,
            stat.cpu_ticks,
            stat.rss_pages * self._context.page,
            process.read_bytes,
            process.write_bytes,
            () if stat.state == "Z" else process.argv,
            process.unit,
        )

    def _read_io(self, process: Process, pct: float | None, look: Look) -> None:
        """Its I/O, and its row."""
        old, seconds = self._io, look.mono - self._io_at
        read_bps = write_bps = None
        try:
            self._io = new = self._context.files.io(self.pid)
        except OSError as error:
            if not is_denied(error):
                raise
            self._io = new = None
        if new is not None:
            if old is not None and seconds <= LONG_IO_S:
                read_bps = bytes_a_second(old[0], new[0], seconds)
                write_bps = bytes_a_second(old[1], new[1], seconds)
            self._io_at = look.mono
            if (process.read_bytes, process.write_bytes) != new:
                process = process._replace(read_bytes=new[0], write_bytes=new[1])
                self.process = process
        age = age_s(process.start, look.boot, self._context.hz)
        self.row = ProcessRow(process, pct, read_bps, write_bps, age)
