"""So much of D-Bus as one look at systemd takes: calls with strings, answers with a list of units
or one plain value. (A whole library takes longer to load than `sptui status` may take in all.)

Source: D-Bus specification, "Message Protocol"."""

from collections.abc import Sequence
from struct import Struct, error
from typing import NamedTuple

CALL, ANSWER, FAILED = 1, 2, 3
# Of one message. The protocol allows 128 MiB; the list of 5,000 units has 2.
MOST_BYTES = 64 << 20
_START = 16
_PATH, _INTERFACE, _MEMBER, _ERROR, _ANSWERS, _DESTINATION, _SIGNATURE = 1, 2, 3, 4, 5, 6, 8
_ROW = 10  # (ssssssouso)


class Answer(NamedTuple):
    """What came back: the serial of the call, its kind, the name of the error (""), the signature
    of the body, and the body. `little`: its numbers are little endian."""

    serial: int
    kind: int
    error: str
    signature: str
    body: bytes
    little: bool


def call(
    serial: int,
    path: str,
    interface: str,
    member: str,
    strings: Sequence[str] = (),
    destination: str = "",
) -> bytes:
    """The bytes of a method call whose arguments are all strings; without a destination for a peer
    that is no bus."""
    body = bytearray()
    for text in strings:
        _put_string(body, text)
    fields = bytearray()
    given = [(_PATH, "o", path), (_INTERFACE, "s", interface), (_MEMBER, "s", member)]
    if destination:
        given.append((_DESTINATION, "s", destination))
    for code, type_, value in given:
        _pad(fields, 8)
        fields += bytes((code, 1)) + type_.encode() + b"\0"
        _put_string(fields, value)
    if strings:
        _pad(fields, 8)
        fields += bytes((_SIGNATURE, 1)) + b"g\0"
        fields += bytes((len(strings),)) + b"s" * len(strings) + b"\0"
    start = b"l" + bytes((CALL, 0, 1)) + _u32(True).pack(len(body)) + _u32(True).pack(serial)
    head = bytearray(start + _u32(True).pack(len(fields)) + fields)
    _pad(head, 8)
    return bytes(head + body)


def size_of(start: bytes | bytearray) -> int:
    """How many bytes the message has that begins with these 16. Raises ValueError: it is none."""
    if len(start) < _START or start[:1] not in (b"l", b"B"):
        raise ValueError("not a D-Bus message")
    u32 = _u32(start[:1] == b"l")
    body, fields = u32.unpack_from(start, 4)[0], u32.unpack_from(start, 12)[0]
    size: int = _START + _up(fields, 8) + body
    if size > MOST_BYTES:
        raise ValueError(f"a D-Bus message of {size} bytes")
    return size


def answer(message: bytes) -> Answer | None:
    """The answer or error in a whole message; None: it is something else (a signal). Raises
    ValueError: it is no message."""
    try:
        return _answer(message)
    except (error, IndexError) as wrong:
        raise ValueError("not a D-Bus message") from wrong


def rows(told: Answer) -> list[tuple[object, ...]]:
    """The rows of a list of units. Raises ValueError: it is none."""
    if told.signature != "a(ssssssouso)":
        raise ValueError("not a list of units")
    data, little = told.body, told.little
    try:
        end = 4 + _u32(little).unpack_from(data, 0)[0]
        at = 8
        found: list[tuple[object, ...]] = []
        if end > 4:
            end += 4  # structures begin at multiples of eight
        if end > len(data):
            raise ValueError("not a whole list")
        while at < end:
            row, at = _row(data, _up(at, 8), little)
            found.append(row)
    except (error, IndexError) as wrong:
        raise ValueError("not a list of units") from wrong
    return found


def value(told: Answer) -> object:
    """The text, the number or the truth in the variant of a property; None where it is of another
    type. Raises ValueError: it is no property."""
    if told.signature != "v":
        raise ValueError("not a property")
    data, little = told.body, told.little
    try:
        length = data[0]
        type_ = data[1 : 1 + length]
        at = 2 + length
        if type_ in (b"s", b"o"):
            return _string(data, at, _u32(little))[0]
        if type_ == b"b":
            return bool(_u32(little).unpack_from(data, _up(at, 4))[0])
        number = _NUMBERS.get(type_)
        if number is None:
            return None
        found: int = Struct("<>"[not little] + number).unpack_from(
            data, _up(at, Struct("=" + number).size)
        )[0]
    except (error, IndexError) as wrong:
        raise ValueError("not a property") from wrong
    return found


# ------------------------------------------------------------------ parts

_NUMBERS = {b"y": "B", b"n": "h", b"q": "H", b"i": "i", b"u": "I", b"x": "q", b"t": "Q"}
_LITTLE, _BIG = Struct("<I"), Struct(">I")


def _u32(little: bool) -> Struct:
    return _LITTLE if little else _BIG


def _up(at: int, by: int) -> int:
    return (at + by - 1) // by * by


def _pad(data: bytearray, by: int) -> None:
    data += bytes(_up(len(data), by) - len(data))


def _put_string(data: bytearray, text: str) -> None:
    raw = text.encode("utf-8", "replace")
    _pad(data, 4)
    data += _LITTLE.pack(len(raw)) + raw + b"\0"


def _string(data: bytes, at: int, u32: Struct) -> tuple[str, int]:
    at = (at + 3) & ~3
    length = u32.unpack_from(data, at)[0]
    end = at + 4 + length
    if data[end] != 0:
        raise ValueError("a text without an end")
    return data[at + 4 : end].decode("utf-8", "replace"), end + 1


def _row(data: bytes, at: int, little: bool) -> tuple[tuple[object, ...], int]:
    u32 = _u32(little)
    found: list[object] = []
    for n in range(_ROW):
        if n == 7:
            at = _up(at, 4)
            found.append(u32.unpack_from(data, at)[0])
            at += 4
        else:
            text, at = _string(data, at, u32)
            found.append(text)
    return tuple(found), at


def _answer(message: bytes) -> Answer | None:
    little, kind = message[:1] == b"l", message[1]
    if size_of(message[:_START]) != len(message):
        raise ValueError("not a whole D-Bus message")
    if kind not in (ANSWER, FAILED):
        return None
    u32 = _u32(little)
    end = _START + u32.unpack_from(message, 12)[0]
    at, serial, name, signature = _START, 0, "", ""
    while at < end:
        at = _up(at, 8)
        code, length = message[at], message[at + 1]
        type_ = message[at + 2 : at + 2 + length]
        at += 3 + length
        if type_ == b"u":
            at = _up(at, 4)
            number = u32.unpack_from(message, at)[0]
            serial = number if code == _ANSWERS else serial
            at += 4
        elif type_ == b"g":
            length = message[at]
            if code == _SIGNATURE:
                signature = message[at + 1 : at + 1 + length].decode("ascii", "replace")
            at += 2 + length
        elif type_ in (b"s", b"o"):
            text, at = _string(message, at, u32)
            name = text if code == _ERROR else name
        else:
            raise ValueError("a header of an unknown type")
    return Answer(serial, kind, name, signature, message[_up(end, 8) :], little)
