"""systemd's own socket: for root, where no bus runs. There is no bus in between: no Hello, no
names, no matches; calls go straight to systemd, and its signals come by themselves once they are
asked for. It answers only in the machine's own namespaces. dbus-fast writes and reads the messages;
what it has no public name for is used here alone. Source: D-Bus Specification, "Authentication
Protocol" and "Message Protocol"."""

from __future__ import annotations

import asyncio
import io
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from dbus_fast import Message, MessageType
from dbus_fast._private.unmarshaller import Unmarshaller
from dbus_fast.unpack import unpack_variants

from sptui.model.unit_bus import Signal
from sptui.system.bus_manager import absent, lost, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sptui.model.errors import BusError
    from sptui.model.unit import Way
    from sptui.system.bus_manager import Call

SOCKET = "/run/systemd/private"
_FIXED = 16
_MOST_BYTES = 128 * 2**20  # the longest message that D-Bus allows


class PrivateLink:
    """One connection."""

    way: Way = "private"

    def __init__(self, path: str = SOCKET) -> None:
        self._path = path
        self._writer: asyncio.StreamWriter | None = None
        self._task: asyncio.Task[None] | None = None
        self._serial = 0
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        self._tell: Callable[[Signal], object] = lambda signal: None

    async def open(
        self, tell: Callable[[Signal], object], ended: Callable[[BusError], object]
    ) -> None:
        """Connect, and say who we are."""
        try:
            reader, writer = await asyncio.open_unix_connection(self._path)
        except OSError as error:
            raise absent(self._path, error) from error
        self._writer, self._tell = writer, tell
        try:
            uid = str(os.geteuid()).encode().hex().encode()
            writer.write(b"\0AUTH EXTERNAL " + uid + b"\r\n")
            answer = await reader.readline()
            if not answer.startswith(b"OK "):
                raise lost(answer.decode("ascii", "replace").strip())
            writer.write(b"BEGIN\r\n")
            await writer.drain()
        except (OSError, ValueError) as error:
            raise lost(str(error)) from error
        self._task = asyncio.get_running_loop().create_task(self._read(reader, ended))

    async def call(self, call: Call) -> Sequence[object]:
        """The answer's body."""
        if self._writer is None or self._task is None or self._task.done():
            raise lost()
        self._serial += 1
        serial = self._serial
        message = Message(
            "org.freedesktop.systemd1",
            call.path,
            call.interface,
            call.member,
            signature=call.signature,
            body=list(call.args),
            serial=serial,
        )
        self._waiting[serial] = answer = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(bytes(message._marshall(False)))
            await self._writer.drain()
            reply = await answer
        except OSError as error:
            raise lost(str(error)) from error
        finally:
            self._waiting.pop(serial, None)
        if reply.message_type is MessageType.ERROR:
            why = reply.body[0] if reply.body else ""
            raise refused(str(reply.error_name or ""), why if isinstance(why, str) else "")
        body: Sequence[object] = unpack_variants(reply.body)
        return body

    async def close(self) -> None:
        """Nothing is told any more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    async def _read(
        self, reader: asyncio.StreamReader, ended: Callable[[BusError], object]
    ) -> None:
        """Take messages until the connection ends."""
        why = ""
        try:
            while True:
                self._take(await _message(reader))
        except asyncio.CancelledError:
            self._fail(lost())
            raise
        except (OSError, EOFError, ValueError) as error:
            why = str(error)
        except Exception as error:  # noqa: BLE001 - what can't be read ends it too, with its reason
            why = f"{type(error).__name__}: {error}"
        self._fail(lost(why))
        ended(lost(why))

    def _take(self, message: Message) -> None:
        if message.message_type is MessageType.SIGNAL:
            body = unpack_variants(message.body)
            self._tell(
                Signal(message.path or "", message.interface or "", message.member or "", body)
            )
            return
        answer = self._waiting.get(message.reply_serial or 0)
        if answer is not None and not answer.done():
            answer.set_result(message)

    def _fail(self, error: BusError) -> None:
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(error)


async def _message(reader: asyncio.StreamReader) -> Message:
    """The next message. Raises EOFError: the connection ended; ValueError: that is none."""
    fixed = await reader.readexactly(_FIXED)
    order = {ord("l"): "little", ord("B"): "big"}.get(fixed[0])
    if order is None:
        raise ValueError("no message of D-Bus")
    little = order == "little"
    body = int.from_bytes(fixed[4:8], "little" if little else "big")
    fields = int.from_bytes(fixed[12:16], "little" if little else "big")
    rest = -(-fields // 8) * 8 + body
    if rest > _MOST_BYTES:
        raise ValueError("a message that is too long")
    whole = fixed + await reader.readexactly(rest)
    message = Unmarshaller(io.BytesIO(whole)).unmarshall()  # type: ignore[arg-type]
    if message is None:
        raise ValueError("no message of D-Bus")
    return message
