"""Menus over the body: what can be done with the focused row, or the values of one parameter."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sptui.actions.action import Action, Call, Param, Params, Plan, Targets, command_of
from sptui.actions.registry import by_id, choose, refusal
from sptui.glyphs import Glyphs
from sptui.model.errors import SptuiError
from sptui.model.fuzzy import match
from sptui.model.msg import Msg, msg
from sptui.paint import menu
from sptui.paint.frame import Key
from sptui.paint.line import Line, Span
from sptui.paint.menu import Entry, Head
from sptui.paint.outside import shown
from sptui.paint.words import say, spans, word
from sptui.screens.doings import as_known
from sptui.screens.overlay import Chosen, Do, Overlay, Say

if TYPE_CHECKING:
    from sptui.screens.page import Page

# What the menu of actions uses for itself: an action with such a key has none there.
_OWN = frozenset("cd/jk")


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
        self._all = self._choices = tuple(choices)

    @classmethod
    def of_choices(
        cls, page: Page, action: Action, targets: Targets, param: Param, params: Params
    ) -> Menu:
        """The values of one parameter."""
        state, choices = page.state(), []
        for value in param.choices:
            reason = param.refused(state, targets, value)
            entry = Entry("", value, word(f"choice.{value}"), say(reason) if reason else "")
            does = Do(action, {**params, param.name: value}, targets)
            choices.append(Choice(entry, does, action.tooltip))
        made = cls(say(param.title), choices)
        free = [nth for nth, choice in enumerate(choices) if not choice.entry.reason]
        made.cursor = free[0] if free else 0
        return made

    def count(self) -> int:
        """Rows."""
        return len(self._choices)

    def lines(self, width: int, height: int, g: Glyphs) -> Sequence[Line]:
        """The menu, over the top of the body."""
        head = Head(self._title, msg("menu.count", n=len(self._choices)))
        entries = [choice.entry for choice in self._choices]
        return menu.menu(head, entries, self.cursor, width, height, g)

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
            return None
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


class Actions(Menu):
    """All that can be done with what is selected: the command of the focused entry stands in the
    status line."""

    def __init__(self, page: Page) -> None:
        self._page = page
        # what is selected now is what they are about, whatever row the cursor is on by then
        actions = sorted(page.actions(), key=lambda action: not action.about)
        self._about_what = [(action, page.targets_of(action)) for action in actions]
        super().__init__(_title(page), self._as_it_is())
        self._filter, self._typing = "", False

    def lines(self, width: int, height: int, g: Glyphs) -> Sequence[Line]:
        """The menu, as it is now, and what is typed to find an action in it."""
        self._all = self._as_it_is()
        self._choices = tuple(
            [each for each in self._all if _score(self._filter, each) is not None]
        )
        right: tuple[Span, ...] = ((word("menu.filter"), "dim"),)
        count = msg("menu.actions", n=len(self._choices))
        if self._typing or self._filter:
            right = (("/ ", "dim"), (shown(self._filter, g), "heading"))
            right += ((g.caret, "accent"),) if self._typing else ()
            count = msg("menu.found", n=len(self._choices), of=len(self._all))
        entries = [choice.entry for choice in self._choices]
        head = Head(self._title, count, right)
        return menu.menu(head, entries, self.cursor, width, height, g, self._about())

    def _as_it_is(self) -> tuple[Choice, ...]:
        """All of them, with what is known by now."""
        page = self._page
        return tuple(
            [_choice(page, each, as_known(page, targets)) for each, targets in self._about_what]
        )

    def _about(self) -> Sequence[Span]:
        """That it is asked before, and what takes it back; or the whole reason why not."""
        if not self._choices:
            return spans(msg("menu.none"))
        choice = self._choices[self.cursor]
        if choice.entry.reason:
            return spans(msg("status.not_now", reason=choice.entry.reason), "dim")
        action = choice.does.action
        about = spans(msg(f"menu.asks.{action.risk}", title=action.title))
        opposite = by_id(action.opposite) if action.opposite else None
        return [*about, *(spans(msg("menu.undo", undo=opposite.title)) if opposite else ())]

    def status(self) -> Line | Msg | None:
        """The command of the focused one; what it does, where it has none that could be typed."""
        if not self._choices:
            return None
        choice = self._choices[self.cursor]
        plan = self._plan(choice.does)
        if plan is None or not plan.steps or not choice.does.action.changes:
            return choice.about
        return msg("menu.command", command=command_of(plan))

    def keys(self, g: Glyphs) -> tuple[list[Key], list[Key]]:
        """Choose, look, copy, find."""
        if self._typing:
            return [Key("Enter", word("key.keep_filter")), Key("Esc", word("key.clear"))], []
        able = bool(self._choices) and not self._choices[self.cursor].entry.reason
        left = [
            Key("Enter", word("key.do_it.bar"), able),
            Key("d", word("key.dry_run.bar"), able),
            Key("c", word("key.copy_command.bar"), able),
            Key("/", word("key.filter.bar")),
        ]
        return left, [Key("Esc", word("key.close.bar"))]

    def press(self, key: str) -> Chosen:
        """While a filter is typed, every letter is text."""
        if key == "escape" and (self._typing or self._filter):
            self._typing, self._filter = False, ""
            self._search()
            return None
        if not self._typing:
            return super().press(key)
        if key == "enter":
            self._typing = False
        elif key == "backspace":
            self._filter = self._filter[:-1]
        elif key == "space" or len(key) == 1:
            self._filter = (self._filter + (" " if key == "space" else key))[:60]
        else:
            return super().press(key)
        self._search()
        return None

    def choose(self) -> Chosen:
        """As in every menu; but of what may not be known yet it is asked once more."""
        chosen = super().choose()
        does = self._choices[self.cursor].does if self._choices else None
        if isinstance(chosen, Say) and does is not None:
            from sptui.screens import acting

            targets = does.targets or ()
            if acting.unsure(does.action, self._page.state(), targets):
                acting.again(self._page, does.action, targets, self)
                return None
        return chosen

    def _search(self) -> None:
        """Those that are found stay in their order; the cursor is on the best."""
        scored = [(_score(self._filter, each), each) for each in self._all]
        found = [(score, each) for score, each in scored if score is not None]
        self._choices = tuple([each for _, each in found])
        scores = [score for score, _ in found]
        self.cursor = scores.index(max(scores)) if scores and self._filter else 0

    def typed(self, key: str) -> Chosen:
        """The menu's own keys, before those of its entries."""
        if key == "/":
            self._typing = True
            return None
        if key not in ("c", "d"):
            return super().typed(key)
        chosen = self.choose()
        return chosen if not isinstance(chosen, Do) else self._look(chosen, key)

    def _look(self, does: Do, key: str) -> Chosen:
        """Copy the command, or show the whole plan."""
        plan = self._plan(does)
        if plan is None:
            return Say(msg("form.lacks", title=does.action.params[0].title))
        if key == "c":
            text = _pasted(does.action, does.targets or (), plan)
            return Say(self._page.sptui.copy(text).text)
        from sptui.screens import acting

        acting.look(self._page, does.action, does.targets or (), self)
        return None

    def _plan(self, does: Do) -> Plan | None:
        """What it would do, with what is taken when nobody chooses. None: something has to be
        said."""
        action, state, targets = does.action, self._page.state(), does.targets or ()
        if refusal(action, state, targets) is not None:
            return None
        try:
            return action.plan(state, targets, choose(action, state, targets, does.params))
        except SptuiError:
            return None


