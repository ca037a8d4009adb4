"""The Resources screen: graphs over any span, cores and pressure, and who uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.gauges import Gauge, gauges
from sptui.model.msg import msg
from sptui.model.processes_view import TABS, listed, most_first, sort_of
from sptui.model.scarce import scarcest
from sptui.paint import panels, table
from sptui.paint import resources_graphs as graphs
from sptui.paint.line import line_width
from sptui.paint.outside import narrowed
from sptui.paint.resources_devices import (
    devices,
    devices_lines,
    gauge_columns,
    gauge_rows,
)
from sptui.paint.resources_facts import facts, facts_lines
from sptui.paint.resources_lists import (
    PROCESS_SORTS,
    SERVICE_SORTS,
    SOCKET_SORTS,
    UNIT_CPU,
    process_columns,
    process_rows,
    service_columns,
    service_rows,
    socket_columns,
    socket_rows,
    unit_cpu,
)
from sptui.paint.resources_note import note
from sptui.paint.resources_plan import Plan, plan
from sptui.paint.span import padded, solid
from sptui.paint.table import window
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.overview import Overview
    from sptui.model.processes_view import Identity, Listed
    from sptui.model.resources import How, Resources
    from sptui.paint.line import Line, Span

__all__ = ["Body", "asked", "body", "samples", "scarcest", "window"]

_SORT_COLUMNS = {"services": SERVICE_SORTS, "processes": PROCESS_SORTS, "sockets": SOCKET_SORTS}


class Body(NamedTuple):
    """`rows` are the identities of all rows that the filter leaves, in order; those on the screen
    are `shown` many from `first` on. `at` is the line of the first of them; `total` counts all
    rows, before the filter."""

    lines: list[Line]
    rows: tuple[Identity, ...]
    first: int
    shown: int
    at: int
    total: int

    @property
    def visible(self) -> frozenset[tuple[int, int]]:
        """The processes on the screen."""
        on_screen = self.rows[self.first : self.first + self.shown]
        return frozenset([key for key in on_screen if isinstance(key, tuple) and len(key) == 2])


def body(
    view: Resources,
    how: How,
    width: int,
    height: int,
    g: Glyphs,
    *,
    rows: Listed | None = None,
    first: int = 0,
) -> Body:
    """Exactly `height` lines of `width` cells. `rows` is `listed(view, how)` where that is known
    already; `first` is the row that was on top before, which stays there if it can. A cursor below
    0 is none."""
    rows = rows or listed(view, how)
    columns = _columns(width)
    every = gauges(view)
    p = _plan(view.overview, how, every, width, height)
    blank: list[Line] = [((" " * width, "text"),)]
    lines: list[Line] = blank * p.top_gap
    lines += _graphs(view, columns, p, g)
    lines += blank * p.facts_gap
    lines += [_inset(line) for line in facts(view.overview, columns, p.facts, g)]
    lines += blank * p.devices_gap
    lines += [_inset(line) for line in devices(every, columns, p.devices, g)]
    lines += blank * p.list_gap
    first, shown = window(len(rows.keys), p.rows, how.cursor, first)
    at = len(lines) + 2
    lines += _list(view, how, rows, (first, shown), width, g)
    lines += blank * (height - len(lines))
    return Body(lines[:height], rows.keys, first, shown, at, rows.total)


def samples(width: int, g: Glyphs) -> int:
    """How many values a series must have for the graphs of a screen of `width` cells."""
    left, _, right = _columns(width)
    return (max(left, right)) * g.across


def asked(
    view: Overview, how: How, width: int, height: int, *, rows: Listed, first: int = 0
) -> tuple[str, ...]:
    """The names of the series that `body` would draw."""
    p = _plan(view, how, (), width, height)
    top, shown = window(len(rows.keys), p.rows, how.cursor, first)
    names = list(graphs.SERIES)
    for one in rows.devices[top : top + shown]:
        names += [name for name in one.series if name not in names]
    names += [UNIT_CPU + row.unit for row in rows.services[top : top + shown]]
    return tuple(names)


def _columns(width: int) -> tuple[int, int, int]:
    gap = 2 if width < 100 else 3
    left = (width - 2 - gap) // 2
    return left, gap, width - 2 - gap - left


def _plan(view: Overview, how: How, every: Sequence[Gauge], width: int, height: int) -> Plan:
    section = 0 if how.what == "devices" else devices_lines(every)
    return plan(width, height, facts_lines(view, width), section)


def _graphs(view: Resources, columns: tuple[int, int, int], p: Plan, g: Glyphs) -> list[Line]:
    left, gap, right = columns
    lines: list[Line] = []
    for made, count in ((graphs.upper, p.upper), (graphs.lower, p.lower)):
        if lines:
            lines += [((" " * (left + gap + right + 2), "text"),)] * p.graph_gap
        one, other = made(view, left, right, g)
        a = panels.paint(one, left, count, g)
        b = panels.paint(other, right, count, g)
        lines += [_inset([*x, (" " * gap, "text"), *y]) for x, y in zip(a, b, strict=True)]
    return lines


# ---------------------------------------------------------------- the list


def _list(
    view: Resources, how: How, rows: Listed, at: tuple[int, int], width: int, g: Glyphs
) -> list[Line]:
    first, shown = at
    columns, entries = _table(view, rows, first, first + shown, width, g)
    sort = sort_of(how)
    by = _SORT_COLUMNS.get(rows.what, {}).get(sort)
    arrow = None if by is None else table.Sort(by, most_first(sort))
    lines = [_tabs(view, how, rows, width, g), table.titles(columns, width, g, arrow)]
    if not rows.keys:
        return [*lines, _inset(padded(_nothing(view, how, rows, g), width - 2, g))]
    lines += table.rows(columns, entries, width, g, how.cursor - first if how.cursor >= 0 else None)
    parts: list[str] = []
    for sign, hidden in ((g.up, first), (g.down, len(rows.keys) - first - shown)):
        if hidden:
            parts.append(f"{sign} {say(msg('resources.more', n=hidden))}")
    if parts:
        lines.append(_inset(padded([("   ".join(parts), "dim")], width - 2, g)))
    return lines


def _table(
    view: Resources, rows: Listed, first: int, end: int, width: int, g: Glyphs
) -> tuple[tuple[table.Column, ...], list[table.Row]]:
    span = graphs.span_words(view.span.seconds)
    many = samples(width, g)
    sample, seen = view.overview.sample, view.processes
    if rows.what == "devices":
        columns = gauge_columns(rows.devices, width, many, span, g)
        return columns, gauge_rows(view, rows.devices[first:end], columns, width, many, g)
    if rows.what == "processes":
        columns = process_columns(width)
        depths, ends = rows.depths[first:end], rows.ends[first:end]
        cores = len(sample.cores) if sample else 1
        entries = process_rows(rows.processes[first:end], depths, ends, cores, width, g)
        return columns, entries
    if rows.what == "sockets":
        wanted = rows.sockets[first:end]
        pids = {socket.pid for socket in wanted}
        known = (
            {row.process.pid: row.process for row in seen.rows if row.process.pid in pids}
            if seen
            else {}
        )
        return socket_columns(), socket_rows(wanted, known)
    columns = service_columns(span, graphs=any(unit_cpu(view, row.unit) for row in rows.services))
    return columns, service_rows(view, rows.services[first:end], columns, width, many, g)


def _tabs(view: Resources, how: How, rows: Listed, width: int, g: Glyphs) -> Line:
    """All lists, the one that is shown as the heading, and how much of it there is."""
    spans: list[Span] = []
    for what in TABS:
        spans += [("  ", "text")] if spans else []
        spans.append((word(f"resources.tab.{what}"), "heading" if what == rows.what else "dim"))
    room = width - 2 - line_width(spans) - 3
    end = note(view, how, rows, room, g)
    rule = width - 2 - line_width(spans) - 1 - (line_width(end) + 1 if end else 0)
    spans += [(" ", "text"), (g.rule * max(0, rule), "rule")]
    return _inset(padded([*spans, *([(" ", "text"), *end] if end else [])], width - 2, g))


def _nothing(view: Resources, how: How, rows: Listed, g: Glyphs) -> list[Span]:
    """Why there is no row."""
    if not rows.known or (rows.what == "processes" and rows.total == 0):
        return [(g.pending, "dim")]
    if how.filter.strip() and rows.total:
        return [(word("needs.no_match"), "text")]
    missing = view.processes.missing if view.processes else ()
    for one in missing:
        if one.what.partition(".")[0] == rows.what:
            return [(f"- {narrowed(say(one.why), g)}", "text")]
    return [(word(f"resources.none.{rows.what}"), "text")]


def _inset(spans: Sequence[Span]) -> Line:
    return solid([(" ", "text"), *spans, (" ", "text")])
