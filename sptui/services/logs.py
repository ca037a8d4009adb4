"""The journal, followed while somebody looks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from sptui.model.journal import Entry
from sptui.model.journal_rows import Boot, Field, JournalState, LogsSeen, Row
from sptui.model.log_kinds import Kind
from sptui.model.log_query import Query
from sptui.services.feed import Feed
from sptui.services.log_reading import LogReading
from sptui.services.log_ring import MOST_ROWS, LogRing
from sptui.services.log_tally import LogTally

if TYPE_CHECKING:
    from sptui.model.overview import Overview
    from sptui.services.log_sources import JournalSource
    from sptui.services.sampler import Loop, Sampler

# What differs is gathered for a moment, and told so often.
_GATHER_S, _APART_S = 0.03, 0.25
# Who types asks for something else with each letter.
_TYPES_S = 0.06
# Rows of another query get numbers that are so far from those before.
_NUMBERS_APART = 1 << 32


class LogWatcher:
    """Reads while there is a subscriber; keeps so many rows and no more. In one loop.

    `boot` is the id of this boot and `mono` its clock, by which is known how old an entry is that
    was said in it."""

    def __init__(
        self,
        source: JournalSource,
        sampler: Sampler,
        *,
        boot: str = "",
        mono: Callable[[], float] = time.monotonic,
        most_rows: int = MOST_ROWS,
    ) -> None:
        self._source, self._sampler, self._most_rows = source, sampler, most_rows
        self._boot, self._mono = boot, mono
        self.seen: Feed[LogsSeen] = Feed()
        self._tally = LogTally(source, self._changed, self._age_s, sampler.log)
        self._reading = self._asked(Query())
        self._tellers: dict[object, Callable[[Overview], object]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._reads: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._told_at = float("-inf")

    @property
    def kinds(self) -> Feed[tuple[Kind, ...]]:
        """Kinds of warnings and errors of this boot, as far as they are among the newest 20,000."""
        return self._tally.kinds

    @property
    def state(self) -> Feed[JournalState]:
        """How the journal itself is."""
        return self._tally.state

    # ------------------------------------------------------------ for pages

    def subscribe(self, loop: Loop, tell: Callable[[Overview], object]) -> Callable[[], None]:
        """Follow, and tell the newest Overview at each tick and at most four times a second when
        rows or kinds differ. Returns the undo: nothing is read any more (rows stay)."""
        key = object()
        self._tellers[key] = tell
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._start(self._tally.run(), reads=False)
            self._start(self._reading.run())
        self._publish()
        self._told_at = float("-inf")
        undo = self._sampler.subscribe(loop, tell)

        def leave() -> None:
            if self._tellers.pop(key, None) is not None:
                undo()
                if not self._tellers:
                    self._stop()

        return leave

    def ask(self, query: Query) -> None:
        """Another query: rows are read anew from the end."""
        before = self._reading
        self._reading = self._asked(query, before.ring.end + _NUMBERS_APART)
        self._reading.newest, self._reading.hint = before.newest, before.hint
        self._reading.ring.version = before.ring.version + 1
        for task in self._reads:
            task.cancel()
        self._start(self._soon(self._reading))
        self._publish()
        self._told_at = float("-inf")  # what is found first is shown at once

    def rows(self, first: int, count: int) -> Sequence[Row]:
        """Up to `count` rows from number `first` on."""
        return self._reading.ring.rows(first, count)

    def hold(self, *, on: bool) -> None:
        """The cursor left the end: rows that are there stay there. Off: the newest are wanted."""
        self._reading.held = on
        if not on and not self._reading.live:
            self.ask(self._reading.query)

    def older(self) -> None:
        """Have more rows read before the first; nothing while that is being done."""
        self._start(self._reading.page(older=True))

    def newer(self) -> None:
        """Have more rows read after the last, where it is not live."""
        self._start(self._reading.page(older=False))

    async def last(self, query: Query, count: int) -> list[Entry]:
        """Up to so many of the newest that it asks for, the newest first. Raises JournalError."""
        found: list[Entry] = []
        async with aclosing(self._source.read(query, count)) as bursts:
            async for burst in bursts:
                found += burst
        return found

    async def whole(self, cursor: str) -> tuple[Field, ...]:
        """All fields of one entry; empty: it is gone. Raises JournalError."""
        return await self._source.whole(cursor)

    async def boots(self) -> tuple[Boot, ...]:
        """The boots there are, oldest first. Raises JournalError."""
        return await self._source.boots()

    async def close(self) -> None:
        """End whatever is being read."""
        self._tellers.clear()
        self._stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # ------------------------------------------------------------ reading

    def _asked(self, query: Query, number: int = 0) -> LogReading:
        ring, log = LogRing(number, self._most_rows), self._sampler.log
        return LogReading(self._source, query, ring, self._changed, self._age_s, log)

    async def _soon(self, reading: LogReading) -> None:
        """Read, unless something else is asked for at once, as it is while somebody types."""
        await asyncio.sleep(_TYPES_S)
        await reading.run()

    def _age_s(self, entry: Entry) -> float:
        """How long ago it was said; 0 where that is not known."""
        if not self._boot or entry.boot != self._boot or not entry.mono:
            return 0.0
        return self._mono() - entry.mono / 1e6

    def _start(self, work: Coroutine[object, object, None], *, reads: bool = True) -> None:
        """Do it while somebody looks."""
        if self._loop is None:
            work.close()
            return
        task = self._loop.create_task(work)
        for tasks in (self._tasks, self._reads) if reads else (self._tasks,):
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    def _stop(self) -> None:
        """Nothing is read any more; who reads lets go of the journal meanwhile."""
        for task in self._tasks:
            task.cancel()
        self._loop = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # ------------------------------------------------------------ what is published

    def _changed(self) -> None:
        """Tell it, but not at once where something was told just now."""
        if self._loop is None:
            return
        before = self.seen.value
        when = max(self._loop.time() + _GATHER_S, self._told_at + _APART_S)
        if self._reading.ready and before is not None and not before.ready:
            when = self._loop.time()  # all is there that somebody waits for
        if self._timer is None or when < self._timer.when():
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._loop.call_at(when, self._publish)

    def _publish(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._loop is not None:
            self._told_at = self._loop.time()
        before, now = self.seen.value, self._seen()
        self.seen.put(now)
        differs = self._tally.publish() or now != before
        view = self._sampler.overviews.value
        if view is not None and differs:
            for tell in tuple(self._tellers.values()):
                tell(view)

    def _seen(self) -> LogsSeen:
        of, ring = self._reading, self._reading.ring
        return LogsSeen(
            version=ring.version,
            query=of.query,
            first=ring.first,
            end=ring.end,
            ready=of.ready,
            busy=of.busy,
            live=of.live,
            new=of.new,
            start=of.start,
            newest=of.newest,
            why=of.why,
            next=of.next,
            hint=of.hint,
        )
