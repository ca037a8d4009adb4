"""Parsers of /proc/stat and /proc/loadavg."""

from __future__ import annotations

from sptui.model.machine import CpuTimes


def parse_stat(data: bytes) -> tuple[CpuTimes, tuple[CpuTimes, ...]]:
    """All cores together, and each core that is online, in jiffies since boot. Source:
    proc_stat(5).

    Only the leading `cpu` lines are looked at, so `data` may end anywhere behind them. The line of
    all cores counts also those that were taken offline, so it does not step back with them.

    Raises ValueError: no `cpu ` line first, a field that is missing, no number, or negative.
    """
    if not data.startswith(b"cpu "):
        raise ValueError("no cpu line")
    end = data.find(b"\nintr")
    head = data[:end] if end >= 0 else data
    if b"-" in head:
        raise ValueError("negative jiffies")
    times = [_times(line) for line in head.split(b"\n") if line.startswith(b"cpu")]
    return times[0], tuple(times[1:])


def _times(line: bytes) -> CpuTimes:
    fields = line.split(None, 9)
    if len(fields) < 9:
        raise ValueError("fewer than 8 times on a cpu line")
    return CpuTimes(*map(int, fields[1:9]))


def parse_loadavg(data: bytes) -> tuple[float, float, float]:
    """Mean length of the run queue over 1, 5 and 15 minutes. Source: proc_loadavg(5).

    Raises ValueError: fewer than three numbers, or one that is negative or not finite.
    """
    fields = data.split(None, 3)
    if len(fields) < 3:
        raise ValueError("fewer than 3 loads")
    one, five, fifteen = (float(field) for field in fields[:3])
    if not (0 <= one < 1e9 and 0 <= five < 1e9 and 0 <= fifteen < 1e9):
        raise ValueError("a load out of range")
    return one, five, fifteen
