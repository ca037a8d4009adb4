"""Parser of /etc/resolv.conf, and the smallest DNS question and the reading of its answer."""

from __future__ import annotations

_ADDRESS_BYTES = b"0123456789abcdefABCDEF.:"


def parse_resolv_conf(data: bytes) -> tuple[str, ...]:
    """The first three name servers, which is all that are asked. Source: resolv.conf(5).

    What is no address is skipped, as the C library does. An IPv6 address keeps its `%eth0`. Never
    raises.
    """
    found: list[str] = []
    for line in data.split(b"\n"):
        words = line.split()
        if len(words) < 2 or words[0] != b"nameserver":
            continue
        address = words[1].partition(b"%")[0]
        if (b"." in address or b":" in address) and not address.strip(_ADDRESS_BYTES):
            found.append(words[1].decode("utf-8", "surrogateescape"))
    return tuple(found[:3])


def root_question(number: int) -> bytes:
    """A query for the name servers of the root, recursion desired, `number` 0..65535. Source: RFC
    1035, 4.1."""
    return (
        number.to_bytes(2, "big")
        + b"\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
        + b"\x00"
        + b"\x00\x02\x00\x01"
    )


def is_answer(data: bytes, number: int) -> bool:
    """Whether `data` answers question `number`. "Server failure" is none: a local forwarder that
    reaches nobody says that. Never raises."""
    return (
        len(data) >= 12
        and data[:2] == number.to_bytes(2, "big")
        and data[2] & 0x80 != 0
        and data[3] & 0xF != 2
    )
