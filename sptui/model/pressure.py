"""Parser of /proc/pressure/*."""

from __future__ import annotations

from sptui.model.machine import Stall

_KEYS = (b"avg10=", b"avg60=", b"avg300=")


def parse_pressure(data: bytes, *, full: bool = True) -> Stall:
    """One PSI file. Source: Documentation/accounting/psi.rst.

    With `full` false a missing `full` line counts as 0: for CPU it means nothing, and kernels
    before 5.13 leave it out.

    Raises ValueError: a line or field that is missing, no number, or negative.
    """
    lines = data.split(b"\n")
    some = _averages(lines[0], b"some")
    total = lines[0].rpartition(b" total=")[2]
    stalled_us = int(total)
    if stalled_us < 0:
        raise ValueError("negative stall time")
    if not full and (len(lines) < 2 or not lines[1]):
        return Stall(*some, 0.0, 0.0, 0.0, stalled_us)
    if len(lines) < 2:
        raise ValueError("no full line")
    return Stall(*some, *_averages(lines[1], b"full"), stalled_us)


def _averages(line: bytes, kind: bytes) -> tuple[float, float, float]:
    fields = line.split(b" ")
    if len(fields) != 5 or fields[0] != kind:
        raise ValueError(f"no {kind.decode()} line")
    for field, key in zip(fields[1:4], _KEYS, strict=True):
        if not field.startswith(key):
            raise ValueError(f"no {key.decode()} on the {kind.decode()} line")
    ten, sixty, three_hundred = float(fields[1][6:]), float(fields[2][6:]), float(fields[3][7:])
    if not (ten >= 0 and sixty >= 0 and three_hundred >= 0):  # also refuses nan
        raise ValueError("negative pressure")
    return min(ten, 100.0), min(sixty, 100.0), min(three_hundred, 100.0)
