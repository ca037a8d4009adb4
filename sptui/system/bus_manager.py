"""The service manager over D-Bus, whatever carries the messages."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from sptui.model.errors import BusError
from sptui.model.msg import msg
from sptui.model.unit import Abilities
from sptui.model.unit_bus import (
    FACTS,
    FACTS_OF_KIND,
    MANAGER,
    PATH,
    PROPERTIES,
    TIMER,
    UNIT,
    event_of,
    facts_of,
    kind_interface,
    path_of,
    text,
    timer_of,
    units_of,
)
from sptui.model.unit_bus_details import details_of, listening_of, processes_of, unit_in
from sptui.model.unit_event import Lost
from sptui.system.redact import redact

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from sptui.model.unit import TimerFacts, Unit, UnitFacts, Way
    from sptui.model.unit_bus import Properties, Signal
    from sptui.model.unit_details import Listening, UnitDetails
    from sptui.model.unit_event import Event

T = TypeVar("T")

DEADLINE_S = 10.0
_OPEN_S = 5.0


class Call(NamedTuple):
    """One method call to systemd: `signature` is that of `args`."""

    path: str
    interface: str
    member: str
    signature: str = ""
    args: tuple[object, ...] = ()


class Link(Protocol):
    """What carries messages to systemd and back. Raises BusError: no connection (`absent`,
    `denied`), an error in answer (`refused`, with its D-Bus name), the end of it (`lost`)."""

    way: Way

    async def open(
        self, tell: Callable[[Signal], object], ended: Callable[[BusError], object]
    ) -> None: ...
    async def call(self, call: Call) -> Sequence[object]: ...
    async def close(self) -> None: ...


class BusManager:
    """See services.unit_sources.Manager."""

    abilities = Abilities(signals=True, jobs=True)

    def __init__(self, link: Link) -> None:
        self._link = link
        self._tell: Callable[[Event], object] = lambda event: None

    @property
    def way(self) -> Way:
        """What carries the messages."""
        return self._link.way

    async def open(self, tell: Callable[[Event], object]) -> None:
        """Connect, and ask systemd to announce what changes."""
        self._tell = tell
        await _within(_OPEN_S, self._link.open(self._hear, self._end))
        try:
            await self._call(Call(PATH, MANAGER, "Subscribe"))
        except BusError as error:
            if not error.name.endswith(".AlreadySubscribed"):
                raise

    async def close(self) -> None:
        """Let go of the connection."""
        self._tell = lambda event: None
        await self._link.close()

    async def units(self, names: Sequence[str] | None = None) -> list[Unit]:
        """One call for all of them."""
        if names is None:
            body = await self._call(Call(PATH, MANAGER, "ListUnits"))
        else:
            by_name = Call(PATH, MANAGER, "ListUnitsByNames", "as", (list(names),))
            body = await self._call(by_name)
        return units_of(body[0] if body else ())

    async def facts(self, unit: str) -> UnitFacts:
        """A call for each property: all of them at once would have systemd look at the disk."""
        kind = FACTS_OF_KIND.get(unit.rpartition(".")[2], ())
        return facts_of(await self._some(unit, FACTS, kind))

    async def timer(self, unit: str) -> TimerFacts:
        """Its own properties, at once."""
        found = await self._some(unit, (), TIMER)
        return timer_of(unit, found, time.time() - time.monotonic())

    async def file_state(self, unit: str) -> str:
        """As `systemctl is-enabled` says it."""
        try:
            body = await self._call(Call(PATH, MANAGER, "GetUnitFileState", "s", (unit,)))
        except BusError as error:
            if error.kind == "refused":
                return ""
            raise
        return text(body[0]) if body else ""

    async def details(self, unit: str) -> UnitDetails:
        """Everything, and what listens for it."""
        path = await self._loaded(unit)
        found = dict(await self._all(path, UNIT))
        found.update(await self._all(path, kind_interface(unit)))
        processes = await self._processes(unit)
        group = text(found.get("ControlGroup"))
        sockets = [unit] if unit.endswith(".socket") else []
        sockets += [
            name
            for name in _names(found.get("TriggeredBy"))
            if name.endswith(".socket") and not unit.endswith(".socket")
        ]
        listening: list[Listening] = []
        for socket in sockets[:20]:
            listens = await self._all(path_of(socket), kind_interface(socket))
            listening += listening_of(socket, listens)
        running = processes_of(processes, group, redact)
        made = details_of(unit, found, listening, running, redact)
        return made._replace(unit=unit_in(found, unit))

    # ------------------------------------------------------------ calls

    async def _loaded(self, unit: str) -> str:
        """Its object. What is not loaded is loaded to be looked at: that changes nothing."""
        body = await self._call(Call(PATH, MANAGER, "LoadUnit", "s", (unit,)))
        return text(body[0]) if body else path_of(unit)

    async def _processes(self, unit: str) -> object:
        try:
            body = await self._call(Call(PATH, MANAGER, "GetUnitProcesses", "s", (unit,)))
        except BusError as error:
            if error.kind == "refused":
                return ()
            raise
        return body[0] if body else ()

    async def _all(self, path: str, interface: str) -> Properties:
        try:
            body = await self._call(Call(path, PROPERTIES, "GetAll", "s", (interface,)))
        except BusError as error:
            if error.kind == "refused":
                return {}
            raise
        return body[0] if body and isinstance(body[0], dict) else {}

    async def _some(self, unit: str, of_unit: Sequence[str], of_kind: Sequence[str]) -> Properties:
        """Single properties, asked for at once; what the unit does not have is left out."""
        path, kind = path_of(unit), kind_interface(unit)
        wanted = [(UNIT, name) for name in of_unit] + [(kind, name) for name in of_kind]
        calls = [
            self._call(Call(path, PROPERTIES, "Get", "ss", (interface, name)))
            for interface, name in wanted
        ]
        given = await asyncio.gather(*calls, return_exceptions=True)
        found: dict[str, object] = {}
        for (_, name), body in zip(wanted, given, strict=True):
            if isinstance(body, BusError):
                if body.kind != "refused":
                    raise body
            elif isinstance(body, BaseException):
                raise body
            elif body:
                found[name] = body[0]
        return found

    async def _call(self, call: Call) -> Sequence[object]:
        return await _within(DEADLINE_S, self._link.call(call))

    # ------------------------------------------------------------ what is told

    def _hear(self, signal: Signal) -> None:
        event = event_of(signal)
        if event is not None:
            self._tell(event)

    def _end(self, error: BusError) -> None:
        self._tell(Lost(error))


def _names(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


async def _within(seconds: float, work: Coroutine[object, object, T]) -> T:
    """Its answer. Raises BusError `late`: none came in time."""
    try:
        return await asyncio.wait_for(work, seconds)
    except TimeoutError:
        what = msg("bus.late", seconds=int(seconds))
        raise BusError("late", what, msg("bus.late.next")) from None


def lost(why: str = "") -> BusError:
    """The connection has ended."""
    what = msg("bus.lost_why", why=why) if why else msg("bus.lost")
    return BusError("lost", what, msg("bus.lost.next"))


def refused(name: str, text: str) -> BusError:
    """systemd answered with an error."""
    kind = "denied" if name.endswith((".AccessDenied", ".InteractiveAuthorizationRequired")) else ""
    return BusError(
        kind or "refused", msg("bus.refused", why=text or name), msg("bus.refused.next"), name
    )


def absent(path: str, error: OSError) -> BusError:
    """Nothing answers at a socket."""
    kind = "denied" if isinstance(error, PermissionError) else "absent"
    what = msg("bus.denied", path=path) if kind == "denied" else msg("bus.absent", path=path)
    return BusError(kind, what, msg("bus.absent.next"))
