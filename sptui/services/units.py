"""Units: their states, kept true by what systemd announces."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from sptui.model.errors import BusError
from sptui.model.process import ServiceRow
from sptui.model.unit import UnitFile, Units
from sptui.model.unit_details import UnitDetails
from sptui.model.unit_event import Event, Lost, Reloading
from sptui.services.feed import Feed
from sptui.services.unit_book import UnitBook
from sptui.services.unit_jobs import UnitJobs
from sptui.services.unit_questions import UnitQuestions
from sptui.services.unit_tally import nobody, tally, unforeseen, why_none

if TYPE_CHECKING:
    from sptui.model.machine import Sample
    from sptui.model.overview import Overview
    from sptui.services.sampler import Loop, Sampler
    from sptui.services.unit_sources import Manager, UnitFileSource, UnitUseSource

# Changes are gathered so long after a quiet time, and no more than five snapshots a second made.
_GATHER_S, _APART_S = 0.05, 0.2
# What is asked for besides is waited for so long, so that a unit and why it failed come at once.
_TOGETHER_S = 0.03
# systemd may take so long to read its configuration before all is listed anew regardless.
_RELOAD_S = 30.0
# Where nothing announces itself, somebody asks: so often while a page shows units, and else.
_POLL_S, _POLL_UNSEEN_S = 5.0, 30.0
# After so long on such a way the better ones are tried again.
_BETTER_S = 30.0
# Between two tries to connect; longest where nobody ever answered. A connection that ended within
# `_BRIEF_S` counts as a try that failed.
_FIRST_WAIT_S, _LONGEST_WAIT_S, _LONGEST_UNHEARD_S, _BRIEF_S = 0.25, 10.0, 60.0, 5.0
_NOTHING: Units = Units({}, {}, {}, {}, "", 0.0)


class UnitWatcher:
    """Owns what is known of the units. `ways` make connections to systemd, best first; the first
    that opens is kept until it ends, then they are tried again, from the first one on.

    States of rows come before everything else: what is asked for besides them (facts, timers, unit
    files) is asked in the background, and may be late."""

    def __init__(
        self,
        ways: Sequence[Callable[[], Manager]],
        sampler: Sampler,
        files: UnitFileSource | None = None,
        use: UnitUseSource | None = None,
        clock: Callable[[], float] = time.time,
        log: Callable[[BaseException], object] = lambda error: None,
    ) -> None:
        self._ways, self._sampler = ways, sampler
        self._file_source, self._use_source = files, use
        self._clock, self._log = clock, log
        self.seen: Feed[Units] = Feed()
        self.use: Mapping[str, ServiceRow] = {}
        self._used_at: Sample | None = None
        self._book = UnitBook()
        self._shown = _NOTHING
        self._manager: Manager | None = None
        self._first_way = False
        # What ended the connection that is open, and why there is none.
        self._lost: BusError | None = None
        self._error: BusError | None = None
        self._reloading_until = self._listed = 0.0
        self._generation = 0
        self._stamp: object = None
        self._stamp_due = False
        self._tellers: dict[object, Callable[[Overview], object]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._rest: asyncio.Task[None] | None = None
        self._scan: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._scanned = asyncio.Event()
        if files is None:
            self._scanned.set()
        self._questions = UnitQuestions(self._book, self._wake.set)
        self.jobs = UnitJobs()

    # ------------------------------------------------------------ for pages

    def start(self) -> None:
        """Begin, in the running loop; it goes on until `close`."""
        if self._task is None:
            self._loop = asyncio.get_running_loop()
            self._task = self._loop.create_task(self._run())

    async def close(self) -> None:
        """End the connection."""
        task, self._task = self._task, None
        if task is not None:
            await _ended(task)

    def subscribe(self, loop: Loop, tell: Callable[[Overview], object]) -> Callable[[], None]:
        """As `Sampler.subscribe`; also told when units changed. Figures of the rows that are wanted
        are as new as the overview."""
        self.start()

        def told(view: Overview) -> None:
            if view.sample is not self._used_at:
                self._used_at = view.sample
                self._read_use()
            tell(view)

        key = object()
        self._tellers[key] = tell
        self._stamp_due = True
        self._wake.set()
        undo = self._sampler.subscribe(loop, told)

        def leave() -> None:
            if self._tellers.pop(key, None) is not None:
                undo()
                if not self._tellers:
                    self.want(frozenset(), timers=False)

        return leave

    def want(self, rows: frozenset[str], *, timers: bool) -> None:
        """What is on the screen: `rows` are asked for, and `timers` all timers too."""
        self._questions.want(rows, timers=timers, loop=self._loop)

    async def details(self, name: str) -> UnitDetails:
        """One unit in full. Raises BusError."""
        return await self.manager().details(name)

    def manager(self) -> Manager:
        """The connection that is open. Raises BusError: there is none."""
        if self._manager is None:
            raise self._error or nobody()
        return self._manager

    async def files(self, *, anew: bool = False) -> Mapping[str, UnitFile]:
        """All unit files, once they have been read for the first time; `anew`: looked at from now
        on, since somebody may just have changed one."""
        if anew and self._file_source is not None:
            if self._scan is not None:
                await asyncio.wait({self._scan})
            self._scanned.clear()
            self._stamp_due = True
            self._wake.set()
        await self._scanned.wait()
        return self._book.files

    def files_of(self, name: str) -> UnitFile | None:
        """Its unit file, as the last scan found it."""
        return self._book.files.get(name)

    def _read_use(self) -> None:
        """The figures of rows on the screen."""
        groups = {
            name: facts.group
            for name in self._questions.wanted
            if (facts := self._book.facts.get(name)) is not None and facts.group
        }
        if self._use_source is not None:
            self.use = self._use_source.read(groups)

    # ------------------------------------------------------------ connecting

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        wait_s = _FIRST_WAIT_S
        while True:
            began = loop.time()
            error = await self._hold()
            if error is None:
                continue  # perhaps a better way answers by now
            self._error = error
            self._book.disconnect()
            self._tell_stale(error)
            if loop.time() - began > _BRIEF_S:
                wait_s = _FIRST_WAIT_S
            await asyncio.sleep(wait_s)
            longest = _LONGEST_WAIT_S if self._shown.way else _LONGEST_UNHEARD_S
            wait_s = min(longest, 2 * wait_s)

    async def _hold(self) -> BusError | None:
        """Connect, and follow until that ends: why it did. None: another way is to be tried."""
        try:
            manager = await self._connect()
            try:
                await self._follow(manager)
            finally:
                self._manager = None
                await self._let_go(manager)
        except BusError as error:
            return error
        except Exception as error:  # noqa: BLE001 - it is said, and tried again
            self._log(error)
            return unforeseen(error)
        return None

    async def _connect(self) -> Manager:
        """The first way that opens and lists the units. Raises BusError: nobody answers."""
        errors: list[BusError] = []
        for n, make in enumerate(self._ways):
            manager = make()
            self._lost = None
            self._book.disconnect()
            self._generation += 1
            try:
                await manager.open(partial(self._hear, self._generation))
                await self._list(manager)
                self._check()
            except BusError as error:
                errors.append(error)
            except Exception as error:  # noqa: BLE001 - the next way may do
                self._log(error)
                errors.append(unforeseen(error))
            except BaseException:
                await self._let_go(manager)
                raise
            else:
                self._manager, self._first_way = manager, n == 0
                return manager
            await self._let_go(manager)
        raise why_none(errors, named=len(self._ways) == 1)

    async def _let_go(self, manager: Manager) -> None:
        for task in (self._rest, self._scan):
            if task is not None:
                await _ended(task)
        self._rest = self._scan = None
        self._generation += 1
        self.jobs.end()
        with suppress(BusError):
            await manager.close()

    def _hear(self, generation: int, event: Event) -> None:
        """Apply what systemd tells over the connection that is open, and not over one before."""
        if generation != self._generation:
            return
        if isinstance(event, Lost):
            self._lost = event.error
        elif isinstance(event, Reloading) and event.begins and self._loop is not None:
            self._reloading_until = self._loop.time() + _RELOAD_S
            self._loop.call_later(_RELOAD_S + 0.1, self._wake.set)
        self._book.hear(event, self._clock())
        self.jobs.hear(event)
        self._wake.set()

    # ------------------------------------------------------------ following

    async def _follow(self, manager: Manager) -> None:
        """Keep everything true until the connection ends (BusError), or another way is to be tried
        (returns)."""
        loop = asyncio.get_running_loop()
        began, published = loop.time(), -_APART_S
        while True:
            self._wake.clear()
            self._check()
            await self._catch_up(manager)
            self._check()
            if self._publish(manager):
                published = loop.time()
            await self._next(manager)
            polled = not manager.abilities.signals
            if polled and not self._first_way and loop.time() - began > _BETTER_S:
                return
            if self._lost is None:
                await asyncio.sleep(max(_GATHER_S, published + _APART_S - loop.time()))

    def _check(self) -> None:
        """Raises BusError: the connection has ended."""
        if self._lost is not None:
            raise self._lost

    async def _next(self, manager: Manager) -> None:
        """Wait until there is something to do."""
        if manager.abilities.signals:
            await self._wake.wait()
            return
        every = _POLL_S if self._tellers else _POLL_UNSEEN_S
        try:
            async with asyncio.timeout_at(self._listed + every):
                await self._wake.wait()
        except TimeoutError:
            self._book.ask_again(self._questions.wanted)
            self._stamp_due = True

    async def _catch_up(self, manager: Manager) -> None:
        """Ask for what is not known, or not true any more."""
        loop, book = asyncio.get_running_loop(), self._book
        if book.reloading and loop.time() < self._reloading_until:
            return
        if book.reloading:  # it never said that it is done
            book.hear(Reloading(begins=False), self._clock())
        if book.list_due:
            await self._list(manager)
        elif book.rows_due:
            await self._ask_rows(manager)
        if self._files_due() and self._file_source is not None and _idle(self._scan):
            self._scan = loop.create_task(self._read_files(self._file_source, told=book.files_due))
            book.files_due, self._stamp_due = False, False
        if _idle(self._rest) and self._questions.due():
            self._rest = loop.create_task(self._ask_rest(manager))
        if not _idle(self._rest) and self._rest is not None:
            await asyncio.wait({self._rest}, timeout=_TOGETHER_S)

    async def _list(self, manager: Manager) -> None:
        """All units anew."""
        self._book.list_due = False
        self._book.rows_due.clear()
        self._listed = asyncio.get_running_loop().time()
        with self._book.asking() as heard:
            units = await manager.units()
            self._book.take_list(units, heard, self._clock())

    async def _ask_rows(self, manager: Manager) -> None:
        """Units that came, or of which it was not told how they are."""
        names = sorted(self._book.rows_due)
        self._book.rows_due.clear()
        with self._book.asking() as heard:
            units = await manager.units(names)
            self._book.take_rows(names, units, heard, self._clock())

    # ------------------------------------------------------------ in the background

    async def _ask_rest(self, manager: Manager) -> None:
        try:
            await self._questions.ask(manager)
        except BusError as error:
            self._lost = self._lost or error
        except Exception as error:  # noqa: BLE001 - it is said, and all is begun anew
            self._log(error)
            self._lost = unforeseen(error)
        self._wake.set()

    def _files_due(self) -> bool:
        return self._book.files_due or self._stamp_due

    async def _read_files(self, source: UnitFileSource, *, told: bool) -> None:
        """All unit files, if it was told that they changed, or if they did."""

        def read() -> tuple[object, Mapping[str, UnitFile] | None]:
            stamp = source.stamp()
            return stamp, source.scan() if told or stamp != self._stamp else None

        with suppress(OSError):
            self._stamp, files = await asyncio.to_thread(read)
            if files is not None:
                self._book.take_files(files, told=told)
                self._wake.set()
        self._scanned.set()

    # ------------------------------------------------------------ what is published

    def _publish(self, manager: Manager) -> bool:
        """Whether there was anything new."""
        live = manager.abilities.signals
        keep = frozenset(self._questions.wanted) | frozenset(self._book.failed())
        new = self._book.snapshot(manager.way, self._clock(), keep, live=live)
        if new._replace(at=self._shown.at) == self._shown:
            return False
        self._put(new)
        return True

    def _tell_stale(self, error: BusError) -> None:
        """Nothing is true any more, but as what was so at a time."""
        before = self._shown
        fresh = before.why is None and before.way != ""
        at = self._clock() if fresh or not before.at else before.at
        new = before._replace(at=at, why=error.what, live=False)
        if new != before:
            self._put(new)

    def _put(self, new: Units) -> None:
        self._shown = new
        self.seen.put(new)
        before = self._sampler.overviews.value
        self._sampler.tell_units(tally(new))
        if before is not None and self._sampler.overviews.value is before:
            for tell in tuple(self._tellers.values()):
                tell(before)


def _idle(task: asyncio.Task[None] | None) -> bool:
    return task is None or task.done()


async def _ended(task: asyncio.Task[None]) -> None:
    """Cancel it, and wait until that is done."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
