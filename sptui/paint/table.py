"""Tables: titles, columns that are dropped and never squeezed, a cursor and marks in column 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.paint.line import fit, line_width
from sptui.paint.outside import shown
from sptui.paint.span import padded, solid, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.paint.line import Line, Span

    # A text in one look, or in several.
    Cell = Span | tuple[Span, ...]

_BETWEEN = 2


class Column(NamedTuple):
    """`width` cells without what is between columns. The highest `rank` goes first when room is
    short; 0 never goes. Columns that `grow` share what is left over."""

    title: str
    width: int
    right: bool = False
    rank: int = 0
    grow: bool = False


class Row(NamedTuple):
    """One (text, look), or several, for each column; texts may be from outside."""

    cells: tuple[Cell, ...]
    marked: bool = False


class Sort(NamedTuple):
    """The column, by number, that the rows are sorted by."""

    column: int
    down: bool = True


def layout(columns: Sequence[Column], width: int) -> tuple[tuple[int, int], ...]:
    """(number, width) of the columns that `width` cells have room for, the first and last free."""
    kept = list(range(len(columns)))
    room = width - 2
    while kept and _needed(columns, kept) > room:
        last = max(kept, key=lambda n: (columns[n].rank, n))
        if columns[last].rank == 0:
            break
        kept.remove(last)
    spare = max(0, room - _needed(columns, kept))
    growing = [n for n in kept if columns[n].grow]
    widths: list[tuple[int, int]] = []
    for n in kept:
        more = 0
        if n in growing:
            more = -(-spare // len(growing))  # what does not divide goes to the first ones
            growing.remove(n)
            spare -= more
        widths.append((n, columns[n].width + more))
    return tuple(widths)


def titles(columns: Sequence[Column], width: int, g: Glyphs, sort: Sort | None = None) -> Line:
    """The line of titles; the sorted column has an arrow."""
    spans: list[Span] = [(" ", "text")]
    for place, (n, cells) in enumerate(layout(columns, width)):
        title = columns[n].title
        if sort is not None and sort.column == n:
            title += g.sort_down if sort.down else g.sort_up
        gap = " " * _BETWEEN if place else ""
        spans.append((gap + fit(title, cells, right=columns[n].right, cut=g.cut), "dim"))
    return _filled(spans, width, g)


def rows(
    columns: Sequence[Column],
    entries: Sequence[Row],
    width: int,
    g: Glyphs,
    cursor: int | None = None,
) -> list[Line]:
    """A line for each entry; the one at `cursor` has the cursor's bar and ground."""
    places = layout(columns, width)
    return [_row(columns, row, places, width, g, n == cursor) for n, row in enumerate(entries)]


def window(count: int, room: int, cursor: int, first: int) -> tuple[int, int]:
    """(first, how many) of the rows that are shown: all, or so many that one line is left to say
    what is not. They move no more than they must for the cursor."""
    if room <= 0:
        return 0, 0
    if count <= room:
        return 0, count
    some = max(1, room - 1)
    if cursor >= 0:
        cursor = min(cursor, count - 1)
        first = max(cursor - some + 1, min(first, cursor))
    return max(0, min(first, count - some)), some


def _row(
    columns: Sequence[Column],
    row: Row,
    places: tuple[tuple[int, int], ...],
    width: int,
    g: Glyphs,
    focused: bool,
) -> Line:
    sign = g.mark if row.marked else g.cursor if focused else " "
    spans: list[Span] = [(sign, "accent" if sign != " " else "text")]
    for place, (n, cells) in enumerate(places):
        if place:
            spans.append((" " * _BETWEEN, "text"))
        spans += _cell(row.cells[n], cells, columns[n].right, g)
    return _filled(spans, width, g, "@select" if focused else "")


def _cell(cell: Cell, cells: int, right: bool, g: Glyphs) -> list[Span]:
    if len(cell) == 2 and isinstance(cell[0], str):
        return [(fit(shown(cell[0], g), cells, right=right, cut=g.cut), cell[1])]
    parts = [(shown(text, g), look) for text, look in cell]
    spare = cells - line_width(parts)
    if spare < 0 or right:
        return spread((), parts, cells, g) if right else padded(parts, cells, g)
    return [*parts, (" " * spare, "text")]


def _filled(spans: list[Span], width: int, g: Glyphs, ground: str = "") -> Line:
    """Exactly `width` cells: what never goes may still be too wide together."""
    return solid([(text, look + ground) for text, look in padded(spans, width, g)])


def _needed(columns: Sequence[Column], kept: Sequence[int]) -> int:
    return sum([columns[n].width for n in kept]) + _BETWEEN * max(0, len(kept) - 1)
