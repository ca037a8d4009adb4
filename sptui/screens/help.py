"""What the keys do here, made from the keys themselves; Enter does the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sptui.actions.registry import refusal
from sptui.glyphs import Glyphs
from sptui.keys import FIXED
from sptui.model.msg import Msg, msg
from sptui.paint.frame import Key
from sptui.paint.help import ScreenEntry, help_lines
from sptui.paint.line import Line
from sptui.paint.words import say, word
from sptui.screens.overlay import Chosen, Close, Overlay, Press
from sptui.screens.pages import all_pages, digits

if TYPE_CHECKING:
    from sptui.screens.page import Page

_SCROLL = 8


class Help(Overlay):
    """The help of one page, for the row that was focused when it was asked for."""

    word = "screen.help"

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._title = page.title_of_row()
        self._here = [Key("Enter", say(page.opens_title), bool(page.targets()))]
        state = page.state()
        for action in sorted(page.actions(), key=lambda action: not action.about):
            if action.key:
                reason = refusal(action, state, page.targets_of(action))
                if reason is not None and action.label is None:
                    continue  # it is of use now and then only
                label = msg("help.refused", title=action.title, reason=reason) if reason else None
                self._here.append(Key(action.key, say(label or action.title), reason is None))
        self._here.append(Key("a", word("key.actions")))
        self._here += [Key(key.label, say(key.title)) for key in page.own_keys()]
        here = {"open", "actions"}
        self._everywhere = [Key(key.label, say(key.title)) for key in FIXED if key.does not in here]
        pages = all_pages()
        if len(pages) > 1:
            all_digits = digits([page.key for page in pages])
            self._everywhere.insert(0, Key(all_digits, word("key.screens")))
        self._screens = [ScreenEntry(page.key, word(page.word), word(page.about)) for page in pages]
        self._scroll = 0

    def count(self) -> int:
        """The keys of this row."""
        return len(self._here)

    def lines(self, width: int, height: int, g: Glyphs) -> Sequence[Line]:
        """The page, over the body."""
        return help_lines(
            self._title,
            self._here,
            self._everywhere,
            self._screens,
            width,
            height,
            g,
            cursor=self.cursor,
            scroll=self._scroll,
        )

    def status(self) -> Line | Msg | None:
        """What Enter would do."""
        return msg("help.enter", title=self._title)

    def keys(self, g: Glyphs) -> tuple[list[Key], list[Key]]:
        """Do it, look further, close."""
        left = [Key("Enter", word("key.do_it.bar")), Key("PgDn", word("key.more.bar"))]
        return left, [Key("Esc", word("key.back.bar")), Key("?", word("key.close.bar"))]

    def press(self, key: str) -> Chosen:
        """Page keys move what is seen; the rest is as in every overlay."""
        if key in ("pageup", "pagedown"):
            step = _SCROLL if key == "pagedown" else -_SCROLL
            self._scroll = max(0, min(3 * _SCROLL, self._scroll + step))
            return None
        if key in ("up", "down", "home", "end", "j", "k"):
            self._scroll = 0
        return super().press({"j": "down", "k": "up"}.get(key, key))

    def choose(self) -> Chosen:
        """As if the key had been pressed on the page."""
        key = self._here[self.cursor].key
        return Press("enter" if key == "Enter" else key)

    def typed(self, key: str) -> Chosen:
        """The question mark closes what it opened; a key of this row does what it says."""
        if key == "?":
            return Close()
        if key in ("q", ":", "ctrl+p", "a") or any(key == each.key for each in self._here):
            return Press(key)
        return None
