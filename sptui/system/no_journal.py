"""Where there is no journal, as in a recorded folder."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from sptui.model.errors import JournalError
from sptui.model.journal import Entry
from sptui.model.journal_rows import Boot, End, Field, JournalState
from sptui.model.log_query import Query
from sptui.model.msg import msg


class NoJournal:
    """Whatever is asked: there is none."""

    async def end(self) -> End:
        """Raises JournalError."""
        raise none()

    async def read(
        self, query: Query, count: int, *, cursor: str = "", older: bool = True
    ) -> AsyncGenerator[list[Entry], None]:
        """Raises JournalError."""
        for burst in list[list[Entry]]():
            yield burst
        raise none()

    async def follow(self, query: Query, cursor: str) -> AsyncGenerator[list[Entry], None]:
        """Raises JournalError."""
        for burst in list[list[Entry]]():
            yield burst
        raise none()

    async def whole(self, cursor: str) -> tuple[Field, ...]:
        """Raises JournalError."""
        raise none()

    async def boots(self) -> tuple[Boot, ...]:
        """Raises JournalError."""
        raise none()

    async def state(self) -> JournalState:
        """There is none."""
        return JournalState(None)


def none() -> JournalError:
    """Nobody can be asked."""
    return JournalError("refused", msg("journal.none"), msg("journal.none.next"))
