"""Devices and whatever else has a history of its own: a section, and a list with graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import msg
from sptui.model.series import EMPTY
from sptui.paint import numbers
from sptui.paint.frame import heading
from sptui.paint.graph import peak, round_top
from sptui.paint.line import fit, width_of
from sptui.paint.outside import narrowed, shown
from sptui.paint.resources_facts import celsius, pressure_look
from sptui.paint.span import padded
from sptui.paint.spark import added, shrunk, spark
from sptui.paint.table import Column, Row, layout
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.gauges import Gauge
    from sptui.model.resources import Resources
    from sptui.model.series import Series
    from sptui.paint.line import Span

Spans = list["Span"]
_GRAPH = 4  # which column it is
_LEAST_GRAPH = 8
# The least that a graph's whole height stands for: percent and load; rates have their own.
_LEAST_PCT, _LEAST_LOAD = 10.0, 1.0


def devices_lines(gauges: Sequence[Gauge]) -> int:
    """How many lines a section of these takes, heading included: at most three rows of two."""
    disks, others = _two_columns(gauges)
    rows = min(3, max(len(disks), len(others)))
    return rows + 1 if rows else 0


def devices(
    gauges: Sequence[Gauge], columns: tuple[int, int, int], rows: int, g: Glyphs
) -> list[Spans]:
    """Disks at the left, links and temperatures at the right."""
    if rows < 2:
        return []
    left, gap, right = columns
    one, other = _two_columns(gauges)
    fit_in = len(one[: rows - 1]) + len(other[: rows - 1])
    count = len(one) + len(other)
    note = say(msg("resources.devices_of", n=fit_in, of=count)) if fit_in < count else ""
    lines = [heading(word("resources.section"), note, left + gap + right, g)]
    for n in range(rows - 1):
        a = _device(one[n], left, g) if n < len(one) else [(" " * left, "text")]
        b = _device(other[n], right, g) if n < len(other) else [(" " * right, "text")]
        lines.append([*a, (" " * gap, "text"), *b])
    return lines


def _two_columns(gauges: Sequence[Gauge]) -> tuple[list[Gauge], list[Gauge]]:
    disks = [one for one in gauges if one.kind == "disk" and one.physical]
    others = [one for one in gauges if one.kind == "link" and one.physical]
    others += [one for one in gauges if one.kind == "heat"]
    return disks, others


def gauge_name(one: Gauge, g: Glyphs) -> tuple[Span, ...]:
    """What it is, dim, and its name."""
    kind = word(f"gauge.{one.kind}")
    if not one.name:
        return ((kind, "text"),)
    name = word(f"waits.{one.name}") if one.kind == "pressure" else shown(one.name, g)
    return (f"{kind} ", "dim"), (name, "text")


def _device(one: Gauge, width: int, g: Glyphs) -> Spans:
    start = padded(gauge_name(one, g), 14, g)
    if one.kind == "heat":
        value: Spans = [("     ", "text"), _right(celsius(one.now, one.limit, g), numbers.RATE_W)]
        if one.limit is not None:
            limit = narrowed(say(msg("gauge.critical", celsius=one.limit)), g)
            value.append((f"  {limit}", "dim"))
        return padded([*start, *value], width, g)
    disk = one.kind == "disk"
    into, out = ("panel.read", "panel.write") if disk else ("gauge.into", "gauge.out")
    value = [
        (fit(word(into), 5), "dim"),
        _right(rate_figure(one.into, one, g), numbers.RATE_W),
        (f"  {fit(word(out), 6)}", "dim"),
        _right(rate_figure(one.out, one, g), numbers.RATE_W),
    ]
    if disk and one.now is not None:
        value += [(f"  {word('gauge.busy')} ", "dim"), (numbers.pct(one.now), "text")]
    elif one.up is False:
        value.append((f"  {word('gauge.down')}", "text"))
    return padded([*start, *value], width, g)


def rate_figure(value: float | None, one: Gauge, g: Glyphs) -> Span:
    """A rate: read, on its way, or not to be had."""
    if value is not None:
        return numbers.rate(value), "text"
    return (numbers.UNREAD, "text") if one.asked else (g.pending, "dim")


def _right(span: Span, width: int) -> Span:
    return " " * max(0, width - width_of(span[0])) + span[0], span[1]


# ---------------------------------------------------------------- the list


def gauge_columns(
    gauges: Sequence[Gauge], width: int, samples: int, span: str, g: Glyphs
) -> tuple[Column, ...]:
    """Graphs get what is left, up to a sample each; then names."""
    names = [sum([width_of(text) for text, _ in gauge_name(one, g)]) for one in gauges]
    columns = (
        Column(word("column.device"), max(10, min(max(names, default=0), width // 4)), grow=True),
        Column(word("column.into"), numbers.RATE_W, right=True, rank=2),
        Column(word("column.out"), 10, right=True, rank=2),
        Column(word("column.now"), 6, right=True),
        Column(span, _LEAST_GRAPH, rank=3),
        Column(word("column.scale"), 8, right=True, rank=4),
    )
    cells = dict(layout(columns, width))
    spare = cells[0] - columns[0].width
    most = max(_LEAST_GRAPH, min(_LEAST_GRAPH + spare, samples // g.across))
    graph = columns[_GRAPH]._replace(width=most)
    return (*columns[:_GRAPH], graph, *columns[_GRAPH + 1 :]) if _GRAPH in cells else columns


def gauge_rows(
    view: Resources,
    gauges: Sequence[Gauge],
    columns: Sequence[Column],
    width: int,
    samples: int,
    g: Glyphs,
) -> list[Row]:
    """A row each; its graph has the whole span, of which a series has `samples` values."""
    cells = dict(layout(columns, width)).get(_GRAPH, 0)
    return [_row(view, one, cells, samples, g) for one in gauges]


def _row(view: Resources, one: Gauge, cells: int, samples: int, g: Glyphs) -> Row:
    series = _series(view, one)
    top, scale = _scale(one, series, cells, samples, g)
    moves = one.kind in ("disk", "link")
    empty: Span = ("", "text")
    return Row(
        (
            gauge_name(one, g),
            rate_figure(one.into, one, g) if moves else empty,
            rate_figure(one.out, one, g) if moves else empty,
            _now(one, g),
            spark(series, cells, samples, top, g) if cells else empty,
            (scale, "dim"),
        )
    )


def _series(view: Resources, one: Gauge) -> Series:
    first, *more = [view.series.get(name, EMPTY) for name in one.series]
    return added(first, more[0]) if more else first


def _scale(one: Gauge, series: Series, cells: int, samples: int, g: Glyphs) -> tuple[float, str]:
    """What the graph's whole height stands for, a round figure that holds its peak, and how that is
    said."""
    most = peak(shrunk(series, samples, cells * g.across), cells, g)
    if not most:
        return 1.0, ""
    if one.kind in ("disk", "link"):
        return round_top(most), numbers.round_rate(round_top(most))
    if one.kind == "load":
        top = round_top(most, _LEAST_LOAD)
        return top, numbers.count(top)
    if one.kind == "heat":
        top = max(one.limit or 0.0, round_top(most, _LEAST_PCT))
        return top, celsius(top, None, g)[0]
    top = min(100.0, round_top(most, _LEAST_PCT))
    return top, numbers.pct(top)


def _now(one: Gauge, g: Glyphs) -> Span:
    if one.kind == "link":
        return ("" if one.up is None else word("gauge.up" if one.up else "gauge.down"), "text")
    if one.now is None:
        return (numbers.UNREAD, "text") if one.asked else (g.pending, "dim")
    if one.kind == "heat":
        return celsius(one.now, one.limit, g)
    if one.kind == "load":
        return numbers.load(one.now), "text"
    return numbers.pct(one.now), pressure_look(one.now) if one.kind == "pressure" else "text"
