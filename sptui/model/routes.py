"""Parsers of /proc/net/route, ipv6_route, arp and if_inet6: the ways out, and who is at their other
end."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING, NamedTuple

from sptui.model.address import ipv4_text, ipv6_text
from sptui.model.machine import Route

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_UP, _GATEWAY, _REJECT = 0x1, 0x2, 0x200  # RTF_* of linux/route.h
_TENTATIVE, _DUPLICATE = 0x40, 0x08  # IFA_F_* of linux/if_addr.h
_LINK, _HOST = 0x20, 0x10  # IPV6_ADDR_* of net/ipv6.h

# Whether the kernel knows the link address of (interface, address).
Neighbours = dict[tuple[str, str], bool]


class Inet6(NamedTuple):
    """One IPv6 address of an interface, which the kernel also calls by `number`. `usable` is False
    for link and host scope, and while it is being tried."""

    number: int
    interface: str
    address: str
    usable: bool


def parse_routes(data: bytes) -> tuple[Route, ...]:
    """The IPv4 default routes of the main table, the preferred one first. Source: proc_pid_net(5),
    `/proc/net/route`.

    Addresses are printed as numbers of this machine, so they are read in its own byte order. A
    route without a gateway (a tunnel, a dialled line) has gateway "".

    Raises ValueError: no heading, a line with too few fields, or a field that is no hexadecimal
    number.
    """
    found: list[tuple[int, Route]] = []
    for fields in _rows(data, b"Iface", 8):
        destination, gateway, flags, mask = (int(fields[i], 16) for i in (1, 2, 3, 7))
        if destination or mask or not flags & _UP or flags & _REJECT:
            continue
        text = ipv4_text(pack("=I", gateway & 0xFFFFFFFF)) if flags & _GATEWAY else ""
        found.append((int(fields[6]), Route(_text(fields[0]), text, None)))
    return _preferred(found)


def parse_routes6(data: bytes) -> tuple[Route, ...]:
    """The IPv6 default routes, the preferred one first. Source: net/ipv6/route.c, `rt6_info_route`.

    The kernel's own "unreachable" default is left out.

    Raises ValueError: a line with too few fields, or a field that is no hexadecimal number.
    """
    found: list[tuple[int, Route]] = []
    for line in data.split(b"\n"):
        if not line:
            continue
        fields = line.split()
        if len(fields) < 10:
            raise ValueError("fewer than 10 fields on a route's line")
        flags, name = int(fields[8], 16), fields[9]
        if (
            int(fields[0], 16)
            or int(fields[1], 16)
            or not flags & _UP
            or flags & _REJECT
            or name == b"lo"
        ):
            continue
        text = ipv6_text(_packed(fields[4])) if flags & _GATEWAY else ""
        found.append((int(fields[5], 16), Route(_text(name), text, None)))
    return _preferred(found)


def parse_arp(data: bytes) -> Neighbours:
    """The IPv4 neighbours: True with a complete entry, False while nobody answers. Source:
    proc_pid_net(5), `/proc/net/arp`.

    Raises ValueError: no heading, a line with too few fields, or flags that are no hexadecimal
    number.
    """
    return {
        (_text(fields[5]), _text(fields[0])): bool(int(fields[2], 16) & 0x2)  # ATF_COM
        for fields in _rows(data, b"IP address", 6)
    }


def parse_if_inet6(data: bytes) -> tuple[Inet6, ...]:
    """The IPv6 addresses of all interfaces. Source: net/ipv6/addrconf.c, `if6_seq_show`.

    Raises ValueError: a line with too few fields, or a field that is no hexadecimal number.
    """
    found: list[Inet6] = []
    for line in data.split(b"\n"):
        if not line:
            continue
        fields = line.split()
        if len(fields) < 6:
            raise ValueError("fewer than 6 fields on an address's line")
        number, scope, flags = (int(fields[i], 16) for i in (1, 3, 4))
        usable = not scope & (_LINK | _HOST) and not flags & (_TENTATIVE | _DUPLICATE)
        found.append(Inet6(number, _text(fields[5]), ipv6_text(_packed(fields[0])), usable))
    return tuple(found)


def with_neighbours(
    routes: Iterable[Route], known: Mapping[tuple[str, str], bool]
) -> tuple[Route, ...]:
    """The same routes, each with what is known of its gateway: None where nothing is, or where it
    has none."""
    return tuple(
        route._replace(reachable=known.get((route.interface, route.gateway))) for route in routes
    )


def _rows(data: bytes, heading: bytes, least: int) -> list[list[bytes]]:
    lines = data.split(b"\n")
    if not lines[0].startswith(heading):
        raise ValueError("no heading")
    rows = [line.split() for line in lines[1:] if line]
    if any(len(row) < least for row in rows):
        raise ValueError(f"fewer than {least} fields on a line")
    return rows


def _preferred(found: list[tuple[int, Route]]) -> tuple[Route, ...]:
    return tuple(route for _, route in sorted(found, key=lambda pair: pair[0]))


def _packed(field: bytes) -> bytes:
    return bytes.fromhex(field.decode("ascii"))


def _text(field: bytes) -> str:
    return field.decode("utf-8", "surrogateescape")
