"""Calendars of systemd, read and worked out. Against systemd itself: tests/rig/test_calendar.py."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.calendar import EVERY_DAY, SECOND, Calendar, Stretch, parse_calendar
from sptui.model.calendar_next import next_elapse, zone_named

BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"


def at(text: str) -> float:
    return datetime.fromisoformat(f"{text}+00:00").timestamp()


def elapses(text: str, after: str, times: int = 3, zone: tzinfo | None = UTC) -> list[str]:
    """The next ones, as UTC."""
    calendar = parse_calendar(text)
    assert calendar is not None
    moment: float | None = at(after)
    found = []
    for _ in range(times):
        moment = None if moment is None else next_elapse(calendar, moment, zone)
        if moment is not None:
            found.append(datetime.fromtimestamp(moment, UTC).isoformat(" ").removesuffix("+00:00"))
    return found


@contextmanager
def own_zone(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    """This process's own time zone, for a while."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", name)
        time.tzset()
        yield
    time.tzset()


def test_the_fields_of_a_calendar() -> None:
    assert parse_calendar("Mon..Wed,Sun 2027-*-1,5..9/2 08/4:30:15.5 Europe/Berlin") == Calendar(
        0b1000111,
        (Stretch(2027, None, 0),),
        None,
        (Stretch(1, None, 0), Stretch(5, 9, 2)),
        False,
        (Stretch(8, None, 4),),
        (Stretch(30, None, 0),),
        (Stretch(15_500_000, None, 0),),
        "Europe/Berlin",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("daily", "*-*-* 00:00:00"),
        ("Hourly UTC", "*-*-* *:00:00 UTC"),
        ("weekly", "Mon"),
        ("monday", "Mon *-*-*"),
        ("Mon-Fri", "Mon,Tue,Wed,Thu,Fri"),
        ("10:00", "*-*-* 10:00:00"),
        ("2-1", "*-02-01 00:00:00"),
        ("27-1-1", "2027-01-01"),
        ("99-1-1", "1999-01-01"),
        ("*:*:0/1", "*:*:*"),
        ("8..11/2:00", "8..10/2:00"),
        ("9..9:00", "9:00"),
        ("10:00 utc", "10:00 UTC"),
        ("@1900000000", "2030-03-17 17:46:40 UTC"),
    ],
)
def test_two_ways_to_write_one(one: str, other: str) -> None:
    assert parse_calendar(one) == parse_calendar(other) is not None


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "*", "10", "*:*/5", "24:00", "1:2:3:4", "Fri..Mon", "Mon,,Tue", "2-30-1-1"),
        *("*-*-32", "*-*~29", "1969-1-1", "2200-1-1", "10/0:00", "10:00 a b", "@1.5", "@", "-"),
        *("\u0661:00", "10:00\n", " 10:00", "*:5..3", "*:0/60", "9" * 5000 + ":00", "Mon " * 999),
    ],
)
def test_what_is_none(text: str) -> None:
    assert parse_calendar(text) is None


@pytest.mark.parametrize(
    ("text", "after", "then"),
    [
        ("daily", "2026-11-25 10:00", ["2026-11-26 00:00:00", "2026-11-27 00:00:00"]),
        ("daily", "2026-11-25 00:00", ["2026-11-26 00:00:00", "2026-11-27 00:00:00"]),
        ("Mon..Fri 10:00", "2026-11-27 10:00", ["2026-11-30 10:00:00", "2026-12-01 10:00:00"]),
        ("*:0/20", "2026-12-31 23:30", ["2026-12-31 23:40:00", "2027-01-01 00:00:00"]),
        ("*-*~1", "2028-02-01 00:00", ["2028-02-29 00:00:00", "2028-03-31 00:00:00"]),
        ("*-*~3..5", "2026-11-26 00:00", ["2026-11-27 00:00:00", "2026-11-28 00:00:00"]),
        ("Mon *-05~07/1", "2026-11-25 00:00", ["2027-05-31 00:00:00", "2028-05-29 00:00:00"]),
        ("2-29", "2026-11-25 00:00", ["2028-02-29 00:00:00", "2032-02-29 00:00:00"]),
        ("2-29", "2096-03-01 00:00", ["2104-02-29 00:00:00", "2108-02-29 00:00:00"]),
        ("*-*-31", "2026-11-25 00:00", ["2026-12-31 00:00:00", "2027-01-31 00:00:00"]),
        ("2027/5-1-1", "2026-11-25 00:00", ["2027-01-01 00:00:00", "2032-01-01 00:00:00"]),
        ("*:*:0/20.5", "2026-11-25 10:00", ["2026-11-25 10:00:20.500000", "2026-11-25 10:00:41"]),
        ("12:00:00.5", "2026-11-25 10:00", ["2026-11-25 12:00:00.500000"]),
        ("8,6:0,30", "2026-11-25 06:30", ["2026-11-25 08:00:00", "2026-11-25 08:30:00"]),
        # What systemd makes of a repetition that does not divide its field.
        ("*:0/25", "2026-11-25 22:50", ["2026-11-25 23:00:00", "2026-11-25 23:25:00"]),
        ("*:0/25", "2026-11-25 23:50", ["2026-11-26 00:25:00", "2026-11-26 00:50:00"]),
        ("0/7:00", "2026-11-29 21:00", ["2026-11-30 00:00:00", "2026-11-30 07:00:00"]),
        ("0/7:00", "2026-11-30 21:00", ["2026-12-01 07:00:00", "2026-12-01 14:00:00"]),
        ("*:*:0/25", "2026-11-25 10:58:50", ["2026-11-25 10:59:00", "2026-11-25 10:59:25"]),
        ("*:*:0/25", "2026-11-25 10:59:50", ["2026-11-25 11:00:25", "2026-11-25 11:00:50"]),
    ],
)
def test_when_it_elapses(text: str, after: str, then: list[str]) -> None:
    assert elapses(text, after, 2)[: len(then)] == then


