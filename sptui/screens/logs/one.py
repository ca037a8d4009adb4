"""One entry that is open on the Logs screen: what was read of it, and all its fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sptui.model.errors import JournalError
from sptui.model.msg import Msg, msg
from sptui.paint.line import Line
from sptui.paint.logs_entry import entry_body

if TYPE_CHECKING:
    from sptui.glyphs import Glyphs
    from sptui.model.journal import Entry
    from sptui.model.journal_rows import Field
    from sptui.services.logs import LogWatcher


class OneEntry:
    """It is looked at by lines."""

    def __init__(self, number: int, entry: Entry) -> None:
        self.number, self.entry = number, entry
        self.fields: tuple[Field, ...] | None = None
        self._error: Msg | None = None
        self._first = 0

    async def load(self, logs: LogWatcher) -> None:
        """Ask for all its fields."""
        try:
            self.fields = await logs.whole(self.entry.cursor)
        except JournalError as error:
            self._error = msg("logs.wrong", why=error.what, next=error.next)

    def move(self, step: int) -> None:
        """Other lines of it."""
        self._first = max(0, self._first + step)

    def text(self) -> str:
        """All of it that there is, to copy."""
        return "\n".join([f"{each.name}={each.value}" for each in self.fields or ()])

    def body(self, now: float, width: int, height: int, g: Glyphs) -> Sequence[Line]:
        """Its lines."""
        drawn = entry_body(self.entry, self.fields, self._error, now, self._first, width, height, g)
        self._first = drawn.first
        return drawn.lines
