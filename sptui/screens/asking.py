"""A question in the status line: what is asked, when it may be answered, and what an answer is. No
Textual."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sptui.actions.action import Action, Params, Plan, Question, Targets
from sptui.paint.line import width_of

# Keys are thrown away until the terminal has shown the question, then this long; at most `UNSEEN_S`
# in all.
LOCK_S = 0.3
UNSEEN_S = 5.0

Answer = Literal["yes", "no", "locked", "typing", "whole", "none"]
# They show the whole plan, and hide it again: where a name is typed, letters are text.
WHOLE, WHOLE_TYPING = "v", "tab"


class Asked(NamedTuple):
    """What is to be done: `plan` is what was shown, and will be done."""

    action: Action
    targets: Targets
    params: Params
    plan: Plan


class Asking:
    """One open question. `opened` and `now` are monotonic seconds."""

    def __init__(self, asked: Asked, question: Question, opened: float) -> None:
        self.asked, self.question = asked, question
        self.typed = ""
        self._free_at = opened + UNSEEN_S

    def seen(self, now: float) -> None:
        """The terminal has shown the question."""
        self._free_at = min(self._free_at, now + LOCK_S)

    def locked(self, now: float) -> bool:
        """Whether keys are still thrown away: they were typed before the question could be read."""
        return now < self._free_at

    @property
    def right(self) -> bool:
        """Whether the name that a destructive action wants is typed."""
        return self.question.type_name is None or self.typed == self.question.type_name

    def press(self, key: str, now: float) -> Answer:
        """What a key does. Enter is never yes but after the right name; anything unknown is
        nothing."""
        if self.locked(now):
            return "locked"
        if key == "escape":
            return "no"
        if key == (WHOLE if self.question.type_name is None else WHOLE_TYPING):
            return "whole"
        if self.question.type_name is None:
            return {"y": "yes", "n": "no"}.get(key, "none")  # type: ignore[return-value]
        if key == "enter":
            return "yes" if self.right else "none"
        if key == "backspace":
            self.typed = self.typed[:-1]
            return "typing"
        text = " " if key == "space" else key
        if len(text) == 1 or (width_of(text) <= 2 and not text.isascii()):
            self.typed += text
            return "typing"
        return "none"
