"""Mounts that hold data and the space on them. A file system that does not answer stops nothing."""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING

from sptui.model.machine import Space, Volume
from sptui.model.mountinfo import data_mounts, parse_mountinfo
from sptui.model.msg import Msg, msg
from sptui.model.space import space_of
from sptui.system.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from sptui.model.machine import Missing, Mount
    from sptui.system.asks import Asks

# More than anybody reads, and a bound on the threads.
_MOST_MOUNTS = 200


class Mounts:
    """Follows the mountinfo of `process` under `root`, of whose changes the kernel tells, and asks
    each mount for its space every `interval_s`. Of a recorded folder nobody tells: there the file
    is read as often."""

    def __init__(
        self,
        root: str,
        asks: Asks,
        statvfs: Callable[[bytes], os.statvfs_result],
        interval_s: float,
        process: str = "self",
    ) -> None:
        base = root.rstrip("/")
        self._base = os.fsencode(base)
        self._asks = asks
        self._statvfs = statvfs
        self._interval_s = interval_s
        path = f"{base}/proc/{process}/mountinfo"
        if not os.access(path, os.R_OK):  # /proc may be mounted so that others' are hidden
            path = f"{base}/proc/self/mountinfo"
        self._source = Source("mounts", path, _parse, keep=not base)
        self._bell: select.poll | None = None
        self._read_due = 0.0
        self._volumes: dict[str, Volume] = {}
        self._ask_due: dict[str, float] = {}

    @property
    def missing(self) -> Missing | None:
        """Why there are no mounts, if they could not be read."""
        return self._source.missing

    def poll(self, mono: float) -> bool:
        """Read the mounts if they changed, and ask those whose turn it is. Never blocks. Whether
        the mounts were read."""
        changed = mono >= self._read_due if self._bell is None else bool(self._bell.poll(0))
        if changed:
            self._read(mono)
        for point, due in self._ask_due.items():
            if mono >= due and self._ask(self._volumes[point].mount, mono):
                self._ask_due[point] = mono + self._interval_s
        return changed

    def volumes(self, mono: float, patience_s: float) -> tuple[Volume, ...]:
        """By mount point. Who was asked `patience_s` ago or earlier and has not answered has no
        space, but the reason."""
        return tuple([self._judged(volume, mono, patience_s) for volume in self._volumes.values()])

    def close(self) -> None:
        """Close the descriptor. Threads that hang are left to the end of the program."""
        self._bell = None
        self._source.close()

    def _read(self, mono: float) -> None:
        mounts = (self._source.read() or ())[:_MOST_MOUNTS]
        self._read_due = mono + self._interval_s
        handle = self._source.handle
        self._bell = None
        if handle is not None:
            self._bell = select.poll()
            # The kernel reports changes as an exceptional condition; it has just been read, so
            # there is none.
            self._bell.register(handle, select.POLLPRI)
        old, due = self._volumes, self._ask_due
        self._volumes, self._ask_due = {}, {}
        for mount in mounts:
            before = old.get(mount.point)
            if before is not None and before.mount.device == mount.device:
                self._volumes[mount.point] = before._replace(mount=mount)
                self._ask_due[mount.point] = due[mount.point]
            else:
                self._volumes[mount.point] = Volume(mount, None, None, None)
                self._ask_due[mount.point] = mono

    def _ask(self, mount: Mount, mono: float) -> bool:
        path = self._base + mount.point.encode("utf-8", "surrogateescape")
        statvfs = self._statvfs

        def settle(answer: Space | Msg, asked: float) -> None:
            volume = self._volumes.get(mount.point)
            if volume is None or volume.mount.device != mount.device:
                return
            space, why = (answer, None) if isinstance(answer, Space) else (None, answer)
            self._volumes[mount.point] = Volume(volume.mount, space, why, asked)

        return self._asks.ask(_key(mount), mono, lambda: _space(statvfs, path), settle)

    def _judged(self, volume: Volume, mono: float, patience_s: float) -> Volume:
        asked = self._asks.since(_key(volume.mount))
        if asked is None or mono - asked < patience_s:
            return volume
        return volume._replace(space=None, why=msg("volume.no_answer", seconds=int(mono - asked)))


def _parse(data: bytes) -> tuple[Mount, ...]:
    return data_mounts(parse_mountinfo(data))


def _key(mount: Mount) -> str:
    return f"space {mount.device} {mount.point}"


def _space(statvfs: Callable[[bytes], os.statvfs_result], path: bytes) -> Space | Msg:
    try:
        found = statvfs(path)
        return space_of(
            found.f_frsize or found.f_bsize,
            found.f_blocks,
            found.f_bfree,
            found.f_bavail,
            found.f_files,
            found.f_ffree,
        )
    except OSError as error:
        return msg("volume.error", error=os.strerror(error.errno) if error.errno else str(error))
    except ValueError:
        return msg("volume.no_size")
