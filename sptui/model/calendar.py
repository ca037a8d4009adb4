"""When a calendar specification of systemd elapses, as far as a text says: read here, worked out in
`calendar_next`. Source: systemd.time(7), "CALENDAR EVENTS"."""

from functools import lru_cache
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1970, 2199  # the years that systemd looks into
SECOND = 1_000_000  # seconds are counted in microseconds
EVERY_DAY = (1 << 7) - 1
# No calendar is longer; a text that is costs nothing.
_MOST = 1024


class Stretch(NamedTuple):
    """`start`, and from there each `step` up to `last`; `step` 0: nothing but `start`. `last` None:
    as far as the field goes."""

    start: int
    last: int | None
    step: int


# Alternatives of one field; None is each value that it can have.
Chain = tuple[Stretch, ...] | None


class Calendar(NamedTuple):
    """A calendar specification. `weekdays` has a bit for each day, Monday the lowest. Days count
    from the end of the month where `from_end` says so (1: the last one). `zone` is the name of a
    time zone, "" the machine's own."""

    weekdays: int
    years: Chain
    months: Chain
    days: Chain
    from_end: bool
    hours: Chain
    minutes: Chain
    seconds: Chain
    zone: str = ""


_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = {
    "minutely": "*-*-* *:*:00",
    "hourly": "*-*-* *:00:00",
    "daily": "*-*-* 00:00:00",
    "weekly": "Mon *-*-* 00:00:00",
    "monthly": "*-*-01 00:00:00",
    "quarterly": "*-01,04,07,10-01 00:00:00",
    "biannually": "*-01,07-01 00:00:00",
    "bi-annually": "*-01,07-01 00:00:00",
    "semiannually": "*-01,07-01 00:00:00",
    "semi-annually": "*-01,07-01 00:00:00",
    "annually": "*-01-01 00:00:00",
    "anually": "*-01-01 00:00:00",  # systemd takes this slip too
    "yearly": "*-01-01 00:00:00",
}  # fmt: skip


@lru_cache(256)
def parse_calendar(text: str) -> Calendar | None:
    """What `text` says, in any of the forms that a unit file may have and in the one that systemd
    writes (property TimersCalendar). None: systemd would not take it either.

    Whether there is a time zone of that name is not known here. Never raises."""
    if not text.isascii() or len(text) > _MOST or text != text.strip(" "):
        return None
    words = text.split(" ")
    words = [words[0], *filter(None, words[1:])]
    whole = _parse(words, "")
    if whole is None and len(words) > 1 and words[-1][:1].isalpha():
        whole = _parse(words[:-1], "UTC" if words[-1].upper() == "UTC" else words[-1])
    return whole


def _parse(words: list[str], zone: str) -> Calendar | None:
    try:
        return _calendar(words, zone)
    except ValueError:
        return None


def _calendar(words: list[str], zone: str) -> Calendar:
    """Raises ValueError: it is none."""
    words = list(words)
    if len(words) == 1 and words[0].lower() in _SHORT:
        words = _SHORT[words[0].lower()].split(" ")
    weekdays = EVERY_DAY
    if words[0][:1].isalpha():
        weekdays = _weekdays(words[0])
        words = words[1:]
    if words and words[0][:1] == "@":
        return _instant(words, weekdays)
    date = words.pop(0) if words and ":" not in words[0] else "*-*-*"
    years, months, days, from_end = _date(date)
    hours, minutes, seconds = _time(words.pop(0) if words else "00:00:00")
    if words:
        raise ValueError
    return Calendar(weekdays, years, months, days, from_end, hours, minutes, seconds, zone)


def _weekdays(text: str) -> int:
    bits = 0
    for part in text.removesuffix(",").split(","):
        # systemd once wrote one dash
        first, between, last = part.partition(".." if ".." in part else "-")
        start = _weekday(first)
        end = _weekday(last) if between else start
        if end < start:
            raise ValueError
        for day in range(start, end + 1):
            bits |= 1 << day
    return bits


def _weekday(text: str) -> int:
    for number, name in enumerate(_DAYS):
        if text.lower() in (name, name[:3]):
            return number
    raise ValueError


def _instant(words: list[str], weekdays: int) -> Calendar:
    """`@1700000000`: seconds since 1970."""
    import time

    if len(words) > 1 or not words[0][1:].isdigit() or len(words[0]) > 12:
        raise ValueError
    fields = time.gmtime(int(words[0][1:]))
    if fields.tm_year > LAST_YEAR:
        raise ValueError
    year, month, day, hour, minute, second = ((Stretch(each, None, 0),) for each in fields[:6])
    second = (Stretch(fields.tm_sec * SECOND, None, 0),)
    return Calendar(weekdays, year, month, day, False, hour, minute, second, "UTC")


def _date(text: str) -> tuple[Chain, Chain, Chain, bool]:
    head, tilde, day = text.rpartition("~")
    if not tilde:
        head, dash, day = text.rpartition("-")
        if not dash:
            raise ValueError
    year, dash, month = head.rpartition("-")
    years = _chain(year, FIRST_YEAR, LAST_YEAR, year=True) if dash else None
    days = _chain(day, 1, 28 if tilde else 31, back=bool(tilde))
    return years, _chain(month, 1, 12), days, bool(tilde) and days is not None


def _time(text: str) -> tuple[Chain, Chain, Chain]:
    hour, colon, rest = text.partition(":")
    if not colon:
        raise ValueError
    minute, colon, second = rest.partition(":")
    return (
        _chain(hour, 0, 23),
        _chain(minute, 0, 59),
        _seconds(second) if colon else (Stretch(0, None, 0),),
    )


def _seconds(text: str) -> Chain:
    if text == "*":
        return (Stretch(0, None, SECOND),)
    return _chain(text, 0, 60 * SECOND - 1, unit=SECOND)


def _chain(
    text: str, low: int, high: int, *, unit: int = 1, year: bool = False, back: bool = False
) -> Chain:
    """The alternatives of a field. `back`: they count from the end, and a repetition goes on to
    it. Raises ValueError."""
    if text == "*":
        return None
    return tuple([_stretch(part, low, high, unit, year, back) for part in text.split(",")])


def _stretch(text: str, low: int, high: int, unit: int, year: bool, back: bool) -> Stretch:
    span, slash, repeat = text.partition("/")
    first, dots, second = span.partition("..")
    start = _number(first, unit, year)
    last = _number(second, unit, year) if dots else None
    step = _number(repeat, unit) if slash else unit if dots else 0
    if not low <= start <= high or (slash and step == 0):
        raise ValueError
    if last is not None:
        if not start <= last <= high:
            raise ValueError
        last -= (last - start) % step
        if last == start:
            return Stretch(start, None, 0)
    elif step and not low <= (start - step if back else start + step) <= high:
        raise ValueError
    return Stretch(start, last, step)


def _number(text: str, unit: int, year: bool = False) -> int:
    whole, dot, part = text.partition(".")
    if not whole.isdigit() or len(whole) > 9 or (dot and (unit == 1 or not part.isdigit())):
        raise ValueError
    number = int(whole) * unit
    if dot:
        number += (int(part[:7].ljust(7, "0")) + 5) // 10
    if year and number < 100:
        number += 2000 if number < 70 else 1900
    return number
