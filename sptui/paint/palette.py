"""The palette: one line to type in, and what is found, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import msg
from sptui.paint.line import fit, on
from sptui.paint.outside import shown
from sptui.paint.span import crop, padded, solid, spread
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.paint.line import Line, Span

_KIND_W, _WHERE_W, _ID_W = 8, 15, 20


class Found(NamedTuple):
    """One entry. `matched` are the places of the query's letters in `title`; `where` says the key
    ("c on Overview"), `id` is what a command line takes. `reason`: why it can't be done now."""

    title: str
    matched: tuple[int, ...] = ()
    kind: str = ""
    where: str = ""
    id: str = ""
    reason: str = ""


def palette_lines(
    query: str,
    found: Sequence[Found],
    total: int,
    cursor: int,
    width: int,
    height: int,
    g: Glyphs,
) -> list[Line]:
    """At most `height` lines of `width` cells over the body: query, entries, a hint."""
    room = max(1, height - 4)
    first = max(0, min(cursor - room + 1, len(found) - room))
    kept = found[first : first + room]
    lines = [_query(query, len(found), total, width, g)]
    lines += [_entry(one, n == cursor, width, g) for n, one in enumerate(kept, first)]
    if not kept:
        lines.append(_line([(word("palette.none"), "text")], width, g))
    lines += [
        _line([], width, g),
        _line([(word("palette.hint"), "dim")], width, g),
        _line([], width, g),
    ]
    return lines[:height]


def _query(query: str, count: int, total: int, width: int, g: Glyphs) -> Line:
    prompt: list[Span] = [
        (f"{word('palette.prompt')} ", "dim"),
        (shown(query, g), "heading"),
        (g.caret, "accent"),
    ]
    note = say(msg("palette.count", n=count, of=total))
    return _ground(spread(prompt, [(note, "dim")], width - 2, g), False, g)


def _entry(one: Found, focused: bool, width: int, g: Glyphs) -> Line:
    # Columns go when the window is narrow: what an entry is called stays.
    id_w = _ID_W if width >= 80 else 0
    where_w = _WHERE_W if width >= 60 else 0
    title_w = width - 2 - _KIND_W - where_w - id_w
    look = "dim" if one.reason else "text"
    spans = padded(crop(_title(one, look, g), title_w - 2, g), title_w, g)
    if one.reason:
        reason = f"{g.waiting} {shown(one.reason, g)}"
        spans += padded(crop([(reason, "dim")], width - 2 - title_w, g), width - 2 - title_w, g)
        return _ground(spans, focused, g)
    for text, cells in ((one.kind, _KIND_W), (one.where, where_w), (one.id, id_w)):
        if cells:
            spans.append((fit(fit(shown(text, g), cells - 1, cut=g.cut), cells), "dim"))
    return _ground(spans, focused, g)


def _title(one: Found, look: str, g: Glyphs) -> list[Span]:
    """The title with its matched letters as headings. Places count the letters of the raw title."""
    text = shown(one.title, g)
    if len(text) != len(one.title):  # cleaning moved the letters: none is better than wrong ones
        return [(text, look)]
    matched = set(one.matched)
    return list(solid([(c, "heading" if n in matched else look) for n, c in enumerate(text)]))


def _line(spans: Sequence[Span], width: int, g: Glyphs) -> Line:
    return _ground(padded(spans, width - 2, g), False, g)


def _ground(spans: Sequence[Span], focused: bool, g: Glyphs) -> Line:
    mark = (g.cursor, "accent") if focused else (" ", "text")
    return solid(on([mark, *spans, (" ", "text")], "select" if focused else "surface"))
