"""Plain mode's lines of the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.journal_rows import Gap
from sptui.model.logs_view import headline, level, speaker
from sptui.model.msg import msg
from sptui.model.text import clean, uncoloured
from sptui.paint.logs_entry import exact
from sptui.paint.logs_rows import instant
from sptui.paint.outside import narrowed, shown
from sptui.paint.plain import rows, said
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.journal import Entry
    from sptui.model.journal_rows import Field, Row

# More lines at a time nobody hears; of an entry no more is told.
_AT_ONCE, _LINES, _LONG = 20, 300, 2000


def head(line: str, n: int, full: bool, width: int, g: Glyphs) -> list[str]:
    """What was asked for, and how much there is."""
    id = "plain.logs.newest" if full else "plain.logs.all"
    text = msg(id, query=line, n=n) if n else msg("plain.logs.none", query=line)
    return said(say(text), width, g)


def rows_of(entries: Sequence[Entry], first: int, now: float, width: int, g: Glyphs) -> list[str]:
    """A line each: when, how grave where it is grave, who, what."""
    return rows(first, [_cells(each, now) for each in entries], width, g)


def _cells(entry: Entry, now: float) -> tuple[str, ...]:
    grave = word(f"logs.prio.{entry.priority}") if level(entry.priority) else ""
    head = headline(entry.message)
    text = head.text or word("logs.no_text")
    if head.more:
        text += f" ({say(msg('plain.logs.more', n=head.more))})"
    return instant(entry.at, now), grave, speaker(entry), text


def coming(new: Sequence[Row], now: float, width: int, g: Glyphs) -> list[str]:
    """What came, or the last of it."""
    left = max(0, len(new) - _AT_ONCE)
    lines = said(say(msg("plain.logs.left_out", n=left)), width, g) if left else []
    for row in new[left:]:
        if isinstance(row, Gap):
            gap = msg("logs.gap.unknown") if row.missing is None else msg("logs.gap", n=row.missing)
            lines += said(say(gap), width, g)
            continue
        text = " ".join([cell for cell in _cells(row, now) if cell])
        lines += said(shown(text, g), width, g, "", 9)
    return lines


def whole(entry: Entry, fields: Sequence[Field], now: float, width: int, g: Glyphs) -> list[str]:
    """All of one: what was said, and every field."""
    prio = "" if entry.priority is None else word(f"logs.prio.{entry.priority}")
    about = [exact(entry, now), shown(entry.unit or speaker(entry), g), prio]
    lines = said(", ".join([part for part in about if part]) + ":", width, g)
    message = next((each.value for each in fields if each.name == "MESSAGE"), entry.message)
    every = uncoloured(message).split("\n")
    for line in every[:_LINES]:
        lines += said(_safe(line, g), width, g)
    if len(every) > _LINES:
        lines += said(say(msg("logs.entry.below", n=len(every) - _LINES)), width, g)
    for each in fields:
        if each.name != "MESSAGE":
            name, value = shown(each.name, g), _safe(each.value, g)
            lines += said(f"{name} {value}", width, g, "", 2)
    return lines


def _safe(text: str, g: Glyphs) -> str:
    return narrowed(clean(text, _LONG), g)
