"""When a calendar specification elapses next. Held against `systemd-analyze calendar` in the rig.

Where the clocks of a zone are put forward, what falls into the hour that is not there is left out;
where they are put back, what falls into the hour that is there twice elapses in the first one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from sptui.model.calendar import LAST_YEAR, SECOND, Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from sptui.model.calendar import Calendar, Chain

# Searches in a row that go on from elsewhere: systemd gives up as well.
_MOST_STEPS = 1000
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def next_elapse(calendar: Calendar, after: float, local: tzinfo | None = None) -> float | None:
    """The first moment behind `after` at which `calendar` elapses; both in seconds since 1970.

    `local` is the machine's own zone, None that of this process. None: it never elapses again, or
    no zone of its name is known here. Never raises."""
    zone = local
    if calendar.zone and (zone := zone_named(calendar.zone)) is None:
        return None
    try:
        first = round(after * SECOND) + 1
        start = _shown(first, zone)
        for _ in range(_MOST_STEPS):
            found = _match(calendar, start)
            if found is None:
                return None
            clock, fits = found
            us = _us(clock, zone, 0)
            if not fits:
                start = _shown(us, zone)
            elif _shown(us, zone) != clock:
                start = _behind_gap(clock, zone)
            else:
                # Less than `first`: it is in the hour that is there twice, and the first is over.
                return (us if us >= first else _us(clock, zone, 1)) / SECOND
    except (ValueError, OverflowError, OSError):  # years that nobody has clocks for
        pass
    return None


@lru_cache(64)
def zone_named(name: str) -> tzinfo | None:
    """The time zone of this name, None where there is none. Never raises."""
    if name == "UTC":
        return UTC
    # Loaded only where a specification names a zone: it costs milliseconds.
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # no such name, no name at all, no data on it
        return None


# ---------------------------------------------------------------- clocks


def _shown(us: int, zone: tzinfo | None) -> datetime:
    """What a clock of the zone shows at this microsecond since 1970."""
    seconds, rest = divmod(us, SECOND)
    return datetime.fromtimestamp(seconds, zone).replace(microsecond=rest, tzinfo=None, fold=0)


def _us(clock: datetime, zone: tzinfo | None, fold: int) -> int:
    """Microsecond since 1970 at which a clock of the zone shows this; `fold` 1: for the second
    time. For what no clock shows, some other one."""
    whole = clock.replace(microsecond=0, tzinfo=zone, fold=fold)
    return round(whole.timestamp()) * SECOND + clock.microsecond


def _behind_gap(clock: datetime, zone: tzinfo | None) -> datetime:
    """What clocks of the zone show first behind the gap that `clock` lies in."""
    whole = clock.replace(microsecond=0)
    low, high = 0, 26 * 3600  # a whole day was left out once (Samoa)
    while high - low > 1:
        middle = (low + high) // 2
        then = whole + timedelta(seconds=middle)
        if _shown(_us(then, zone, 0), zone) == then:
            high = middle
        else:
            low = middle
    return whole + timedelta(seconds=high)


# ---------------------------------------------------------------- fields


def _match(calendar: Calendar, start: datetime) -> tuple[datetime, bool] | None:
    """The first time from `start` on that fits, by a clock that is never put forward or back, and
    True. False: the search goes on from there. None: nothing fits any more."""
    for year in _values(calendar.years, start.year, LAST_YEAR):
        this_year = year == start.year
        for month in _values(calendar.months, start.month if this_year else 1, 12):
            this_month = this_year and month == start.month
            length = _LENGTHS[month - 1] + (month == 2 and _is_leap(year))
            days = _from_start(calendar.days, length) if calendar.from_end else calendar.days
            for day in _values(days, start.day if this_month else 1, length):
                midnight = datetime(year, month, day)  # noqa: DTZ001 - what a clock shows
                if calendar.weekdays >> midnight.weekday() & 1:
                    today = this_month and day == start.day
                    clock = _clock(calendar, start if today else midnight, day == length)
                    if clock is not None:
                        return midnight + clock[0], clock[1]
    return None


def _clock(calendar: Calendar, start: datetime, last_day: bool) -> tuple[timedelta, bool] | None:
    """The first time of this day that fits, from `start` on, and True. False: the search goes on
    from there, which may be in the next day. None: it goes on with the next day.

    Where a repetition runs out of its field, systemd carries what is too much over, and sets back
    only the highest field that this changed. So with minutes `0/25` it goes on from 00:15 behind
    23:50, and leaves out 00:00; behind 22:50 it does not. What it does is what counts here."""
    us = start.second * SECOND + start.microsecond
    next_hour = start.hour
    for hour in _values(calendar.hours, start.hour, 23):
        this_hour = hour == start.hour
        next_minute = start.minute if this_hour else 0
        for minute in _values(calendar.minutes, next_minute, 59):
            low = us if this_hour and minute == start.minute else 0
            for second in _values(calendar.seconds, low, 60 * SECOND - 1):
                return timedelta(hours=hour, minutes=minute, microseconds=second), True
            if minute == 59 and (over := _beyond(calendar.seconds, 60 * SECOND)):
                return timedelta(hours=hour, minutes=59, microseconds=over), False
            next_minute = minute + 1
        if hour == 23 and next_minute < 60 and (over := _beyond(calendar.minutes, 60)):
            return timedelta(hours=23, minutes=over), False
        next_hour = hour + 1
    if last_day and next_hour < 24 and (over := _beyond(calendar.hours, 24)):
        return timedelta(hours=over), False
    return None


def _beyond(chain: Chain, limit: int) -> int | None:
    """The first value of a repetition without end that its field, which ends before `limit`, can't
    have."""
    over = [
        start + -((start - limit) // step) * step
        for start, last, step in chain or ()
        if step and last is None
    ]
    return min(over, default=None)


def _values(chain: Chain, low: int, high: int) -> Iterator[int]:
    """The values of a field from `low` to `high`, upwards."""
    value = _at_least(chain, low, high)
    while value is not None:
        yield value
        value = _at_least(chain, value + 1, high)


def _at_least(chain: Chain, low: int, high: int) -> int | None:
    """The smallest value of a field that is at least `low` and at most `high`."""
    if chain is None:
        return low if low <= high else None
    best: int | None = None
    for start, last, step in chain:
        value = start
        if value < low:
            if not step:
                continue
            value += -((start - low) // step) * step
        if value <= (high if last is None else min(last, high)):
            best = value if best is None else min(best, value)
    return best


def _from_start(days: Chain, length: int) -> Chain:
    """Days that count from the end of a month of this length, counted from its start."""
    if days is None:
        return None
    return tuple(
        [
            Stretch(length + 1 - (last or start), last and length + 1 - start, step)
            for start, last, step in days
        ]
    )


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
