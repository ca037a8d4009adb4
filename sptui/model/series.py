"""The graphs' histories: one value a tick, gaps as None."""

from typing import NamedTuple


class Series(NamedTuple):
    """The newest values, oldest first. `end` counts every value ever appended, so that a painter
    can keep two samples in the same cell as they move left."""

    values: tuple[float | None, ...]
    end: int


EMPTY = Series((), 0)


class History(NamedTuple):
    """What the Overview's graphs show: percent, and bytes a second (both directions together)."""

    tick_s: float
    cpu_pct: Series
    memory_pct: Series
    network_bps: Series
    disk_bps: Series


NO_HISTORY = History(2.0, EMPTY, EMPTY, EMPTY, EMPTY)
