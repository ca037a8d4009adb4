"""Parsers of /proc/meminfo and of the one line of /proc/vmstat that matters."""

from __future__ import annotations

from sptui.model.machine import Memory


def parse_meminfo(data: bytes) -> Memory:
    """Memory in bytes. Source: proc_meminfo(5). `cached` is buffers, page cache and reclaimable
    slabs, as free(1) adds them.

    Before Linux 3.14, and in some containers, there is no MemAvailable: free, buffers and page
    cache stand in for it. Available and free swap never exceed their totals.

    Raises ValueError: a line that is missing, is not a number of kB, or is negative.
    """
    total = _kib(data, b"MemTotal:")
    free = _kib(data, b"\nMemFree:")
    buffers = _kib(data, b"\nBuffers:")
    cache = _kib(data, b"\nCached:")
    available = (
        _kib(data, b"\nMemAvailable:") if b"\nMemAvailable:" in data else free + buffers + cache
    )
    slabs = _kib(data, b"\nSReclaimable:") if b"\nSReclaimable:" in data else 0
    swap_total = _kib(data, b"\nSwapTotal:")
    swap_free = _kib(data, b"\nSwapFree:")
    if min(total, free, buffers, cache, available, slabs, swap_total, swap_free) < 0:
        raise ValueError("negative amount of memory")
    return Memory(
        total * 1024,
        min(available, total) * 1024,
        min(free, total) * 1024,
        (buffers + cache + slabs) * 1024,
        swap_total * 1024,
        min(swap_free, swap_total) * 1024,
    )


def _kib(data: bytes, key: bytes) -> int:
    start = data.find(key)
    end = data.find(b" kB", start)
    if start < 0 or end < 0:
        raise ValueError(f"no {key.strip().decode()} line")
    return int(data[start + len(key) : end])


def parse_oom_kills(data: bytes) -> int:
    """Processes killed since boot because memory ran out, in the whole machine or in one cgroup.

    Source: the `oom_kill` line of /proc/vmstat, there since Linux 4.13.

    Raises ValueError: no such line, or no number on it.
    """
    start = data.find(b"\noom_kill ")
    if start < 0:
        raise ValueError("no oom_kill line")
    end = data.find(b"\n", start + 1)
    kills = int(data[start + 10 : end if end >= 0 else len(data)])
    if kills < 0:
        raise ValueError("negative number of kills")
    return kills
