"""A whole span in one row of few cells: graphs beside rows."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from sptui.model.series import Series
from sptui.paint.graph import graph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.paint.line import Span


def spark(series: Series, width: int, columns: int, top: float, g: Glyphs) -> Span:
    """`series`, of which `columns` values are the whole span, in `width` cells; `top` is the value
    at full height."""
    lines = graph(shrunk(series, columns, width * g.across), width, 1, top, g)
    return (lines[0][0][0], "graph_top") if lines else ("", "text")


@lru_cache(128)
def shrunk(series: Series, columns: int, fewer: int) -> Series:
    """The newest `columns` values as the means of `fewer` groups, each at its fixed place since the
    start: as the series goes on, only the newest mean changes. A group of gaps is a gap."""
    if fewer >= columns or fewer <= 0:
        return series
    bounds = _bounds(series.end - len(series.values), series.end, columns, fewer)
    values = series.values
    means = [_mean(values[a:b]) for a, b in pairwise(bounds)]
    return Series(tuple(means[-fewer:]), -(-series.end * fewer // columns))


@lru_cache(16)
def _bounds(first: int, end: int, columns: int, fewer: int) -> list[int]:
    """Where groups begin among the values from `first` to `end`, and where the last one ends: group
    k has the values of k times `columns / fewer` on."""
    groups = range(first * fewer // columns, -(-end * fewer // columns))
    return [max(0, -(-k * columns // fewer) - first) for k in groups] + [end - first]


def _mean(values: Sequence[float | None]) -> float | None:
    try:
        return sum(values) / len(values)  # type: ignore[arg-type]  # no gap: nearly always
    except TypeError:
        known = [value for value in values if value is not None]
        return sum(known) / len(known) if known else None
    except ZeroDivisionError:
        return None


def added(one: Series, other: Series) -> Series:
    """Both together, value by value; where one is not known, neither is the sum. The newest values
    are of the same time."""
    if len(one.values) != len(other.values):
        count = min(len(one.values), len(other.values))
        one = Series(one.values[-count:] if count else (), one.end)
        other = Series(other.values[-count:] if count else (), other.end)
    values = [
        None if a is None or b is None else a + b
        for a, b in zip(one.values, other.values, strict=True)
    ]
    return Series(tuple(values), one.end)