@pytest.mark.parametrize(
    "text", ["2025-1-1", "@0", "Tue 2027-1-1", "2-30", "1970..2020-*-*", "Mon *-2-30 *:*:*"]
)
def test_never_again(text: str) -> None:
    assert elapses(text, "2026-11-25 10:00") == []


def test_the_last_moment_that_systemd_looks_at() -> None:
    last = ["2199-12-31 23:59:59"]
    assert elapses("*:*:59", "2199-12-31 23:59:00", 2) == last


def test_the_hour_that_no_clock_shows_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with own_zone(monkeypatch, BERLIN):
        days = ["2027-03-27 01:30:00", "2027-03-29 00:30:00"]
        assert elapses("02:30", "2027-03-27 00:00", 2, None) == days
        hours = ["2027-03-28 00:00:00", "2027-03-28 01:00:00", "2027-03-28 02:00:00"]
        assert elapses("hourly", "2027-03-27 23:30", 3, None) == hours


def test_the_hour_that_is_there_twice_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with own_zone(monkeypatch, BERLIN):
        days = ["2027-10-31 00:30:00", "2027-11-01 01:30:00"]
        assert elapses("02:30", "2027-10-30 12:00", 2, None) == days
        half_hours = ["2027-10-31 00:30:00", "2027-10-31 02:00:00"]
        assert elapses("*:0/30", "2027-10-31 00:00", 2, None) == half_hours
        # Who asks in the second one hears of what is left of it.
        assert elapses("*:0/30", "2027-10-31 01:10", 1, None) == ["2027-10-31 01:30:00"]


def test_a_zone_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    assert elapses("10:00", "2026-11-25 10:00", 1, east) == ["2026-11-26 04:30:00"]
    assert elapses("10:00 UTC", "2026-11-25 10:00", 1, east) == ["2026-11-26 10:00:00"]


@pytest.mark.parametrize(
    "name",
    ["Nowhere/Else", "../../etc/passwd", "/etc/passwd", "a\0b", "", "x" * 999, "\udcff", "."],
)
def test_a_zone_that_is_none(name: str) -> None:
    assert zone_named(name) is None
    daily = parse_calendar("daily")
    assert daily is not None
    assert not name or next_elapse(daily._replace(zone=name), 0.0) is None


def test_moments_that_no_clock_shows() -> None:
    daily = parse_calendar("daily")
    assert daily is not None
    for moment in (1e18, -1e18, 1e300, float("inf"), float("nan")):
        assert next_elapse(daily, moment, UTC) is None


chains = st.sampled_from(["*", "1", "3..9", "2/5", "1,4..7/2", "5,6"])
specs = st.builds(
    "{}{}-{}-{} {}:{}:{}".format,
    st.sampled_from(["", "Mon ", "Tue..Sat ", "Sun,Wed "]),
    st.sampled_from(["*", "2027", "2020/3"]),
    *[chains] * 5,
)


@given(specs, st.integers(1_600_000_000, 2_000_000_000))
def test_it_elapses_after_and_in_its_fields(text: str, after: int) -> None:
    calendar = parse_calendar(text)
    assert calendar is not None
    moment = next_elapse(calendar, after, UTC)
    if moment is None:
        return
    assert moment > after
    clock = datetime.fromtimestamp(moment, UTC)
    assert calendar.weekdays >> clock.weekday() & 1
    for chain, value in (
        (calendar.years, clock.year),
        (calendar.months, clock.month),
        (calendar.days, clock.day),
        (calendar.hours, clock.hour),
        (calendar.minutes, clock.minute),
        (calendar.seconds, clock.second * SECOND),
    ):
        assert chain is None or any(
            value == start
            if not step
            else value >= start and (value - start) % step == 0 and (last is None or value <= last)
            for start, last, step in chain
        )


@given(st.text() | st.text("0123456789*/.,:-~@ MonTueUTC", max_size=40) | specs)
def test_no_text_is_too_odd(text: str) -> None:
    calendar = parse_calendar(text)
    if calendar is not None:
        assert 0 < calendar.weekdays <= EVERY_DAY
        next_elapse(calendar, 1_795_600_800.0, UTC)
