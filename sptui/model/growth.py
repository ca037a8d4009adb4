"""How fast a file system fills, from what was recorded of it, and how sure that is.

One big copy is not growth: records are gathered into medians of a day (or of six hours, while there
is little of it), single jumps that dwarf all others are taken out, and the slope is the median of
those between all pairs (Theil and Sen).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from sptui.model.health import Growth, Sureness

DAY_S = 86_400.0
# Less than this says nothing: yesterday's backup would be a trend.
LEAST_S = 2 * DAY_S
# What is seen of it: a month, since people change what they do.
SPAN_S = 30 * DAY_S
_RECENT_S = 7 * DAY_S
_SHORT_S = 10 * DAY_S
_LEAST_BINS = 5
# A jump this many times the next smaller one is a copy (or what was thrown away), not growth.
_DWARFS = 4.0
# Two slopes within this factor say the same.
_AGREE = 1.5


class _Slope(NamedTuple):
    per_day: float
    spread: float  # of the middle half of all slopes, against the slope itself
    days: float


def growth(mount: str, points: Sequence[tuple[float, float]]) -> Growth | None:
    """From (seconds since 1970, bytes used) in the order of time; what is older than `SPAN_S` is
    not looked at. None where less than two days were seen."""
    if not points:
        return None
    last = points[-1][0]
    points = [point for point in points if point[0] > last - SPAN_S]
    short = last - points[0][0] < _SHORT_S
    whole = _slope(points, DAY_S / 4 if short else DAY_S)
    if whole is None or whole.days * DAY_S < LEAST_S * 0.99:
        return None
    if short:
        return Growth(mount, whole.per_day, whole.days, _sureness(whole))
    recent = _slope([point for point in points if point[0] > last - _RECENT_S], DAY_S / 4)
    # What began last week must not wait for a month to agree; what ended then is told a while
    # longer, since files that come once a week look like that too.
    if (
        recent is not None
        and recent.per_day > max(0.0, whole.per_day) * _AGREE
        and _sureness(recent) != "guess"
    ):
        return Growth(mount, recent.per_day, whole.days, "rough")
    return Growth(mount, whole.per_day, whole.days, _sureness(whole))


def _sureness(slope: _Slope) -> Sureness:
    if slope.days >= 13.9 and slope.spread <= 0.5:
        return "sure"
    return "rough" if slope.days >= 4.9 and slope.spread <= 1.0 else "guess"


def _slope(points: Sequence[tuple[float, float]], bin_s: float) -> _Slope | None:
    bins = _bins(points, bin_s)
    if len(bins) < _LEAST_BINS:
        return None
    level = _without_jumps(bins)
    slopes = sorted(
        [
            (level[b][1] - level[a][1]) / (level[b][0] - level[a][0])
            for a in range(len(level))
            for b in range(a + 1, len(level))
        ]
    )
    middle = _median(slopes)
    # Neighbours differ by chance; what a third of the time apart says is what counts.
    apart = (level[-1][0] - level[0][0]) / 3
    far = sorted(
        [
            (level[b][1] - level[a][1]) / (level[b][0] - level[a][0])
            for a in range(len(level))
            for b in range(a + 1, len(level))
            if level[b][0] - level[a][0] >= apart
        ]
    )
    spread = far[len(far) * 3 // 4] - far[len(far) // 4]
    relative = spread / abs(middle) if middle else 0.0 if not spread else float("inf")
    seen = min(len(bins) * bin_s, points[-1][0] - points[0][0])
    return _Slope(middle * DAY_S, relative, seen / DAY_S)


def _bins(points: Sequence[tuple[float, float]], bin_s: float) -> list[tuple[float, float]]:
    """(mean time, median level) of each stretch of `bin_s`, counted from the newest point back."""
    last = points[-1][0]
    gathered: dict[int, list[tuple[float, float]]] = {}
    for at, used in points:
        gathered.setdefault(int((last - at) // bin_s), []).append((at, used))
    return [
        (sum([at for at, _ in inside]) / len(inside), _median(sorted([used for _, used in inside])))
        for _, inside in sorted(gathered.items(), reverse=True)
    ]


def _without_jumps(bins: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The levels as if the few jumps that dwarf all others had not been: at most an eighth of the
    steps, at least one."""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(bins)]
    usual = _median(sorted([change / passed for passed, change in steps]))
    odd = [change - usual * passed for passed, change in steps]
    largest = sorted(range(len(odd)), key=lambda at: -abs(odd[at]))
    jumps: set[int] = set()
    for many in range(1, max(1, len(steps) // 8) + 1):
        if abs(odd[largest[many - 1]]) > _DWARFS * abs(odd[largest[many]]):
            jumps = set(largest[:many])
    taken = 0.0
    level = [bins[0]]
    for at, (when, used) in enumerate(bins[1:]):
        taken += odd[at] if at in jumps else 0.0
        level.append((when, used - taken))
    return level


def _median(ordered: Sequence[float]) -> float:
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
