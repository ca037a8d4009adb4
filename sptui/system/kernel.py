"""What the kernel tells only when called: the clock's state and, over rtnetlink, addresses and
neighbours.

`RecordedKernel` gives the same bytes out of a recorded folder.
"""

from __future__ import annotations

import os
import sys
from typing import Protocol

from sptui.model.clock import TIMEX_BYTES
from sptui.model.netlink import GET_ADDRESSES, GET_NEIGHBOURS, is_last, request
from sptui.system.files import read_file

_INET, _INET6, _NETLINK, _RAW = 2, 10, 16, 3  # AF_INET, AF_INET6, AF_NETLINK, SOCK_RAW
_ANSWER_S = 1.0


class Kernel(Protocol):
    """Raw answers, for `model.clock` and `model.netlink` to read. Each raises OSError."""

    def timex(self) -> bytes:
        """What adjtimex(2) returned, in four bytes, and its struct timex."""

    def addresses(self) -> bytes:
        """A dump of the IPv4 addresses of all interfaces."""

    def neighbours(self) -> bytes:
        """A dump of the IPv6 neighbours of all interfaces."""


class RealKernel:
    """Asks the kernel that runs."""

    def timex(self) -> bytes:
        """As `Kernel.timex`. Asking changes nothing and takes no rights. Importing ctypes costs 6
        ms, once."""
        import ctypes

        buffer = ctypes.create_string_buffer(TIMEX_BYTES)
        state = ctypes.CDLL(None, use_errno=True).adjtimex(buffer)
        if state < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        return int(state).to_bytes(4, sys.byteorder) + buffer.raw

    def addresses(self) -> bytes:
        """As `Kernel.addresses`."""
        return _dump(request(GET_ADDRESSES, _INET))

    def neighbours(self) -> bytes:
        """As `Kernel.neighbours`."""
        return _dump(request(GET_NEIGHBOURS, _INET6))


class RecordedKernel:
    """Reads `kernel/` of a recorded folder."""

    def __init__(self, root: str) -> None:
        self._folder = f"{root.rstrip('/')}/kernel"

    def timex(self) -> bytes:
        """As `Kernel.timex`."""
        return read_file(f"{self._folder}/timex")

    def addresses(self) -> bytes:
        """As `Kernel.addresses`."""
        return read_file(f"{self._folder}/addresses")

    def neighbours(self) -> bytes:
        """As `Kernel.neighbours`."""
        return read_file(f"{self._folder}/neighbours")


def _dump(question: bytes) -> bytes:
    # The C half of `socket`: the other half costs 7 ms to import and gives nothing here.
    from _socket import socket

    link = socket(_NETLINK, _RAW, 0)
    try:
        link.settimeout(_ANSWER_S)
        link.send(question)
        data = b""
        while True:
            part = link.recv(1 << 16)
            data += part
            if not part or is_last(part):
                return data
    except ValueError as error:
        raise OSError(str(error)) from error
    finally:
        link.close()
