"""The system bus by dbus-fast."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from dbus_fast import AuthError, BusType, InvalidAddressError, Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.unpack import unpack_variants

from sptui.model.unit_bus import MANAGER, PATH, Signal
from sptui.system.bus_manager import absent, lost, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sptui.model.errors import BusError
    from sptui.model.unit import Way
    from sptui.system.bus_manager import Call

ADDRESS = "unix:path=/run/dbus/system_bus_socket"
_SYSTEMD = "org.freedesktop.systemd1"
_BUS, _BUS_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"
_MATCHES = (
    f"type='signal',sender='{_SYSTEMD}',interface='{MANAGER}',path='{PATH}'",
    f"type='signal',sender='{_SYSTEMD}',interface='org.freedesktop.DBus.Properties',"
    f"path_namespace='{PATH}/unit'",
    f"type='signal',sender='{_BUS}',member='NameOwnerChanged',arg0='{_SYSTEMD}'",
)


class FastLink:
    """One connection. Signals are taken from systemd alone: its name on the bus is asked for, since
    anybody may send any signal to somebody."""

    way: Way = "bus"

    def __init__(self, address: str = ADDRESS) -> None:
        self._address = address
        self._bus: MessageBus | None = None
        self._owner = ""
        self._tell: Callable[[Signal], object] = lambda signal: None
        self._ended: Callable[[BusError], object] = lambda error: None
        self._watch: asyncio.Task[None] | None = None

    async def open(
        self, tell: Callable[[Signal], object], ended: Callable[[BusError], object]
    ) -> None:
        """Connect, and match the signals of systemd."""
        try:
            bus = await MessageBus(self._address, BusType.SYSTEM).connect()
        except OSError as error:
            raise absent(self._address.partition("=")[2], error) from error
        except (AuthError, InvalidAddressError, EOFError, ValueError) as error:
            raise lost(str(error)) from error
        self._bus, self._tell, self._ended = bus, tell, ended
        bus.add_message_handler(self._hear)
        for rule in _MATCHES:
            await self._ask(_BUS, _BUS_PATH, _BUS, "AddMatch", "s", [rule])
        owner = await self._ask(_BUS, _BUS_PATH, _BUS, "GetNameOwner", "s", [_SYSTEMD])
        self._owner = str(owner[0]) if owner else ""
        self._watch = asyncio.get_running_loop().create_task(self._until_ended(bus))

    async def call(self, call: Call) -> Sequence[object]:
        """The answer's body."""
        return await self._ask(
            _SYSTEMD, call.path, call.interface, call.member, call.signature, list(call.args)
        )

    async def close(self) -> None:
        """Nothing is told any more."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
        if self._bus is not None:
            self._bus.disconnect()
            self._bus = None

    async def _ask(
        self, to: str, path: str, interface: str, member: str, signature: str, args: list[object]
    ) -> Sequence[object]:
        if self._bus is None or not self._bus.connected:
            raise lost()
        message = Message(to, path, interface, member, signature=signature, body=args)
        try:
            reply = await self._bus.call(message)
        except (OSError, EOFError) as error:
            raise lost(str(error)) from error
        if reply is None:
            raise lost()
        if reply.message_type is MessageType.ERROR:
            why = reply.body[0] if reply.body else ""
            raise refused(str(reply.error_name or ""), why if isinstance(why, str) else "")
        body: Sequence[object] = unpack_variants(reply.body)
        return body

    async def _until_ended(self, bus: MessageBus) -> None:
        why = ""
        try:
            await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever ended it: it is over
            why = str(error)
        self._ended(lost(why))

    def _hear(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            return
        if message.member == "NameOwnerChanged" and message.sender == _BUS:
            self._new_owner(message.body)
        elif message.sender == self._owner:
            body = unpack_variants(message.body)
            self._tell(
                Signal(message.path or "", message.interface or "", message.member or "", body)
            )

    def _new_owner(self, body: Sequence[object]) -> None:
        """systemd left the bus (it reads itself anew, or the bus does), or came back: then it is as
        after a reload, and has to be asked for its signals again."""
        if len(body) != 3 or body[0] != _SYSTEMD:
            return
        self._owner = str(body[2])
        self._tell(Signal(PATH, MANAGER, "Reloading", [not self._owner]))
        if self._owner and self._bus is not None:
            again = Message(_SYSTEMD, PATH, MANAGER, "Subscribe")
            self._bus.send(again)
