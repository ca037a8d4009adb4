"""What adjtimex(2) returned, as a value."""

from __future__ import annotations

import struct

from sptui.model.machine import Clock

TIMEX_BYTES = 256  # struct timex is 208 on 64 bits, 128 on 32
_UNSYNCHRONISED = 0x40  # STA_UNSYNC
_ERROR = 5  # TIME_ERROR


def parse_timex(state: int, data: bytes) -> Clock:
    """`state` is what the call returned, `data` its struct timex in this machine's own layout.

    The kernel's maximum error grows by itself until something disciplines the clock again.

    Raises ValueError: `state` tells of a failure, `data` is cut short, or the error is negative.
    """
    head = struct.Struct("@I4li")  # modes, offset, freq, maxerror, esterror, status
    if not 0 <= state <= _ERROR or len(data) < head.size:
        raise ValueError("adjtimex failed")
    _, _, _, max_error_us, _, status = head.unpack_from(data)
    if max_error_us < 0:
        raise ValueError("negative error of the clock")
    return Clock(not status & _UNSYNCHRONISED and state != _ERROR, max_error_us / 1e6)
