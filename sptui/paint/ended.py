"""What is being done, and how it ended: one line of it for the status line, all of it over the
body."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import Msg, msg
from sptui.model.text import uncoloured
from sptui.paint.frame import heading
from sptui.paint.line import line_width
from sptui.paint.menu import over, wrapped
from sptui.paint.outside import narrowed, shown, told
from sptui.paint.span import crop, padded
from sptui.paint.whole import Scrolled, scrolled
from sptui.paint.words import say, spans, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.paint.line import Line, Span

# Text runs no wider than this, however wide the terminal.
_TEXT_WIDTH = 100


class Said(NamedTuple):
    """A line for the status line; `whole`: it had room for all of the text."""

    line: Line
    whole: bool


def outcome(
    text: Msg, ok: bool, refused: bool, hints: Sequence[Msg], width: int, g: Glyphs
) -> Said:
    """How it ended, with its sign, and what can be done now: where room is short the text is cut,
    and not the hints."""
    sign = (g.ok, "ok") if ok else (g.warning, "warning") if refused else (g.bad, "bad")
    after = [span for hint in hints for span in (("  ", "text"), *told(spans(hint), g))]
    words = told(spans(text), g)
    room = width - 4 - line_width(after)
    return Said((sign, (" ", "text"), *crop(words, room, g), *after), line_width(words) <= room)


def ended(
    title: Msg,
    names: Sequence[str],
    text: Msg,
    lines: Sequence[str],
    *,
    ok: bool,
    next: Msg | None,
    first: int,
    width: int,
    height: int,
    g: Glyphs,
) -> Scrolled:
    """At most `height` lines: what was done to which things, how that ended, what to do `next`,
    and what it said itself last, from line `first` on."""
    sign: Span = (f"{g.ok if ok else g.bad} ", "ok" if ok else "bad")
    what = ", ".join([shown(name, g) for name in names])
    head: list[Span] = [sign, (f"{narrowed(say(title), g)}  ", "heading"), (what, "text")]
    room = min(_TEXT_WIDTH, width - 2)
    body = [over(row, width, g) for row in wrapped(told(spans(text), g), room)]
    if next is not None:
        body += [over(row, width, g) for row in wrapped(told(spans(next), g), room)]
    if lines:
        said = heading(word("ended.lines"), "", width - 2, g)
        body += [over([], width, g), over(padded(said, width - 2, g), width, g)]
        body += [over([(shown(uncoloured(line), g), "text")], width, g) for line in lines]
    return scrolled([over(head, width, g), over([], width, g)], body, first, width, height, g)


def doing(what: Msg, since_s: float, more: int, hint: Msg | None, g: Glyphs) -> Line:
    """What is being done and for how long; how much else; and what can be done about it."""
    line = msg("doing.line", what=what, age=since_s)
    rest = spans(msg("doing.more", n=more)) if more else []
    after = [("  ", "text"), *told(spans(hint), g)] if hint is not None else []
    return ((g.running, "accent"), (" ", "text"), *told([*spans(line), *rest], g), *after)
