"""The journal of the made-up server."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from fnmatch import fnmatchcase
from zlib import crc32

from sptui.model.errors import JournalError
from sptui.model.journal import Entry
from sptui.model.journal_rows import Boot, End, Field, JournalState
from sptui.model.log_query import Query
from sptui.model.log_text import grep
from sptui.model.msg import msg
from sptui.system.demo import now
from sptui.system.demo_journal_lines import BOOTS, COMES, Said, said

_EVERY_S = 17.0
_BURST = 100
_SEQ_OF = "5a1e0c3b7d9f4e2a8b6c0d1e2f3a4b5c"
_BOOT_IDS = ("c0ffee00d15ea5e0c0ffee00d15ea5e0", "b007ed00b007ed00b007ed00b007ed00")
_MACHINE = "fee1dead00000000000000000000ca11"


class DemoJournal:
    """Nothing is ever lost here, and nobody may not read it. While somebody follows, one more is
    said every so many seconds."""

    def __init__(self, every_s: float = _EVERY_S) -> None:
        self._now, self._every_s = now(), every_s
        self._entries = [self._entry(i, each) for i, each in enumerate(said(), 1)]

    async def end(self) -> End:
        """The newest, and nothing against it."""
        return End(self._entries[-1])

    async def read(
        self, query: Query, count: int, *, cursor: str = "", older: bool = True
    ) -> AsyncGenerator[list[Entry], None]:
        """As a journal that answers at once."""
        at = _number(cursor)
        if older:
            side = self._entries[: at - 1 if cursor else None][::-1]
        else:
            side = self._entries[at:]
        found = self._those(query, side)[:count]
        for first in range(0, len(found), _BURST):
            yield found[first : first + _BURST]

    async def follow(self, query: Query, cursor: str) -> AsyncGenerator[list[Entry], None]:
        """What was there, and what is said."""
        at = max(0, _number(cursor) - 1)
        while True:
            burst = self._those(query, self._entries[at:])
            at = len(self._entries)
            if burst:
                yield burst
            await asyncio.sleep(self._every_s)
            if at == len(self._entries):
                self._say()

    async def whole(self, cursor: str) -> tuple[Field, ...]:
        """Its fields, as journald has them."""
        at = _number(cursor)
        if not 0 < at <= len(self._entries):
            return ()
        entry = self._entries[at - 1]
        kernel = entry.source == "kernel"
        values = {
            "__CURSOR": entry.cursor,
            "__REALTIME_TIMESTAMP": str(entry.at),
            "__MONOTONIC_TIMESTAMP": str(entry.mono),
            "__SEQNUM": str(entry.seq),
            "__SEQNUM_ID": entry.seq_of,
            "_BOOT_ID": entry.boot,
            "_MACHINE_ID": _MACHINE,
            "_HOSTNAME": "kiwi",
            "_TRANSPORT": "kernel" if kernel else "journal" if entry.pid == 1 else "stdout",
            "PRIORITY": str(entry.priority),
            "SYSLOG_IDENTIFIER": entry.source,
            "_PID": str(entry.pid) if entry.pid else "",
            "_SYSTEMD_UNIT": "init.scope" if entry.pid == 1 else entry.unit,
            "UNIT": entry.unit if entry.pid == 1 else "",
            "_SYSTEMD_INVOCATION_ID": entry.invocation,
            "MESSAGE": entry.message,
        }
        return tuple([Field(name, value) for name, value in values.items() if value])

    async def boots(self) -> tuple[Boot, ...]:
        """Two."""
        found = []
        for back, boot in enumerate(_BOOT_IDS):
            of = [entry.at for entry in self._entries if entry.boot == boot]
            found.append(Boot(-back, boot, of[0], of[-1]))
        return tuple(found[::-1])

    async def state(self) -> JournalState:
        """A healthy one."""
        oldest = self._entries[0].at
        return JournalState(True, 1_342_177_280, 21, 19, (), oldest, "/var/log/journal")

    def _say(self) -> None:
        """One more."""
        ticks = len(self._entries) - len(said())
        new = COMES[ticks % len(COMES)]._replace(ago=-_EVERY_S * (ticks + 1))
        self._entries.append(self._entry(len(self._entries) + 1, new))

    def _entry(self, seq: int, each: Said) -> Entry:
        boot = 0 if each.ago <= BOOTS[0] else 1
        at = round((self._now - each.ago) * 1e6)
        mono = round((BOOTS[boot] - each.ago) * 1e6) + 1_000_000
        return Entry(
            each.message,
            each.priority,
            f"{crc32(each.unit.encode()):032x}" if each.unit else "",
            at,
            f"s={_SEQ_OF};i={seq:x}",
            seq,
            _SEQ_OF,
            _BOOT_IDS[boot],
            mono,
            each.unit,
            each.source,
            each.pid,
        )

    def _those(self, query: Query, side: list[Entry]) -> list[Entry]:
        """Those of them that are asked for."""
        pattern = _pattern(query)
        return [entry for entry in side if self._is_asked(query, pattern, entry)]

    def _is_asked(self, query: Query, pattern: re.Pattern[str] | None, entry: Entry) -> bool:
        priority = 6 if entry.priority is None else entry.priority
        units = [unit if "." in unit else f"{unit}.service" for unit in query.units]
        return (
            (not units or any(fnmatchcase(entry.unit, unit) for unit in units))
            and (query.priority is None or priority <= query.priority)
            and (not query.kernel or entry.source == "kernel")
            and (query.boot in ("", entry.boot) or query.boot == _offset(entry))
            and (query.since is None or entry.at >= query.since)
            and (query.until is None or entry.at <= query.until)
            and (not query.sources or entry.source in query.sources)
            and (pattern is None or pattern.search(entry.message) is not None)
        )


def _number(cursor: str) -> int:
    """The number of the entry that it names; 0: it names none."""
    number = cursor.rpartition("i=")[2]
    return int(number, 16) if number else 0


def _offset(entry: Entry) -> str:
    return str(-_BOOT_IDS.index(entry.boot))


def _pattern(query: Query) -> re.Pattern[str] | None:
    """What a message has to match. Raises JournalError, as journalctl would."""
    if not query.texts:
        return None
    try:
        return re.compile(grep(query.texts))
    except (re.error, OverflowError, RecursionError) as error:
        what = msg("journal.pattern", why=str(error))
        raise JournalError("refused", what, msg("journal.pattern.next")) from error
