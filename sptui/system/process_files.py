"""The files of one process under /proc: bounded, and redacted before anything leaves."""

from __future__ import annotations

import errno
import os
from functools import cached_property, lru_cache

from sptui.model.cgroup import unit_of
from sptui.model.proc_pid import parse_cgroup, parse_cmdline, parse_io
from sptui.system.redact import redact, redact_name

# The first 24 fields of `stat` at their longest, and a name of 64 bytes.
STAT_BYTES = 1024
# What is read of a command line, and how much of it is kept after secrets are gone from it.
_CMDLINE_BYTES = 16 * 1024
_KEPT_CHARS = 4096
_SMALL = 4096
_FLAGS = os.O_RDONLY | os.O_CLOEXEC
# PROC_PID_INIT_INO of include/linux/proc_ns.h.
_FIRST_NAMESPACE = "pid:[4026531836]"


class ProcessFiles:
    """Reads them of any process, by its PID as text. Each method that takes one raises OSError: the
    process is gone (ENOENT, ESRCH), or not ours to look at (EACCES, EPERM)."""

    def __init__(self, root: str) -> None:
        self.folder = f"{root}/proc"
        self._real = not root

    def names(self) -> list[str]:
        """The PIDs of all processes, as the kernel lists them. Raises OSError: it does not."""
        return [name for name in os.listdir(self.folder) if name.isdigit()]

    def names_from(self, pid: int) -> list[str]:
        """Those of `pid` and above. Raises OSError: /proc can't be listed.

        The kernel's place of a PID in /proc is its number and 256 for what else is there, and some
        more: those just below it are read too, and left out."""
        folder = os.open(self.folder, _FLAGS | os.O_DIRECTORY)
        try:
            os.lseek(folder, max(256, pid + 200), os.SEEK_SET)
            return [name for name in os.listdir(folder) if name.isdigit() and int(name) >= pid]
        finally:
            os.close(folder)

    def stamp(self) -> tuple[int, int] | None:
        """What is as it was only if no process began since, and none ended: how many there are (as
        folders, of which each links to the one around it) and the newest PID. None: not known.

        Listing thousands of PIDs takes milliseconds, this some microseconds."""
        if not self._real:
            return None
        try:
            newest = int(self._small(f"{self.folder}/loadavg").rpartition(b" ")[2])
            return os.stat(self.folder).st_nlink, newest
        except (OSError, ValueError):
            return None

    @cached_property
    def counts_its_own(self) -> bool:
        """Whether the links of /proc are those of the processes in it: in a container they count
        the whole machine's."""
        try:
            return os.readlink(f"{self.folder}/self/ns/pid") == _FIRST_NAMESPACE
        except OSError:
            return False

    def used_ticks(self) -> int | None:
        """Clock ticks that all processes together have used since boot; None: not known."""
        try:
            fields = self._small(f"{self.folder}/stat").split(None, 4)
            return sum(map(int, fields[1:4]))
        except (OSError, ValueError):
            return None

    def open_stat(self, pid: str) -> int:
        """A descriptor of its `stat`. It is bound to the process: should the PID be used again,
        reading it fails."""
        return os.open(f"{self.folder}/{pid}/stat", _FLAGS)

    def stat(self, pid: str) -> bytes:
        """As `parse_stat` takes it."""
        return self._read(pid, "stat", STAT_BYTES)

    def uid(self, pid: str) -> int:
        """Who it runs as (effective)."""
        return os.stat(f"{self.folder}/{pid}").st_uid

    def io(self, pid: str) -> tuple[int, int] | None:
        """Bytes read and written so far; None where it can't be understood."""
        try:
            return parse_io(self._read(pid, "io", _SMALL))
        except ValueError:
            return None

    def argv(self, pid: str) -> tuple[str, ...]:
        """Its command line without secrets, cut to 4,096 characters."""
        return _argv(self._read(pid, "cmdline", _CMDLINE_BYTES))

    def unit(self, pid: str) -> str:
        """The unit that it belongs to."""
        return _unit(self._read(pid, "cgroup", _SMALL))

    def name(self, pid: str) -> str:
        """Its short name without secrets: processes choose it, as they do their title."""
        data = self._read(pid, "comm", STAT_BYTES)
        return redact_name(data.removesuffix(b"\n").decode("utf-8", "surrogateescape"))

    def _read(self, pid: str, leaf: str, most: int) -> bytes:
        return self._small(f"{self.folder}/{pid}/{leaf}", most)

    def _small(self, path: str, most: int = _SMALL) -> bytes:
        handle = os.open(path, _FLAGS)
        try:
            data = os.read(handle, min(most, _SMALL))
            if len(data) < _SMALL:
                return data  # the kernel hands over all that there is
            while len(data) < most and (more := os.read(handle, most - len(data))):
                data += more
            return data
        finally:
            os.close(handle)


# Workers have the command line and the unit of their likes.
@lru_cache(512)
def _argv(data: bytes) -> tuple[str, ...]:
    words = redact(parse_cmdline(data, cut=len(data) >= _CMDLINE_BYTES))
    room = _KEPT_CHARS
    for index, word in enumerate(words):
        if len(word) >= room:
            return (*words[:index], word[:room])
        room -= len(word) + 1
    return words


@lru_cache(512)
def _unit(data: bytes) -> str:
    return unit_of(parse_cgroup(data))


def is_gone(error: OSError) -> bool:
    """Whether the process ended between being listed and being read."""
    return error.errno in {errno.ENOENT, errno.ESRCH, errno.ENOTDIR}


def is_denied(error: OSError) -> bool:
    """Whether only its owner, or root, may look."""
    return error.errno in {errno.EACCES, errno.EPERM}
