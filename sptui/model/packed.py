"""A row of the history as bytes: a count, that many numbers of series, and a value of each.

Little-endian; numbers of two bytes, values as IEEE 754 single precision: seven digits, 6 bytes a
series. Neighbouring rows mostly have the same series, so numbers stand together: they are compared
as a whole, and not read again.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_NUMBER = 0xFFFF
_COUNT = struct.Struct("<H")
_VALUE = struct.Struct("<f")


def pack(row: Mapping[int, float]) -> bytes:
    """The bytes of a row.

    Raises ValueError: a number is not between 0 and `MOST_NUMBER`, there are more than as many, or
    a value is too large for a single."""
    numbers = sorted(row)
    try:
        return struct.pack(
            f"<H{len(numbers)}H{len(numbers)}f",
            len(numbers),
            *numbers,
            *[row[number] for number in numbers],
        )
    except (struct.error, OverflowError) as error:
        raise ValueError(str(error)) from None


def unpack(data: bytes) -> dict[int, float]:
    """The row. Raises ValueError: these are not the bytes of one."""
    count = _count(data)
    fields = struct.unpack_from(f"<{count}H{count}f", data, 2)
    return dict(zip(fields[:count], fields[count:], strict=True))


class Picker:
    """Reads some series out of many rows: only these are unpacked."""

    def __init__(self, wanted: Iterable[int]) -> None:
        self._wanted = frozenset(wanted)
        self._head = b""
        self._places: tuple[tuple[int, int], ...] = ()

    def pick(self, data: bytes) -> list[tuple[int, float]]:
        """(number, value) of the wanted series that the row has.

        Raises ValueError: these are not the bytes of a row."""
        count = _count(data)
        head = data[: 2 + 2 * count]
        if head != self._head:
            numbers = struct.unpack_from(f"<{count}H", data, 2)
            self._places = tuple(
                [
                    (number, len(head) + 4 * at)
                    for at, number in enumerate(numbers)
                    if number in self._wanted
                ]
            )
            self._head = head
        return [(number, _VALUE.unpack_from(data, place)[0]) for number, place in self._places]


def _count(data: bytes) -> int:
    if len(data) < 2:
        raise ValueError("a row of less than two bytes")
    count: int = _COUNT.unpack_from(data)[0]
    if len(data) != 2 + 6 * count:
        raise ValueError(f"a row of {count} series in {len(data)} bytes")
    return count
