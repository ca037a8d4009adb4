"""How the last action ended, all of it: over the body."""

from __future__ import annotations

from collections.abc import Sequence

from sptui.glyphs import Glyphs
from sptui.keys import LETTER_STEPS
from sptui.model.msg import Msg, msg
from sptui.paint import ended
from sptui.paint.frame import Key
from sptui.paint.line import Line
from sptui.paint.words import word
from sptui.screens.doings import Done, name_of
from sptui.screens.overlay import Chosen, Close, Overlay, Press

# How far down the last line is, whatever there is.
_END = 1 << 20


class Ended(Overlay):
    """What was done to what, how that ended, and what it said itself last."""

    def __init__(self, done: Done) -> None:
        super().__init__()
        self._done = done
        self._first = 0
        self._more = False

    def count(self) -> int:
        """Nothing to choose from."""
        return 1

    def lines(self, width: int, height: int, g: Glyphs) -> Sequence[Line]:
        """Its lines, over the top of the body."""
        done, outcome = self._done, self._done.outcome
        drawn = ended.ended(
            done.action.title,
            [name_of(each) for each in done.targets] if done.action.about else [],
            outcome.text,
            outcome.lines,
            ok=outcome.ok,
            next=_next(done),
            first=self._first,
            width=width,
            height=height,
            g=g,
        )
        self._first, self._more = drawn.first, drawn.more
        return drawn.lines

    def keys(self, g: Glyphs) -> tuple[list[Key], list[Key]]:
        """Look further, take it back, close."""
        left = [Key(f"{g.up} {g.down}", word("key.scroll.bar"))] if self._more else []
        if self._done.undo is not None:
            left.append(Key("U", word("key.undo.bar")))
        return left, [Key("Esc", word("key.close.bar"))]

    def status(self) -> Line | Msg | None:
        """That it stays to be seen."""
        return None

    def choose(self) -> Chosen:
        """Enter closes it."""
        return Close()

    def press(self, key: str) -> Chosen:
        """Keys that move, scroll."""
        if key in LETTER_STEPS:
            self._first = max(0, min(_END, self._first + LETTER_STEPS[key]))
            return None
        return super().press(key)

    def typed(self, key: str) -> Chosen:
        """Taking it back goes on working."""
        return Press(key) if key == "U" else None


def _next(done: Done) -> Msg | None:
    """What takes it back, or what to do about it."""
    if done.undo is not None:
        return msg("ended.undo.by", undo=done.undo.title)
    following = done.outcome.next
    return msg("ended.next", next=following) if following is not None else None
