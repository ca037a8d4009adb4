"""The Logs screen: kinds of warnings and errors, then the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.log_query import Query
from sptui.model.logs_view import headline, level
from sptui.model.msg import Msg, msg
from sptui.paint import frame, logs_note, numbers, table
from sptui.paint.line import width_of
from sptui.paint.logs_rows import DATED, blocks, columns, day_of, instant
from sptui.paint.outside import narrowed, shown, told
from sptui.paint.span import blank, crop, filled, inset
from sptui.paint.words import say, spans, word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.journal_rows import JournalState, LogsSeen, Row
    from sptui.model.log_kinds import Kind
    from sptui.model.logs_view import How
    from sptui.paint.line import Line, Span
    from sptui.paint.logs_rows import Block

    Rows = Callable[[int, int], Sequence[Row]]

_WIDE = 100  # from here on there is an empty line on top
_SIZED = 80  # from here on the heading has how much there is
_SINCE = 110  # from here on kinds say when they were said first
_ROOMY = 20  # lines of a body that has room for an empty one between its lists


class Body(NamedTuple):
    """`top` is the number of the first row that is shown, `end` the one after the last; `at` that
    of the row under the cursor; `kinds_top` the place of the first kind that is shown."""

    lines: list[Line]
    top: int
    end: int
    at: int
    kinds_top: int


def body(
    seen: LogsSeen | None,
    rows: Rows,
    kinds: Sequence[Kind] | None,
    state: JournalState | None,
    how: How,
    now: float,
    width: int,
    height: int,
    g: Glyphs,
) -> Body:
    """Exactly `height` lines of `width` cells. `rows` gives up to so many rows from a number on;
    `kinds` are None until they were counted."""
    lines = [blank(width)] if width >= _WIDE else []
    kinds_top = 0
    hint = logs_note.wrong(seen, state) if seen is not None else None
    if how.grouped:
        # where not all can be read, none is not known to be none
        sure = hint is None or hint.id == "logs.hint.volatile"
        said, kinds_top = _kinds(kinds, how, now, width, height, g, sure=sure)
        lines += [*said, *([blank(width)] if height >= _ROOMY else [])]
    if seen is None:
        note = word("logs.asked")
        lines += [
            _heading(word("logs.stream"), "", width, g),
            _note(g.pending, note, "dim", width, g),
        ]
        return Body(filled(lines, width, height), 0, 0, 0, kinds_top)
    room = height - len(lines) - 2 - (hint is not None)
    drawn, at = _stream(seen, rows, how, now, width, room, g)
    top = drawn[0].number if drawn else seen.first
    note = logs_note.asked(seen.query, now, state if width >= _SIZED else None)
    if drawn and not drawn[0].lead and width < DATED and (day := day_of(rows(top, 1)[0], now)):
        note = f"{day}, {note}"
    lines.append(_heading(word("logs.stream"), note, width, g))
    if hint is not None:
        lines.append(_note(g.warning, say(hint), "warning", width, g))
    if drawn:
        lines += [line for block in drawn for line in block.lines]
    elif seen.ready and seen.why is None and (hint is None or seen.query != Query()):
        lines += _nothing(seen, width, g)
    end = drawn[-1].number + 1 if drawn else seen.end
    dated = any(day_of(row, now) for row in rows(top, end - top))
    lines.append(_end(seen, how, now, columns(width, dated=dated).time, width, g))
    return Body(filled(lines, width, height), top, end, at, kinds_top)


# ------------------------------------------------------------ kinds


def _kinds(
    kinds: Sequence[Kind] | None,
    how: How,
    now: float,
    width: int,
    height: int,
    g: Glyphs,
    *,
    sure: bool,
) -> tuple[list[Line], int]:
    title = word("logs.kinds")
    if not kinds:
        if kinds is None:
            line = _note(g.pending, word("logs.kinds.asked"), "dim", width, g)
        elif sure:
            none = f" {word('logs.kinds.none')}"
            line = inset([(g.ok, "ok"), (none, "text")], width, g)
        else:
            line = _note(g.unknown, word("logs.kinds.partial"), "text", width, g)
        return [_heading(title, word("logs.kinds.note"), width, g), line], 0
    room = _room_of_kinds(len(kinds), how, height)
    top = max(0, min(how.kinds_top, len(kinds) - room))
    if how.on == "kinds":
        top = max(how.kind - room + 1, min(top, how.kind))
    part = kinds[top : top + room]
    of = msg("logs.kinds.of", shown=len(part), n=len(kinds))
    note = say(of) if len(part) < len(kinds) else word("logs.kinds.note")
    counts = max([len(numbers.count(kind.times)) for kind in part])
    fields = [
        table.Column("", counts + 2),
        table.Column("", columns(width).who),
        table.Column("", 20, grow=True),
        *([table.Column("", 21)] if width >= _SINCE else []),
        table.Column("", numbers.AGE_W, right=True),
    ]
    entries = [table.Row(_kind(kind, counts, now, width >= _SINCE, g)) for kind in part]
    cursor = how.kind - top if how.on == "kinds" else None
    lines = table.rows(fields, entries, width, g, cursor)
    return [_heading(title, note, width, g), *lines], top


def _room_of_kinds(count: int, how: How, height: int) -> int:
    """So many rows they have: more while one chooses among them."""
    some = height // 2 if how.on == "kinds" else 2 if height < _ROOMY else 3 if height < 30 else 6
    return min(count, some)


def _kind(kind: Kind, counts: int, now: float, since: bool, g: Glyphs) -> tuple[table.Cell, ...]:
    grave = level(kind.priority)
    sign: Span = ({"bad": g.bad, "warning": g.warning}.get(grave, " "), grave or "text")
    times = f" {numbers.count(kind.times):>{counts}}"
    who = kind.source or kind.unit.removesuffix(".service")
    first = say(msg("logs.kinds.since", at=instant(kind.first, now).strip()))
    age = numbers.age(max(0.0, now - kind.last / 1e6))
    return (
        (sign, (times, "text")),
        (who, "text"),
        (_first_line(kind.message), "text"),
        *([((first if kind.times > 1 else ""), "dim")] if since else []),
        (age, "text"),
    )


def _first_line(message: str) -> str:
    return headline(message).text


# ------------------------------------------------------------ the stream


def _stream(
    seen: LogsSeen, rows: Rows, how: How, now: float, width: int, room: int, g: Glyphs
) -> tuple[list[Block], int]:
    """What is shown, and the number of the row under the cursor."""
    at = seen.end - 1 if how.at is None else max(seen.first, min(how.at, seen.end - 1))
    cursor = at if how.on == "stream" else None
    top = seen.end - room if how.at is None else min(how.top, at)
    top = max(seen.first, min(top, seen.end - room))

    def drawn(first: int, count: int) -> list[Block]:
        before = rows(first - 1, 1) if first > seen.first else ()
        found = rows(first, count)
        last = before[0] if before else None
        return blocks(found, first, last, seen.query, now, width, g, cursor)

    found = drawn(top, max(room, at - top + 1))
    through = next((n for n, each in enumerate(found) if each.number == at), len(found) - 1)
    while through > 0 and sum([len(each.lines) for each in found[: through + 1]]) > room:
        found, through = found[1:], through - 1
    kept: list[Block] = []
    for each in found:
        left = room - sum([len(block.lines) for block in kept])
        if left > each.lead or (left > 0 and not kept):
            kept.append(each._replace(lines=each.lines[:left]))
        if left <= len(each.lines):
            break
    return kept, at


def _end(seen: LogsSeen, how: How, now: float, cells: int, width: int, g: Glyphs) -> Line:
    """What comes after the last line: news, or why there are none. `cells` has the time."""
    if seen.why is not None:
        wrong = msg("logs.fails", why=seen.why, next=seen.next) if seen.next else seen.why
        said = told(spans(wrong), g)
        return inset([(f"{g.warning} ", "warning"), *[(t, "warning") for t, _ in said]], width, g)
    if not seen.ready:
        return _note(g.pending, word("logs.asked"), "dim", width, g)
    if seen.busy:
        return _note(g.pending, word("logs.asked_older"), "dim", width, g)
    if how.at is not None:
        held = say(msg("logs.new", n=seen.new)) if seen.new else word("logs.held")
        return _note(g.down, held, "accent" if seen.new else "dim", width, g)
    if seen.query.until is not None or seen.query.boot not in ("", "0"):
        return _note("", word("logs.ended"), "dim", width, g)
    if not seen.newest:
        return _note("", word("logs.following.nothing"), "dim", width, g)
    age = max(0.0, now - seen.newest / 1e6)
    clock = instant(round(now * 1e6), now)
    pad = " " * (cells - width_of(clock))
    return _note(f"{pad}{clock} ", say(msg("logs.following", age=age)), "dim", width, g)


def _nothing(seen: LogsSeen, width: int, g: Glyphs) -> list[Line]:
    """Why there is no line, and what to do."""
    if seen.query == Query():
        return [inset([(word("logs.empty"), "text")], width, g)]
    said: list[Span] = [(word("logs.no_match"), "text"), ("  ", "text")]
    # without a time it looks as far back as there is
    step = msg("logs.no_match.next" if seen.query.since is None else "logs.no_match.since")
    return [inset([*said, *told(spans(step), g)], width, g)]


# ------------------------------------------------------------ pieces


def _heading(title: str, note: str, width: int, g: Glyphs) -> Line:
    end = crop([(shown(note, g), "dim")], max(0, width - 8 - width_of(title)), g)
    text = "".join([piece for piece, _ in end])
    return inset(frame.heading(title, text, width - 2, g), width, g)


def _note(sign: str, text: str, look: str, width: int, g: Glyphs) -> Line:
    said = narrowed(text, g)
    return inset([(f"{sign} {said}" if sign else said, look)], width, g)


# ------------------------------------------------------------ the status line


def kind_at_rest(kind: Kind, now: float) -> Msg:
    """How often, and when, a kind was said."""
    last, first = (instant(at, now).strip() for at in (kind.last, kind.first))
    if kind.times == 1:
        return msg("logs.kind.once", last=last)
    return msg("logs.kind", n=kind.times, first=first, last=last)
