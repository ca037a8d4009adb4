"""A menu over the body: what can be done with the focused row, or the values of one parameter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sptui.actions.action import Action, Param, Params
from sptui.actions.registry import refusal
from sptui.glyphs import Glyphs
from sptui.model.msg import Msg, msg
from sptui.paint import menu
from sptui.paint.frame import Key
from sptui.paint.line import Line
from sptui.paint.menu import Entry
from sptui.paint.words import say, word
from sptui.screens.overlay import Chosen, Close, Do, Overlay, Say

if TYPE_CHECKING:
    from sptui.screens.page import Page


class Choice(NamedTuple):
    """One row: what it shows, what it does, and the sentence about it."""

    entry: Entry
    does: Do
    about: Msg


class Menu(Overlay):
    """Rows to choose one from. A row that can't be used now answers with its reason."""

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._title = title
        self._choices = tuple(choices)

    @classmethod
    def of_actions(cls, page: Page) -> Menu:
        """All actions of a page, those that can't be used now with their reason."""
        state, targets = page.state(), page.targets()
        choices = []
        for action in page.actions():
            reason = refusal(action, state, targets)
            text = say(reason) if reason else ""
            entry = Entry(action.key, say(action.title), action.id, text)
            choices.append(Choice(entry, Do(action, {}), action.tooltip))
        return cls(word(page.word), choices)

    @classmethod
    def of_choices(cls, page: Page, action: Action, param: Param, params: Params) -> Menu:
        """The values of one parameter."""
        choices = []
        for value in param.choices:
            entry = Entry("", value, word(f"choice.{value}"))
            choices.append(Choice(entry, Do(action, {**params, param.name: value}), action.tooltip))
        return cls(say(param.title), choices)

    def count(self) -> int:
        """Rows."""
        return len(self._choices)

    def lines(self, width: int, height: int, g: Glyphs) -> Sequence[Line]:
        """The menu, over the top of the body."""
        entries = [choice.entry for choice in self._choices]
        return menu.menu(self._title, entries, self.cursor, width, height, g)

    def status(self) -> Line | Msg | None:
        """What the focused row does."""
        return self._choices[self.cursor].about if self._choices else None

    def keys(self, g: Glyphs) -> tuple[list[Key], list[Key]]:
        """Choose, or close."""
        left = [
            Key("Enter", word("key.do_it.bar")),
            Key(f"{g.up} {g.down}", word("key.choose.bar")),
        ]
        return left, [Key("Esc", word("key.close.bar"))]

    def choose(self) -> Chosen:
        """Do what the row says, unless it can't be done now."""
        if not self._choices:
            return Close()
        choice = self._choices[self.cursor]
        if choice.entry.reason:
            return Say(msg("status.not_now", reason=choice.entry.reason))
        return choice.does

    def typed(self, key: str) -> Chosen:
        """The key of a row does the same as Enter on it; j and k move."""
        if key in ("j", "k"):
            return self.press("down" if key == "j" else "up")
        for at, choice in enumerate(self._choices):
            if key == choice.entry.key:
                self.cursor = at
                return self.choose()
        return None
