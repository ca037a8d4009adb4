"""What the watcher of logs needs: the journal."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol

from sptui.model.journal import Entry
from sptui.model.journal_rows import Boot, End, Field, JournalState
from sptui.model.log_query import Query


class JournalSource(Protocol):
    """The journal of a machine. Each call has a deadline (but `follow`), can be cancelled, and
    raises JournalError. What comes in bursts is ended by closing it."""

    async def end(self) -> End:
        """The newest entry of all, whoever said it, and what can't be seen."""

    def read(
        self, query: Query, count: int, *, cursor: str = "", older: bool = True
    ) -> AsyncGenerator[list[Entry], None]:
        """Up to `count` entries before the entry `cursor` ("": from the end on), the newest first;
        or, not `older`, those after it, the oldest first: in bursts, as they are found. That entry
        need not be there any more. Fewer than `count`: there are no more that way."""

    def follow(self, query: Query, cursor: str) -> AsyncGenerator[list[Entry], None]:
        """All of this boot from the entry `cursor` on ("": from its beginning), that one too if it
        is asked for and still there, in order, in bursts; then each new one as it comes."""

    async def whole(self, cursor: str) -> tuple[Field, ...]:
        """All fields of one entry; empty: it is gone."""

    async def boots(self) -> tuple[Boot, ...]:
        """The boots that it knows, oldest first."""

    async def state(self) -> JournalState:
        """How the journal itself is."""
