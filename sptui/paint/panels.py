"""The four graphs of the Overview, each under a heading with its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import msg
from sptui.paint import numbers
from sptui.paint.graph import graph, peak, round_top, visible
from sptui.paint.line import line_width
from sptui.paint.outside import narrowed
from sptui.paint.span import crop, padded, spread
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from sptui.glyphs import Glyphs
    from sptui.model.machine import Sample
    from sptui.model.msg import Msg
    from sptui.model.overview import Overview
    from sptui.model.series import Series
    from sptui.paint.line import Span

_FULL = 100.0


class Panel(NamedTuple):
    """`extras` are texts before the figures, each with its rank: the highest goes first when room
    is short, then `note`, which stands behind the title. `since` is said in the graph's place while
    there is no history: what is known without two readings.
    """

    title: str
    note: str
    extras: tuple[tuple[int, str], ...]
    figures: tuple[Span, ...]
    series: Series
    top: float
    since: Msg | None = None


def upper(view: Overview, left: int, right: int, g: Glyphs) -> tuple[Panel, Panel]:
    """CPU in `left` cells, and memory in `right`."""
    return _cpu(view, left, g), _memory(view, g)


def lower(view: Overview, left: int, right: int, g: Glyphs) -> tuple[Panel, Panel]:
    """Network in `left` cells, and disk I/O in `right`."""
    sample, history = view.sample, view.history
    return network(sample, history.network_bps, left, g), disk(sample, history.disk_bps, right, g)


def paint(panel: Panel, width: int, rows: int, g: Glyphs) -> list[list[Span]]:
    """The heading and `rows` rows of graph, each exactly `width` cells."""
    lines = [_heading(panel, width, g)]
    shown = visible(panel.series, width, g)
    if panel.since is not None and rows > 0 and all(value is None for value in shown):
        lines += [[(" " * width, "text")]] * (rows - 1)
        return [*lines, padded([(narrowed(say(panel.since), g), "dim")], width, g)]
    return lines + [list(line) for line in graph(panel.series, width, rows, panel.top, g)]


def _heading(panel: Panel, width: int, g: Glyphs) -> list[Span]:
    extras, note = list(panel.extras), panel.note
    while True:
        end = [(f"{text}  ", "text") for _, text in extras] + list(panel.figures)
        start: list[Span] = [(panel.title, "heading")]
        if note:
            start.append((f" {note}", "dim"))
        fits = line_width(start) + line_width(end) + 2 <= width
        if fits or not (extras or note):
            return spread(start, crop(end, width, g), width, g)
        if extras:
            extras.remove(max(extras))
        else:
            note = ""


def _cpu(view: Overview, width: int, g: Glyphs) -> Panel:
    sample = view.sample
    extras: list[tuple[int, str]] = []
    busy = pending_figure(g)
    if sample is not None:
        reading = sample.reading
        if width >= 45 and reading.cores:
            extras.append((2, say(msg("panel.cores", n=len(reading.cores)))))
        extras.append((1, say(msg("panel.load", load=reading.load[0] if reading.load else None))))
        share = sample.cpu
        busy = figure_of(numbers.pct, share and share.busy_pct, reading.cpu is None, g)
    span = numbers.age(view.history.tick_s * width * g.across)
    return Panel(word("panel.cpu"), span, tuple(extras), (busy,), view.history.cpu_pct, _FULL)


def _memory(view: Overview, g: Glyphs) -> Panel:
    memory = view.sample.reading.memory if view.sample else None
    extras: list[tuple[int, str]] = []
    figure = pending_figure(g) if view.sample is None else unread_figure()
    if memory is not None:
        extras.append((1, numbers.mem_of(memory.used_bytes, memory.total_bytes)))
        if memory.swap_total_bytes:
            swap = numbers.mem_like(memory.swap_used_bytes, memory.total_bytes)
            extras.append((2, say(msg("panel.swap", used=swap))))
        if memory.total_bytes:
            figure = (numbers.pct(_FULL * memory.used_bytes / memory.total_bytes), "heading")
    return Panel(word("panel.memory"), "", tuple(extras), (figure,), view.history.memory_pct, _FULL)


def network(sample: Sample | None, series: Series, width: int, g: Glyphs) -> Panel:
    """What comes and goes over physical links, both together in `series`."""
    links = sample.reading.links if sample else None
    unread = sample is not None and links is None
    received = figure_of(numbers.rate, sample and sample.rx_bps, unread, g)
    sent = figure_of(numbers.rate, sample and sample.tx_bps, unread, g)
    figures = network_figures(received, sent, width, g)
    since = links and msg(
        "panel.network_since" if width >= 38 else "panel.since",
        a=sum([link.rx_bytes for link in links if link.physical]),
        b=sum([link.tx_bytes for link in links if link.physical]),
    )
    return scaled(series, word("panel.network"), figures, since or None, width, g)


def disk(sample: Sample | None, series: Series, width: int, g: Glyphs) -> Panel:
    """What is read from and written to physical disks, both together in `series`."""
    disks = sample.reading.disks if sample else None
    unread = sample is not None and disks is None
    read = figure_of(numbers.rate, sample and sample.read_bps, unread, g)
    written = figure_of(numbers.rate, sample and sample.write_bps, unread, g)
    figures = disk_figures(read, written, width)
    since = disks and msg(
        "panel.disk_since" if width >= 38 else "panel.since",
        a=sum([disk.read_bytes for disk in disks if disk.physical]),
        b=sum([disk.write_bytes for disk in disks if disk.physical]),
    )
    return scaled(series, word("panel.disk"), figures, since or None, width, g)


def network_figures(received: Span, sent: Span, width: int, g: Glyphs) -> tuple[Span, ...]:
    """Both directions with their arrows."""
    gap = " " if width >= 30 else ""
    return (f"{g.down}{gap}", "text"), received, (f" {gap}{g.up}{gap}", "text"), sent


def disk_figures(read: Span, written: Span, width: int) -> tuple[Span, ...]:
    """What is read and written, with these words where there is room."""
    first, second = "", "  "
    if width >= 38:
        first, second = f"{word('panel.read')} ", f"  {word('panel.write')} "
    return (first, "text"), read, (second, "text"), written


def scaled(
    series: Series,
    title: str,
    figures: tuple[Span, ...],
    since: Msg | None,
    width: int,
    g: Glyphs,
) -> Panel:
    """A panel whose full height is a round figure that holds what is shown."""
    most = peak(series, width, g)
    top = round_top(most)
    note = say(msg("panel.scale", top=numbers.round_rate(top))) if most else ""
    return Panel(title, note, (), figures, series, top, since)


def figure_of(
    words: Callable[[float | None], str], value: float | None, unread: bool, g: Glyphs
) -> Span:
    """A figure that counts: read, on its way, or not to be had."""
    if value is not None:
        return (words(value), "heading")
    return unread_figure() if unread else pending_figure(g)


def unread_figure() -> Span:
    """A figure that could not be read."""
    return (numbers.UNREAD, "heading")


def pending_figure(g: Glyphs) -> Span:
    """A figure on its way."""
    return (g.pending, "dim")
