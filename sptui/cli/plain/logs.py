"""Plain mode's journal: the newest lines of a query, the newest first; and what comes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sptui.cli.plain.lists import Browser
from sptui.model.errors import JournalError
from sptui.model.journal import Entry
from sptui.model.log_line import asked_of
from sptui.model.log_query import QueryError, parse
from sptui.model.msg import msg
from sptui.paint import plain_logs

if TYPE_CHECKING:
    from sptui.cli.plain.session import Session

# So many are read; what is older is asked for by until: or boot:.
_MOST = 300
WARNINGS = "prio:warning boot:0"


async def logs(session: Session, line: str = WARNINGS) -> None:
    """What the journal says, from that query on. Raises as `Talk.pick` does."""
    browser = Browser(session, LogList(session, line), some=False)
    while (chosen := await browser.choose()) is not None:
        await _whole(session, chosen[0])


async def of_unit(session: Session, name: str) -> None:
    """What one unit says."""
    await logs(session, asked_of([name]))


class LogList:
    """Entries of the journal."""

    keys = ("/", "f", "r")

    def __init__(self, session: Session, line: str) -> None:
        self._session, self._line = session, line
        self._entries: list[Entry] = []

    async def load(self, filter: str) -> None:
        """The newest. What is no query is said, and what there was stays."""
        talk = self._session.talk
        line = filter or self._line
        try:
            query = parse(line, self._session.look().now)
            self._entries = await self._session.services.logs.last(query, _MOST)
            self._line = line
        except (QueryError, JournalError) as error:
            talk.say(msg("plain.not_asked", why=error.what, next=error.next))

    async def head(self) -> list[str]:
        """What was asked for, and how many there are."""
        talk = self._session.talk
        full = len(self._entries) >= _MOST
        return plain_logs.head(self._line, len(self._entries), full, talk.width, talk.g)

    async def rows(self, low: int, high: int) -> list[str]:
        """A line each."""
        talk, now = self._session.talk, self._session.look().now
        return plain_logs.rows_of(self._entries[low:high], low + 1, now, talk.width, talk.g)

    async def follow(self) -> None:
        """A line for each that comes, until Enter."""
        session, talk = self._session, self._session.talk
        watcher = session.services.logs
        watcher.ask(parse(self._line, session.look().now))
        told = [-1]

        def tell(view: object) -> None:
            seen = watcher.seen.value
            if seen is None or not seen.ready:
                return
            begin = seen.end if told[0] < 0 else max(seen.first, told[0])
            told[0] = seen.end
            rows = watcher.rows(begin, seen.end - begin)
            if rows:
                now = session.look().now
                talk.cut_in(plain_logs.coming(rows, now, talk.width, talk.g))

        talk.say(msg("plain.logs.following"))
        leave = watcher.subscribe(asyncio.get_running_loop(), tell)
        try:
            await talk.enter()
        finally:
            leave()

    def count(self) -> int:
        """Entries."""
        return len(self._entries)

    def chosen(self, place: int) -> Entry:
        """One of them."""
        return self._entries[place]


async def _whole(session: Session, entry: Entry) -> None:
    """All of one, until somebody goes back."""
    talk = session.talk
    try:
        fields = await session.services.logs.whole(entry.cursor)
    except JournalError as error:
        talk.say(msg("plain.not_asked", why=error.what, next=error.next))
        fields = ()
    reply = ""
    while reply != "b":
        talk.tell(plain_logs.whole(entry, fields, session.look().now, talk.width, talk.g))
        reply = await talk.pick(["b"])
