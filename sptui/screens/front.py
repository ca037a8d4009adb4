"""The screen as whoever does an action knows it: it can lend its terminal to an editor, and does
what only a screen can."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.actions.action import Call, Outcome
    from sptui.screens.console import Console
    from sptui.screens.page import Page


class ScreenFront:
    """Fulfils the Protocol Front."""

    def __init__(self, console: Console, page: Page) -> None:
        self._console, self._page = console, page

    async def edit(self, path: str) -> int | None:
        """Give the terminal to an editor of this file; its exit status, None where there is no
        editor or no terminal."""
        return await self._console.edit(path)

    def own(self, call: Call) -> Outcome | None:
        """What only the screen can do."""
        return self._console.own(call, self._page)
