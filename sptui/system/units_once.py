"""One look at all units over D-Bus, for who does not look again: over one socket, without a loop,
and without a library that takes longer to load than the look."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from sptui.model import dbus_bytes as wire
from sptui.model.unit import UnitFacts, Units, kind_of
from sptui.model.unit_bus import (
    FACTS,
    FACTS_OF_KIND,
    MANAGER,
    PATH,
    PROPERTIES,
    UNIT,
    facts_of,
    kind_interface,
    path_of,
    units_of,
)
from sptui.system import bus_errors
from sptui.system.bus_link import BUS_NAME, BUS_PATH, NAME

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping, Sequence

    from sptui.model.unit import Unit, Way

# A bus lets nobody wait for more answers than 128: of so many units facts are asked at once.
_AT_ONCE = 16
_LONGEST_LINE = 4096


def look(way: Way, path: str, most_failed: int, deadline_s: float) -> Units:
    """All units, with the facts of up to `most_failed` that failed. `way` is `bus` or `private`,
    `path` its socket. Blocks, for `deadline_s` at most.

    Raises BusError: `absent`, `denied`, `lost`, `late`, `refused` or `lies`."""
    with _Line(path, deadline_s) as line:
        line.authenticate()
        destination = NAME if way == "bus" else ""
        if way == "bus":
            hello = wire.call(line.serial(), BUS_PATH, BUS_NAME, "Hello", (), BUS_NAME)
            line.well(line.ask([hello])[0], "Hello")
        call = wire.call(line.serial(), PATH, MANAGER, "ListUnits", (), destination)
        [told] = line.ask([call])
        try:
            listed = units_of(wire.rows(line.well(told, "ListUnits")))
        except ValueError:
            raise bus_errors.lies("ListUnits") from None
        rows = {unit.name: unit for unit in listed}
        failed = [unit for unit in listed if unit.active == "failed"][:most_failed]
        facts: dict[str, UnitFacts] = {}
        for n in range(0, len(failed), _AT_ONCE):
            facts.update(_facts(line, failed[n : n + _AT_ONCE], destination))
        return Units(rows, facts, {}, {}, way, time.time())


def _facts(line: _Line, units: Sequence[Unit], destination: str) -> Mapping[str, UnitFacts]:
    """A property that is refused or makes no sense is one that is not told."""
    asked = [
        (unit.name, interface, name)
        for unit in units
        for interface, names in (
            (UNIT, FACTS),
            (kind_interface(unit.name), FACTS_OF_KIND.get(kind_of(unit.name), ())),
        )
        for name in names
    ]
    calls = [
        wire.call(line.serial(), path_of(unit), PROPERTIES, "Get", (interface, name), destination)
        for unit, interface, name in asked
    ]
    found: dict[str, dict[str, object]] = {unit.name: {} for unit in units}
    for (unit, _, name), told in zip(asked, line.ask(calls), strict=True):
        if told.kind == wire.ANSWER:
            try:
                found[unit][name] = wire.value(told)
            except ValueError:
                continue
    return {name: facts_of(properties) for name, properties in found.items()}


class _Line:
    """A socket on which D-Bus is spoken, until a deadline."""

    def __init__(self, path: str, deadline_s: float) -> None:
        self._path, self._deadline_s = path, deadline_s
        self._end = time.monotonic() + deadline_s
        self._buffer = bytearray()
        self._serial = 0
        self._socket = self._connected()

    def __enter__(self) -> _Line:
        return self

    def __exit__(self, *error: object) -> None:
        self._socket.close()

    def serial(self) -> int:
        """A new one."""
        self._serial += 1
        return self._serial

    def authenticate(self) -> None:
        """The kernel tells who we are; we have to say the same. A call that systemd itself reads
        together with BEGIN is not answered: so that goes along, and the answer is waited for."""
        who = str(os.geteuid()).encode().hex()
        self._send(b"\0AUTH EXTERNAL " + who.encode() + b"\r\nBEGIN\r\n")
        while b"\r\n" not in self._buffer:
            if len(self._buffer) > _LONGEST_LINE:
                raise bus_errors.lies(self._path)
            self._receive()
        line, _, rest = bytes(self._buffer).partition(b"\r\n")
        if line.startswith(b"REJECTED"):
            raise bus_errors.denied(self._path, "REJECTED")
        if not line.startswith(b"OK"):
            raise bus_errors.lies(self._path)
        self._buffer = bytearray(rest)

    def ask(self, calls: Sequence[bytes]) -> list[wire.Answer]:
        """The answers to these calls, whose serials are the newest, in their order."""
        first = self._serial - len(calls) + 1
        self._send(b"".join(calls))
        found: dict[int, wire.Answer] = {}
        while len(found) < len(calls):
            told = self._answer()
            if told is not None and first <= told.serial <= self._serial:
                found[told.serial] = told
        return [found[serial] for serial in sorted(found)]

    def well(self, told: wire.Answer, what: str) -> wire.Answer:
        """The answer, unless it is an error: then BusError."""
        if told.kind == wire.FAILED:
            raise bus_errors.refused(self._path, what, told.error, "")
        return told

    def _answer(self) -> wire.Answer | None:
        """The next message, None where it answers nothing."""
        try:
            while len(self._buffer) < 16 or len(self._buffer) < wire.size_of(self._buffer[:16]):
                self._receive()
            size = wire.size_of(self._buffer[:16])
            message = bytes(self._buffer[:size])
            del self._buffer[:size]
            return wire.answer(message)
        except ValueError:
            raise bus_errors.lies(self._path) from None

    def _connected(self) -> socket.socket:
        import socket

        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            link.settimeout(self._deadline_s)
            link.connect(self._path)
        except TimeoutError:
            link.close()
            raise bus_errors.late(self._path, self._deadline_s) from None
        except OSError as error:
            link.close()
            raise bus_errors.connecting(self._path, error) from error
        return link

    def _left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise bus_errors.late(self._path, self._deadline_s)
        return left

    def _send(self, data: bytes) -> None:
        self._socket.settimeout(self._left())
        try:
            self._socket.sendall(data)
        except TimeoutError:
            raise bus_errors.late(self._path, self._deadline_s) from None
        except OSError as error:
            raise bus_errors.lost(self._path, error.strerror or str(error)) from error

    def _receive(self) -> None:
        self._socket.settimeout(self._left())
        try:
            data = self._socket.recv(1 << 18)
        except TimeoutError:
            raise bus_errors.late(self._path, self._deadline_s) from None
        except OSError as error:
            raise bus_errors.lost(self._path, error.strerror or str(error)) from error
        if not data:
            raise bus_errors.lost(self._path)
        self._buffer += data
