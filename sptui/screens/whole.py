"""The whole plan of an action, over the body: while it is asked, or as a dry run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sptui.actions.action import Bus, step_text
from sptui.actions.registry import by_id, refusal
from sptui.glyphs import Glyphs
from sptui.keys import LETTER_STEPS
from sptui.model.msg import Msg, msg
from sptui.paint.frame import Key
from sptui.paint.line import Line
from sptui.paint.whole import Whole, whole_plan
from sptui.paint.words import word
from sptui.screens.doings import name_of
from sptui.screens.overlay import Chosen, Close, Open, Overlay

if TYPE_CHECKING:
    from sptui.screens.asking import Asked
    from sptui.screens.page import Page


class WholePlan(Overlay):
    """Every step, and what else it touches. `back` is what it was opened from."""

    def __init__(self, page: Page, asked: Asked, back: Overlay | None = None) -> None:
        super().__init__()
        self._plan = _whole(page, asked)
        self._back = back
        self._first = 0
        self.more = False
        """Whether there is more of it than is seen."""

    def count(self) -> int:
        """Nothing to choose from."""
        return 1

    def lines(self, width: int, height: int, g: Glyphs) -> Sequence[Line]:
        """Its lines, over the top of the body."""
        drawn = whole_plan(self._plan, self._first, width, height, g)
        self._first, self.more = drawn.first, drawn.more
        return drawn.lines

    def status(self) -> Line | Msg | None:
        """That it is only looked at."""
        return msg("whole.dry")

    def keys(self, g: Glyphs) -> tuple[list[Key], list[Key]]:
        """Look further, go back."""
        left = [Key(f"{g.up} {g.down}", word("key.scroll.bar"))] if self.more else []
        return left, [Key("Esc", word("key.back.bar"))]

    def press(self, key: str) -> Chosen:
        """Keys that move, scroll; those that open it or leave it, close it."""
        if key in LETTER_STEPS:
            self._first = max(0, self._first + LETTER_STEPS[key])
        elif key in ("escape", "enter", "d"):
            return Open(self._back) if self._back is not None else Close()
        return None


def _whole(page: Page, asked: Asked) -> Whole:
    action, targets, state = asked.action, asked.targets, page.state()
    refused = [(each, refusal(action, state, (each,))) for each in targets]
    if not action.about or action.about == "systemd":
        refused = []
    opposite = by_id(action.opposite) if action.opposite else None
    return Whole(
        action.title,
        tuple([name_of(each) for each, reason in refused if reason is None]),
        tuple([step_text(step) for step in asked.plan.steps]),
        over_bus=any(isinstance(step, Bus) for step in asked.plan.steps),
        also=action.affects(state, targets, asked.params),
        left_out=tuple([(name_of(each), why) for each, why in refused if why is not None]),
        undo=msg("whole.undone_by", undo=opposite.title) if opposite is not None else None,
    )
