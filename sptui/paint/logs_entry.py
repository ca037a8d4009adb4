"""One entry of the journal, whole; and a row in one line, to read or to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.journal_rows import Gap
from sptui.model.logs_view import level, speaker
from sptui.model.msg import Msg, msg
from sptui.model.text import clean, uncoloured
from sptui.paint import frame, numbers
from sptui.paint.line import pieces
from sptui.paint.logs_rows import instant
from sptui.paint.outside import narrowed, shown, told
from sptui.paint.span import blank, filled, inset, padded, spread
from sptui.paint.table import window
from sptui.paint.words import say, spans, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.journal import Entry
    from sptui.model.journal_rows import Field, Row
    from sptui.paint.line import Line, Span

_WIDE = 100
# Names of fields get so many cells at most.
_NAMES = 28
# Of a field no more is laid out: nobody scrolls further, and copying has it all.
_MOST = 64 * 1024


class Scrolled(NamedTuple):
    """`first` is how many lines are above, after it was held in bounds."""

    lines: list[Line]
    first: int


def entry_body(
    entry: Entry,
    fields: Sequence[Field] | None,
    error: Msg | None,
    now: float,
    first: int,
    width: int,
    height: int,
    g: Glyphs,
) -> Scrolled:
    """Exactly `height` lines. `fields` are None until they are read; `error` is why they can't
    be."""
    top = [blank(width)] if width >= _WIDE else []
    head = [*top, inset(_title(entry, now, width - 2, g), width, g), blank(width)]
    lines = [
        inset([(row, "text")], width, g) for row in _rows(_message(entry, fields), width - 2, g)
    ]
    note = "" if fields is None else say(msg("logs.entry.n", n=len(fields)))
    lines += [
        blank(width),
        inset(frame.heading(word("logs.entry.fields"), note, width - 2, g), width, g),
    ]
    lines += _fields(fields, error, width, g)
    room = height - len(head)
    first, some = window(len(lines), room, -1, max(0, first))
    kept = [*head, *lines[first : first + some]]
    if some < len(lines):
        below = len(lines) - first - some
        sign, said = (
            (g.down, msg("logs.entry.below", n=below))
            if below
            else (g.up, msg("logs.entry.above", n=first))
        )
        kept.append(inset([(f"{sign} {say(said)}", "dim")], width, g))
    return Scrolled(filled(kept, width, height), first)


def _title(entry: Entry, now: float, width: int, g: Glyphs) -> list[Span]:
    """Who said it, how gravely, and when."""
    grave = level(entry.priority)
    sign = {"bad": f"{g.bad} ", "warning": f"{g.warning} "}.get(grave, "")
    prio = "" if entry.priority is None else word(f"logs.prio.{entry.priority}")
    left: list[Span] = [(sign, grave or "text"), (shown(speaker(entry), g), "heading")]
    if entry.unit and entry.unit != speaker(entry):
        left.append((f"  {shown(entry.unit, g)}", "text"))
    return spread(left, [(prio, grave or "dim"), (f"  {exact(entry, now)}", "text")], width, g)


def exact(entry: Entry, now: float) -> str:
    """When it was said, to the millisecond."""
    if not entry.at:
        return numbers.UNREAD
    return f"{instant(entry.at, now)}.{entry.at % 1_000_000 // 1000:03}"


def _message(entry: Entry, fields: Sequence[Field] | None) -> str:
    whole = next((each.value for each in fields or () if each.name == "MESSAGE"), None)
    return (entry.message if whole is None else whole)[:_MOST] or word("logs.no_text")


def _fields(fields: Sequence[Field] | None, error: Msg | None, width: int, g: Glyphs) -> list[Line]:
    if error is not None:
        said = told(spans(error), g)
        return [inset([(f"{g.warning} ", "warning"), *said], width, g)]
    if fields is None:
        return [inset([(f"{g.pending} {word('logs.entry.asked')}", "dim")], width, g)]
    if not fields:
        return [inset([(word("logs.entry.gone"), "text")], width, g)]
    names = min(_NAMES, max([len(each.name) for each in fields]))
    lines: list[Line] = []
    for each in fields:
        if each.name == "MESSAGE" and not each.left_out:
            continue  # it stands above
        values = _rows(each.value[:_MOST], max(10, width - 4 - names), g) or [""]
        for at, row in enumerate(values):
            name = shown(each.name, g) if at == 0 else ""
            label = padded([(name, "dim")], names, g)
            lines.append(inset([*label, ("  ", "text"), (row, "text")], width, g))
        lacks = each.left_out + max(0, len(each.value) - _MOST)
        if lacks:
            lack = say(msg("logs.entry.left_out", n=lacks))
            lines.append(inset([*padded([], names, g), (f"  {lack}", "dim")], width, g))
    return lines


def _rows(text: str, width: int, g: Glyphs) -> list[str]:
    """Its lines, cleaned, none wider than `width`."""
    out: list[str] = []
    for line in uncoloured(text).split("\n"):
        row = narrowed(clean(line.rstrip("\r"), _MOST), g)
        out += pieces(row, width) or [""]
    while len(out) > 1 and not out[-1]:
        out.pop()
    return out


# ------------------------------------------------------------ in one line


def plain_line(entry: Entry) -> str:
    """It as a log file has it: to copy, cleaned by whoever shows it."""
    at = numbers.date(entry.at / 1e6) if entry.at else numbers.UNREAD
    clock = instant(entry.at, entry.at / 1e6) if entry.at else ""
    pid = f"[{entry.pid}]" if entry.pid else ""
    return f"{at[:6].strip()} {clock} {speaker(entry)}{pid}: {entry.message}".replace("  ", " ", 1)


def at_rest(row: Row, now: float) -> Msg | None:
    """Which entry it is, for the status line."""
    if isinstance(row, Gap):
        return None
    pid = msg("logs.row.pid", pid=str(row.pid)) if row.pid else ""
    known = row.priority is not None
    prio = msg("logs.row.prio", name=Msg(f"logs.prio.{row.priority}")) if known else ""
    at, who = exact(row, now), row.unit or speaker(row)
    return msg("logs.row", at=at, who=who, pid=pid, prio=prio)
