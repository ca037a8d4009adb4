"""The text of a unit as lines: its file, then what changes it, each below the path it is from."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import msg
from sptui.paint.frame import heading
from sptui.paint.line import width_of
from sptui.paint.outside import narrowed, shown
from sptui.paint.span import blank, filled, inset
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from sptui.glyphs import Glyphs
    from sptui.model.unit_text import TextFile, UnitText
    from sptui.paint.line import Line, Look, Span

_INDENT = "    "
_MOST = 4096  # cells of one line of a file; what is behind them is no unit file


class FileBody(NamedTuple):
    """`first` is the line on top, of `total`."""

    lines: list[Line]
    first: int
    total: int


def unit_file_body(
    text: UnitText | None, width: int, height: int, g: Glyphs, first: int = 0
) -> FileBody:
    """Exactly `height` lines of `width` cells; None: it is on its way. `first` is the line on top,
    as far as there are so many."""
    top = [blank(width)] if width >= 100 else []
    room = max(0, height - len(top))
    if text is None:
        every: tuple[Line, ...] = (inset([(g.pending, "dim")], width, g),)
    else:
        every = _flat(text, width, g)
    many = len(every)
    cut = many > room > 1
    fits = room - 1 if cut else room
    first = max(0, min(first, many - fits))
    lines = [*top, *every[first : first + fits]]
    if cut:
        parts = [
            f"{sign} {say(msg('unit.lines_more', n=hidden))}"
            for sign, hidden in ((g.up, first), (g.down, many - first - fits))
            if hidden
        ]
        lines.append(inset([("   ".join(parts), "dim")], width, g))
    return FileBody(filled(lines, width, height), first, many)


@lru_cache(4)
def _flat(text: UnitText, width: int, g: Glyphs) -> tuple[Line, ...]:
    """Every line, long ones in pieces: all of it can be read."""
    lines: list[Line] = []
    for file in text.files:
        if lines:
            lines.append(inset([], width, g))
        lines += _file(file, width, g)
    if not text.files:
        lines.append(inset([(word("unit.no_file"), "text")], width, g))
    if text.left_out:
        lines.append(inset([], width, g))
        left_out = say(msg("unit.files_left_out", n=text.left_out))
        lines.append(inset([(left_out, "warning")], width, g))
    return tuple(lines)


def _file(file: TextFile, width: int, g: Glyphs) -> list[Line]:
    note = word("unit.drop_in" if file.drop_in else "unit.file")
    room = width - 2 - width_of(note) - 3
    path = _path(shown(file.path, g), room, g)
    lines = [inset(heading(path, note, width - 2, g), width, g)]
    if file.real:
        lines.append(inset([(f"{g.arrow} {shown(file.real, g)}", "dim")], width, g))
    if file.missing is not None:
        why = f"- {narrowed(say(file.missing), g)}"
        return [*lines, inset([(why, "warning")], width, g)]
    if not file.lines:
        lines.append(inset([(word("unit.empty_file"), "dim")], width, g))
    for line in file.lines:
        lines += [inset(piece, width, g) for piece in _pieces(line, width - 2, g)]
    if file.cut:
        lines.append(inset([(word("unit.file_cut"), "warning")], width, g))
    return lines


def _path(path: str, room: int, g: Glyphs) -> str:
    """A path that is too long is cut at the left: its end tells more."""
    if width_of(path) <= room:
        return path
    while path and width_of(path) > room - 1:
        path = path[max(1, len(path) - room) :]
    return g.cut + path


def _pieces(line: str, width: int, g: Glyphs) -> list[list[Span]]:
    from sptui.model.text import clean

    text = narrowed(clean(line.rstrip(), _MOST), g)
    start = text.lstrip()
    if start.startswith(("#", ";")):
        return [[(piece, "dim")] for piece in _wrapped(text, width)]
    if start.startswith("["):
        return [[(piece, "heading")] for piece in _wrapped(text, width)]
    name, equals, _ = text.partition("=")
    rows = _wrapped(text, width)
    if not equals or not name.strip().isalnum() or len(name) >= width:
        return [[(piece, "text")] for piece in rows]
    look: Look = "dim"
    first: list[Span] = [(name + "=", look), (rows[0][len(name) + 1 :], "text")]
    return [first, *[[(piece, "text")] for piece in rows[1:]]]


def _wrapped(text: str, width: int) -> list[str]:
    rows: list[str] = []
    room = width
    while width_of(text) > room:
        at = min(len(text), room)
        while at > 1 and width_of(text[:at]) > room:
            at -= 1
        rows.append((_INDENT if rows else "") + text[:at])
        text = text[at:]
        room = width - len(_INDENT)
    rows.append((_INDENT if rows else "") + text)
    return rows
