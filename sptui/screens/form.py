"""What has to be chosen before an action that takes several things: one overlay, a row for each.
Made from the parameters alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sptui.actions.action import Action, Param, Params, Targets, command_of
from sptui.actions.registry import choose, default_of
from sptui.glyphs import Glyphs
from sptui.model.errors import SptuiError
from sptui.model.msg import Msg, msg
from sptui.paint.form import Field, form
from sptui.paint.frame import Key
from sptui.paint.line import Line
from sptui.paint.words import say, word
from sptui.screens.doings import names_of
from sptui.screens.overlay import Chosen, Do, Overlay, Say

if TYPE_CHECKING:
    from sptui.screens.page import Page

_LONGEST = 200
_BACK = frozenset({"left", "h"})
_ON = frozenset({"right", "l", "space"})


class Form(Overlay):
    """One row for each parameter that is asked for."""

    def __init__(self, page: Page, action: Action, targets: Targets, params: Params) -> None:
        super().__init__()
        self._page, self._action, self._targets = page, action, targets
        self._asked = [each for each in action.params if each.asked]
        state = page.state()
        self._values = {
            each.name: params.get(each.name) or default_of(each, state, targets) or ""
            for each in self._asked
        }
        self._given = {**params}

    @property
    def _params(self) -> dict[str, str]:
        return {**self._given, **self._values}

    def count(self) -> int:
        """Rows."""
        return len(self._asked)

    def lines(self, width: int, height: int, g: Glyphs) -> Sequence[Line]:
        """The form, over the top of the body."""
        names = names_of(self._targets)
        what = say(names) if isinstance(names, Msg) else names
        fields = [self._field(each) for each in self._asked]
        return form(say(self._action.title), what, fields, self.cursor, width, height, g)

    def _field(self, param: Param) -> Field:
        value = self._values[param.name]
        if not param.choices:
            return Field(say(param.title), value)
        choices = [(each, self._reason(param, each)) for each in param.choices]
        return Field(say(param.title), value, word(f"choice.{value}"), tuple(choices))

    def _reason(self, param: Param, value: str) -> str:
        reason = param.refused(self._page.state(), self._targets, value)
        return say(reason) if reason is not None else ""

    def status(self) -> Line | Msg | None:
        """The command, as it is chosen now."""
        state, action = self._page.state(), self._action
        if self._lacking() is not None:
            return action.tooltip
        try:
            chosen = choose(action, state, self._targets, self._params)
        except SptuiError as error:
            return error.what
        return msg("menu.command", command=command_of(action.plan(state, self._targets, chosen)))

    def keys(self, g: Glyphs) -> tuple[list[Key], list[Key]]:
        """Change, go on, or close."""
        left = [Key("Enter", word("key.go_on.bar"))]
        if self._asked[self.cursor].choices:
            left.append(Key("h l", word("key.change.bar")))
        left.append(Key(f"{g.up} {g.down}", word("key.choose.bar")))
        return left, [Key("Esc", word("key.close.bar"))]

    def choose(self) -> Chosen:
        """Go on to the question, once everything is said."""
        at = self._lacking()
        if at is None:
            return Do(self._action, self._params, self._targets)
        self.cursor = at
        return Say(msg("form.lacks", title=self._asked[at].title))

    def _lacking(self) -> int | None:
        """The first that has to be said, and is not."""
        lacks = [not self._values[each.name] and each.value is None for each in self._asked]
        return lacks.index(True) if True in lacks else None

    def typed(self, key: str) -> Chosen:
        """Text for a text; for what has choices, the next one."""
        param = self._asked[self.cursor]
        if not param.choices:
            self._type(param, key)
        elif key in ("j", "k"):
            return self.press("down" if key == "j" else "up")
        elif key in _ON or key in _BACK:
            self._step(param, 1 if key in _ON else -1)
        return None

    def _step(self, param: Param, step: int) -> None:
        """The next value that can be had."""
        at, many = param.choices.index(self._values[param.name]), len(param.choices)
        for nth in range(1, many):
            value = param.choices[(at + step * nth) % many]
            if not self._reason(param, value):
                self._values[param.name] = value
                return

    def _type(self, param: Param, key: str) -> None:
        text = self._values[param.name]
        if key == "backspace":
            text = text[:-1]
        elif key == "ctrl+u":
            text = ""
        elif key == "space" or len(key) == 1:
            text += " " if key == "space" else key
        self._values[param.name] = text[:_LONGEST]
