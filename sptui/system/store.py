"""The history that lasts: a SQLite file with a row a minute and a row an hour, one writer, many
readers.

A rollback journal, since a write-ahead log can't be read without the right to write; synchronous,
since a row a minute costs nothing, so that neither a kill nor a power cut damages what was there.
Rows are counted, not dated, when old ones go: a clock that is once set to 2038 deletes nothing.
"""

from __future__ import annotations

import os
from contextlib import suppress
from math import isfinite
from typing import TYPE_CHECKING

from sptui.model.errors import HistoryError
from sptui.model.packed import MOST_NUMBER, Picker, pack, unpack
from sptui.model.recorded import means, most_wanted
from sptui.system import store_file as file

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from sptui.model.recorded import Piece

MINUTE_S, HOUR_S = 60, 3600
# 31 days of minutes and 800 of hours, were they seen without a gap.
MINUTES_KEPT = 31 * 24 * 60
HOURS_KEPT = 800 * 24
# Together with these a year stays below 50 MB, whatever the machine has.
MOST_SERIES = 120

_MOST = 3e38  # of a number of single precision
_LENGTH_S = {"minute": MINUTE_S, "hour": HOUR_S}


class Store:
    """The history at `path`. Nothing is opened before it is needed. Not for two threads at once.

    `take` makes this the writer; without it the file is only read. `moved` is where a damaged file
    was moved to, `kept_first` counts rows that were not taken since their minute was there (a clock
    that was set back)."""

    def __init__(self, path: str, mode: int = 0o644) -> None:
        self.path = path
        self.moved: str | None = None
        self.kept_first = 0
        self._mode = mode
        self._lock = -1
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._numbers: dict[str, int] = {}
        self._touched: set[int] = set()
        self._caught_up = False

    @property
    def taken(self) -> bool:
        """Whether this is the one that writes."""
        return self._lock >= 0

    def take(self, now: float) -> None:
        """Become the writer, and open the file, moving a damaged one aside. Does nothing where that
        is done already.

        Raises HistoryError: another one is, or it can't be written here."""
        self._to_write(now)

    def add(self, rows: Sequence[tuple[int, Mapping[str, float]]], now: float) -> None:
        """Keep (minute since 1970, values) of each row, in one transaction with all that follows
        from them. A minute that is there stays as it is. A file that turns out to be damaged is
        moved aside, and a new one begun.

        Raises HistoryError: none of them was kept."""
        try:
            self._add(rows, now)
        except HistoryError as error:
            if error.kind != "damaged":
                raise
            self._close()
            self._begin_anew(now)
            self._add(rows, now)

    def _add(self, rows: Sequence[tuple[int, Mapping[str, float]]], now: float) -> None:
        import sqlite3

        connection = self._to_write(now)
        try:
            connection.execute("BEGIN IMMEDIATE")
            kept = self._insert(connection, rows)
            self._roll_up(connection, rows[-1][0] // 60)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            self._forget()
            raise file.from_sqlite(self.path, error) from error
        self.kept_first += len(rows) - kept

    def read(
        self, tier: str, first: float, last: float, names: Iterable[str] | None = None
    ) -> dict[str, list[Piece]]:
        """What the tier (minute or hour) has between two moments, by name, in the order of time;
        all names where none are given. Empty where there is no history.

        Raises HistoryError."""
        import sqlite3

        length = _LENGTH_S[tier]
        try:
            connection = self._to_read()
            numbers = self._known(connection)
            if names is not None:
                wanted = set(names)
                numbers = {name: number for name, number in numbers.items() if name in wanted}
            found: dict[int, list[Piece]] = {number: [] for number in numbers.values()}
            picker = Picker(found)
            # The tier is one of two words of ours: nothing from outside gets into the statement.
            for at, row in connection.execute(
                f"SELECT at, row FROM {tier} WHERE at BETWEEN ? AND ? ORDER BY at",  # noqa: S608
                (int(first // length), int(last // length)),
            ):
                start = float(at * length)
                for number, value in _picked(picker, row):
                    if isfinite(value):
                        found[number].append((start, start + length, value))
        except FileNotFoundError:
            return {}
        except sqlite3.Error as error:
            self._drop_if_reader()
            raise file.from_sqlite(self.path, error) from error
        return {name: found[number] for name, number in numbers.items() if found[number]}

    def names(self) -> frozenset[str]:
        """The names of all series that were ever kept, and are still in it. Raises HistoryError."""
        import sqlite3

        try:
            return frozenset(self._known(self._to_read()))
        except FileNotFoundError:
            return frozenset()
        except sqlite3.Error as error:
            self._drop_if_reader()
            raise file.from_sqlite(self.path, error) from error

    def newest(self) -> float | None:
        """When the newest row of a minute ended, in seconds since 1970. Raises HistoryError."""
        import sqlite3

        try:
            row = self._to_read().execute("SELECT max(at) FROM minute").fetchone()
        except FileNotFoundError:
            return None
        except sqlite3.Error as error:
            self._drop_if_reader()
            raise file.from_sqlite(self.path, error) from error
        return None if row[0] is None else float((row[0] + 1) * MINUTE_S)

    def close(self) -> None:
        """Close the file, and let others write."""
        self._close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    # ------------------------------------------------------------ opening

    def _locked(self) -> int:
        folder = os.path.dirname(self.path)
        try:
            os.makedirs(folder, mode=0o755 if self._mode & 0o004 else 0o700, exist_ok=True)
        except OSError as error:
            raise file.from_os(self.path, error) from error
        return file.lock(self.path)

    def _to_write(self, now: float) -> sqlite3.Connection:
        if self._lock < 0:
            self._close()
            self._lock = self._locked()
        if self._connection is not None and self._inode == self._inode_now():
            return self._connection
        self._close()
        try:
            return self._opened(file.open_to_write(self.path, self._mode))
        except HistoryError as error:
            if error.kind != "damaged":
                raise
        return self._begin_anew(now)

    def _begin_anew(self, now: float) -> sqlite3.Connection:
        try:
            self.moved = file.move_aside(self.path, now)
        except OSError as error:
            raise file.from_os(self.path, error) from error
        return self._opened(file.open_to_write(self.path, self._mode))

    def _opened(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        self._connection, self._inode = connection, self._inode_now()
        return connection

    def _inode_now(self) -> int:
        """An admin may remove the file under us: what is written then would go nowhere."""
        try:
            return os.stat(self.path).st_ino
        except OSError:
            return -1

    def _to_read(self) -> sqlite3.Connection:
        if self._connection is not None and self._inode == self._inode_now():
            return self._connection
        self._close()
        return self._opened(file.open_to_read(self.path))

    def _drop_if_reader(self) -> None:
        if self._lock < 0:
            self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._forget()
        self._touched.clear()
        self._caught_up = False

    def _forget(self) -> None:
        """What was taken back with a transaction must be looked up again."""
        self._numbers.clear()

    # ------------------------------------------------------------ writing

    def _insert(
        self, connection: sqlite3.Connection, rows: Sequence[tuple[int, Mapping[str, float]]]
    ) -> int:
        kept = 0
        for minute, values in rows:
            wanted = most_wanted(values, MOST_SERIES)
            numbered = self._number(connection, wanted, minute // 60)
            data = pack(
                {
                    numbered[name]: value
                    for name, value in wanted.items()
                    if name in numbered and abs(value) < _MOST
                }
            )
            kept += connection.execute(
                "INSERT OR IGNORE INTO minute VALUES (?, ?)", (minute, data)
            ).rowcount
            self._touched.add(minute // 60)
        return kept

    def _number(
        self, connection: sqlite3.Connection, names: Iterable[str], hour: int
    ) -> dict[str, int]:
        """The numbers of `names`; a new name gets the smallest one that is free."""
        if not self._numbers:
            self._numbers = self._known(connection)
        new = [name for name in names if name not in self._numbers]
        if new:
            used = set(self._numbers.values())
            free = (number for number in range(MOST_NUMBER + 1) if number not in used)
            for name, number in zip(new, free, strict=False):
                connection.execute(
                    "INSERT INTO series VALUES (?, ?, ?)", (number, _encoded(name), hour)
                )
                self._numbers[name] = number
        return self._numbers

    @staticmethod
    def _known(connection: sqlite3.Connection) -> dict[str, int]:
        return {
            name.decode("utf-8", "surrogateescape"): number
            for number, name in connection.execute("SELECT number, name FROM series")
        }

    def _roll_up(self, connection: sqlite3.Connection, current: int) -> None:
        """Make rows of the hours that are over, and let go of what is too old."""
        if not self._caught_up:
            self._touched |= self._left_open(connection, current)
            self._caught_up = True
        done = {hour for hour in self._touched if hour != current}
        for hour in done:
            self._make_hour(connection, hour)
        if done:
            self._trim(connection)
        self._touched -= done

    @staticmethod
    def _left_open(connection: sqlite3.Connection, current: int) -> set[int]:
        """The hours that nobody made a row of, since the last writer ended in them."""
        rows = connection.execute(
            "SELECT DISTINCT at / 60 FROM minute WHERE at < ?1 * 60 AND at >= 60 * ifnull("
            "(SELECT max(at) FROM hour WHERE at < ?1), 0)",
            (current,),
        )
        return {row[0] for row in rows}

    @staticmethod
    def _make_hour(connection: sqlite3.Connection, hour: int) -> None:
        """The mean of an hour's minutes. One that is there is replaced only while all its minutes
        still are: a clock that is set back by months must not write over what was seen then."""
        begin = hour * 60
        rows = connection.execute(
            "SELECT row FROM minute WHERE at BETWEEN ? AND ?", (begin, begin + 59)
        )
        mean = means([_unpacked(row) for (row,) in rows])
        if not mean:
            return
        connection.execute(
            "INSERT INTO hour VALUES (?1, ?2) ON CONFLICT (at) DO UPDATE SET row = ?2 "
            "WHERE EXISTS (SELECT 1 FROM minute WHERE at < ?3)",
            (hour, pack(mean), begin),
        )
        connection.executemany(
            "UPDATE series SET seen = max(seen, ?) WHERE number = ?",
            [(hour, number) for number in mean],
        )

    def _trim(self, connection: sqlite3.Connection) -> None:
        for tier, kept in (("minute", MINUTES_KEPT), ("hour", HOURS_KEPT)):
            connection.execute(
                f"DELETE FROM {tier} WHERE at <= "  # noqa: S608 - a word of ours
                f"(SELECT at FROM {tier} ORDER BY at DESC LIMIT 1 OFFSET ?)",
                (kept,),
            )
        gone = connection.execute(
            "DELETE FROM series WHERE seen < (SELECT min(at) FROM hour) "
            "AND seen < (SELECT min(at) / 60 FROM minute)"
        ).rowcount
        if gone:
            self._forget()


def _encoded(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _picked(picker: Picker, row: bytes) -> list[tuple[int, float]]:
    """Of a row that makes no sense nothing: it is a gap."""
    try:
        return picker.pick(row)
    except (ValueError, TypeError):
        return []


def _unpacked(row: bytes) -> dict[int, float]:
    try:
        return unpack(row)
    except (ValueError, TypeError):
        return {}
