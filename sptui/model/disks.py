"""Parser of /proc/diskstats, and which of its lines are whole disks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.machine import DiskCounters

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# /proc/diskstats counts in sectors of 512 bytes whatever the disk's own sectors are.
SECTOR_BYTES = 512

# Made of other disks, or of memory: what they do is done again by what they lie on.
_STACKED = (b"dm-", b"md", b"loop", b"zram", b"ram", b"bcache", b"drbd", b"zd", b"nbd")

# Of each device by name: True a disk of its own, False one that lies on others, None a partition.
Kinds = dict[bytes, "bool | None"]


def parse_diskstats(
    data: bytes, kinds: Mapping[bytes, bool | None]
) -> tuple[tuple[DiskCounters, ...], tuple[bytes, ...]]:
    """The whole disks in the kernel's order, and the names that `kinds` does not know, which are
    left out.

    Partitions are left out, and so are stacked devices that were never read or written (idle
    loops). Source: Documentation/admin-guide/iostats.rst.

    Raises ValueError: a line with fewer than 13 fields, or with a counter that is no number or
    negative.
    """
    disks: list[DiskCounters] = []
    strangers: list[bytes] = []
    for line in data.split(b"\n"):
        fields = line.split(None, 13)
        if not fields:
            continue
        if len(fields) < 13:
            raise ValueError("fewer than 13 fields on a disk's line")
        name = fields[2]
        physical = kinds.get(name, _UNKNOWN)
        if physical is None:
            continue
        if physical is _UNKNOWN:
            strangers.append(name)
            continue
        if not physical and fields[5] == b"0" and fields[9] == b"0":
            continue
        read, written, busy_ms = int(fields[5]), int(fields[9]), int(fields[12])
        if read < 0 or written < 0 or busy_ms < 0:
            raise ValueError("negative counter of a disk")
        text = name.decode("utf-8", "surrogateescape")
        disks.append(
            DiskCounters(text, bool(physical), read * SECTOR_BYTES, written * SECTOR_BYTES, busy_ms)
        )
    return tuple(disks), tuple(strangers)


_UNKNOWN = object()


def kinds_by_link(names: Collection[bytes], links: Mapping[bytes, bytes]) -> Kinds:
    """What each device is, from /sys/block: `links` has each whole disk and where its symbolic link
    leads.

    Whatever lives under virtual/block is stacked; the head of a multipath NVMe disk lives elsewhere
    under virtual, and is a disk.
    """
    return {
        name: None
        if name not in links
        else not (b"/virtual/block/" in links[name] or name.startswith(_STACKED))
        for name in names
    }


def kinds_by_name(names: Collection[bytes]) -> Kinds:
    """The same from names alone, where /sys is not to be had: `sda1` is a partition if there is an
    `sda`, `nvme0n1p1` if there is an `nvme0n1`."""
    known = set(names)
    kinds: Kinds = {}
    for name in names:
        stem = name.rstrip(b"0123456789")
        parent = stem[:-1] if stem.endswith(b"p") and stem not in known else stem
        part = stem != name and parent in known
        kinds[name] = None if part else not name.startswith(_STACKED)
    return kinds
