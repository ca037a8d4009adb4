"""The system bus by dbus-fast."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from sptui.model.errors import BusError
from sptui.model.unit import Way
from sptui.model.unit_bus import Signal, text
from sptui.system import bus_errors
from sptui.system.bus_link import (
    ALREADY_SUBSCRIBED,
    BUS_NAME,
    BUS_PATH,
    CAME_BACK,
    COMES_BACK_S,
    LEAVES,
    MATCHES,
    NAME,
    OWNER_MATCH,
    Call,
    booted,
    of_manager,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dbus_fast import Message, MessageType
    from dbus_fast.aio import MessageBus

SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket"
_CLOSES_S = 1.0


class FastLink:
    """A connection to the bus at `address`, as D-Bus writes addresses. Fulfils the Protocol
    Link."""

    way: Way = "bus"

    def __init__(self, address: str = SYSTEM_BUS) -> None:
        self.where = address
        self._bus: MessageBus | None = None
        self._lib: _Library | None = None
        self._ended: asyncio.Task[None] | None = None
        self._hear: Callable[[Signal], object] = lambda signal: None
        self._lost: Callable[[BusError], object] = lambda error: None
        self._error: BusError | None = None
        # The unique name of systemd: others can send what looks like its signals.
        self._owner = ""
        self._came = asyncio.Event()
        self._back: asyncio.TimerHandle | None = None
        self._again: asyncio.Task[None] | None = None

    async def open(
        self, hear: Callable[[Signal], object], lost: Callable[[BusError], object]
    ) -> None:
        """Connect, and have the bus hand on what systemd tells."""
        self._owner, self._came = "", asyncio.Event()
        # Tens of milliseconds the first time, which the loop must not stand still for.
        lib = self._lib = await asyncio.to_thread(_load)
        try:
            bus = lib.MessageBus(self.where)
            await bus.connect()
        except Exception as error:  # of another's library: OSError, errors of its own
            raise bus_errors.connecting(self.where, error) from error
        self._bus = bus
        self._hear, self._lost = hear, lost
        bus.add_message_handler(self._take)
        self._ended = asyncio.get_running_loop().create_task(_until_over(bus))
        self._ended.add_done_callback(self._over)
        try:
            rules = (OWNER_MATCH, *MATCHES)
            await asyncio.gather(*[self._of_bus("AddMatch", rule) for rule in rules])
            await self._find_owner()
        except BaseException:
            await self.close()
            raise

    async def _find_owner(self) -> None:
        """Who systemd is on this bus. Just after the bus came, systemd may not be there yet."""
        try:
            body = await self._of_bus("GetNameOwner", NAME)
            # It may have changed since it answered.
            self._owner = self._owner or (text(body[0]) if body else "")
        except BusError as error:
            if error.kind != "absent" or not booted():
                raise
            with suppress(TimeoutError):
                await asyncio.wait_for(self._came.wait(), COMES_BACK_S)
            if not self._owner:
                raise

    async def _of_bus(self, member: str, argument: str) -> Sequence[object]:
        return await self._send(Call(BUS_PATH, BUS_NAME, member, "s", (argument,)), BUS_NAME)

    async def call(self, call: Call) -> Sequence[object]:
        """The body of the answer."""
        return await self._send(call, NAME)

    async def close(self) -> None:
        """End it; what is waited for is told so."""
        self._hear, self._lost = lambda signal: None, lambda error: None
        self._error = self._error or bus_errors.lost(self.where)
        if self._back is not None:
            self._back.cancel()
        if self._again is not None:
            self._again.cancel()
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.disconnect()
        if self._ended is not None:
            await asyncio.wait({self._ended}, timeout=_CLOSES_S)

    async def _send(self, call: Call, destination: str) -> Sequence[object]:
        bus, lib = self._bus, self._lib
        if self._error is not None or bus is None or lib is None:
            raise self._error or bus_errors.lost(self.where)
        if not bus.connected:  # it ended just now; its descriptor may be another's already
            raise bus_errors.lost(self.where)
        try:
            message = lib.Message(
                destination, call.path, call.interface, call.member,
                signature=call.signature, body=list(call.body),
            )  # fmt: skip
            reply = await bus.call(message)
        except Exception as error:  # of another's library: EOFError, OSError, errors of its own
            if bus.connected:
                raise bus_errors.unsendable(self.where, call.said, str(error)) from error
            raise bus_errors.lost(self.where, str(error)) from error
        if reply is None:
            raise bus_errors.lost(self.where)
        if reply.message_type is lib.ERROR:
            why = text(reply.body[0]) if reply.body else ""
            raise bus_errors.refused(self.where, call.said, text(reply.error_name), why)
        return lib.plain(reply.body)

    def _take(self, message: Message) -> None:
        """A signal, if it is systemd's: anybody can send us what looks like one."""
        lib = self._lib
        if lib is None or message.message_type is not lib.SIGNAL:
            return
        if message.sender == self._owner:
            body = lib.plain(message.body)
            path, interface, member = message.path, message.interface, message.member
            self._hear(Signal(text(path), text(interface), text(member), body))
        elif message.sender == BUS_NAME and message.member == "NameOwnerChanged":
            self._follow(message.body)

    def _follow(self, body: Sequence[object]) -> None:
        """systemd left the bus, or came (back) to it."""
        if len(body) != 3 or body[0] != NAME or body[2] == self._owner:
            return
        before, self._owner = self._owner, text(body[2])
        loop = asyncio.get_running_loop()
        if self._back is not None:
            self._back.cancel()
            self._back = None
        elif before:
            self._hear(LEAVES)
        if not self._owner:
            self._back = loop.call_later(COMES_BACK_S, self._fail, bus_errors.lost(NAME))
        elif self._came.is_set() or before:
            if self._again is not None:
                self._again.cancel()
            self._again = loop.create_task(self._subscribe_again())
        self._came.set()

    async def _subscribe_again(self) -> None:
        """systemd knows nothing of who listened before."""
        try:
            await self.call(of_manager("Subscribe"))
        except BusError as error:
            if error.name != ALREADY_SUBSCRIBED:
                self._fail(error)
                return
        self._hear(CAME_BACK)

    def _over(self, ended: asyncio.Task[None]) -> None:
        """The connection ended."""
        error = None if ended.cancelled() else ended.exception()
        self._fail(bus_errors.lost(self.where, str(error or "")))

    def _fail(self, error: BusError) -> None:
        if self._error is None:
            self._error = error
            self._lost(error)


