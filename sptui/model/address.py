"""Internet addresses as text, without the 10 ms that importing ipaddress costs."""

from __future__ import annotations


def ipv4_text(packed: bytes) -> str:
    """Four bytes in network order as `192.0.2.1`. Raises ValueError: not four bytes."""
    if len(packed) != 4:
        raise ValueError("no IPv4 address")
    return ".".join(map(str, packed))


def ipv6_text(packed: bytes) -> str:
    """Sixteen bytes in network order as `fd00::2`: the longest run of zero groups is left out (RFC
    5952).

    Raises ValueError: not sixteen bytes.
    """
    if len(packed) != 16:
        raise ValueError("no IPv6 address")
    groups = [packed[i] << 8 | packed[i + 1] for i in range(0, 16, 2)]
    best_start, best_length, start = 0, 1, None
    for i, group in enumerate((*groups, 1)):
        if group == 0 and start is None:
            start = i
        elif group != 0 and start is not None:
            if i - start > best_length:
                best_start, best_length = start, i - start
            start = None
    words = [f"{group:x}" for group in groups]
    if best_length == 1:
        return ":".join(words)
    return ":".join(words[:best_start]) + "::" + ":".join(words[best_start + best_length :])
