"""The journal, followed while somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sptui.model.journal_rows import Boot, Field, JournalState, Row
from sptui.model.log_kinds import Kind
from sptui.model.log_query import Query
from sptui.model.msg import Msg
from sptui.services.feed import Feed

if TYPE_CHECKING:
    from sptui.services.log_sources import JournalSource
    from sptui.services.sampler import Loop, Sampler


class LogsSeen(NamedTuple):
    """What is there to show now. Rows are numbered: `first` up to, and without, `end`; a row keeps
    its number. `version` differs when rows differ.

    `ready`: what was there has been read, after the query. `live`: the last row is the newest that
    there is, and new ones follow it; else it was held, and `new` ones came since (at least). `start`:
    there is nothing older. `newest` is the moment of the newest entry known, in microseconds since
    1970. `why` says what is wrong with reading, and `hint` what can't be seen."""

    version: int = 0
    query: Query = Query()
    first: int = 0
    end: int = 0
    ready: bool = False
    live: bool = True
    new: int = 0
    start: bool = False
    newest: int = 0
    why: Msg | None = None
    next: Msg | None = None
    hint: Msg | None = None


class LogWatcher:
    """Reads while there is a subscriber; keeps so many rows and no more. In one loop."""

    def __init__(self, source: JournalSource, sampler: Sampler) -> None:
        self.seen: Feed[LogsSeen] = Feed()
        self.kinds: Feed[tuple[Kind, ...]] = Feed()
        self.state: Feed[JournalState] = Feed()

    def subscribe(self, loop: Loop, tell: Callable[[object], object]) -> Callable[[], None]:
        """Follow, and tell the newest Overview at each tick and at most four times a second when
        rows or kinds differ. Returns the undo: nothing is read any more (rows stay)."""
        raise NotImplementedError

    def ask(self, query: Query) -> None:
        """Another query: rows are read anew from the end."""

    def rows(self, first: int, count: int) -> Sequence[Row]:
        """Up to `count` rows from number `first` on."""
        raise NotImplementedError

    def hold(self, *, on: bool) -> None:
        """The cursor left the end: rows that are there stay there. Off: the newest are wanted."""

    def older(self) -> None:
        """Have more rows read before the first; nothing while that is being done."""

    def newer(self) -> None:
        """Have more rows read after the last, where it is not live."""

    async def whole(self, cursor: str) -> tuple[Field, ...]:
        """All fields of one entry; empty: it is gone. Raises JournalError."""
        raise NotImplementedError

    async def boots(self) -> tuple[Boot, ...]:
        """The boots there are, oldest first. Raises JournalError."""
        raise NotImplementedError

    async def close(self) -> None:
        """End whatever is being read."""
