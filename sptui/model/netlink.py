"""Parsers of the kernel's answers over rtnetlink: IPv4 addresses and IPv6 neighbours, which no file
tells in full."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from sptui.model.address import ipv4_text, ipv6_text

if TYPE_CHECKING:
    from collections.abc import Iterator

GET_ADDRESSES, GET_NEIGHBOURS = 22, 30  # RTM_GETADDR, RTM_GETNEIGH
_ADDRESS, _NEIGHBOUR, _ERROR, _DONE = (
    20,
    28,
    2,
    3,
)  # RTM_NEWADDR, RTM_NEWNEIGH, NLMSG_ERROR, NLMSG_DONE
_LOCAL, _LABEL = 2, 3  # IFA_*
_DESTINATION = 1  # NDA_DST
_LINK_SCOPE = 253  # RT_SCOPE_LINK; site is 200, global 0, host 254
_FAILED = 0x20 | 0x01  # NUD_FAILED, NUD_INCOMPLETE
_KNOWN = (
    0x02 | 0x04 | 0x08 | 0x10 | 0x40 | 0x80
)  # NUD_ REACHABLE, STALE, DELAY, PROBE, NOARP, PERMANENT


def request(kind: int, family: int) -> bytes:
    """A dump request for one address family (AF_INET 2, AF_INET6 10). Source: rtnetlink(7)."""
    # length, type, NLM_F_REQUEST | NLM_F_DUMP, sequence, port; then a body of family and zeros
    # (ndmsg is the longest)
    return struct.pack("=IHHIIB11x", 28, kind, 0x301, 1, 0, family)


def is_last(data: bytes) -> bool:
    """Whether the messages in `data` end a dump. Raises ValueError: a message of an impossible
    length."""
    return any(kind in (_DONE, _ERROR) for kind, _ in _messages(data))


def parse_addresses(data: bytes) -> tuple[tuple[str, str], ...]:
    """(interface, IPv4 address) of those with global or site scope, in the kernel's order.

    Raises ValueError: a message or attribute of an impossible length, or an error told by the
    kernel.
    """
    found: list[tuple[str, str]] = []
    for kind, body in _messages(data):
        _refuse_error(kind, body)
        if kind != _ADDRESS:
            continue
        if len(body) < 8:
            raise ValueError("an address message cut short")
        attributes = _attributes(body[8:])
        if body[3] >= _LINK_SCOPE or _LOCAL not in attributes:
            continue
        label = attributes.get(_LABEL, b"").rstrip(b"\0").partition(b":")[0]
        found.append((label.decode("utf-8", "surrogateescape"), ipv4_text(attributes[_LOCAL])))
    return tuple(found)


def parse_neighbours(data: bytes) -> dict[tuple[int, str], bool]:
    """Whether the link address is known of (index of the interface, IPv6 address).

    Raises ValueError: a message or attribute of an impossible length, or an error told by the
    kernel.
    """
    known: dict[tuple[int, str], bool] = {}
    for kind, body in _messages(data):
        _refuse_error(kind, body)
        if kind != _NEIGHBOUR:
            continue
        if len(body) < 12:
            raise ValueError("a neighbour message cut short")
        index, state = struct.unpack_from("=iH", body, 4)
        address = _attributes(body[12:]).get(_DESTINATION)
        if address is not None and state & (_KNOWN | _FAILED):
            known[index, ipv6_text(address)] = bool(state & _KNOWN)
    return known


def _refuse_error(kind: int, body: bytes) -> None:
    if kind == _ERROR:
        number = struct.unpack_from("=i", body)[0] if len(body) >= 4 else "?"
        raise ValueError(f"the kernel answered error {number}")


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        if at + 16 > len(data):
            raise ValueError("a message without its head")
        length, kind = struct.unpack_from("=IH", data, at)
        if length < 16 or at + length > len(data):
            raise ValueError("a message of an impossible length")
        yield kind, data[at + 16 : at + length]
        at += (length + 3) & ~3


def _attributes(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, at)
        if length < 4 or at + length > len(data):
            raise ValueError("an attribute of an impossible length")
        found[kind] = data[at + 4 : at + length]
        at += (length + 3) & ~3
    return found
