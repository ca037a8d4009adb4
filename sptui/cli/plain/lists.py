"""Lists in pages: numbers stay as long as a list is not read anew, so that what was read can be
chosen."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from sptui.cli.plain.follow import follow
from sptui.model.process import Want
from sptui.model.unit import Units, kind_of
from sptui.model.units_view import How, Listed, listed
from sptui.paint import plain_lists
from sptui.paint.words import word

if TYPE_CHECKING:
    from sptui.cli.plain.session import Session
    from sptui.model.process import ProcessRow

T_co = TypeVar("T_co", covariant=True)

PAGE = 15
# Between the two looks that a share of the CPU needs.
_APART_S = 1.0


class Listing(Protocol[T_co]):
    """A list that can be chosen from. `load` reads it anew; `rows` are its lines from one place to
    another; `chosen` is what stands at a place."""

    @property
    def keys(self) -> Sequence[str]: ...
    async def load(self, filter: str) -> None: ...
    async def head(self) -> list[str]: ...
    async def rows(self, low: int, high: int) -> list[str]: ...
    async def follow(self) -> None: ...
    def count(self) -> int: ...
    def chosen(self, place: int) -> T_co: ...


class Browser(Generic[T_co]):
    """One list and where somebody is in it: kept when they come back from what they chose."""

    def __init__(self, session: Session, listing: Listing[T_co], *, some: bool) -> None:
        self._session, self._listing, self._some = session, listing, some
        self._filter: str | None = None
        self._low = 0

    async def choose(self) -> list[T_co] | None:
        """What somebody chooses, `some` or one; None: they went back. Raises as `Talk.pick`
        does."""
        if self._filter is None:
            await self._load("")
        while True:
            reply = await self._ask()
            count = self._listing.count()
            if reply == "b":
                return None
            if reply.startswith("/"):
                await self._load(reply[1:].strip())
            elif reply == "r":
                await self._load(self._filter or "")
            elif reply == "f":
                await self._listing.follow()
            elif reply == "m":
                self._low += PAGE
            elif reply and count:
                return [self._listing.chosen(int(part) - 1) for part in reply.split()]

    async def _load(self, filter: str) -> None:
        await self._listing.load(filter)
        self._filter, self._low = filter, 0

    async def _ask(self) -> str:
        """Show a page, and ask."""
        talk, low, count = self._session.talk, self._low, self._listing.count()
        high = min(count, low + PAGE)
        rows = await self._listing.rows(low, high)
        talk.tell([*(await self._listing.head() if low == 0 else ()), *rows])
        talk.tell(plain_lists.page_end(low + 1, high - low, count, talk.width, talk.g))
        first = ["some" if self._some else "number"] if count else []
        more = ["m"] if high < count else []
        return await talk.pick([*first, *more, *self._listing.keys, "b"], numbers=count)


class UnitList:
    """Units, or timers."""

    keys = ("/", "f", "r")

    def __init__(self, session: Session, what: str = "units") -> None:
        self._session, self._what = session, what
        self._how = How(what)
        self._units = Units({}, {}, {}, {}, "", 0.0)
        self._found = Listed((), 0, 0)

    async def load(self, filter: str) -> None:
        """As they are now."""
        session = self._session
        self._how = How(self._what, filter)
        self._units = await session.seen()
        if self._what == "timers":
            self._units = await self._asked_timers()
        self._found = listed(self._units, self._how, session.look().now)

    async def _asked_timers(self) -> Units:
        """With when each runs, and how what they start is."""
        timers = [name for name in self._units.rows if kind_of(name) == "timer"]
        units = await self._session.asked(timers)
        starts = [timer.activates for timer in units.timers.values() if timer.activates]
        return await self._session.asked([*timers, *starts]) if starts else units

    async def head(self) -> list[str]:
        """How many there are."""
        talk, now = self._session.talk, self._session.look().now
        how = self._how
        return plain_lists.head(
            how.what, self._units, self._found, how.filter, now, talk.width, talk.g
        )

    async def rows(self, low: int, high: int) -> list[str]:
        """Their states are asked for again."""
        talk, now = self._session.talk, self._session.look().now
        names = self._found.keys[low:high]
        if self._what == "timers":
            units = self._units
            return plain_lists.timer_rows(units, names, low + 1, now, talk.width, talk.g)
        units = await self._session.asked([name for name in names if name in self._units.rows])
        return plain_lists.unit_rows(units, names, low + 1, now, talk.width, talk.g)

    async def follow(self) -> None:
        """All that the filter leaves, also when it leaves others by then."""
        how = self._how
        every = not how.filter.strip() and self._what == "units"
        await follow(self._session, lambda units: None if every else listed(units, how).keys)

    def count(self) -> int:
        """Rows."""
        return len(self._found.keys)

    def chosen(self, place: int) -> str:
        """The name of a unit."""
        return self._found.keys[place]


class ProcessList:
    """Processes, by what they take of the CPU."""

    keys = ("/", "r")

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: tuple[ProcessRow, ...] = ()
        self._filter, self._total = "", 0

    async def load(self, filter: str) -> None:
        """Two looks: one has no rates."""
        from sptui.model import processes_view as view
        from sptui.model import resources as model

        watcher = self._session.services.processes
        watcher.want = Want(processes=True)
        watcher.look()
        if not self._session.look().demo:
            await asyncio.sleep(_APART_S)
        seen = watcher.look()
        shown = model.Resources(self._session.look(), model.Span(60, None), {}, seen)
        found = view.listed(shown, model.How("processes", "cpu", filter=filter))
        self._rows, self._total, self._filter = found.processes, found.total, filter

    async def head(self) -> list[str]:
        """How many there are."""
        talk = self._session.talk
        count = len(self._rows)
        return plain_lists.process_head(count, self._total, self._filter, talk.width, talk.g)

    async def rows(self, low: int, high: int) -> list[str]:
        """As they were looked at."""
        talk = self._session.talk
        return plain_lists.process_rows(self._rows[low:high], low + 1, talk.width, talk.g)

    async def follow(self) -> None:
        """Nothing announces itself there."""
        self._session.talk.tell([word("plain.no_follow")])

    def count(self) -> int:
        """Rows."""
        return len(self._rows)

    def chosen(self, place: int) -> ProcessRow:
        """A process."""
        return self._rows[place]
