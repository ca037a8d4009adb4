"""A journal in memory, and a watcher of it in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager

from sptui.config import load
from sptui.model.errors import JournalError
from sptui.model.journal import Entry
from sptui.model.journal_rows import Boot, End, Field, Gap, JournalState, LogsSeen
from sptui.model.log_query import Query
from sptui.model.msg import Msg, msg
from sptui.services.log_ring import MOST_ROWS
from sptui.services.logs import LogWatcher
from sptui.wire import sampler

BOOT = "b" * 32
ENDED = JournalError("ended", msg("journal.ended"), msg("journal.unforeseen.next"))


class FakeJournal:
    """Entries are called by their numbers, from 1 on. `burst` come at a time, `pause_s` apart;
    what is `error` is raised by all that is asked from then on. `texts` of a query are looked for
    as they are."""

    def __init__(self, count: int = 0) -> None:
        self.entries: list[Entry] = []
        self.burst, self.pause_s = 100, 0.0
        self.error: JournalError | None = None
        self.hint: Msg | None = None
        self.gone = 0  # so many were vacuumed
        self.followers = 0
        self.asked: list[str] = []
        self._came = asyncio.Event()
        self.boot, self.seq_of = BOOT, "s"
        self.say(*[f"line {n}" for n in range(1, count + 1)])

    def say(self, *messages: str, priority: int = 6, ago_s: float = 0.0) -> None:
        at = asyncio.get_running_loop().time() - ago_s
        for message in messages:
            seq = len(self.entries) + 1
            entry = Entry(
                message, priority, at=round(at * 1e6), cursor=str(seq), seq=seq,
                seq_of=self.seq_of, boot=self.boot, mono=round(at * 1e6), unit="a.service",
            )  # fmt: skip
            self.entries.append(entry)
        self._came.set()

    def break_(self, error: JournalError = ENDED) -> None:
        """All that is followed ends with it, and so does whatever is asked."""
        self.error = error
        self._came.set()

    async def end(self) -> End:
        self._ask("end")
        await asyncio.sleep(0)
        return End(self.entries[-1] if self.entries else None, self.hint)

    async def read(
        self, query: Query, count: int, *, cursor: str = "", older: bool = True
    ) -> AsyncGenerator[list[Entry], None]:
        self._ask("older" if older else "newer")
        at = int(cursor or 0)
        side = self.entries[self.gone : at - 1 if cursor else None][::-1]
        if not older:
            side = self.entries[max(at, self.gone) :]
        found = [entry for entry in side if self._fits(query, entry)][:count]
        for first in range(0, len(found), self.burst):
            await self._pause()
            yield found[first : first + self.burst]
        await self._pause()

    async def follow(self, query: Query, cursor: str) -> AsyncGenerator[list[Entry], None]:
        self._ask("follow")
        self.followers += 1
        at = max(self.gone, int(cursor or 1) - 1)
        try:
            while True:
                burst = self.entries[at : at + self.burst]
                at += len(burst)
                if found := [entry for entry in burst if self._fits(query, entry)]:
                    yield found
                if at < len(self.entries):
                    await self._pause()
                    continue
                self._came.clear()
                await self._came.wait()
                if self.error:
                    raise self.error
        finally:
            self.followers -= 1

    async def whole(self, cursor: str) -> tuple[Field, ...]:
        return (Field("MESSAGE", self.entries[int(cursor) - 1].message),)

    async def boots(self) -> tuple[Boot, ...]:
        return (Boot(0, BOOT, 1, 2),)

    async def state(self) -> JournalState:
        self._ask("state")
        return JournalState(True, 1 << 20, 2, 1)

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error

    async def _pause(self) -> None:
        await asyncio.sleep(self.pause_s)
        if self.error is not None:
            raise self.error

    @staticmethod
    def _fits(query: Query, entry: Entry) -> bool:
        return (query.priority is None or (entry.priority or 0) <= query.priority) and all(
            text.text in entry.message for text in query.texts
        )


class Looked:
    """A watcher that somebody looks at."""

    def __init__(self, journal: FakeJournal, watcher: LogWatcher) -> None:
        self.journal, self.watcher = journal, watcher
        self.told: list[float] = []
        self.seen: list[LogsSeen] = []
        self.logged: list[BaseException] = []
        self.leave: Callable[[], None] = lambda: None
        watcher.seen.subscribe(self.seen.append)

    def come(self) -> None:
        loop = asyncio.get_running_loop()
        self.leave = self.watcher.subscribe(loop, lambda view: self.told.append(loop.time()))

    @property
    def now(self) -> LogsSeen:
        assert self.watcher.seen.value is not None
        return self.watcher.seen.value

    def rows(self) -> list[str]:
        """The rows as they are published: messages, and gaps as `-- 12`."""
        found = self.watcher.rows(self.now.first, self.now.end - self.now.first)
        return [f"-- {row.missing}" if isinstance(row, Gap) else row.message for row in found]

    def numbers(self) -> list[str]:
        return [row.removeprefix("line ") for row in self.rows()]


@asynccontextmanager
async def looked(
    journal: FakeJournal, *, comes: bool = True, most_rows: int = MOST_ROWS
) -> AsyncIterator[Looked]:
    """Somebody looks at it, and has seen what there is."""
    loop = asyncio.get_running_loop()
    logged: list[BaseException] = []
    source = sampler(load(None), demo=True, log=logged.append)
    source.look()
    watcher = LogWatcher(journal, source, boot=BOOT, mono=loop.time, most_rows=most_rows)
    it = Looked(journal, watcher)
    it.logged = logged
    if comes:
        it.come()
        await asyncio.sleep(1)
    try:
        yield it
    finally:
        await it.watcher.close()
        assert journal.followers == 0, "nothing is followed any more"
