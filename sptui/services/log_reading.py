"""One query of the journal, being read: its rows, back from the end, and what comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from itertools import dropwhile
from typing import TYPE_CHECKING

from sptui.model.errors import JournalError
from sptui.model.journal import Entry
from sptui.model.journal_order import between, is_after, is_newer
from sptui.model.journal_rows import Gap, Row
from sptui.model.log_query import Query
from sptui.model.msg import Msg, msg
from sptui.services.log_ring import MOST_ROWS, LogRing

if TYPE_CHECKING:
    from sptui.services.log_sources import JournalSource

# So many entries are read at a time, when older or newer ones are wanted, and where reading goes on
# at the end because it could not keep up.
_PAGE, _TAIL = 500, 200
# So far behind what is said now, nothing is worth reading in its order any more. What was there
# before reading began has so long to come.
_BEHIND_S, _CATCH_UP_S = 1.0, 1.0
# Between two tries; one that lasted longer than `_BRIEF_S` did not fail at once.
_FIRST_WAIT_S, _LONGEST_WAIT_S, _BRIEF_S = 0.25, 10.0, 5.0


class LogReading:
    """Fills `ring` with rows. `changed` is called when there is something new to show; `age_s` is
    how long ago an entry was said (0: not known); `log` is told of an error that nobody foresaw.

    `ready`: what was there has been read; `busy`: older or newer rows are being read; `live`: the
    last row is the newest, else `new` came since; `start`: there is nothing older."""

    def __init__(
        self,
        source: JournalSource,
        query: Query,
        ring: LogRing,
        changed: Callable[[], object],
        age_s: Callable[[Entry], float],
        log: Callable[[BaseException], object],
    ) -> None:
        self.query, self.ring = query, ring
        self.ready = self.busy = self.start = self.held = False
        self.live, self.new, self.newest = True, 0, 0
        self.why: Msg | None = None
        self.next: Msg | None = None
        self.hint: Msg | None = None
        self._source, self._changed, self._age_s, self._log = source, changed, age_s, log
        # Where it is followed on from.
        self._at: Entry | None = None

    async def run(self) -> None:
        """Read, from where it was left off, until it is cancelled or nothing can come any more."""
        loop = asyncio.get_running_loop()
        wait_s = _FIRST_WAIT_S
        while True:
            began = loop.time()
            try:
                await (self._follow() if self.ready else self._open())
                return
            except JournalError as error:
                self._wrong(error)
                if error.kind == "refused":  # it would say so each time
                    return
            except Exception as error:  # noqa: BLE001 - it is said, and begun anew
                self._log(error)
                self._wrong(unforeseen(error))
            if loop.time() - began > _BRIEF_S:
                wait_s = _FIRST_WAIT_S
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, _LONGEST_WAIT_S)

    async def page(self, *, older: bool) -> None:
        """Older rows before the first, or newer ones after the last, where they may be."""
        edge = self.ring.oldest if older else self.ring.newest
        if edge is None or self.busy or not self.ready or (self.start if older else self.live):
            return
        self.busy = True
        self._changed()
        try:
            await (self._older(edge) if older else self._newer(edge))
        except JournalError as error:
            self._wrong(error)
        finally:
            self.busy = False
            self._changed()

    # ------------------------------------------------------------ from the end

    async def _open(self) -> None:
        """What is there, from the end back, and what comes, both at once: to find what is rare may
        take its time."""
        self.ring.clear()
        end = await self._source.end()
        self.hint, self._at = end.hint, end.entry
        self.newest = end.entry.at if end.entry else 0
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._fill(end.entry))
                both.create_task(self._follow())
        except* JournalError as errors:
            first = errors.exceptions[0]
            while isinstance(first, BaseExceptionGroup):
                first = first.exceptions[0]
            raise first from None

    async def _fill(self, end: Entry | None) -> None:
        """The last rows. What was said after `end` comes from whoever follows."""
        count = 0
        async with aclosing(self._source.read(self.query, _PAGE)) as bursts:
            async for burst in bursts:
                count += len(burst)
                self.ring.prepend([e for e in burst if not is_newer(e, end)])
                self._well()
        self.ready, self.start = True, count < _PAGE
        self._well()

    async def _follow(self) -> None:
        """What comes after the entry that was seen last. Reading that falls behind goes on at the
        end."""
        while not self._is_over():
            cursor = self._at.cursor if self._at else ""
            async with aclosing(self._source.follow(self.query, cursor)) as bursts:
                await self._until_behind(bursts)
            await self._go_on_at_end()

    async def _until_behind(self, bursts: AsyncIterator[list[Entry]]) -> None:
        loop = asyncio.get_running_loop()
        began, count = loop.time(), 0
        async for burst in bursts:
            if not count:
                self._join(burst[0])
            new = self._take(burst)
            count += len(burst)
            # What was said while nobody looked is old, and wanted.
            caught_up = loop.time() - began > _CATCH_UP_S or count > MOST_ROWS
            if new and caught_up and self._age_s(burst[-1]) > _BEHIND_S:
                return

    def _is_over(self) -> bool:
        """Whether nothing new can be what is asked for."""
        this = ("", "0", self._at.boot if self._at else "")
        return self.query.until is not None or self.query.boot not in this

    def _take(self, burst: list[Entry]) -> bool:
        """Entries that come; perhaps the last one again. Whether any is new."""
        known = self._at
        if known is not None:
            burst = list(dropwhile(lambda entry: not is_after(entry, known), burst))
        if burst:
            if known is None:
                self.hint = None  # that there was nothing
            self._at, self.newest = burst[-1], burst[-1].at
            self._add(burst)
        return bool(burst)

    def _join(self, first: Entry) -> None:
        """Following begins at the last row, or that is gone, and what else?"""
        last = self.ring.newest
        if last is None or self._at is None or last.cursor != self._at.cursor:
            return
        missing = between(last, first)
        if self.live and missing != 0 and is_after(first, last):
            self._add([Gap(missing, first.at)])

    def _add(self, rows: Sequence[Row]) -> None:
        """Rows at the end, where it is live."""
        first, left = self.ring.first, len(rows)
        if self.live:
            left = self.ring.append(rows, keep=self.held)
            self.live = left == 0
        self.new += left
        self.start = self.start and self.ring.first == first
        self._well()

    async def _go_on_at_end(self) -> None:
        """The last entries, as far as they are not there already, after a gap."""
        known, met = self._at, False
        tail: list[Row] = []
        newest = oldest = None
        async with aclosing(self._source.read(self.query, _TAIL)) as bursts:
            async for entry in _each(bursts):
                met = not is_after(entry, known)
                if met:
                    break
                tail.append(entry)
                newest, oldest = newest or entry, entry
        if newest is None or oldest is None:
            return
        missing = between(known, oldest)
        if not met and missing != 0:
            tail.append(Gap(missing, oldest.at))
        self._at, self.newest = newest, newest.at
        self._add(tail[::-1])

    # ------------------------------------------------------------ pages

    async def _older(self, edge: Entry) -> None:
        count = 0
        reading = self._source.read(self.query, _PAGE, cursor=edge.cursor)
        async with aclosing(reading) as bursts:
            async for burst in bursts:
                count += len(burst)
                went = self.ring.prepend(burst)
                self.live, self.new = self.live and not went, self.new + went
                self._well()
        self.start = count < _PAGE

    async def _newer(self, edge: Entry) -> None:
        count = 0
        reading = self._source.read(self.query, _PAGE, cursor=edge.cursor, older=False)
        async with aclosing(reading) as bursts:
            async for burst in bursts:
                count += len(burst)
                self.new = max(0, self.new - len(burst))
                first = self.ring.first
                self.ring.append(burst)
                self.start = self.start and self.ring.first == first
                self._well()
        last = self.ring.newest or edge
        if count < _PAGE and not (self._at and is_after(self._at, last)):
            self._at, self.live, self.new = last, True, 0

    # ------------------------------------------------------------ how it is

    def _well(self) -> None:
        self.why = self.next = None
        self._changed()

    def _wrong(self, error: JournalError) -> None:
        self.why, self.next = error.what, error.next
        self._changed()


def unforeseen(error: BaseException) -> JournalError:
    """An error that is none of the journal's."""
    said = f"{type(error).__name__}: {error}"
    return JournalError(
        "failed", msg("journal.unforeseen", why=said), msg("journal.unforeseen.next")
    )


async def _each(bursts: AsyncIterator[list[Entry]]) -> AsyncIterator[Entry]:
    async for burst in bursts:
        for entry in burst:
            yield entry