def _title(page: Page) -> str:
    """What they are about: the row, or how many are marked."""
    targets = page.targets()
    return say(msg("menu.marked", n=len(targets))) if len(targets) > 1 else page.title_of_row()


def _choice(page: Page, action: Action, targets: Targets) -> Choice:
    state = page.state()
    reason = refusal(action, state, targets)
    detail = say(action.tooltip)
    if reason is None and action.about and len(targets) > 1:
        able = [each for each in targets if refusal(action, state, (each,)) is None]
        if len(able) < len(targets):
            detail = say(msg("menu.some", n=len(able), of=len(targets)))
    key = "" if action.key in _OWN else action.key
    entry = Entry(key, say(action.title), detail, say(reason) if reason else "")
    return Choice(entry, Do(action, {}, targets), action.tooltip)


def _score(query: str, choice: Choice) -> int | None:
    """How well it is found by title or id; None: not at all."""
    texts = (choice.entry.title, choice.does.action.id)
    found = [match(query, text) for text in texts]
    return max([each[0] for each in found if each is not None], default=None)


def _pasted(action: Action, targets: Targets, plan: Plan) -> str:
    """What a shell takes that does the same: the commands, or sptui's own where there are none."""
    if any(isinstance(step, Call) for step in plan.steps):
        return shlex.join(("sptui", "do", action.id, *[each.id for each in targets]))
    return " && ".join([shlex.join(step.argv) for step in plan.steps if not isinstance(step, Call)])
