"""One unit in full: how it is and why, what it needs and what needs it, and all that belongs to it.

What there is more of than fits scrolls below the line of its name, which stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import msg
from sptui.paint import table
from sptui.paint.frame import heading
from sptui.paint.outside import narrowed, told
from sptui.paint.span import blank, filled, inset, solid
from sptui.paint.unit_facts import facts, state_lines, title
from sptui.paint.unit_file import FileBody, unit_file_body
from sptui.paint.unit_lists import sections
from sptui.paint.unit_why import last_lines
from sptui.paint.words import say, spans, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.errors import SptuiError
    from sptui.model.process import ServiceRow
    from sptui.model.unit import Units
    from sptui.model.unit_details import UnitDetails
    from sptui.model.unit_why import Why
    from sptui.paint.line import Line, Span
    from sptui.paint.unit_lists import Section

__all__ = ["Body", "FileBody", "body", "unit_file_body", "without"]


# However low the window, there is room for the last lines of what failed: an empty line, the
# heading, and three of them.
_LINES_ROOM = 5


class Body(NamedTuple):
    """`rows` has, for each row that the cursor can be on, the unit that Enter opens; "": none, as
    for a process. `first` is the line on top of those that scroll; `shown` are the units whose rows
    are on the screen."""

    lines: list[Line]
    rows: tuple[str, ...]
    first: int
    shown: frozenset[str]


def body(
    details: UnitDetails,
    units: Units,
    use: ServiceRow | None,
    now: float,
    width: int,
    height: int,
    g: Glyphs,
    first: int = 0,
    cursor: int = 0,
    error: SptuiError | None = None,
    cores: int = 1,
    why: Why | None = None,
) -> Body:
    """Exactly `height` lines of `width` cells. States are those of `units`, which are newer than
    `details`; `use` is what its control group uses, in percent of one of `cores`. `first` is the
    line that was on top before, which stays there if it can; a cursor below 0 is none. With
    `error`, `details` could not be asked again: they are old, and it says why. `why`: what was
    found out about a failure."""
    head = _head(title(details.unit.name, details.unit.description, units, now, width, g), width)
    room = max(0, height - len(head))
    old = [_refused(error, g)] if error is not None else []
    ill = why if units.rows.get(details.unit.name, details.unit).active != "active" else None
    kept = room - 3 - (_LINES_ROOM if ill is not None and ill.lines else 0)
    top = [*old, *facts(details, units, use, now, width, g, cores, why=why)][: max(0, kept)]
    if ill is not None:
        top += last_lines(ill, details.unit.name, width, g, room - 4 - len(top))
    parts = sections(details, units, now, width, g)
    names = tuple([name for part in parts for name in part.names])
    gap = 1 if width >= 80 else 0
    total = len(top) + sum([gap + 1 + len(part.names) for part in parts])
    at = _line_of(cursor, len(top), gap, parts) if 0 <= cursor < len(names) else -1
    fits = room - 1 if total > room else room
    if at >= 0:
        first = 0 if at < fits and cursor == 0 else max(at - fits + 1, min(first, at))
    first = max(0, min(first, total - fits))
    seen = _window(top, parts, gap, (first, first + fits), cursor, width, g)
    lines = seen.lines
    if total > room > 0:
        above, below = names[: seen.first], names[seen.first + seen.many :]
        parted = [
            _more(g.up, first, above, units) if first else "",
            _more(g.down, total - first - fits, below, units) if first + fits < total else "",
        ]
        lines.append(inset([("   ".join([p for p in parted if p]), "dim")], width, g))
    shown = [name for name in names[seen.first : seen.first + seen.many] if name]
    return Body(filled([*head, *lines], width, height), names, first, frozenset(shown))


def without(
    name: str,
    units: Units,
    error: SptuiError | None,
    now: float,
    width: int,
    height: int,
    g: Glyphs,
) -> Body:
    """The same while nothing but the list tells of it: it was asked for and is on its way, or, with
    `error`, why that can't be had."""
    unit = units.rows.get(name)
    head = _head(title(name, unit.description if unit else "", units, now, width, g), width)
    lines = [inset(line, width, g) for line in state_lines(name, units, now, width, g)]
    lines.append(inset([], width, g))
    if error is None:
        lines.append(inset([(f"{g.pending} {word('unit.asked')}", "dim")], width, g))
    else:
        lines.append(inset(_refused(error, g), width, g))
        lines.append(inset([(word("frame.next"), "dim"), *told(spans(error.next), g)], width, g))
    return Body(filled([*head, *lines], width, height), (), 0, frozenset())


def _head(line: list[Span], width: int) -> list[Line]:
    """The line of its name, with the empty ones around it."""
    top = [blank(width)] if width >= 100 else []
    return [*top, solid([(" ", "text"), *line, (" ", "text")]), blank(width)]


def _line_of(cursor: int, above: int, gap: int, parts: Sequence[Section]) -> int:
    """The line of a row, counted from the first one that scrolls."""
    for part in parts:
        above += gap + 1
        if cursor < len(part.names):
            return above + cursor
        cursor -= len(part.names)
        above += len(part.names)
    return -1


class _Seen(NamedTuple):
    """The lines on the screen, and which rows they are: `many` from `first` on."""

    lines: list[Line]
    first: int
    many: int


def _window(
    top: Sequence[Sequence[Span]],
    parts: Sequence[Section],
    gap: int,
    wanted: tuple[int, int],
    cursor: int,
    width: int,
    g: Glyphs,
) -> _Seen:
    """The lines from one to another: only those are put into words."""
    begin, end = wanted
    lines = [inset(line, width, g) for line in top[begin:end]]
    at = len(top)
    before = first = many = 0
    for part in parts:
        for line in [*([[]] * gap), heading(part.title, part.note, width - 2, g)]:
            if begin <= at < end:
                lines.append(inset(line, width, g))
            at += 1
        count = len(part.names)
        low, high = max(0, begin - at), min(count, end - at)
        if low < high:
            rows = [part.row(n) for n in range(low, high)]
            focused = cursor - before - low if low <= cursor - before < high else None
            lines += table.rows(part.columns, rows, width, g, focused)
            first = first if many else before + low
            many += high - low
        elif not many and at < end:
            first = before + count
        before += count
        at += count
    return _Seen(lines, first, many)


def _more(sign: str, lines: int, hidden: Sequence[str], units: Units) -> str:
    """How many rows are hidden there, else lines, and how many units of them failed."""
    rows = units.rows
    failed = sum([name in rows and rows[name].active == "failed" for name in hidden])
    return f"{sign} {say(msg('units.more', n=len(hidden) or lines, bad=failed))}"


def _refused(error: SptuiError, g: Glyphs) -> list[Span]:
    return [(f"- {narrowed(say(error.what), g)}", "warning")]
