"""Plain mode as whoever does an action knows it: it can lend its terminal to an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.actions.action import Call, Outcome
    from sptui.cli.plain.session import Session


class LinesFront:
    """Fulfils the Protocol Front."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def edit(self, path: str) -> int | None:
        """Give the terminal to an editor of this file; its exit status, None where there is no
        editor or no terminal."""
        talk = self._session.talk
        if not talk.is_terminal:
            return None
        with talk.lent():
            return await self._session.services.edit(path)

    def own(self, call: Call) -> Outcome | None:
        """There is nothing that only lines can do."""
        return None
