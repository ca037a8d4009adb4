"""systemd's own socket: D-Bus without a bus. Only root is let in, and only from systemd's own
namespaces; there are no names, so that nothing has to be asked before the first call."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from sptui.model.errors import BusError
from sptui.model.unit import Way
from sptui.model.unit_bus import Signal, text
from sptui.system import bus_errors
from sptui.system.bus_link import booted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from dbus_fast import Message

    from sptui.system.bus_link import Call

SOCKET = "/run/systemd/private"
_LONGEST_LINE = 4096
_CLOSES_S = 1.0
_COMES_BACK_S, _AGAIN_S = 2.0, 0.1


class PrivateLink:
    """A connection to systemd at `path`. Fulfils the Protocol Link."""

    way: Way = "private"

    def __init__(self, path: str = SOCKET) -> None:
        self.where = path
        self._peer: _Peer | None = None

    async def open(
        self, hear: Callable[[Signal], object], lost: Callable[[BusError], object]
    ) -> None:
        """Connect and be let in. While systemd executes itself anew its socket is gone for a
        moment."""
        loop = asyncio.get_running_loop()
        # Tens of milliseconds the first time, which the loop must not stand still for.
        wire = await asyncio.to_thread(_load)
        end = loop.time() + _COMES_BACK_S
        while True:
            try:
                await self._connect(lambda: _Peer(wire, self.where, hear, lost))
            except BusError as error:
                if error.kind not in ("absent", "lost") or not booted() or loop.time() > end:
                    raise
            else:
                return
            await asyncio.sleep(_AGAIN_S)

    async def _connect(self, make: Callable[[], _Peer]) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, peer = await loop.create_unix_connection(make, self.where)
        except OSError as error:
            raise bus_errors.connecting(self.where, error) from error
        self._peer = peer
        try:
            await peer.admitted
        except BaseException:
            await self.close()
            raise

    async def call(self, call: Call) -> Sequence[object]:
        """The body of the answer."""
        if self._peer is None:
            raise bus_errors.lost(self.where)
        return await self._peer.call(call)

    async def close(self) -> None:
        """End it. What is waited for is told so."""
        peer, self._peer = self._peer, None
        if peer is not None:
            peer.end()
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(peer.closed), _CLOSES_S)


def _load() -> ModuleType:
    from sptui.system import bus_wire

    return bus_wire


class _Peer(asyncio.Protocol):
    """Speaks to systemd over one socket."""

    def __init__(
        self,
        wire: ModuleType,
        where: str,
        hear: Callable[[Signal], object],
        lost: Callable[[BusError], object],
    ) -> None:
        loop = asyncio.get_running_loop()
        self.admitted: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[None] = loop.create_future()
        self._wire, self._where = wire, where
        self._hear, self._tell_lost = hear, lost
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._serial = 0
        self._waiting: dict[int, tuple[Call, asyncio.Future[list[object]]]] = {}
        self._error: BusError | None = None

    # ------------------------------------------------------------ the socket

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say who we are: the kernel tells systemd the same."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
        who = str(os.geteuid()).encode().hex()
        # BEGIN goes along, and the first call only after the answer: where a call comes together
        # with BEGIN, systemd has read it, and answers when something else comes, or never.
        self._write(b"\0AUTH EXTERNAL " + who.encode() + b"\r\nBEGIN\r\n")

    def data_received(self, data: bytes) -> None:
        """Some of an answer, or many of them."""
        if self._error is not None:
            return
        self._buffer += data
        try:
            if not self.admitted.done():
                self._authenticate()
            if not self.admitted.done():
                return
            messages = [self._wire.decode(frame) for frame in self._wire.frames(self._buffer)]
        except ValueError:
            self._fail(bus_errors.lies(self._where))
            return
        for message in messages:
            if self._error is None:
                self._take(message)

    def connection_lost(self, exc: Exception | None) -> None:
        """It ended, by whom ever."""
        self._fail(bus_errors.lost(self._where, str(exc) if exc else ""))
        if not self.closed.done():
            self.closed.set_result(None)

    def end(self) -> None:
        """We end it: nothing is told."""
        self._hear, self._tell_lost = lambda signal: None, lambda error: None
        self._fail(bus_errors.lost(self._where))

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    # ------------------------------------------------------------ messages

    async def call(self, call: Call) -> list[object]:
        """Send it, and wait for the body of its answer."""
        if self._error is not None:
            raise self._error
        self._serial += 1
        serial = self._serial
        try:
            sent = self._wire.encode(call, serial)
        except ValueError as error:
            raise bus_errors.unsendable(self._where, call.said, str(error)) from error
        future: asyncio.Future[list[object]] = asyncio.get_running_loop().create_future()
        self._waiting[serial] = call, future
        self._write(sent)
        try:
            return await future
        finally:
            self._waiting.pop(serial, None)

    def _authenticate(self) -> None:
        """Raises ValueError: that is no D-Bus."""
        line, end, rest = bytes(self._buffer).partition(b"\r\n")
        if not end:
            if len(line) > _LONGEST_LINE:
                raise ValueError("an endless line")
            return
        del self._buffer[:]
        if not line.startswith(b"OK"):
            if line.startswith(b"REJECTED"):
                self._fail(bus_errors.denied(self._where, "REJECTED"))
                return
            raise ValueError("not a D-Bus peer")
        self._buffer += rest
        self.admitted.set_result(None)

    def _take(self, message: Message) -> None:
        """An answer to who waits for it, if anybody still does; a signal to who listens."""
        kind = message.message_type.name
        if kind == "SIGNAL":
            body = self._wire.body_of(message)
            signal = Signal(text(message.path), text(message.interface), text(message.member), body)
            self._hear(signal)
            return
        call, future = self._waiting.get(message.reply_serial, (None, None))
        if call is None or future is None or future.done():
            return
        if kind == "METHOD_RETURN":
            future.set_result(self._wire.body_of(message))
        elif kind == "ERROR":
            why = text(message.body[0]) if message.body else ""
            name = text(message.error_name)
            future.set_exception(bus_errors.refused(self._where, call.said, name, why))

    def _fail(self, error: BusError) -> None:
        """The connection is of no use any more: everybody is told, once."""
        if self._error is not None:
            return
        self._error = error
        if self._transport is not None:
            self._transport.abort()
        opened = self.admitted.done()
        if not opened:
            self.admitted.set_exception(error)
        for _, future in self._waiting.values():
            if not future.done():
                future.set_exception(error)
        if opened:
            self._tell_lost(error)
