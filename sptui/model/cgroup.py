"""Control groups of version 2: which unit a path belongs to, and what its files say. Source:
Documentation/admin-guide/cgroup-v2.rst."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_UNITS = (".service", ".scope", ".socket", ".mount", ".swap")


def is_unit(name: str) -> bool:
    """Whether a folder of this name is the group of a unit that holds processes."""
    return name.endswith(_UNITS)


def is_manager(name: str) -> bool:
    """Whether it is the group of a user's own systemd, below which that user's units lie."""
    return name.startswith("user@") and name.endswith(".service")


def own_unit(manager: str, name: str) -> str:
    """A unit of a user's own systemd, told apart from another user's: `user@1000/foo.service`."""
    return f"{manager.removesuffix('.service')}/{name}"


def unit_of(path: str) -> str:
    """The unit that a control group belongs to, "" where systemd did not make it. Never raises.

    The outermost unit counts: what lies below it is its own business (a container with a systemd in
    it). A user's own systemd is the exception: its units are told one by one.
    """
    manager = ""
    for part in path.split("/"):
        if not part or part == ".." or part.endswith(".slice"):
            continue
        if manager:
            return own_unit(manager, part) if is_unit(part) and part != "init.scope" else manager
        if not is_unit(part):
            return ""
        if not is_manager(part):
            return part
        manager = part
    return manager


def parse_usage(data: bytes) -> int:
    """Microseconds of CPU time that a group used, from its cpu.stat.

    Raises ValueError: it is not told, is no number, or negative.
    """
    for line in data.split(b"\n"):
        if line.startswith(b"usage_usec "):
            return parse_count(line[11:])
    raise ValueError("no usage")


def parse_count(data: bytes) -> int:
    """The one number in memory.current, pids.current and their like.

    Raises ValueError: there is none, or it is negative.
    """
    value = int(data)
    if value < 0:
        raise ValueError("a negative count")
    return value


def parse_io_stat(data: bytes, leave_out: Collection[bytes] = ()) -> int:
    """Bytes read and written together, by all devices but those in `leave_out` (`253:0`), which lie
    on others that are counted already. A group that never read or wrote has no lines: 0.

    Raises ValueError: a line without a device; a counter that is no number, or negative.
    """
    total = 0
    for line in data.split(b"\n"):
        device, _, counters = line.partition(b" ")
        if device in leave_out or not device:
            continue
        if b":" not in device:
            raise ValueError("no device")
        for counter in counters.split(b" "):
            key, _, value = counter.partition(b"=")
            if key in {b"rbytes", b"wbytes"}:
                total += parse_count(value)
    return total


def parse_pids(data: bytes) -> tuple[int, ...]:
    """The processes of cgroup.procs; those that this namespace can't see are 0 there, and left out.

    Raises ValueError: a line that is no number.
    """
    return tuple([pid for pid in map(int, data.split()) if pid > 0])
