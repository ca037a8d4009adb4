"""Parsers of /proc/net/tcp, tcp6, udp and udp6: which sockets listen. Source: proc_net_tcp(5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.address import ipv4_text, ipv6_text

if TYPE_CHECKING:
    from typing import Literal

# enum in include/net/tcp_states.h: a listening TCP socket, and a UDP socket that is connected to
# nobody.
_LISTEN, _CLOSE = b"0A", b"07"


class Listening(NamedTuple):
    """One of them; `inode` is what /proc/PID/fd calls it by (`socket:[inode]`), `uid` whose."""

    protocol: str
    address: str
    port: int
    uid: int
    inode: int


class Table(NamedTuple):
    """`last` says that sockets of another kind began, behind which no listening one comes."""

    sockets: tuple[Listening, ...]
    last: bool


def parse_sockets(data: bytes, protocol: str, order: Literal["little", "big"] = "little") -> Table:
    """The listening sockets of a file, or of its beginning: a last line without its end is left
    out. `order` is the machine's (sys.byteorder), in which the kernel prints addresses.

    Raises ValueError: a line with too few fields, or one that can't be read.
    """
    found: list[Listening] = []
    tcp = protocol.startswith("tcp")
    others = False
    for line in data.split(b"\n")[1:-1]:
        fields = line.split(None, 10)
        if len(fields) < 10:
            raise ValueError("fewer than 10 fields on a socket's line")
        if fields[3] != (_LISTEN if tcp else _CLOSE):
            others = True
            continue
        raw, _, port = fields[1].partition(b":")
        number = int(port, 16)
        uid, inode = int(fields[7]), int(fields[9])
        if not 0 <= number <= 65535 or uid < 0 or inode < 0:
            raise ValueError("a socket out of range")
        found.append(Listening(protocol, _address(raw, order), number, uid, inode))
    return Table(tuple(found), tcp and others)


def socket_inode(link: bytes) -> int | None:
    """The inode in what an entry of /proc/PID/fd points to; None where that is no socket."""
    if link.startswith(b"socket:[") and link.endswith(b"]"):
        digits = link[8:-1]
        return int(digits) if digits.isdigit() else None
    return None


def _address(raw: bytes, order: Literal["little", "big"]) -> str:
    """Words of 32 bits, each as this machine writes numbers."""
    if len(raw) not in {8, 32}:
        raise ValueError("no address")
    words = [int(raw[i : i + 8], 16) for i in range(0, len(raw), 8)]
    if min(words) < 0:
        raise ValueError("no address")
    packed = b"".join([word.to_bytes(4, order) for word in words])
    return ipv4_text(packed) if len(packed) == 4 else ipv6_text(packed)
