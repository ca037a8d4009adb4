"""The Services screen: all units, worst first; or all timers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import Msg, msg
from sptui.model.units_view import sort_of
from sptui.paint import table
from sptui.paint.line import line_width
from sptui.paint.outside import narrowed
from sptui.paint.services_rest import at_rest
from sptui.paint.services_rows import SORT_COLUMNS, columns, unit_rows
from sptui.paint.span import blank, crop, filled, inset
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.process import ServiceRow
    from sptui.model.unit import Units
    from sptui.model.units_view import How, Listed
    from sptui.paint.line import Line, Span

__all__ = ["TABS", "Body", "at_rest", "body", "heading", "more", "nothing", "stale", "waiting"]

TABS = ("units", "timers")
_WIDE = 100  # from here on there is an empty line on top, and one before what is cut
_GONE = {
    "bus": "units.bus_gone",
    "pydbus": "units.bus_gone",
    "systemctl": "units.systemctl_gone",
}
_TWO_NOTES = 80  # from here on there is room to say how it is asked


class Body(NamedTuple):
    """`rows` are the names of the units on the screen; `first` is the place of the first one."""

    lines: list[Line]
    rows: tuple[str, ...]
    first: int


def body(
    units: Units,
    use: Mapping[str, ServiceRow],
    how: How,
    listed: Listed,
    now: float,
    width: int,
    height: int,
    g: Glyphs,
    first: int = 0,
    cores: int = 1,
) -> Body:
    """Exactly `height` lines of `width` cells. `listed` is what `how` asks for; `use` has the
    figures of the units that were on the screen before, in percent of one of `cores`; `first` is
    the row that was on top before, which stays there if it can. A cursor below 0 is none."""
    if how.what == "timers":
        from sptui.paint import timers

        return timers.body(units, use, how, listed, now, width, height, g, first, cores)
    top = [blank(width)] if width >= _WIDE else []
    head = [*top, heading("units", _note(units, how, listed, now, width, g), width, g)]
    if not listed.keys:
        why = nothing(units, how, listed, "units.none", g)
        return Body(filled([*head, inset(why, width, g)], width, height), (), 0)
    fields = columns(how, width, g)
    sort = SORT_COLUMNS.get(sort_of(how))
    head.append(table.titles(fields, width, g, sort))
    first, shown, gap = _window(len(listed.keys), height - len(head), how.cursor, first, width)
    names = listed.keys[first : first + shown]
    entries = unit_rows(units, use, names, how.marked, now, fields, width, cores, g)
    lines = [*head, *table.rows(fields, entries, width, g, how.cursor - first)]
    if shown < len(listed.keys):
        lines += [blank(width)] * gap
        lines.append(inset(more(listed, first, shown, _more, g), width, g))
    return Body(filled(lines, width, height), names, first)


def waiting(width: int, height: int, g: Glyphs) -> list[Line]:
    """The same while nothing is known."""
    top = [blank(width)] if width >= _WIDE else []
    asked: list[Span] = [(f"{g.pending} {word('units.asked')}", "dim")]
    return filled([*top, heading("units", (), width, g), inset(asked, width, g)], width, height)


def heading(what: str, note: Sequence[Span], width: int, g: Glyphs) -> Line:
    """Both lists, `what` is shown as the heading; a rule to the edge, and the note at its end."""
    spans: list[Span] = []
    for tab in TABS:
        spans += [("  ", "text")] if spans else []
        spans.append((word(f"units.tab.{tab}"), "heading" if tab == what else "dim"))
    end = crop(note, max(0, width - 4 - line_width(spans)), g)
    rule = width - 3 - line_width(spans) - (line_width(end) + 1 if end else 0)
    spans += [(" ", "text"), (g.rule * max(0, rule), "rule")]
    return inset([*spans, *([(" ", "text"), *end] if end else [])], width, g)


def _note(units: Units, how: How, found: Listed, now: float, width: int, g: Glyphs) -> list[Span]:
    """How many failed, of how many; how old that is, where it is not live."""
    if not found.total:
        return []
    spans: list[Span] = []
    if units.why is not None:
        spans = [(say(stale(units, now)), "warning"), ("  ", "text")]
    elif not units.live and width >= _TWO_NOTES:
        spans = [(word("units.polled"), "dim"), ("  ", "text")]
    failed = say(msg("units.failed", n=found.failed))
    spans += [(failed, "bad" if found.failed else "dim"), ("  ", "text")]
    if how.filter.strip():
        said = say(msg("units.match", n=len(found.keys), of=found.total))
        return [*spans, (said, "dim")]
    spans.append((say(msg("units.of", n=found.loaded)), "dim"))
    if found.total > found.loaded:
        more = say(msg("units.not_loaded", n=found.total - found.loaded))
        spans.append((f"  {more}", "dim"))
    return spans


def stale(units: Units, now: float) -> Msg:
    """How old it is, in a few words: what ended, and not why, which the status line says."""
    gone = _GONE.get(units.way, "units.gone")
    return msg("unit.stale", why=Msg(gone), age=max(0.0, now - units.at))


def nothing(units: Units, how: How, found: Listed, none: str, g: Glyphs) -> list[Span]:
    """Why there is no row; `none` is the id of the words for that there is none at all."""
    if how.filter.strip() and found.total:
        return [(word("needs.no_match"), "text")]
    if units.why is not None:
        return [(f"- {narrowed(say(units.why), g)}", "text")]
    return [(word(none), "text")]


def _window(count: int, room: int, cursor: int, first: int, width: int) -> tuple[int, int, int]:
    """(first, how many) of the rows that are shown, and the empty lines before what says how many
    are not: that is as many as there is room for, less that line and those."""
    gap = 1 if width >= _WIDE and count > room > 4 else 0
    return (*table.window(count, room - gap, cursor, first), gap)


def more(
    found: Listed, first: int, shown: int, words: Callable[[int, int], Msg], g: Glyphs
) -> list[Span]:
    """What is hidden, and whether it is bad: `words` of how many there are, and how many of them
    are bad."""
    parts: list[Span] = []
    for sign, low, high in (
        (g.up, 0, first),
        (g.down, first + shown, len(found.keys)),
    ):
        if low < high:
            bad = sum([low <= place < high for place in found.bad])
            said = say(words(high - low, bad))
            parts += [("   ", "text")] if parts else []
            parts.append((f"{sign} {said}", "bad" if bad else "dim"))
    return parts


def _more(n: int, bad: int) -> Msg:
    return msg("units.more", n=n, bad=bad)
