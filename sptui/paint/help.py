"""The help: what works on this row, what works everywhere, the screens, the signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.paint.frame import heading
from sptui.paint.line import fit, line_width, on
from sptui.paint.outside import shown
from sptui.paint.span import crop, padded, solid
from sptui.paint.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.paint.frame import Key
    from sptui.paint.line import Line, Look, Span

_KEY_W = 7

Spans = list["Span"]


class ScreenEntry(NamedTuple):
    """A screen as help lists it: its digit, name, and what it tells in few words."""

    key: str
    name: str
    about: str


def help_lines(
    title: str,
    here: Sequence[Key],
    everywhere: Sequence[Key],
    screens: Sequence[ScreenEntry],
    width: int,
    height: int,
    g: Glyphs,
    *,
    cursor: int | None = 0,
    scroll: int = 0,
) -> list[Line]:
    """At most `height` lines of `width` cells over the body. `cursor` is a place in `here`.

    `title` is what the row is about. When room is short the rows around the cursor are shown, or
    what is `scroll` lines further down.
    """
    gap = 2 if width < 100 else 3
    left = (width - 2 - gap) // 2
    right = width - 2 - gap - left
    mine = [heading(shown(title, g), word("help.now"), left if width >= 80 else width - 2, g)]
    if width >= 80:
        mine += [_entry(key, left, g) for key in here]
        theirs = [heading(word("help.everywhere"), "", right, g)]
        theirs += [_entry(key, right, g) for key in everywhere]
        lines = _beside(mine, theirs, left, gap, right, cursor, g)
    else:
        mine += [_entry(key, width - 2, g) for key in here]
        theirs = [heading(word("help.everywhere"), "", width - 2, g)]
        theirs += [_entry(key, width - 2, g) for key in everywhere]
        lines = [
            _line(spans, cursor is not None and n == cursor + 1, g) for n, spans in enumerate(mine)
        ]
        lines += [_blank(width), *[_line(spans, False, g) for spans in theirs]]
    lines += [_blank(width), *_screens(screens, width, left, gap, right, g)]
    lines += [_blank(width), *_signs(width, g), _blank(width)]
    return _window(lines, height, scroll, 1 + (cursor or 0))


def _entry(key: Key, width: int, g: Glyphs) -> Spans:
    look: Look = "text" if key.enabled else "dim"
    name = shown(key.key, g) if key.enabled else f"({shown(key.key, g)})"
    spans = [(fit(name, _KEY_W - 1, cut=g.cut) + " ", "key" if key.enabled else "dim")]
    return padded([*spans, *crop([(shown(key.label, g), look)], width - _KEY_W, g)], width, g)


def _beside(
    mine: list[Spans],
    theirs: list[Spans],
    left: int,
    gap: int,
    right: int,
    cursor: int | None,
    g: Glyphs,
) -> list[Line]:
    """Two columns; the cursor's row is marked over the width of its own column only."""
    lines: list[Line] = []
    for n in range(max(len(mine), len(theirs))):
        a = mine[n] if n < len(mine) else [(" " * left, "text")]
        b = theirs[n] if n < len(theirs) else [(" " * right, "text")]
        focused = cursor is not None and n == cursor + 1
        first = [(g.cursor, "accent") if focused else (" ", "text"), *a]
        rest = on([(" " * gap, "text"), *b, (" ", "text")], "surface")
        lines.append(solid([*on(first, "select" if focused else "surface"), *rest]))
    return lines


def _screens(
    screens: Sequence[ScreenEntry], width: int, left: int, gap: int, right: int, g: Glyphs
) -> list[Line]:
    lines = [_line(heading(word("help.screens"), "", width - 2, g), False, g)]
    half = (len(screens) + 1) // 2 if width >= 80 and len(screens) > 1 else len(screens)
    for n in range(half):
        spans = _screen(screens[n], left if half < len(screens) else width - 2, g)
        if half < len(screens):
            spans.append((" " * gap, "text"))
            other = n + half
            if other < len(screens):
                spans += _screen(screens[other], right, g)
            else:
                spans.append((" " * right, "text"))
        lines.append(_line(spans, False, g))
    return lines


def _screen(entry: ScreenEntry, width: int, g: Glyphs) -> Spans:
    start = [(entry.key, "key"), (f" {fit(entry.name, 10)} ", "text")]
    return padded([*start, (entry.about, "dim")], width, g)


def _signs(width: int, g: Glyphs) -> list[Line]:
    """Every sign with its word, in as many lines as it takes."""
    signs = (
        (g.ok, "ok", "level.ok"),
        (g.warning, "warning", "level.warning"),
        (g.bad, "bad", "level.bad"),
        (g.unknown, "text", "level.unknown"),
        (g.pending, "dim", "help.pending"),
    )
    lines = [_line(heading(word("help.signs"), "", width - 2, g), False, g)]
    spans: Spans = []
    for sign, look, name in signs:
        entry: Spans = [(sign, look), (f" {word(name)}   ", "text")]
        if spans and line_width([*spans, *entry]) > width - 2:
            lines.append(_line(padded(spans, width - 2, g), False, g))
            spans = []
        spans += entry
    return [*lines, _line(padded(spans, width - 2, g), False, g)]


def _line(spans: Sequence[Span], focused: bool, g: Glyphs) -> Line:
    mark = (g.cursor, "accent") if focused else (" ", "text")
    return solid(on([mark, *spans, (" ", "text")], "select" if focused else "surface"))


def _blank(width: int) -> Line:
    return ((" " * width, "text@surface"),)


def _window(lines: list[Line], height: int, scroll: int, at: int) -> list[Line]:
    """At most `height` lines: after `scroll` ones, or with line `at` among them."""
    first = max(0, min(scroll or at - height + 1, len(lines) - height))
    return lines[first : first + height]
