"""Two small pages that lie over the body: a menu of what can be done, and why a finding is
there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import msg
from sptui.paint.line import on, pieces, width_of
from sptui.paint.outside import narrowed, told
from sptui.paint.span import crop, padded, solid, spread
from sptui.paint.table import Column, Row, rows, window
from sptui.paint.words import say, spans, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.health import Finding
    from sptui.model.msg import Msg
    from sptui.paint.line import Line, Span

# Text runs no wider than this, however wide the terminal.
_TEXT_WIDTH = 100
_LABEL = 10
# Below so many lines there are only entries.
_LEAST = 8


class Entry(NamedTuple):
    """`reason` says why it can't be used now; it is listed all the same."""

    key: str
    title: str
    detail: str
    reason: str = ""


class Head(NamedTuple):
    """What is above the entries: a title, how many there are, and at the right what is typed to
    find some of them, or how."""

    title: str
    note: Msg
    right: tuple[Span, ...] = ()


def menu(
    head: Head,
    entries: Sequence[Entry],
    cursor: int,
    width: int,
    height: int,
    g: Glyphs,
    about: Sequence[Span] | None = None,
) -> list[Line]:
    """Head, entries, the sentence `about` the focused one, and empty lines between: at most
    `height` lines, in surface colour."""
    left = [(narrowed(head.title, g), "heading"), (f"  {say(head.note)}", "dim")]
    lines = [over(spread(left, head.right, width - 2, g), width, g), over([], width, g)]
    below = [over([], width, g)]
    if about is not None and height > _LEAST:
        below += [over(about, width, g), over([], width, g)]
    room = max(1, height - 2 - len(below))
    first, shown = window(len(entries), room, cursor, 0)
    widest = max([width_of(entry.title) for entry in entries], default=0)
    columns = (Column("", 1), Column("", min(widest, width // 2)), Column("", 12, grow=True))
    kept = [_row(entry, g) for entry in entries[first : first + shown]]
    lines += [on(line, "surface") for line in rows(columns, kept, width, g, cursor - first)]
    if shown < len(entries):
        lines.append(more(first, len(entries) - first - shown, width, g))
    return [*lines, *below][:height]


def _row(entry: Entry, g: Glyphs) -> Row:
    if not entry.reason:
        return Row(((entry.key, "key"), (entry.title, "text"), (entry.detail, "dim")))
    reason = f"{g.off} {say(msg('menu.not_now', reason=entry.reason))}"
    return Row(((entry.key, "dim"), (entry.title, "dim"), (reason, "dim")))


def more(above: int, below: int, width: int, g: Glyphs) -> Line:
    """How much a list goes on: below, or, at its end, above."""
    sign, text = (
        (g.down, msg("menu.below", n=below)) if below else (g.up, msg("menu.above", n=above))
    )
    return over([(f"{sign} {say(text)}", "dim")], width, g)


def why(finding: Finding, since: str, width: int, height: int, g: Glyphs) -> list[Line]:
    """What is wrong, since when, why, and what to do; `since` is "" where that is not known."""
    sign = {"bad": g.bad, "warning": g.warning, "ok": g.ok}.get(finding.level, g.unknown)
    look = finding.level if finding.level in ("bad", "warning") else "text"
    head: list[Span] = [
        (f"{sign} {word(f'level.{finding.level}')}  {narrowed(say(finding.title), g)}", look)
    ]
    note: list[Span] = [(since, "dim")] if since else []
    lines = [over(spread(head, note, width - 2, g), width, g), over([], width, g)]
    parts = (
        ("why.because", [(narrowed(say(finding.why), g), "text")]),
        ("why.figure", [(narrowed(say(finding.detail), g), "text")]),
        ("why.next", told(spans(finding.next), g)),
        (
            "why.rule",
            [
                (
                    narrowed(
                        f"{finding.rule} {say(msg('why.subject', subject=finding.subject))}", g
                    ),
                    "dim",
                )
            ],
        ),
    )
    room = min(_TEXT_WIDTH, width - 2) - _LABEL
    for label, text in parts:
        for at, row in enumerate(wrapped(text, room)):
            name = padded([(word(label) if at == 0 else "", "dim")], _LABEL, g)
            lines.append(over([*name, *row], width, g))
    return [*lines, over([], width, g)][:height]


def wrapped(text: Sequence[Span], width: int) -> list[list[Span]]:
    """The words of `text`, each in its look, in rows of at most `width` cells. A longer word is cut
    in pieces."""
    rows: list[list[Span]] = [[]]
    used = 0
    for piece, look in _words(text, width):
        gap = 1 if used else 0
        if used + gap + width_of(piece) > width:
            rows.append([])
            used = gap = 0
        rows[-1].append((" " * gap + piece, look))
        used += gap + width_of(piece)
    return rows


def _words(text: Sequence[Span], width: int) -> list[Span]:
    out: list[Span] = []
    glued = False
    for stretch, look in text:
        for nth, piece in enumerate(stretch.split(" ")):
            if nth == 0 and glued and out and piece:
                before, before_look = out.pop()
                # a key and the comma after it stay together, in the key's look
                out.append((before + piece, before_look))
            elif piece:
                out += [(part, look) for part in pieces(piece, width)]
        glued = bool(stretch) and not stretch.endswith(" ")
    return out


def over(inner: Sequence[Span], width: int, g: Glyphs) -> Line:
    """A line over the body: from column 1 on, in surface colour."""
    return solid(
        on(tuple(padded([(" ", "text"), *crop(inner, width - 2, g)], width, g)), "surface")
    )
