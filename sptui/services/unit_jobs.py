"""Jobs of systemd that somebody here waits for: how each ended, as it was announced."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from sptui.model.unit_event import Event, JobEnded

# Endings kept for who asks a little later: a job may end before its number is known here.
_MOST = 512
# The ending that was never heard.
UNHEARD = ""


class UnitJobs:
    """Hears what the watcher of units hears. Numbers of jobs count over one connection:
    `connection` says which one it is."""

    def __init__(self) -> None:
        self.connection = 0
        self._ended: OrderedDict[int, str] = OrderedDict()
        self._waiting: dict[int, list[asyncio.Future[str]]] = {}

    def hear(self, event: Event) -> None:
        """An ending is kept, and told to who waits for it."""
        if isinstance(event, JobEnded):
            self._ended[event.job] = event.result
            while len(self._ended) > _MOST:
                self._ended.popitem(last=False)
            self._tell(event.job, event.result)

    def end(self) -> None:
        """The connection is no more: nobody will be told anything."""
        self.connection += 1
        self._ended.clear()
        for job in list(self._waiting):
            self._tell(job, UNHEARD)

    async def ended(self, job: int, connection: int) -> str:
        """How the job ended: done, failed, canceled, timeout, dependency ...; "" where the
        connection over which it was queued ended before."""
        if connection != self.connection:
            return UNHEARD
        if job in self._ended:
            return self._ended[job]
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(job, []).append(future)
        try:
            return await future
        finally:
            waiting = self._waiting.get(job, [])
            if future in waiting:
                waiting.remove(future)
            if not waiting:
                self._waiting.pop(job, None)

    def _tell(self, job: int, result: str) -> None:
        for future in self._waiting.get(job, ()):
            if not future.done():
                future.set_result(result)
