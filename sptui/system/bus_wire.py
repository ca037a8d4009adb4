"""Messages of D-Bus as bytes. The one file that knows what is private to dbus-fast: its public part
can't talk to a peer that is no bus.

Source: D-Bus specification, "Message Protocol" and "Authentication Protocol".
"""

from __future__ import annotations

import io
from struct import Struct
from typing import TYPE_CHECKING

from dbus_fast import Message
from dbus_fast._private.unmarshaller import Unmarshaller
from dbus_fast.unpack import unpack_variants

if TYPE_CHECKING:
    from sptui.system.bus_link import Call

# Of one message. The protocol allows 128 MiB; the list of 5,000 units has 2.
MOST_BYTES = 64 << 20
_START = 16
_LENGTHS = {ord("l"): Struct("<4xI4xI"), ord("B"): Struct(">4xI4xI")}


def frames(buffer: bytearray) -> list[bytes]:
    """Takes the whole messages out of `buffer`; the beginning of the next one stays.

    Raises ValueError: this is no message."""
    found, at, there = [], 0, len(buffer)
    while there - at >= _START:
        lengths = _LENGTHS.get(buffer[at])
        if lengths is None:
            raise ValueError("not a D-Bus message")
        body, header = lengths.unpack_from(buffer, at)
        size = _START + (header + 7 & ~7) + body
        if size > MOST_BYTES:
            raise ValueError(f"a D-Bus message of {size} bytes")
        if there - at < size:
            break
        found.append(bytes(buffer[at : at + size]))
        at += size
    del buffer[:at]
    return found


def decode(frame: bytes) -> Message:
    """The message in these bytes. Raises ValueError: it is none."""
    try:
        # Any stream will do, whatever its annotation says.
        message = Unmarshaller(io.BytesIO(frame), None, False).unmarshall()  # type: ignore[arg-type]
    except Exception as error:
        # Whatever a parser of another's does with rubbish: IndexError, EOFError, KeyError, its own.
        raise ValueError(f"not a D-Bus message: {error}") from error
    if message is None:
        raise ValueError("not a whole D-Bus message")
    return message


def encode(call: Call, serial: int) -> bytes:
    """The bytes of a call. Raises ValueError: they can't be made of it."""
    try:
        message = Message(
            None, call.path, call.interface, call.member,
            signature=call.signature, body=list(call.body), serial=serial,
        )  # fmt: skip
        return bytes(message._marshall(False))
    except Exception as error:
        raise ValueError(f"can't be sent: {error}") from error


def body_of(message: Message) -> list[object]:
    """What the message says, with variants taken out."""
    body: list[object] = unpack_variants(message.body)
    return body
