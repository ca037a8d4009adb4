"""Figures as people read them: three digits at most that count, one unit, fixed widths.

Right-aligned in SIZE_W, RATE_W, PCT_W and AGE_W cells. None and what is no number are `-`, never 0;
zero is `0`, without a unit.
"""

from __future__ import annotations

import time
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeGuard

SIZE_W, RATE_W, PCT_W, AGE_W = 8, 9, 5, 7
UNREAD = "-"

_DECIMAL = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def size(value: float | None) -> str:
    """Bytes, decimal: "14.6 GB"."""
    return _scaled(value, 1000, _DECIMAL)


def mem(value: float | None) -> str:
    """Bytes, binary: "1.9 GiB"."""
    return _scaled(value, 1024, _BINARY)


def rate(value: float | None) -> str:
    """Bytes a second, decimal: "84 kB/s"."""
    text = _scaled(value, 1000, _DECIMAL)
    return text if text in (UNREAD, "0") else text + "/s"


def round_rate(value: float) -> str:
    """A rate that is a round figure by itself: "10 MB/s"."""
    return rate(value).replace(".0 ", " ")


def mem_of(used: float | None, total: float | None) -> str:
    """Two figures in one unit: "5.2 of 7.8 GiB"."""
    if not _known(used) or not _known(total):
        return UNREAD
    number, unit = _split(total, 1024, _BINARY)
    return f"{_in_unit(used, 1024, _BINARY, unit)} of {number.removesuffix('.0')} {unit}"


def mem_like(value: float | None, like: float | None) -> str:
    """`value` in the unit that `like` has: "0.3 GiB" beside "7.8 GiB"."""
    if not _known(value) or not _known(like):
        return UNREAD
    unit = _split(like, 1024, _BINARY)[1]
    number = _in_unit(value, 1024, _BINARY, unit)
    return "0" if not value else f"{number} {unit}"


def pct(value: float | None) -> str:
    """Percent as a whole number; what is below 100 never shows as 100: "62 %"."""
    if not _known(value):
        return UNREAD
    whole = round(value)
    if whole == 100 and value < 100:
        whole = 99
    return f"{min(whole, 999)} %"


def age(seconds: float | None) -> str:
    """One unit: s below 120 s, min below 120 min, h below 48 h, d below 1,000 d, else years."""
    if not _known(seconds):
        return UNREAD
    s = max(0, int(seconds))
    if s < 120:
        return f"{s} s"
    if s < 7200:
        return f"{s // 60} min"
    if s < 48 * 3600:
        return f"{s // 3600} h"
    days = s // 86400
    if days < 1000:
        return f"{days} d"
    years = days // 365
    return f"{years} y" if years < 10000 else UNREAD


def load(value: float | None) -> str:
    """Load average, or another bare number: "0.84", "12.3", "148"."""
    if not _known(value):
        return UNREAD
    return f"{value:.2f}" if value < 9.995 else f"{value:.1f}" if value < 99.95 else count(value)


def count(value: float | None) -> str:
    """A whole number: "1,204"."""
    return f"{round(value):,}" if _known(value) else UNREAD


def date(at: float | None, now: float | None = None) -> str:
    """Seconds since 1970 in the machine's zone: "22 Nov 02:10"; "22 Nov 2025" in another year."""
    then = _local(at)
    if then is None:
        return UNREAD
    today = _local(now)
    if today is not None and today.tm_year != then.tm_year:
        return f"{then.tm_mday:2} {_MONTHS[then.tm_mon - 1]} {then.tm_year}"
    return f"{then.tm_mday:2} {_MONTHS[then.tm_mon - 1]} {then.tm_hour:02}:{then.tm_min:02}"


def moment(at: float | None, now: float) -> str:
    """Seconds since 1970: "19:05:12" of today, else as `date` has it."""
    then, today = _local(at), _local(now)
    if then is None or today is None or then[:3] != today[:3]:
        return date(at, now)
    return f"{then.tm_hour:02}:{then.tm_min:02}:{then.tm_sec:02}"


def seconds(value: float | None) -> str:
    """How much CPU was used: "40 ms", "1.2 s", "41 s", then as `age`."""
    if not _known(value) or value < 0:
        return UNREAD
    if value < 0.0005:
        return "0"
    if value < 0.9995:
        return f"{value * 1000:.0f} ms"
    return f"{value:.1f} s" if value < 9.95 else age(value + 0.5)


def clock(at: float | None) -> str:
    """Hours and minutes: "19:46"."""
    then = _local(at)
    return UNREAD if then is None else f"{then.tm_hour:02}:{then.tm_min:02}"


def day(at: float | None) -> str:
    """Weekday and date: "Sun 22 Nov"."""
    then = _local(at)
    if then is None:
        return UNREAD
    return f"{_DAYS[then.tm_wday]} {then.tm_mday:2} {_MONTHS[then.tm_mon - 1]}"


def _known(value: float | None) -> TypeGuard[float]:
    try:
        return value is not None and isfinite(value)
    except OverflowError:  # an int beyond any float
        return False


def _scaled(value: float | None, base: int, units: tuple[str, ...]) -> str:
    if not _known(value):
        return UNREAD
    number, unit = _split(value, base, units)
    return "0" if number == "0" else f"{number} {unit}"


def _split(value: float, base: int, units: tuple[str, ...]) -> tuple[str, str]:
    sign, value = ("-", -value) if value < 0 else ("", value)
    power = 0
    # What would round to 1000 is the next unit's 1.0: never four digits, binary neither.
    while power < len(units) - 1 and value >= 999.5:
        value /= base
        power += 1
    number = f"{min(value, 9999):.{_decimals(value, power)}f}"
    return ("0" if float(number) == 0 else sign + number), units[power]


def _decimals(value: float, power: int) -> int:
    # A tenth of a GB is worth a digit up to 100; below that, up to 10.
    return 1 if power and value < (99.95 if power >= 3 else 9.95) else 0


def _in_unit(value: float, base: int, units: tuple[str, ...], unit: str) -> str:
    power = units.index(unit)
    scaled = value / base**power
    return f"{min(scaled, 9999):.{_decimals(scaled, power)}f}"


def _local(at: float | None) -> time.struct_time | None:
    if not _known(at):
        return None
    try:
        return time.localtime(at)
    except (OverflowError, ValueError, OSError):
        return None
