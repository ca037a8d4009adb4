"""The newest hour of every figure, tick by tick, in memory: what short graphs are drawn from."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from math import isnan, nan
from typing import TYPE_CHECKING

from sptui.model.recorded import columns, values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sptui.model.overview import Overview
    from sptui.model.recorded import Piece
    from sptui.model.series import Series

KEEP_S = 3600.0

# A record is of the time since the one before, but of no more than so many ticks (while nobody
# watches, every other one is left out): what was not looked at is a gap.
_TICKS = 2.5
# How often what has vanished is looked for, in records.
_SWEEP = 256


class Ring:
    """Keeps the last `keep_s` seconds of all series: four bytes a value, and one place in time for
    all of them. A device that vanishes is forgotten when its last value is.

    Time is CLOCK_BOOTTIME's, so a wall clock that jumps neither tears a graph nor folds it; what
    comes in and goes out is told in the wall's. Not for two threads at once."""

    def __init__(self, tick_s: float, keep_s: float = KEEP_S) -> None:
        self._tick_s = tick_s
        # Twice as many, so that what is too old goes in one move, and not with every record.
        self._most = max(2, round(keep_s / tick_s))
        self._times = array("d")
        self._starts = array("d")
        self._series: dict[str, array[float]] = {}
        self._offset = 0.0

    def __len__(self) -> int:
        return len(self._times)

    def put(self, view: Overview, found: Mapping[str, float] | None = None) -> None:
        """Keep what `view` shows (`found`, where somebody worked that out already). The same
        reading twice is kept once; without one there is a gap."""
        if view.sample is not None:
            reading = view.sample.reading
            self.fill(reading.at, reading.boot, values(view) if found is None else found)

    def fill(self, at: float, boot: float, found: Mapping[str, float]) -> None:
        """Keep values of the moment `at` (seconds since 1970), `boot` seconds after boot."""
        times = self._times
        before = times[-1] if times else boot - self._tick_s
        if boot <= before:
            return
        self._offset = at - boot
        count = len(times)
        times.append(boot)
        self._starts.append(max(before, boot - self._tick_s * _TICKS))
        for name, held in self._series.items():
            held.append(found.get(name, nan))
        for name in found.keys() - self._series.keys():
            self._series[name] = array("f", [nan]) * count
            self._series[name].append(found[name])
        if len(times) >= 2 * self._most or (count % _SWEEP == 0 and count > self._most):
            self._trim()

    def names(self) -> frozenset[str]:
        """The names of all series that have a value."""
        return frozenset(self._series)

    def begin(self) -> float | None:
        """From when on there is anything, in seconds since 1970."""
        return self._starts[0] + self._offset if self._starts else None

    def end(self) -> float:
        """Until when anything is known, in seconds since 1970; 0 where nothing is."""
        return self._times[-1] + self._offset if self._times else 0.0

    def pieces(self, name: str, since: float) -> list[Piece]:
        """What is known of a series from `since` (seconds since 1970) on."""
        held = self._series.get(name)
        if held is None:
            return []
        first = bisect_right(self._times, since - self._offset)
        offset = self._offset
        return [
            (start + offset, stop + offset, value)
            for start, stop, value in zip(
                self._starts[first:], self._times[first:], held[first:], strict=True
            )
            if not isnan(value)
        ]

    def series(self, name: str, seconds: float, end: float, columns_: int) -> Series:
        """The `seconds` before `end` as that many values, for a graph."""
        return columns(self.pieces(name, end - seconds - self._tick_s), seconds, end, columns_)

    def _trim(self) -> None:
        """Let go of what is too old, and of the series of which nothing is left."""
        old = max(0, len(self._times) - self._most)
        for held in (self._times, self._starts, *self._series.values()):
            del held[:old]
        for name in [
            name for name, held in self._series.items() if isnan(held[-1]) and all(map(isnan, held))
        ]:
            del self._series[name]
