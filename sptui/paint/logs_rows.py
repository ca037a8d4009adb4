"""Rows of the journal as lines: when, how grave, who, what. Only those on the screen are put into
words."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from sptui.model.journal_rows import Gap
from sptui.model.log_query import spans as marks
from sptui.model.logs_view import headline, level, speaker
from sptui.model.msg import msg
from sptui.paint import numbers
from sptui.paint.line import fit, width_of
from sptui.paint.outside import narrowed, shown
from sptui.paint.span import crop, padded, solid
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.journal import Entry
    from sptui.model.journal_rows import Row
    from sptui.model.log_query import Query
    from sptui.paint.line import Line, Span

# From so many cells on lines have a date.
DATED = 90
_CLOCK_W, _DATED_W, _PID_W = 8, 15, 7
_WITH_PID, _NARROW = 110, 76


class Columns(NamedTuple):
    """Cells of the time, of who says it, and of the process' number (0: not shown)."""

    time: int
    who: int
    pid: int

    @property
    def message(self) -> int:
        """The cell that the message begins at."""
        return 1 + self.time + 3 + self.who + 2 + (self.pid + 2 if self.pid else 0)


def columns(width: int, *, dated: bool = False) -> Columns:
    """What there is room for: the process goes first, then the date, then what who says it is
    called is cut. `dated`: not all that is shown was said today."""
    who = 10 if width < _NARROW else 12 if width < _WITH_PID else 18
    return Columns(
        _DATED_W if dated and width >= DATED else _CLOCK_W, who, _PID_W if width >= _WITH_PID else 0
    )


class Block(NamedTuple):
    """A row of the journal by its number, and its lines; `lead` of them part it from those
    before."""

    number: int
    lines: list[Line]
    lead: int


def blocks(
    rows: Sequence[Row],
    number: int,
    before: Row | None,
    query: Query,
    now: float,
    width: int,
    g: Glyphs,
    cursor: int | None,
) -> list[Block]:
    """`rows`, the first of which has this number, and stands after the row `before`. The one under
    the cursor has its bar and ground."""
    out: list[Block] = []
    last = before if before is not None and not isinstance(before, Gap) else None
    dated = any(day_of(row, now) for row in rows)
    for nth, row in enumerate(rows, number):
        on = nth == cursor
        if isinstance(row, Gap):
            out.append(Block(nth, [_gap(row, width, g, on)], 0))
            continue
        lead = _parted(last, row, now, width, g)
        out.append(Block(nth, [*lead, *_entry(row, query, now, dated, width, g, on)], len(lead)))
        last = row
    return out


def day_of(row: Row, now: float) -> str:
    """The day on which it was said; "" for today."""
    at = row.at / 1e6
    today = _local(at)[:3] == _local(now)[:3]
    return "" if today or not row.at else numbers.day(at)


def instant(at: int, now: float) -> str:
    """Microseconds since 1970, to the second: "19:05:12" of today, else with the day."""
    then, today = _local(at / 1e6), _local(now)
    clock = f"{then.tm_hour:02}:{then.tm_min:02}:{then.tm_sec:02}"
    if then[:3] == today[:3]:
        return clock
    date = numbers.date(at / 1e6, now)  # of another year it has no time
    return f"{date[:6]} {clock}" if then.tm_year == today.tm_year else date


def _entry(
    entry: Entry, query: Query, now: float, dated: bool, width: int, g: Glyphs, on: bool
) -> list[Line]:
    cells = columns(width, dated=dated)
    ground = "@select" if on else ""
    grave = level(entry.priority)
    sign: Span = ({"bad": g.bad, "warning": g.warning}.get(grave, " "), grave or "text")
    spans: list[Span] = [
        (g.cursor if on else " ", "accent" if on else "text"),
        *_when(entry, now, cells.time),
        (" ", "text"),
        sign,
        (" ", "text"),
        (fit(shown(speaker(entry), g), cells.who, cut=g.cut), "text"),
        ("  ", "text"),
    ]
    if cells.pid:
        spans += [(fit(str(entry.pid or ""), cells.pid, right=True), "dim"), ("  ", "text")]
    head = headline(entry.message)
    spans += crop(_message(head.text, query, g), width - cells.message - 1, g)
    lines = [_line(spans, width, g, ground)]
    if more := _more(head.more, entry.left_out):
        text = [(" " * cells.message, "text"), (more, "dim")]
        lines.append(_line(text, width, g, ground))
    return lines


def _when(entry: Entry, now: float, cells: int) -> list[Span]:
    if not entry.at:
        return [(fit(numbers.UNREAD, cells, right=True), "dim")]
    said = instant(entry.at, now)
    if cells >= _DATED_W:
        return [(fit(said, cells, right=True), "text")]
    return [(said[-cells:] if width_of(said) > cells and ":" in said else fit(said, cells), "text")]


def _message(text: str, query: Query, g: Glyphs) -> list[Span]:
    """What was said, with what was searched for in it."""
    if not text:
        return [(word("logs.no_text"), "dim")]
    line = shown(text, g)
    out: list[Span] = []
    at = 0
    for begin, end in marks(query, line):
        out += [(line[at:begin], "text"), (line[begin:end], "heading")]
        at = end
    return [span for span in (*out, (line[at:], "text")) if span[0]]


def _more(lines: int, left_out: int) -> str:
    if left_out:
        return say(msg("logs.more_bytes", n=left_out))
    return say(msg("logs.more_lines", n=lines)) if lines else ""


def _gap(gap: Gap, width: int, g: Glyphs, on: bool) -> Line:
    said = msg("logs.gap.unknown") if gap.missing is None else msg("logs.gap", n=gap.missing)
    sign = g.cursor if on else " "
    spans: list[Span] = [(sign, "accent"), (f"{g.pending} {say(said)}", "warning")]
    return _line(spans, width, g, "@select" if on else "")


def _parted(last: Entry | None, entry: Entry, now: float, width: int, g: Glyphs) -> list[Line]:
    """A line where another boot begins, or, where lines have no date, another day."""
    if last is None:
        return []
    if last.boot and entry.boot and last.boot != entry.boot:
        return [_rule(say(msg("logs.booted", at=instant(entry.at, now))), width, g)]
    day = numbers.day(entry.at / 1e6)
    if width < DATED and last.at and entry.at and numbers.day(last.at / 1e6) != day:
        return [_rule(day, width, g)]
    return []


def _rule(said: str, width: int, g: Glyphs) -> Line:
    said = narrowed(said, g)
    rule = g.rule * max(0, width - 6 - width_of(said))
    return _line(
        [(" ", "text"), (g.rule * 2, "rule"), (f" {said} ", "dim"), (rule, "rule")], width, g
    )


def _line(spans: Sequence[Span], width: int, g: Glyphs, ground: str = "") -> Line:
    return solid([(text, look + ground) for text, look in padded(spans, width, g)])


def _local(at: float) -> time.struct_time:
    """Of a moment that can't be, the first there was."""
    try:
        return time.localtime(at)
    except (OverflowError, ValueError, OSError):
        return time.localtime(0)
