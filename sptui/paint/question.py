"""The question in the status line: sign and first sentence stand out, what has to be typed is asked
for at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import Msg, msg
from sptui.paint.outside import narrowed, shown
from sptui.paint.words import say

if TYPE_CHECKING:
    from sptui.glyphs import Glyphs
    from sptui.paint.line import Line, Span


def question(text: Msg, risk: str, type_name: str | None, typed: str, g: Glyphs) -> Line:
    """`risk` is disturbing (warning sign) or destructive (bad sign); `type_name` has to be typed,
    `typed` is so far."""
    look, sign = ("bad", g.bad) if risk == "destructive" else ("warning", g.warning)
    first, mark, rest = narrowed(say(text), g).partition("?")
    spans: list[Span] = [(f"{sign} {first}{mark}", look), (rest, "text")]
    if type_name is not None:
        spans += [
            ("  " + narrowed(say(msg("question.type", name=type_name)), g) + " ", "text"),
            (shown(typed, g), "heading"),
            (g.caret, "accent"),
        ]
    return tuple(spans)
