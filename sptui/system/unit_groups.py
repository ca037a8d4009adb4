"""What the files of control groups tell, for all who ask: the figures of one group of version 2,
the processes in it and below, and which disks count for nothing in them."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sptui.model.cgroup import parse_count, parse_io_stat, parse_pids
from sptui.model.disks import kinds_by_link
from sptui.model.pressure import parse_pressure
from sptui.system.files import read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

_BYTES = 8192
# So many groups below one are looked into.
_MOST_GROUPS = 1000
_AGAIN_S = 60.0


class Figures(NamedTuple):
    """Bytes of memory, tasks, bytes read and written, and percent of the last 10 s in which some
    waited for a CPU. None: there is no such file, or it makes no sense."""

    memory: int | None
    tasks: int | None
    io: int | None
    pressure: float | None


def figures(folder: str, leave_out: frozenset[bytes]) -> Figures:
    """Those of the group at `folder`; disks in `leave_out` are not counted."""
    stall = figure(f"{folder}/cpu.pressure", lambda data: parse_pressure(data, full=False))
    return Figures(
        figure(f"{folder}/memory.current", parse_count),
        figure(f"{folder}/pids.current", parse_count),
        figure(f"{folder}/io.stat", lambda data: parse_io_stat(data, leave_out)),
        None if stall is None else stall.some10,
    )


def figure(path: str, parse: Callable[[bytes], T]) -> T | None:
    """What a file says; None where it is not there, or can't be understood."""
    try:
        return parse(small(path))
    except (OSError, ValueError):
        return None


def small(path: str) -> bytes:
    """The first 8 KiB of a file. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(handle, _BYTES)
    finally:
        os.close(handle)


def members(top: str, group: str) -> Iterator[tuple[str, int]]:
    """(group, PID) of each process in a group below `top`, then those in the groups below it. What
    goes meanwhile is left out. Raises OSError, ValueError: the group itself can't be read."""
    waiting, seen = [group], 0
    while waiting and seen < _MOST_GROUPS:
        at, seen = waiting.pop(), seen + 1
        try:
            pids = parse_pids(read_file(f"{top}{at}/cgroup.procs"))
            with os.scandir(top + at) as entries:
                below = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
        except (OSError, ValueError):
            if seen == 1:
                raise
            continue
        for pid in pids:
            yield at, pid
        waiting += [f"{at}/{name}" for name in sorted(below, reverse=True)]


class StackedDisks:
    """Which disks lie on others, below `root`: what they do is counted there."""

    def __init__(self, root: str) -> None:
        self._block = f"{root}/sys/block"
        self._numbers: frozenset[bytes] = frozenset()
        self._due = float("-inf")

    def numbers(self, mono: float) -> frozenset[bytes]:
        """Their numbers (`253:0`), looked at again once a minute; `mono` is the monotonic second.
        None where that can't be had."""
        if mono >= self._due:
            self._due = mono + _AGAIN_S
            self._numbers = frozenset(self._look())
        return self._numbers

    def _look(self) -> Iterator[bytes]:
        names: list[bytes] = []
        with suppress(OSError):
            names = os.listdir(os.fsencode(self._block))
        links = {name: _link(os.fsencode(self._block) + b"/" + name) for name in names}
        for name, physical in kinds_by_link(names, links).items():
            if physical is False:
                with suppress(OSError):
                    yield small(f"{self._block}/{os.fsdecode(name)}/dev").strip()


def _link(path: bytes) -> bytes:
    try:
        return os.readlink(path)
    except OSError:
        return b""
