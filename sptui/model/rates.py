"""Arithmetic: two readings in, what happened between them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.machine import CpuShare, DiskRate, LinkRate, Sample

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sptui.model.machine import CpuTimes, DiskCounters, LinkCounters, Reading

# Two clocks are read one after the other, so they may drift apart by as long as the process waits
# between.
SUSPEND_S = 0.5
# Counters of 32 bits: bytes of an interface on a 32-bit kernel, milliseconds of a disk on every
# kernel, sectors of a disk on a 32-bit kernel.
WRAP = 1 << 32
WRAP_SECTORS = WRAP * 512
# Faster than any disk: what looks like more is a counter that was set back.
_MOST_BPS = 1 << 35


def sample(old: Reading | None, new: Reading) -> Sample:
    """What `new` says against `old`. No rate is ever negative, no share above 100 %.

    Time is the monotonic clock's: the wall clock may jump. Without `old`, with no time between the
    two, and across a suspend every rate is None. A core, disk or interface has none when it was not
    there before, or a counter of it stepped back; such a disk or interface is not in `disks` or
    `links`, and all cores have none when their number changed. Sums are over the physical devices
    that have a rate, None if none has.
    """
    no_cores = (None,) * len(new.cores)
    if old is None:
        return Sample(new, None, no_cores, None, None, None, None, None, None)
    seconds = new.mono - old.mono
    slept = (new.boot - new.mono) - (old.boot - old.mono)
    if seconds <= 0 or abs(slept) > SUSPEND_S:
        return Sample(new, None, no_cores, None, None, None, None, None, None)
    cpu = None if old.cpu is None or new.cpu is None else cpu_share(old.cpu, new.cpu)
    cores: tuple[CpuShare | None, ...] = no_cores
    if len(old.cores) == len(new.cores):
        cores = tuple(map(cpu_share, old.cores, new.cores))
    disks = (
        None
        if old.disks is None or new.disks is None
        else disk_rates(old.disks, new.disks, seconds)
    )
    links = (
        None
        if old.links is None or new.links is None
        else link_rates(old.links, new.links, seconds)
    )
    read_bps = write_bps = rx_bps = tx_bps = None
    if disks is not None:
        read_bps = _sum(disk.read_bps for disk in disks if disk.physical)
        write_bps = _sum(disk.write_bps for disk in disks if disk.physical)
    if links is not None:
        rx_bps = _sum(link.rx_bps for link in links if link.physical)
        tx_bps = _sum(link.tx_bps for link in links if link.physical)
    return Sample(new, cpu, cores, disks, links, read_bps, write_bps, rx_bps, tx_bps)


def cpu_share(old: CpuTimes, new: CpuTimes) -> CpuShare | None:
    """Percent of the time between. `user` holds nice, `system` holds interrupts.

    Idle and iowait may step back by a little (proc_stat(5) says so of iowait): that counts as no
    time. None when another one steps back (a core that was away, a moved container), and when no
    time passed.
    """
    o_user, o_nice, o_system, o_idle, o_iowait, o_irq, o_softirq, o_steal = old
    n_user, n_nice, n_system, n_idle, n_iowait, n_irq, n_softirq, n_steal = new
    if (
        n_user < o_user
        or n_nice < o_nice
        or n_system < o_system
        or n_irq < o_irq
        or n_softirq < o_softirq
        or n_steal < o_steal
    ):
        return None
    user = n_user - o_user + n_nice - o_nice
    system = n_system - o_system + n_irq - o_irq + n_softirq - o_softirq
    steal = n_steal - o_steal
    iowait = max(0, n_iowait - o_iowait)
    busy = user + system + steal
    total = busy + iowait + max(0, n_idle - o_idle)
    if total == 0:
        return None
    each = 100 / total
    return CpuShare(
        min(busy * each, 100.0),
        min(user * each, 100.0),
        min(system * each, 100.0),
        min(iowait * each, 100.0),
        min(steal * each, 100.0),
    )


def disk_rates(
    old: Iterable[DiskCounters], new: Iterable[DiskCounters], seconds: float
) -> tuple[DiskRate, ...]:
    """Of the disks that were there before. `seconds` must be above 0."""
    before = {disk.name: disk for disk in old}
    most_bytes = int(_MOST_BPS * seconds)
    rates: list[DiskRate] = []
    for disk in new:
        was = before.get(disk.name)
        if was is None:
            continue
        if disk is was:  # nothing was done: the reader hands the same value again
            rates.append(DiskRate(disk.name, disk.physical, 0.0, 0.0, 0.0))
            continue
        read = grown(was.read_bytes, disk.read_bytes, WRAP_SECTORS, most_bytes)
        written = grown(was.write_bytes, disk.write_bytes, WRAP_SECTORS, most_bytes)
        busy_ms = grown(was.busy_ms, disk.busy_ms, WRAP, int(seconds * 1500) + 1000)
        if read is None or written is None or busy_ms is None:
            continue
        busy_pct = min(busy_ms / (seconds * 10), 100.0)
        rates.append(
            DiskRate(disk.name, disk.physical, read / seconds, written / seconds, busy_pct)
        )
    return tuple(rates)


def link_rates(
    old: Iterable[LinkCounters], new: Iterable[LinkCounters], seconds: float
) -> tuple[LinkRate, ...]:
    """Of the interfaces that were there before. `seconds` must be above 0."""
    before = {link.name: link for link in old}
    most_bytes = int(_MOST_BPS * seconds)
    rates: list[LinkRate] = []
    for link in new:
        was = before.get(link.name)
        if was is None:
            continue
        received = grown(was.rx_bytes, link.rx_bytes, WRAP, most_bytes)
        sent = grown(was.tx_bytes, link.tx_bytes, WRAP, most_bytes)
        if received is not None and sent is not None:
            rates.append(
                LinkRate(link.name, link.physical, link.up, received / seconds, sent / seconds)
            )
    return tuple(rates)


def grown(old: int, new: int, wrap: int, most: int) -> int | None:
    """By how much a counter grew. None when it was set back.

    One that is lower than before has wrapped at `wrap` if that makes it grow by at most a quarter
    of its range and at most `most`: from near its end, to near its start. A device that was made
    anew starts at 0, but seldom left off so close to the end.
    """
    if new >= old:
        return new - old
    wrapped = new + wrap - old
    return wrapped if 0 <= wrapped <= min(wrap // 4, most) else None


def _sum(rates: Iterable[float]) -> float | None:
    known = list(rates)
    return sum(known) if known else None
