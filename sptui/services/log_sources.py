"""What the watcher of logs needs: the journal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from sptui.model.journal import Entry
from sptui.model.journal_rows import Boot, Field, JournalState, Page
from sptui.model.log_query import Query


class JournalSource(Protocol):
    """The journal of a machine. Each call has a deadline (but `follow`), can be cancelled, and
    raises JournalError."""

    def follow(self, query: Query, lines: int) -> AsyncIterator[list[Entry]]:
        """The last `lines` entries, then each new one, in order, in bursts; an empty burst says that
        all that was there has come. It ends when it is closed, else with JournalError."""

    async def page(self, query: Query, cursor: str, count: int, *, older: bool) -> Page:
        """Up to `count` entries before (or after) the entry `cursor`, which need not be there any
        more."""

    async def whole(self, cursor: str) -> tuple[Field, ...]:
        """All fields of one entry; empty: it is gone."""

    async def boots(self) -> tuple[Boot, ...]:
        """The boots that it knows, oldest first."""

    async def state(self) -> JournalState:
        """How the journal itself is."""
