"""The rows of the journal that are kept: so many and no more, each under its number."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice
from sys import getsizeof

from sptui.model.journal import Entry
from sptui.model.journal_rows import Gap, Row

MOST_ROWS, MOST_BYTES = 5_000, 8 << 20
# What an entry takes besides its texts, and its cursor: the names of units, boots and the like are
# shared by many.
_BARE = 560


class LogRing:
    """Rows in the order of the journal, numbered `first` up to, and without, `end`. Rows that went
    and are read again get the numbers that they had."""

    def __init__(
        self, number: int = 0, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES
    ) -> None:
        self._most_rows, self._most_bytes = most_rows, most_bytes
        self._rows: deque[Row] = deque()
        self.first = self.end = number
        self.bytes = 0
        self.version = 0

    def __len__(self) -> int:
        return len(self._rows)

    def clear(self) -> None:
        """Forget all."""
        self.first = self.end
        self._rows.clear()
        self.bytes = 0
        self.version += 1

    def rows(self, first: int, count: int) -> Sequence[Row]:
        """Up to `count` rows from number `first` on, as far as they are there."""
        begin = max(0, first - self.first)
        return list(islice(self._rows, begin, max(begin, first - self.first + count)))

    def append(self, rows: Sequence[Row], *, keep: bool = False) -> int:
        """Add newer rows; the oldest go where there is no room. With `keep` none goes, and the
        result is how many found no room."""
        self.version += 1
        for taken, row in enumerate(rows):
            size = _size(row)
            if keep and self._rows and not self._has_room(size):
                return len(rows) - taken
            self._rows.append(row)
            self.bytes += size
            self.end += 1
        while not self._has_room(0) and len(self._rows) > 1:
            self.bytes -= _size(self._rows.popleft())
            self.first += 1
        return 0

    def prepend(self, rows: Iterable[Row]) -> int:
        """Add older rows, given the newest first. The result is how many of the newest entries went
        for that."""
        self.version += 1
        for row in rows:
            self._rows.appendleft(row)
            self.bytes += _size(row)
            self.first -= 1
        went = 0
        while not self._has_room(0) and len(self._rows) > 1:
            row = self._rows.pop()
            self.bytes -= _size(row)
            self.end -= 1
            went += not isinstance(row, Gap)
        return went

    @property
    def oldest(self) -> Entry | None:
        """The first entry."""
        return next((row for row in self._rows if isinstance(row, Entry)), None)

    @property
    def newest(self) -> Entry | None:
        """The last entry."""
        return next((row for row in reversed(self._rows) if isinstance(row, Entry)), None)

    def _has_room(self, size: int) -> bool:
        rows = len(self._rows) + (size > 0)
        return rows <= self._most_rows and self.bytes + size <= self._most_bytes


def _size(row: Row) -> int:
    """About what it takes in memory."""
    if isinstance(row, Gap):
        return _BARE
    return _BARE + getsizeof(row.message) + len(row.cursor)
