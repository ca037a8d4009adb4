"""What statvfs(3) tells, as bytes and inodes that make sense."""

from __future__ import annotations

from sptui.model.machine import Space

# More blocks than this are a number below zero, said without a sign.
_NEGATIVE = 1 << 63


def space_of(
    unit: int, blocks: int, free: int, available: int, inodes: int, inodes_free: int
) -> Space:
    """From counts of blocks of `unit` bytes. Some network and FUSE file systems tell more free than
    there is, or a negative number as a huge one: what is free never exceeds the whole, and
    available never exceeds free.

    Raises ValueError: no size at all, or a negative number.
    """
    if min(unit, blocks, free, available, inodes, inodes_free) < 0:
        raise ValueError("negative space")
    if not unit or not blocks:
        raise ValueError("no size")
    free = min(free, blocks)
    available = 0 if available >= _NEGATIVE else min(available, free)
    return Space(
        blocks * unit, (blocks - free) * unit, available * unit, inodes, min(inodes_free, inodes)
    )
