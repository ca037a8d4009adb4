"""The drawn server's journal as values: what the goldens of Logs are painted from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sptui.model.journal import Entry
from sptui.model.journal_rows import JournalState, LogsSeen, Row
from sptui.model.log_kinds import Kind, Kinds
from sptui.model.log_query import Query, parse
from sptui.system.demo_journal_lines import BOOTS, said
from tests.ui.kiwi import NOW

FIRST = 1_000
OLDEST = round((NOW - 12 * 86_400) * 1e6)
STATE = JournalState(True, 1_342_177_280, 21, 19, (), OLDEST, "/var/log/journal")


def entries() -> tuple[Entry, ...]:
    """All, the oldest first."""
    return tuple(
        [
            Entry(
                each.message,
                each.priority,
                at=round((NOW - each.ago) * 1e6),
                cursor=f"i={seq:x}",
                seq=seq,
                seq_of="one",
                boot="this" if each.ago <= BOOTS[0] else "before",
                unit=each.unit,
                source=each.source,
                pid=each.pid,
            )
            for seq, each in enumerate(said(), 1)
        ]
    )


def kinds() -> tuple[Kind, ...]:
    """Of this boot."""
    counted = Kinds()
    for entry in entries():
        if entry.boot == "this" and entry.priority is not None and entry.priority <= 4:
            counted.add(entry)
    return counted.worst()


class Stream:
    """Rows as the watcher has them: numbered from FIRST on."""

    def __init__(self, rows: Sequence[Row], query: str = "") -> None:
        self._rows = tuple(rows)
        newest = self._rows[-1].at if self._rows else 0
        self.seen = LogsSeen(
            query=parse(query, NOW) if query else Query(),
            first=FIRST,
            end=FIRST + len(self._rows),
            ready=True,
            newest=newest,
        )

    def but(self, change: Callable[[LogsSeen], LogsSeen]) -> Stream:
        """The same, seen otherwise."""
        self.seen = change(self.seen)
        return self

    def rows(self, first: int, count: int) -> Sequence[Row]:
        begin = max(0, first - FIRST)
        return self._rows[begin : max(begin, first - FIRST + count)]
