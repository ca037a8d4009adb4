"""The four graphs of the Resources screen, over any span of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import msg
from sptui.model.series import EMPTY
from sptui.paint import numbers, panels
from sptui.paint.panels import Panel, figure_of
from sptui.paint.spark import added, shrunk
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from sptui.glyphs import Glyphs
    from sptui.model.resources import Resources, Span
    from sptui.model.series import Series
    from sptui.paint import line

# What the graphs are made of; the last three are for the sentence below them.
SERIES = (
    *("cpu", "memory", "net.rx", "net.tx", "disk.read", "disk.write"),
    *("pressure.cpu", "pressure.memory", "pressure.io"),
)
_FULL = 100.0
_WIDE = 45


def upper(view: Resources, left: int, right: int, g: Glyphs) -> tuple[Panel, Panel]:
    """CPU in `left` cells, and memory in `right`."""
    return _fitted(_cpu(view, left, g), left, g), _fitted(_memory(view, right, g), right, g)


def lower(view: Resources, left: int, right: int, g: Glyphs) -> tuple[Panel, Panel]:
    """Network in `left` cells, and disk I/O in `right`."""
    network = _room(added(_of(view, "net.rx"), _of(view, "net.tx")), left, g)
    disk = _room(added(_of(view, "disk.read"), _of(view, "disk.write")), right, g)
    if view.span.end is None:
        sample = view.overview.sample
        return panels.network(sample, network, left, g), panels.disk(sample, disk, right, g)
    arrows = panels.network_figures(_then(view, "net.rx"), _then(view, "net.tx"), left, g)
    words = panels.disk_figures(_then(view, "disk.read"), _then(view, "disk.write"), right)
    return (
        panels.scaled(network, word("panel.network"), arrows, None, left, g),
        panels.scaled(disk, word("panel.disk"), words, None, right, g),
    )


def span_words(seconds: float) -> str:
    """A length of time as people choose it: "1 min", "10 min", "6 h", "30 d"."""
    whole = int(seconds)
    if whole % 3600 == 0 and 0 < whole < 48 * 3600:
        return say(msg("resources.hours", n=whole // 3600))
    if whole % 60 == 0 and 0 < whole < 3600:
        return say(msg("resources.minutes", n=whole // 60))
    return numbers.age(seconds)


def _range(span: Span, now: float) -> str:
    """How long, and, when it is not up to now, until when."""
    text = span_words(span.seconds)
    if span.end is None:
        return text
    return say(msg("resources.until", span=text, at=numbers.date(span.end, now).strip()))


def _cpu(view: Resources, width: int, g: Glyphs) -> Panel:
    sample, series = view.overview.sample, _of(view, "cpu")
    note = _range(view.span, view.overview.now)
    extras: list[tuple[int, str]] = []
    if view.span.end is not None:
        figure, extras = _then_pct(series, width)
    elif sample is None:
        figure = panels.pending_figure(g)
    else:
        share = sample.cpu
        figure = figure_of(numbers.pct, share and share.busy_pct, sample.reading.cpu is None, g)
        if share is not None and width >= _WIDE:
            extras = [
                (4, say(msg("resources.user", pct=share.user_pct))),
                (3, say(msg("resources.system", pct=share.system_pct))),
                (1, say(msg("resources.waiting", pct=share.iowait_pct))),
            ]
            if share.steal_pct >= 1:
                extras.append((2, say(msg("resources.stolen", pct=share.steal_pct))))
        elif share is not None:
            stolen = share.steal_pct > share.iowait_pct
            said = (
                msg("resources.stolen_pct", pct=share.steal_pct)
                if stolen
                else msg("resources.waiting_pct", pct=share.iowait_pct)
            )
            extras = [(1, say(said))]
    return Panel(word("panel.cpu"), note, tuple(extras), (figure,), series, _FULL)


def _memory(view: Resources, width: int, g: Glyphs) -> Panel:
    series = _of(view, "memory")
    extras: list[tuple[int, str]] = []
    if view.span.end is not None:
        figure, extras = _then_pct(series, width)
        return Panel(word("panel.memory"), "", tuple(extras), (figure,), series, _FULL)
    sample = view.overview.sample
    memory = sample.reading.memory if sample else None
    figure = panels.pending_figure(g) if sample is None else panels.unread_figure()
    if memory is not None:
        if width >= _WIDE:
            extras.append((2, say(msg("resources.available", bytes=memory.available_bytes))))
        extras.append((1, numbers.mem_of(memory.used_bytes, memory.total_bytes)))
        if memory.total_bytes:
            figure = (numbers.pct(_FULL * memory.used_bytes / memory.total_bytes), "heading")
    return Panel(word("panel.memory"), "", tuple(extras), (figure,), series, _FULL)


def _then_pct(series: Series, width: int) -> tuple[line.Span, list[tuple[int, str]]]:
    """Of a span in the past: its last figure, and its highest."""
    most = max([value for value in series.values if value is not None], default=None)
    last = series.values[-1] if series.values else None
    said = say(msg("resources.most", pct=most))
    return (numbers.pct(last), "heading"), [] if most is None else [(1, said)]


def _then(view: Resources, name: str) -> line.Span:
    values = _of(view, name).values
    return (numbers.rate(values[-1] if values else None), "heading")


def _fitted(panel: Panel, width: int, g: Glyphs) -> Panel:
    return panel._replace(series=_room(panel.series, width, g))


def _room(series: Series, width: int, g: Glyphs) -> Series:
    """The whole of `series` in `width` cells: a held picture may be drawn in a smaller window. One
    or two samples too many are those of the wider graph beside."""
    have, room = len(series.values), width * g.across
    return series if have <= room + 4 else shrunk(series, have, room)


def _of(view: Resources, name: str) -> Series:
    return view.series.get(name, EMPTY)
