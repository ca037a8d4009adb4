"""Arithmetic over processes: two looks in, what they used between them out; and sums by unit."""

from collections.abc import Iterable

from sptui.model.process import ProcessRow, ServiceRow

# Faster than any disk: what looks like more is a counter that was set back and ran on.
_MOST_BPS = float(1 << 35)


def cpu_pct(old_ticks: int, new_ticks: int, seconds: float, hz: int, cores: int) -> float | None:
    """Percent of one core: 0 to 100 times `cores`. `seconds` are monotonic ones between the looks,
    `hz` the clock ticks in a second.

    None when no time passed, and when the counter stepped back: that is another process.
    """
    used = new_ticks - old_ticks
    if seconds <= 0 or used < 0:
        return None
    # Whole ticks over a short while may give a little more than there can be.
    return min(100.0 * used / (hz * seconds), 100.0 * cores)


def usage_pct(old_us: int | None, new_us: int | None, seconds: float) -> float | None:
    """Percent of one core that a control group used, from microseconds of CPU time. None as for
    `bytes_a_second`."""
    if old_us is None or new_us is None or seconds <= 0 or new_us < old_us:
        return None
    return (new_us - old_us) / (seconds * 10_000)


def bytes_a_second(old: int | None, new: int | None, seconds: float) -> float | None:
    """None when one of the two is not known, no time passed, or the counter stepped back."""
    if old is None or new is None or seconds <= 0 or new < old:
        return None
    rate = (new - old) / seconds
    return rate if rate <= _MOST_BPS else None


def age_s(start_ticks: int, boot_s: float, hz: int) -> float:
    """Seconds since a process began; `boot_s` is CLOCK_BOOTTIME (/proc/uptime). Never negative:
    the two clocks are read one after the other."""
    return max(0.0, boot_s - start_ticks / hz)


def sum_services(rows: Iterable[ProcessRow]) -> tuple[ServiceRow, ...]:
    """What the processes of each unit use together, for machines whose control groups tell nothing.

    A figure is None where no process of the unit has it. Shared memory is counted once a process,
    so memory is too high; `about` says that all is only about right.
    """
    units: dict[str, list[ProcessRow]] = {}
    for row in rows:
        if row.process.unit:
            units.setdefault(row.process.unit, []).append(row)
    return tuple([_summed(unit, members) for unit, members in units.items()])


def filled(services: Iterable[ServiceRow], sums: Iterable[ServiceRow]) -> tuple[ServiceRow, ...]:
    """`services`, with the memory and tasks that a group has no file for out of `sums`."""
    by_unit = {row.unit: row for row in sums}
    out: list[ServiceRow] = []
    for row in services:
        more = by_unit.get(row.unit)
        if more is None or (row.memory_bytes is not None and row.tasks is not None):
            out.append(row)
            continue
        memory = more.memory_bytes if row.memory_bytes is None else row.memory_bytes
        tasks = more.tasks if row.tasks is None else row.tasks
        out.append(row._replace(memory_bytes=memory, tasks=tasks, about=True))
    return tuple(out)


def _summed(unit: str, rows: list[ProcessRow]) -> ServiceRow:
    moved = [
        row.read_bps + row.write_bps
        for row in rows
        if row.read_bps is not None and row.write_bps is not None
    ]
    used = [row.cpu_pct for row in rows if row.cpu_pct is not None]
    return ServiceRow(
        unit,
        sum(used) if used else None,
        sum([row.process.rss_bytes for row in rows]),
        sum(moved) if moved else None,
        sum([row.process.threads for row in rows]),
        None,
        max([row.age_s for row in rows]),
        about=True,
    )
