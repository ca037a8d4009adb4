"""What the journal is like: kinds of warnings and errors of this boot, and its own state."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import aclosing
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from sptui.model.errors import JournalError
from sptui.model.journal import Entry
from sptui.model.journal_order import is_after, is_newer
from sptui.model.journal_rows import JournalState
from sptui.model.log_kinds import Kind, Kinds
from sptui.model.log_query import Query
from sptui.services.feed import Feed

if TYPE_CHECKING:
    from sptui.services.log_sources import JournalSource

# What is counted: warnings and worse of this boot, the newest of them.
WANTED = Query(priority=4, boot="0")
_MOST = 20_000
# Counting may use this part of the time, so that reading has the rest.
_SHARE = 0.25
# Counting that is so far behind goes on at the end, with so many.
_BEHIND_S, _TAIL = 10.0, 1_000
_STATE_EVERY_S = 30.0
_AGAIN_S = 5.0


class LogTally:
    """Counts and looks while it is started. `changed` is called when kinds differ."""

    def __init__(
        self,
        source: JournalSource,
        changed: Callable[[], object],
        age_s: Callable[[Entry], float],
        log: Callable[[BaseException], object],
    ) -> None:
        self.kinds: Feed[tuple[Kind, ...]] = Feed()
        self.state: Feed[JournalState] = Feed()
        self._source, self._changed, self._age_s, self._log = source, changed, age_s, log
        self._kinds: Kinds | None = None
        self._differs = False
        # Where it is counted on from.
        self._at: Entry | None = None

    async def run(self) -> None:
        """Until it is cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._again(self._count, _AGAIN_S))
            both.create_task(self._again(self._look, _STATE_EVERY_S))

    def publish(self) -> bool:
        """Whether kinds differ from those published before."""
        differs, self._differs = self._differs, False
        if differs and self._kinds:
            self.kinds.put(self._kinds.worst())
        return differs

    async def _again(self, do: Callable[[], Awaitable[None]], after_s: float) -> None:
        while True:
            try:
                await do()
            except JournalError:
                pass  # whoever reads rows says so
            except Exception as error:  # noqa: BLE001 - it is kept, and tried again
                self._log(error)
            await asyncio.sleep(after_s)

    async def _look(self) -> None:
        self.state.put(await self._source.state())

    async def _count(self) -> None:
        """What was said, from the end back as far as it was not counted, and what comes."""
        while True:
            await self._count_back()
            cursor = self._at.cursor if self._at else ""
            async with aclosing(self._source.follow(WANTED, cursor)) as bursts:
                async for burst in bursts:
                    new = self._new(burst)
                    await self._add(new)
                    self._at = burst[-1]
                    if new and self._age_s(new[-1]) > _BEHIND_S:
                        break

    def _new(self, burst: list[Entry]) -> list[Entry]:
        """Without what was counted."""
        known = self._at
        return list(dropwhile(lambda entry: not is_after(entry, known), burst))

    async def _count_back(self) -> None:
        known = self._at
        end = None if known else (await self._source.end()).entry
        newest = end
        async with aclosing(self._source.read(WANTED, _TAIL if known else _MOST)) as bursts:
            async for burst in bursts:
                new = list(takewhile(lambda entry: is_after(entry, known), burst))
                newest = newest or (new[0] if new else None)
                await self._add(entry for entry in new if not is_newer(entry, end))
                if len(new) < len(burst):
                    break
        self._at = newest or known
        if self._kinds is None:  # that there is none is known now
            self._kinds, self._differs = Kinds(), True
            self._changed()

    async def _add(self, entries: Iterable[Entry]) -> None:
        """Count them, and no more of the time than may be used."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        kinds = self._kinds = self._kinds or Kinds()
        for entry in entries:
            kinds.add(entry)
            self._differs = True
        if self._differs:
            self._changed()
        await asyncio.sleep((loop.time() - began) * (1 / _SHARE - 1))
