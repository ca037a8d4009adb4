"""Find anything by name: actions with their choices, pages, and the keys that mean the same
everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sptui.actions.action import Action, State, Targets
from sptui.actions.registry import refusal
from sptui.glyphs import Glyphs
from sptui.keys import FIXED
from sptui.model.fuzzy import match
from sptui.model.msg import Msg, msg
from sptui.paint.frame import Key
from sptui.paint.line import Line
from sptui.paint.palette import Found, palette_lines
from sptui.paint.words import say, word
from sptui.screens.doings import as_known
from sptui.screens.overlay import Chosen, Close, Do, Overlay, Press, Say
from sptui.screens.pages import all_pages

if TYPE_CHECKING:
    from sptui.screens.page import Page

# These need a row or a list before them, and mean nothing from here.
_NOT_FROM_HERE = frozenset({"move", "back", "open", "palette"})


class Entry(NamedTuple):
    """What is listed, what choosing it does, and the sentence about it."""

    found: Found
    does: Do | Press
    about: Msg
    refused: Msg | None = None


class Palette(Overlay):
    """One line to type in, and what it finds, best first."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page, self._query = page, ""
        # what is selected now is what they are about, whatever row the cursor is on by then
        actions = sorted(page.actions(), key=lambda action: not action.about)
        self._about = [(action, page.targets_of(action)) for action in actions]
        self._seen: object = None
        self._all: tuple[Entry, ...] = ()
        self._found: tuple[Entry, ...] = ()
        self._read()

    def _read(self) -> None:
        """What there is, anew where what is known of it has changed."""
        page, state = self._page, self._page.state()
        about = [(each, as_known(page, targets)) for each, targets in self._about]
        seen = ([targets for _, targets in about], state)
        if seen != self._seen:
            cursor, self._seen = self.cursor, seen
            self._all = (*_actions(page, state, about), *_pages(), *_keys())
            self._search()
            self.cursor = min(cursor, max(0, len(self._found) - 1))

    def count(self) -> int:
        """What was found."""
        return len(self._found)

    def lines(self, width: int, height: int, g: Glyphs) -> Sequence[Line]:
        """The query and what it finds, over the top of the body."""
        self._read()
        found = [entry.found for entry in self._found]
        room = min(height, len(found) + 4)
        return palette_lines(self._query, found, len(self._all), self.cursor, width, room, g)

    def status(self) -> Line | Msg | None:
        """What the focused entry does, or why not."""
        if not self._found:
            return None
        entry = self._found[self.cursor]
        return msg("status.not_now", reason=entry.refused) if entry.refused else entry.about

    def keys(self, g: Glyphs) -> tuple[list[Key], list[Key]]:
        """Choose, or close."""
        left = [
            Key("Enter", word("key.do_it.bar"), bool(self._found)),
            Key(f"{g.up} {g.down}", word("key.choose.bar")),
        ]
        return left, [Key("Esc", word("key.close.bar"))]

    def choose(self) -> Chosen:
        """Do what the entry says, unless it can't be done now."""
        if not self._found:
            return None
        entry = self._found[self.cursor]
        if entry.refused is not None:
            return Say(msg("status.not_now", reason=entry.refused))
        return entry.does

    def typed(self, key: str) -> Chosen:
        """Text for the query."""
        if key == "ctrl+p":
            return Close()
        if key == "backspace":
            self._query = self._query[:-1]
        elif key == "ctrl+u":
            self._query = ""
        elif key == "space" or len(key) == 1:
            self._query = (self._query + (" " if key == "space" else key))[:60]
        else:
            return None
        self._search()
        return None

    def _search(self) -> None:
        scored: list[tuple[int, Entry]] = []
        for entry in self._all:
            here = match(self._query, entry.found.title)
            other = match(self._query, entry.found.id)
            if here is not None:
                found = entry.found._replace(matched=here[1])
                scored.append((here[0], entry._replace(found=found)))
            elif other is not None:
                scored.append((other[0] // 2, entry))
        if self._query:
            scored.sort(key=lambda each: -each[0])
        self._found = tuple(entry for _, entry in scored)
        self.cursor = 0


def _actions(page: Page, state: State, about: Sequence[tuple[Action, Targets]]) -> Iterator[Entry]:
    for action, targets in about:
        refused = refusal(action, state, targets)
        where = ""
        if action.key:
            where = say(msg("palette.on", key=action.key, screen=Msg(page.word)))
        found = Found(say(action.title), (), word("palette.action"), where, action.id)
        yield Entry(_unless(found, refused), Do(action, {}, targets), action.tooltip, refused)
        if refused is None:
            yield from _choices(state, action, targets, found)


def _choices(state: State, action: Action, targets: Targets, found: Found) -> Iterator[Entry]:
    """An action with one thing to choose: each choice by its own name."""
    asked = [each for each in action.params if each.asked]
    if len(asked) != 1 or asked[0].choices == ("no", "yes"):
        return
    param = asked[0]
    for value in param.choices:
        title = say(msg("palette.choice", param=param.title, value=Msg(f"choice.{value}")))
        shown = found._replace(title=title, where=f"{param.name}={value}")
        refused = param.refused(state, targets, value)
        does = Do(action, {param.name: value}, targets)
        yield Entry(_unless(shown, refused), does, action.tooltip, refused)


def _unless(found: Found, refused: Msg | None) -> Found:
    """With the reason why it can't be done now."""
    reason = say(msg("menu.not_now", reason=refused)) if refused is not None else ""
    return found._replace(reason=reason)


def _pages() -> Iterator[Entry]:
    for page in all_pages():
        found = Found(word(page.word), (), word("palette.screen"), page.key)
        yield Entry(found, Press(page.key), Msg(page.about))


def _keys() -> Iterator[Entry]:
    for fixed in FIXED:
        if fixed.does not in _NOT_FROM_HERE:
            title = Msg(f"key.{fixed.does}.title")
            found = Found(say(title), (), word("palette.key"), fixed.label)
            yield Entry(found, Press(fixed.keys[0]), fixed.title)
