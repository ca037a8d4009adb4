"""systemd over D-Bus, whichever connection carries it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sptui.model.errors import BusError
from sptui.model.unit import Abilities, Unit, kind_of
from sptui.model.unit_bus import (
    FACTS,
    FACTS_OF_KIND,
    JOB,
    PROPERTIES,
    TIMER,
    UNIT,
    event_of,
    facts_of,
    is_name,
    job_of,
    kind_interface,
    text,
    texts,
    timer_of,
    units_of,
)
from sptui.model.unit_bus_details import OF_UNIT, details_of, of_kind, sockets_of
from sptui.model.unit_event import Gone, Lost
from sptui.system.bus_errors import late, lies, refused
from sptui.system.bus_link import ALREADY_SUBSCRIBED, Call, get, get_all, of_manager
from sptui.system.redact import redact

if TYPE_CHECKING:
    from collections.abc import Callable

    from sptui.model.bus_step import Bus, BusValue
    from sptui.model.unit import TimerFacts, UnitFacts, Way
    from sptui.model.unit_bus import Properties, Signal
    from sptui.model.unit_details import UnitDetails
    from sptui.model.unit_event import Event
    from sptui.system.bus_link import Link

# systemd may read its configuration for seconds, and answers nobody meanwhile.
DEADLINE_S = 10.0
# What it is told to do may make it read all of its configuration first.
_CHANGES_S = 90.0
# systemd compares each of its units with each name: of more names all units are listed.
_MOST_NAMES = 16
# So many calls are on their way at once. A bus lets nobody wait for more than 128 answers, and
# dbus-fast ends the connection where the socket takes no more.
_AT_ONCE = 32
_NO_JOB = "org.freedesktop.systemd1.NoSuchJob"
_NO_FILE = frozenset(
    [
        "org.freedesktop.DBus.Error.FileNotFound",
        "org.freedesktop.DBus.Error.InvalidArgs",
        "org.freedesktop.systemd1.NoSuchUnit",
        "org.freedesktop.systemd1.LoadFailed",
        "System.Error.ENOENT",
    ]
)


class BusManager:
    """Fulfils the Protocol Manager over a `link`. Calls that belong together are sent together, and
    answered in one go."""

    abilities = Abilities(signals=True, jobs=True)

    def __init__(self, link: Link, deadline_s: float = DEADLINE_S) -> None:
        self._link = link
        self._deadline_s = deadline_s
        self._tell: Callable[[Event], object] = lambda event: None
        self._lost = False
        self._free = asyncio.Semaphore(_AT_ONCE)
        # Units that went while a list of some is asked for.
        self._went: list[set[str]] = []

    @property
    def way(self) -> Way:
        """How it is connected."""
        return self._link.way

    async def open(self, tell: Callable[[Event], object]) -> None:
        """Connect, and have systemd announce what changes."""
        self._tell = tell
        try:
            async with self._limit(self._link.where):
                await self._link.open(self._hear, self._hear_lost)
                await self._subscribe()
        except BaseException:
            await self.close()
            raise

    async def _subscribe(self) -> None:
        try:
            await self._ask(of_manager("Subscribe"))
        except BusError as error:
            if error.name != ALREADY_SUBSCRIBED:
                raise

    async def close(self) -> None:
        """End the connection; nothing is told any more."""
        self._tell = lambda event: None
        await self._link.close()

    # ------------------------------------------------------------ what is asked

    async def units(self, names: Sequence[str] | None = None, *, load: bool = False) -> list[Unit]:
        """All units that are loaded, or those of these names."""
        async with self._limit("ListUnits"):
            if names is None:
                return await self._list(of_manager("ListUnits"))
            return await self._some(names, load=load)

    async def _some(self, names: Sequence[str], *, load: bool) -> list[Unit]:
        """Those that are loaded are only looked up. One that is not has to be loaded to be
        described, which systemd announces as if it came and went: so it is left alone where it
        was just announced that it went, unless it has to be known."""
        wanted = [name for name in dict.fromkeys(names) if is_name(name)]
        went: set[str] = set()
        self._went.append(went)
        try:
            found: dict[str, Unit] = {}
            if wanted:
                few = len(wanted) <= _MOST_NAMES
                by_patterns = of_manager("ListUnitsByPatterns", "asas", [], wanted)
                listed = await self._list(by_patterns if few else of_manager("ListUnits"))
                found = {unit.name: unit for unit in listed}
            left = set() if load else went
            absent = [name for name in wanted if name not in found and name not in left]
            if absent:
                listed = await self._list(of_manager("ListUnitsByNames", "as", absent))
                # Another name of a unit is answered with the unit.
                if len(listed) == len(absent):
                    found |= dict(zip(absent, listed, strict=True))
        finally:
            self._went.remove(went)
        gone = ("not-found", "inactive", "dead")
        return [found.get(name) or Unit(name, name, *gone) for name in dict.fromkeys(names)]

    async def _list(self, call: Call) -> list[Unit]:
        body = await self._ask(call)
        if not body or not isinstance(body[0], list | tuple):
            raise lies(call.member)
        return units_of(body[0])

    async def facts(self, unit: str) -> UnitFacts:
        """What its row shows."""
        async with self._limit(unit):
            kind = FACTS_OF_KIND.get(kind_of(unit), ())
            return facts_of(await self._get(unit, {UNIT: FACTS, kind_interface(unit): kind}))

    async def file_state(self, unit: str) -> str:
        """What systemd says of its unit file; "" where it has none."""
        self._refuse_no_name(unit)
        try:
            async with self._limit("GetUnitFileState"):
                body = await self._ask(of_manager("GetUnitFileState", "s", unit))
        except BusError as error:
            if error.kind == "refused" and error.name in _NO_FILE:
                return ""
            raise
        return text(body[0]) if body else ""

    async def timer(self, unit: str) -> TimerFacts:
        """When it runs."""
        self._refuse_no_name(unit)
        async with self._limit(unit):
            body = await self._ask(get_all(unit, TIMER))
        if not body or not isinstance(body[0], Mapping):
            raise lies(unit)
        return timer_of(unit, body[0], time.time() - time.clock_gettime(time.CLOCK_MONOTONIC))

    async def details(self, unit: str) -> UnitDetails:
        """All that its page shows, without secrets. Texts may be long: they are taken apart in a
        thread."""
        async with self._limit(unit):
            own = {UNIT: (*OF_UNIT, "Job"), kind_interface(unit): of_kind(unit)}
            found, processes = await asyncio.gather(
                self._get(unit, own), self._first(of_manager("GetUnitProcesses", "s", unit))
            )
            if "Id" not in found:
                name = "org.freedesktop.systemd1.NoSuchUnit"
                raise refused(self._link.where, unit, name, name)
            sockets = [each for each in sockets_of(unit, found) if is_name(each)]
            job, *listens = await asyncio.gather(
                self._job(found.get("Job")),
                *[self._first(get(each, kind_interface(each), "Listen")) for each in sockets],
            )
        listening = dict(zip(sockets, listens, strict=True))
        return await asyncio.to_thread(_redacted, unit, found, text(job), listening, processes)

    async def related(self, unit: str, properties: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Names of units that these properties of its interface Unit hold."""
        async with self._limit(unit):
            found = await self._get(unit, {UNIT: properties})
        return {name: texts(value) for name, value in found.items()}

    # ------------------------------------------------------------ what is done

    async def change(self, step: Bus) -> int | None:
        """Have systemd do it: the number of the job, None where it is done."""
        call = of_manager(step.member, step.signature, *_plain(step.body))
        async with self._limit(step.said, _CHANGES_S):
            body = await self._ask(call._replace(does=step.said))
        if not step.job:
            return None
        number = job_of(body[0] if body else None)
        if number is None:
            raise lies(step.member)
        return number

    async def cancel(self, unit: str) -> None:
        """Cancel the job that is queued for a unit."""
        async with self._limit(unit):
            job = (await self._get(unit, {UNIT: ("Job",)})).get("Job")
            if not isinstance(job, list | tuple) or len(job) != 2 or not job[0]:
                return
            call = of_manager("CancelJob", "u", job[0])._replace(does=f"cancel {unit}")
            try:
                await self._ask(call)
            except BusError as error:
                if error.name != _NO_JOB:  # it ended meanwhile
                    raise

    async def _job(self, job: object) -> object:
        """The type of (id, path), the job that is queued; None where there is none."""
        if not isinstance(job, list | tuple) or len(job) < 2 or not job[0]:
            return None
        return await self._first(Call(text(job[1]), PROPERTIES, "Get", "ss", (JOB, "JobType")))

    async def _get(self, unit: str, wanted: Mapping[str, Sequence[str]]) -> Properties:
        """Properties of several interfaces, each asked for itself, all at once. One that systemd
        does not know is left out."""
        self._refuse_no_name(unit)
        asked = [(interface, name) for interface, names in wanted.items() for name in names]
        given = await asyncio.gather(*[self._first(get(unit, *each)) for each in asked])
        pairs = zip(asked, given, strict=True)
        return {name: value for (_, name), value in pairs if value is not None}

    async def _ask(self, call: Call) -> Sequence[object]:
        async with self._free:
            return await self._link.call(call)

    async def _first(self, call: Call) -> object:
        """What the answer begins with; None where systemd refuses it."""
        try:
            body = await self._ask(call)
        except BusError as error:
            if error.kind not in ("refused", "denied"):
                raise
            return None
        return body[0] if body else None

    @asynccontextmanager
    async def _limit(self, what: str, longer_s: float = 0.0) -> AsyncIterator[None]:
        """All that is asked within has to be answered in time. Raises BusError."""
        limit_s = max(self._deadline_s, longer_s)
        try:
            async with asyncio.timeout(limit_s):
                yield
        except TimeoutError:
            raise late(what, limit_s) from None

    def _refuse_no_name(self, unit: str) -> None:
        if not is_name(unit):
            name = "org.freedesktop.DBus.Error.InvalidArgs"
            raise refused(self._link.where, unit, name, name)

    # ------------------------------------------------------------ what is told

    def _hear(self, signal: Signal) -> None:
        event = event_of(signal)
        if event is None or self._lost:
            return
        if isinstance(event, Gone):
            for went in self._went:
                went.add(event.unit)
        self._tell(event)

    def _hear_lost(self, error: BusError) -> None:
        if not self._lost:
            self._lost = True
            self._tell(Lost(error))


def _plain(values: Sequence[BusValue]) -> list[object]:
    """An array is a list in D-Bus."""
    return [list(value) if isinstance(value, tuple) else value for value in values]


def _redacted(
    unit: str, found: Properties, job: str, listening: Mapping[str, object], processes: object
) -> UnitDetails:
    """The details without what looks like a secret."""
    raw = details_of(unit, found, job=job, listening=listening, processes=processes)
    return raw._replace(
        commands=tuple([each._replace(argv=redact(each.argv)) for each in raw.commands]),
        processes=tuple(
            [each._replace(command=redact((each.command,))[0]) for each in raw.processes]
        ),
    )
