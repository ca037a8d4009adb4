"""Units: their states, kept true by what systemd announces."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from sptui.model.errors import BusError
from sptui.model.process import ServiceRow
from sptui.model.unit import (
    TimerFacts,
    Unit,
    UnitFacts,
    UnitFile,
    Units,
    state_word,
)
from sptui.model.unit_details import UnitDetails
from sptui.model.unit_event import (
    Appeared,
    Changed,
    Event,
    FilesChanged,
    Gone,
    JobBegan,
    JobEnded,
    Lost,
    Reloading,
)
from sptui.services.feed import Feed
from sptui.services.unit_tally import MOST_FAILED, not_asked, tally

if TYPE_CHECKING:
    from sptui.model.overview import Overview
    from sptui.services.sampler import Loop, Sampler
    from sptui.services.unit_sources import Manager, UnitFileSource, UnitUseSource

T = TypeVar("T")


# Changes are gathered so long after a quiet time, and no more than five snapshots a second made.
_GATHER_S, _APART_S = 0.05, 0.2
# A row has to stay on the screen for so long before systemd is asked about its unit file.
_SETTLE_S = 0.3
# systemd may take so long to read its configuration before all is listed anew regardless.
_RELOAD_S = 30.0
_POLL_S, _POLL_UNSEEN_S = 5.0, 30.0
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.25, 10.0
# Answers kept of units that are on no screen any more.
_MOST_KEPT = 1000
_NEW_S = 10.0
_NOTHING: Units = Units({}, {}, {}, {}, "", 0.0)


class UnitWatcher:
    """Owns what is known of the units. `ways` make connections to systemd, best first; the first
    that opens is kept until it ends, then they are tried again, from the first one on.

    Signals are applied as they come. Where a call is on its way meanwhile, its answer may be older
    than they are: what they touched is asked for once more."""

    def __init__(
        self,
        ways: Sequence[Callable[[], Manager]],
        sampler: Sampler,
        files: UnitFileSource | None = None,
        use: UnitUseSource | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._ways, self._sampler = ways, sampler
        self._file_source, self._use_source = files, use
        self._clock = clock
        self.seen: Feed[Units] = Feed()
        self.use: Mapping[str, ServiceRow] = {}
        self._now = _NOTHING
        self._rows: dict[str, Unit] = {}
        self._facts: dict[str, UnitFacts] = {}
        self._states: dict[str, str] = {}
        self._timers: dict[str, TimerFacts] = {}
        self._files: Mapping[str, UnitFile] = {}
        self._changed: dict[str, float] = {}
        self._manager: Manager | None = None
        self._lost: BusError | None = None
        self._dirty: set[str] = set()
        self._gone: set[str] = set()
        self._touched: set[str] = set()
        self._relist = self._rescan = False
        self._reloading_until: float | None = None
        # What has to be asked again: until then the last answer stays.
        self._again: set[str] = set()
        self._again_timers: set[str] = set()
        self._again_states: set[str] = set()
        self._wanted: dict[str, float] = {}
        self._want_timers = False
        self._listeners = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()

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
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def subscribe(self, loop: Loop, tell: Callable[[Overview], object]) -> Callable[[], None]:
        """As `Sampler.subscribe`; also told when units changed. Figures of the rows that are wanted
        are as new as the overview."""
        self.start()

        def ticked(view: Overview) -> None:
            self._read_use()
            tell(view)

        def changed(seen: Units) -> None:
            if self._sampler.overviews.value is not None:
                tell(self._sampler.overviews.value)

        undo = self._sampler.subscribe(loop, ticked), self.seen.subscribe(changed)
        self._listeners += 1
        self._wake.set()
        left = False

        def leave() -> None:
            nonlocal left
            if not left:
                left = True
                self._listeners -= 1
                for each in undo:
                    each()
                self.want(frozenset(), timers=False)

        return leave

    def want(self, rows: frozenset[str], *, timers: bool) -> None:
        """What is on the screen: `rows` are asked for, and `timers` all timers too."""
        if timers == self._want_timers and rows == self._wanted.keys():
            return
        now = self._loop.time() if self._loop else 0.0
        self._wanted = {name: self._wanted.get(name, now) for name in rows}
        self._want_timers = timers
        self._wake.set()
        if self._loop is not None and rows:
            self._loop.call_later(_SETTLE_S + 0.01, self._wake.set)

    async def details(self, name: str) -> UnitDetails:
        """One unit in full. Raises BusError."""
        if self._manager is None:
            raise self._lost or not_asked()
        return await self._manager.details(name)

    def files_of(self, name: str) -> UnitFile | None:
        """Its unit file, as the last scan found it."""
        return self._files.get(name)

    # ------------------------------------------------------------ what is told

    def hear(self, event: Event) -> None:
        """Apply what systemd tells."""
        if isinstance(event, Lost):
            self._lost = event.error
        elif isinstance(event, Reloading):
            self._hear_reload(begins=event.begins)
        elif isinstance(event, FilesChanged):
            self._rescan = True
        elif self._reloading_until is not None:
            return  # every unit goes and comes again: all are listed when that is over
        elif isinstance(event, Changed):
            self._change(event)
        elif isinstance(event, Appeared):
            self._gone.discard(event.unit)
            self._dirty.add(event.unit)
        elif isinstance(event, Gone):
            self._go(event.unit)
        elif isinstance(event, JobBegan | JobEnded):
            self._dirty.add(event.unit)
            self._touched.add(event.unit)
        self._wake.set()

    def _hear_reload(self, *, begins: bool) -> None:
        if begins and self._loop is not None:
            self._reloading_until = self._loop.time() + _RELOAD_S
            self._loop.call_later(_RELOAD_S + 0.1, self._wake.set)
        else:
            self._reloading_until = None
            self._relist = self._rescan = True

    def _go(self, name: str) -> None:
        self._gone.add(name)
        self._touched.add(name)
        for known in (self._rows, self._facts, self._timers):
            known.pop(name, None)

    def _change(self, event: Changed) -> None:
        name = event.unit
        self._touched.add(name)
        row = self._rows.get(name)
        if row is None:
            if name not in self._gone:
                self._dirty.add(name)
            return
        new = row._replace(
            active=row.active if event.active is None else event.active,
            sub=row.sub if event.sub is None else event.sub,
            load=row.load if event.load is None else event.load,
        )
        if new != row:
            self._rows[name] = new
            if state_word(new) != state_word(row):
                self._changed[name] = self._clock()
        self._change_facts(event)
        if event.next_elapse:
            self._again_timers.add(name)
        if event.active is not None:
            self._again.add(name)  # its control group may be another one

    def _change_facts(self, event: Changed) -> None:
        old = self._facts.get(event.unit)
        if old is not None:
            self._facts[event.unit] = old._replace(
                since=_newer(event.since, old.since),
                restarts=_newer(event.restarts, old.restarts),
                result=event.result or old.result,
                exit_code=_newer(event.exit_code, old.exit_code),
                exit_status=_newer(event.exit_status, old.exit_status),
                main_pid=_newer(event.main_pid, old.main_pid),
            )

    # ------------------------------------------------------------ the one task

    async def _run(self) -> None:
        wait_s = _FIRST_WAIT_S
        while True:
            self._lost = None
            manager = await self._connect()
            if manager is None:
                self._tell_stale()
                await asyncio.sleep(wait_s)
                wait_s = min(_LONGEST_WAIT_S, 2 * wait_s)
                continue
            wait_s = _FIRST_WAIT_S
            try:
                self._manager = manager
                await self._follow(manager)
            except BusError as error:
                if self._lost is None:
                    self._lost = error
            finally:
                self._manager = None
                with suppress(BusError):
                    await manager.close()
            self._tell_stale()

    async def _connect(self) -> Manager | None:
        """The first way that opens and lists the units. None: nobody answers; `_lost` says why."""
        first: BusError | None = None
        for make in self._ways:
            manager = make()
            self._forget()
            try:
                await manager.open(self.hear)
                await self._list(manager)
                if self._lost is None:
                    return manager
                first = first or self._lost
            except BusError as error:
                first = first or error
            except asyncio.CancelledError:
                await manager.close()
                raise
            self._lost = None
            with suppress(BusError):
                await manager.close()
        self._lost = first or not_asked()
        return None

    def _forget(self) -> None:
        """What was known of one connection is of no use for the next, but to be shown as old."""
        self._dirty, self._gone, self._touched = set(), set(), set()
        self._reloading_until = None

    async def _follow(self, manager: Manager) -> None:
        """Keep everything true until the connection ends. Raises BusError."""
        self._rescan = True
        published = 0.0
        loop = asyncio.get_running_loop()
        while True:
            if self._lost is not None:
                raise self._lost
            await self._catch_up(manager)
            if self._lost is None:
                self._publish(manager)
                published = loop.time()
            await self._next(manager, published)

    async def _next(self, manager: Manager, published: float) -> None:
        """Wait for the next thing to do, and gather what comes with it."""
        loop = asyncio.get_running_loop()
        timeout = None
        if not manager.abilities.signals:
            timeout = _POLL_S if self._listeners else _POLL_UNSEEN_S
        try:
            await asyncio.wait_for(self._wake.wait(), timeout)
        except TimeoutError:
            self._relist = True
        if self._lost is None:
            await asyncio.sleep(max(_GATHER_S, published + _APART_S - loop.time()))
        self._wake.clear()

    async def _catch_up(self, manager: Manager) -> None:
        """Ask for what is not known, or not true any more."""
        loop = asyncio.get_running_loop()
        if self._reloading_until is not None and loop.time() < self._reloading_until:
            return
        if self._reloading_until is not None:
            self._reloading_until, self._relist = None, True
        if self._relist:
            await self._list(manager)
        if self._rescan:
            await self._scan()
        while self._dirty and self._lost is None and self._reloading_until is None:
            await self._ask_rows(manager)
        await self._ask_rest(manager)

    async def _list(self, manager: Manager) -> None:
        """All units anew."""
        self._relist, self._dirty, self._gone = False, set(), set()
        self._touched = set()
        rows = {unit.name: unit for unit in await manager.units()}
        for name, unit in rows.items():
            before = self._rows.get(name)
            if before is not None and state_word(before) != state_word(unit):
                self._changed[name] = self._clock()
        self._rows = rows
        for name in self._gone:
            rows.pop(name, None)
        self._dirty |= self._touched
        self._again, self._again_timers = set(self._facts), set(self._timers)

    async def _ask_rows(self, manager: Manager) -> None:
        """Units that came, or that were touched while a list was on its way."""
        names, self._dirty, self._touched = sorted(self._dirty), set(), set()
        for unit in await manager.units(names):
            if unit.name in self._gone:
                continue
            before = self._rows.get(unit.name)
            if before is None or state_word(before) != state_word(unit):
                self._changed[unit.name] = self._clock()
            self._rows[unit.name] = unit
        for name in self._gone:
            self._rows.pop(name, None)
        self._dirty |= self._touched & set(names)

    async def _scan(self) -> None:
        self._rescan = False
        self._again_states = set(self._states)
        if self._file_source is not None:
            with suppress(OSError):
                self._files = await asyncio.to_thread(self._file_source.scan)

    async def _ask_rest(self, manager: Manager) -> None:
        """Facts of rows that are looked at and of failed ones; timers; states of unit files."""
        loop = asyncio.get_running_loop()
        failed = [name for name, unit in self._rows.items() if unit.active == "failed"]
        looked_at = dict.fromkeys((*self._wanted, *failed[:MOST_FAILED]))
        rows = [name for name in looked_at if name in self._rows]
        await self._each(rows, manager.facts, self._facts, self._again, UnitFacts())
        if self._want_timers:
            timers = [name for name in self._rows if name.endswith(".timer")]
            await self._each(timers, manager.timer, self._timers, self._again_timers, None)
        settled = [n for n, since in self._wanted.items() if loop.time() - since >= _SETTLE_S]
        await self._each(settled, manager.file_state, self._states, self._again_states, "")
        if len(self._facts) > _MOST_KEPT:
            kept = self._wanted.keys() | set(failed)
            self._facts = {n: facts for n, facts in self._facts.items() if n in kept}

    async def _each(
        self,
        names: Sequence[str],
        ask: Callable[[str], Awaitable[T]],
        into: dict[str, T],
        again: set[str],
        nothing: T | None,
    ) -> None:
        """Ask for each that is not known, or is to be asked again, all at once; what was touched
        meanwhile is asked for once more. A refusal is an answer: there is nothing of the kind."""
        due = [name for name in names if name not in into or name in again]
        if not due or self._lost is not None:
            return
        self._touched = set()
        again.difference_update(due)
        given = await asyncio.gather(*map(ask, due), return_exceptions=True)
        for name, answer in zip(due, given, strict=True):
            if isinstance(answer, BusError):
                if answer.kind in ("lost", "absent"):
                    raise answer
                if nothing is not None:
                    into[name] = nothing
            elif isinstance(answer, BaseException):
                raise answer
            else:
                into[name] = answer
                if name in self._touched:
                    again.add(name)
                    self._wake.set()

    # ------------------------------------------------------------ what is published

    def _publish(self, manager: Manager) -> None:
        now = self._clock()
        self._changed = {n: at for n, at in self._changed.items() if 0 <= now - at < _NEW_S}
        facts = {
            name: facts._replace(file_state=self._states.get(name, ""))
            for name, facts in self._facts.items()
        }
        for name in self._states.keys() - facts.keys():
            facts[name] = UnitFacts(file_state=self._states[name])
        new = Units(
            self._rows, facts, self._files, self._timers,
            manager.way, now, manager.abilities.signals, None, self._changed,
        )  # fmt: skip
        if new._replace(at=self._now.at) != self._now:
            self._rows, self._timers = dict(self._rows), dict(self._timers)
            self._changed = dict(self._changed)
            self._now = new
            self.seen.put(new)
            self._sampler.tell_units(tally(new))

    def _tell_stale(self) -> None:
        why = (self._lost or not_asked()).what
        before = self._now
        at = before.at if before.why is not None or before.way == "" else self._clock()
        new = before._replace(at=at or self._clock(), why=why, live=False)
        if new != before:
            self._now = new
            self.seen.put(new)
            self._sampler.tell_units(tally(new))

    def _read_use(self) -> None:
        groups = {
            name: facts.group
            for name in self._wanted
            if (facts := self._facts.get(name)) is not None and facts.group
        }
        if self._use_source is not None:
            self.use = self._use_source.read(groups)


def _newer(new: T | None, old: T | None) -> T | None:
    return old if new is None else new
