"""The file of the history: found, locked, checked, opened; a damaged one is moved aside."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from sptui.model.errors import HistoryError
from sptui.model.msg import msg

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

APPLICATION = 0x73707475  # "sptu": file(1) and we know it by that
SCHEMA = 1

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
# How long a writer waits for readers, and a reader for a commit: both in a thread of their own.
WRITER_WAIT_S = 5.0
READER_WAIT_S = 0.5
# Damaged files that are kept: should a disk spoil each new one, the rest of it is not filled up.
_DAMAGED_KEPT = 3

TABLES = f"""
BEGIN IMMEDIATE;
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {SCHEMA};
CREATE TABLE series (number INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, seen INTEGER NOT NULL);
CREATE TABLE minute (at INTEGER PRIMARY KEY, row BLOB NOT NULL);
CREATE TABLE hour (at INTEGER PRIMARY KEY, row BLOB NOT NULL);
COMMIT;
"""


def lock(path: str) -> int:
    """The descriptor that holds the right to write the history at `path`; closing it, or the end of
    the process, gives the right back.

    Raises HistoryError: taken, denied, full or failed."""
    name = f"{path}.lock"
    try:
        # Nobody else may open it: who can, could lock it and keep the writer out.
        fd = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise from_os(path, error) from error
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(fd)
        if error.errno in (errno.EAGAIN, errno.EACCES):
            raise HistoryError(
                "taken", msg("history.taken", path=path), msg("next.history_taken")
            ) from error
        raise from_os(path, error) from error
    return fd


def open_to_write(path: str, mode: int) -> sqlite3.Connection:
    """The history at `path`, made with `mode` if it is not there. Who calls this holds the lock.

    Raises HistoryError; `damaged` where `move_aside` is what helps."""
    import sqlite3

    is_new = check_header(path)
    connection = sqlite3.connect(
        path, timeout=WRITER_WAIT_S, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -1024")
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            connection.executescript(TABLES)
        elif [row[0] for row in connection.execute("PRAGMA quick_check(1)")] != ["ok"]:
            raise damaged(path)
        if is_new:
            os.chmod(path, mode)
    except sqlite3.Error as error:
        connection.close()
        raise from_sqlite(path, error) from error
    except OSError as error:
        connection.close()
        raise from_os(path, error) from error
    except HistoryError:
        connection.close()
        raise
    return connection


def open_to_read(path: str) -> sqlite3.Connection:
    """The history at `path`, which nothing that is done with it can change.

    Raises HistoryError; FileNotFoundError where there is none."""
    import sqlite3

    if check_header(path):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    try:
        return sqlite3.connect(
            f"file:{quoted}?mode=ro",
            uri=True,
            timeout=READER_WAIT_S,
            isolation_level=None,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise from_sqlite(path, error) from error


def check_header(path: str) -> bool:
    """Whether there is no history yet. The header is read before SQLite looks at the file: what is
    not ours is not touched at all, not even to finish what its owner left half done.

    Raises HistoryError: newer, foreign, damaged, denied, failed."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    except FileNotFoundError:
        return True
    except OSError as error:
        raise from_os(path, error) from error
    try:
        head = os.read(fd, _HEADER_BYTES)
    except OSError as error:
        raise from_os(path, error) from error
    finally:
        os.close(fd)
    if not head or (os.path.exists(f"{path}-journal") and not head.startswith(_MAGIC)):
        return not head  # the first writer was stopped half-way: SQLite takes that back
    if not head.startswith(_MAGIC) or len(head) < _HEADER_BYTES:
        raise damaged(path)
    version, application = (int.from_bytes(head[at : at + 4], "big") for at in (60, 68))
    if application != APPLICATION:
        raise HistoryError(
            "foreign", msg("history.foreign", path=path), msg("next.history_foreign", path=path)
        )
    if version > SCHEMA:
        raise HistoryError(
            "newer",
            msg("history.newer", path=path, schema=version, known=SCHEMA),
            msg("next.history_newer"),
        )
    return False


def move_aside(path: str, now: float) -> str:
    """Give a damaged history a name with its date, and return that; its journal goes along, since
    SQLite would play it into the next file. Of such files the newest three are kept.

    Raises OSError: it can't be moved."""
    stamp = time.strftime("%Y-%m-%d-%H%M%S", time.localtime(now))
    aside = f"{path}.{stamp}.damaged"
    while os.path.lexists(aside):
        stamp += "x"
        aside = f"{path}.{stamp}.damaged"
    os.rename(path, aside)
    with suppress(FileNotFoundError):
        os.rename(f"{path}-journal", f"{aside}-journal")
    for old in sorted(_damaged_at(path))[:-_DAMAGED_KEPT]:
        for name in (old, f"{old}-journal"):
            with suppress(OSError):  # they are only in the way
                os.unlink(name)
    return aside


def _damaged_at(path: str) -> Iterator[str]:
    folder, _, name = path.rpartition("/")
    for other in os.listdir(folder or "."):
        if other.startswith(f"{name}.") and other.endswith(".damaged"):
            yield f"{folder}/{other}"


def damaged(path: str) -> HistoryError:
    return HistoryError("damaged", msg("history.damaged", path=path), msg("next.history_damaged"))


def from_os(path: str, error: OSError) -> HistoryError:
    """What an error of the system means for the history."""
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ELOOP):
        kind = "denied"
    elif error.errno in (errno.ENOSPC, errno.EDQUOT):
        kind = "full"
    else:
        kind = "failed"
    return _unusable(kind, path, error.strerror or type(error).__name__)


def from_sqlite(path: str, error: Exception) -> HistoryError:
    """What an error of SQLite means. Source: sqlite.org, Result and Error Codes."""
    code = getattr(error, "sqlite_errorcode", 0)
    match code & 0xFF:
        case 11 | 26:  # CORRUPT, NOTADB
            return damaged(path)
        case 5 | 6:  # BUSY, LOCKED
            kind = "busy"
        case 8 if code >> 8 in (1, 3):  # READONLY_RECOVERY, _ROLLBACK: its writer was killed
            kind = "busy"
        case 3 | 8 | 14 | 23:  # PERM, READONLY, CANTOPEN, AUTH
            kind = "denied"
        case 13:  # FULL
            kind = "full"
        case _:
            kind = "failed"
    return _unusable(kind, path, str(error))


def _unusable(kind: str, path: str, why: str) -> HistoryError:
    helps = {
        "busy": msg("next.history_busy"),
        "denied": msg("next.history_denied", path=path),
        "full": msg("next.history_full", path=path),
    }
    return HistoryError(
        kind,
        msg("history.unusable", path=path, why=why),
        helps.get(kind) or msg("next.history_failed", path=path),
    )