async def _until_over(bus: MessageBus) -> None:
    """Raises what ended the connection, if anything did but us."""
    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]


class _Library(NamedTuple):
    """What is used of dbus-fast."""

    MessageBus: type[MessageBus]
    Message: type[Message]
    SIGNAL: MessageType
    ERROR: MessageType
    plain: Callable[[Sequence[object]], Sequence[object]]


def _load() -> _Library:
    import logging

    from dbus_fast import Message, MessageType
    from dbus_fast.aio import MessageBus
    from dbus_fast.unpack import unpack_variants

    # Else what it warns of is written across the screen.
    logging.getLogger("dbus_fast").addHandler(logging.NullHandler())

    class Bus(MessageBus):
        """One that sends without leaving a future behind at which nobody looks: where its
        connection ends asyncio would write of each across the screen."""

        def send(self, msg: Message) -> asyncio.Future[None]:  # type: ignore[override]
            if self._writer is None:
                raise EOFError
            if not msg.serial:
                msg.serial = self.next_serial()
            sent = asyncio.get_running_loop().create_future()
            sent.add_done_callback(_look)
            try:
                self._writer.schedule_write(msg, sent)
            except (OSError, ValueError):
                # It ended in the middle of this, and what waits for an answer was told why.
                if self.connected:
                    raise
            return sent

    return _Library(Bus, Message, MessageType.SIGNAL, MessageType.ERROR, unpack_variants)


def _look(sent: asyncio.Future[None]) -> None:
    if not sent.cancelled():
        sent.exception()
