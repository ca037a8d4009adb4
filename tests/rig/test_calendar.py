"""When calendars elapse, held against systemd's own answer for hundreds of them."""

from __future__ import annotations

import os
import random
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from sptui.model.calendar import parse_calendar
from sptui.model.calendar_next import next_elapse, zone_named

TIMES = 6  # elapses asked of each


def listed(text: str) -> list[str]:
    return text.replace("\n", "|").split("|")


SPECS = listed(
    """daily|hourly|minutely|weekly|monthly|quarterly|semiannually|bi-annually|yearly|anually|DAILY|Mon
Mon..Fri|mon,tuesday|Mon-Fri|Mon..Wed,Sat 10:00|Mon,|Wed, 17:48|Mon..Sun|Fri..Fri|*:0/5|*:20/15
*:05/15:30|*:*:0/10|*:*:0/10.5|*:*:0/0.25|12:00:00.5|*:*:*|*:*|*:00:05..30/2.5|*:00:5.5..10.5
*:00:0/59|*:0/59|00/23:00|05:40:23.4200004/3.1700005|23:59:59.999999|12,14,13,12:20,10,30
8..10,12..14:10|9..17/2:00|9..18/2:00|*-*-* 10..12:00|10..12/5:00|*:1,1,1..3,2|*-*~3|*-*~1
*-*~28|*-*~3..5|*-*~*|*-02~03|Mon *-05~07/1|*-*~1,3,5..7|*~5|02~5|*-*~3..10/2|*-*~10/3|*-*~7/3
Sun *-*~7/1|*-*~9/2,1|2024-02~1|*-02~1..28|2-29|Mon 2-29|2-30|*-*-31|*-*-29..31|*-*-30/1
*-*-1/30|*-*-1/6|*-*-5..27/4|*-1/11-1|*-1/2-1,3 *:30|1..3-1|11-25..27|*-1,3,5..7-1|2020/2-1-1
2020..2030/3-1-1|2020..2030-1-1|69-1-1|70-1-1|2199-12-31|2199-12-31 23:59:59|1970-1-1|98-1-1
2030-6-15 10:00|Thu,Fri 2027-*-1,5 11:12:13|Wed..Sat,Tue 12-10-15 1:2:3|Fri *-*-13|Mon *-02-29
Sat,Sun 12-05 08:05:40|@0|@1700000000|@1900000000|Mon @1900000000|Wed @1900000000
@1900000000 UTC|daily UTC|10:00 utc|daily Europe/Berlin|*-*-* 02:30 Europe/Berlin
Sun *-*~7/1 02:00 America/New_York|10:00 Etc/GMT+5|*:0/15 Europe/Berlin
*:0/30 Australia/Lord_Howe|hourly America/St_Johns|00:00 Asia/Beirut|23:30 America/Havana
Mon *-1..3-1..7 10:00 Asia/Kolkata|*-3,10-* 2:0/20 Europe/Berlin|*-*-* *:30 Pacific/Apia"""
)

# Where a repetition does not divide its field, systemd carries over what is too much. On days on
# which clocks are put forward it may find nothing at all then ("Resource deadlock avoided"); sptui
# does.
CARRIED = listed(
    """0/7:00|0/7:30|0/9:0/25|*:0/25|*:10/25|*:0/25:0/35|*:*:0/25|*:*:0/10.5|0/7:0/13:0/17|*:0/59
0/23:00|*:0/58|5/9:7/11:3/13|Mon 0/7:00|*-*-1/5 0/7:0/13|0/7,3:0/13,58|*-12-* 0/5:0/7:0/11
*-*~1 0/7:00"""
)

NONE = listed(
    """*:*/5|*/2|*-*-*/2|5..3:00|*-*~5..3|*-02~31|*-*~31/1|*~1/2|2300-1-1|1969-1-1|13-1|2-29 Mon
Fri..Mon|Mon..|Mon..Tue..Wed|,Mon|Mon,,Tue|Mon Tue|Mond|monday,  tuesday|hourly Mon|@-1
@99999999999|@1700000000.5|10:00:60|24:00|23:60|10|10:|:10|10:00:|*|*-*-* *|2026-11-25T10:00
  10:00|10:00  |10/30:00|10/0:00|*-*-1/31|*-*-31/1|*-*-1,~1|1..3|*:10/20/5|*:1..2..3|*:1,,2|*:,1
*:1,|*:00:0/60|*:0/60|*-1/12-1|1000-1-1|99999-1-1|*-0-1|*-1-0|*-*-32|*-13-1|foo|Mon foo
10:00 foo bar|10:00 UTC UTC|UTC|Europe/Berlin|10:00 europe/berlin|10:00 Nowhere/Else
10:00 Europe/../Berlin|10:00 +02:00|10:00 /etc/passwd|10:00 GMT+5|*:0/1.5|*.5:00|--1|*--1
*-*-*-* 10:00|1:2:3:4|\u0661:00|Mon\u2013Fri|10:00\t|-1:00|*:-5|*:00:60|*:00:59.9999999
99999999999999999999:00|*-*~0|*-*~29|Mon..Fri..|Mon.Fri|*:0..|*:..5|*:5/|*-*-*~1|~1|*:0.5"""
)

BASES = [
    "2026-11-25 10:00:00", "2026-12-31 23:59:59", "2028-02-28 12:00:00", "2027-03-27 20:00:00",
    "2027-10-30 20:00:00", "2026-10-25 00:40:00", "2026-10-25 01:10:00", "2026-03-29 00:59:59",
]  # fmt: skip
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns"]


class Answer(NamedTuple):
    """What systemd makes of one specification: how it writes it, and when it elapses (whole
    seconds since 1970)."""

    normal: str
    elapses: list[int]


def asked(specs: Sequence[str], base: str, zone: str, times: int = TIMES) -> dict[str, Answer]:
    """What systemd makes of each; without those of which it finds no next elapse, though there is
    one (see CARRIED)."""
    argv = ["systemd-analyze", "calendar", f"--iterations={times}", f"--base-time={base} UTC"]
    done = subprocess.run(
        [*argv, "--", *specs], env={**os.environ, "TZ": zone, "LC_ALL": "C.UTF-8"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    lost = set(re.findall(r"for '(.*)': Resource deadlock avoided", done.stderr))
    if lost and len(lost) <= len(specs) / 50:
        return asked([spec for spec in specs if spec not in lost], base, zone, times)
    assert not done.stderr, done.stderr
    answers: dict[str, Answer] = {}
    spec = ""
    for line in done.stdout.splitlines():
        name, _, value = line.strip().partition(": ")
        if name == "Original form":
            spec = value
        elif name == "Normalized form":
            answers.setdefault(spec or value, Answer(value, []))
            spec = spec or value
        elif value != "never" and (
            name == "(in UTC)"
            or (zone == "UTC" and (name == "Next elapse" or name.startswith("Iter")))
        ):
            at = datetime.strptime(value, "%a %Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
            answers[spec].elapses.append(int(at.timestamp()))
        elif not line:
            spec = ""
    assert len(answers) >= 0.98 * len(set(specs))
    return answers


def worked_out(spec: str, base: str, zone: str, times: int = TIMES) -> list[int] | None:
    """When it elapses as sptui has it; None: it is no calendar."""
    calendar = parse_calendar(spec)
    if calendar is None or (calendar.zone and zone_named(calendar.zone) is None):
        return None
    at: float | None = datetime.fromisoformat(f"{base}+00:00").timestamp()
    found: list[int] = []
    while at is not None and len(found) < times:
        at = next_elapse(calendar, at, ZoneInfo(zone))
        if at is not None:
            found.append(int(at))
    return found


def differing(specs: Sequence[str], base: str, zone: str, times: int = TIMES) -> list[str]:
    found: list[str] = []
    for spec, answer in asked(specs, base, zone, times).items():
        ours = worked_out(spec, base, zone, times)
        if ours != answer.elapses:
            found.append(f"{spec!r} ({base}, {zone}): {ours}, but systemd {answer.elapses}")
        if parse_calendar(answer.normal) is None:
            found.append(f"{spec!r}: systemd's {answer.normal!r} is not understood")
        elif worked_out(answer.normal, base, zone, times) != ours:
            found.append(f"{spec!r}: systemd's {answer.normal!r} elapses at other times")
    return found


def random_specs(seed: int, number: int) -> list[str]:
    """Specifications as nobody would write them; systemd takes each."""
    rnd = random.Random(seed)

    def chain(low: int, high: int, *, back: bool = False) -> str:
        parts = []
        for _ in range(1 if back else rnd.choice((1, 1, 1, 2, 3))):
            first = rnd.randint(low, high)
            kind = rnd.random()
            if kind < 0.5:
                parts.append(str(first))
            elif kind < 0.75 and first < high:
                step = f"/{rnd.randint(1, 7)}" if rnd.random() < 0.5 else ""
                parts.append(f"{first}..{rnd.randint(first + 1, high)}{step}")
            else:
                room = first - low if back else high - first
                parts.append(f"{first}/{rnd.randint(1, room)}" if room else str(first))
        return "*" if rnd.random() < 0.4 else ",".join(parts)

    def one() -> str:
        back = rnd.random() < 0.3
        day = chain(1, 28, back=True) if back else chain(1, 31)
        year = rnd.choice(("*", "*", "*", "2027", "2026..2040/3", "2025/5"))
        date = f"{year}-{chain(1, 12)}{'~' if back else '-'}{day}"
        clock = f"{chain(0, 23)}:{chain(0, 59)}:{rnd.choice(('0', '30', chain(0, 59)))}"
        days = rnd.sample(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), rnd.randint(1, 4))
        parts = [",".join(days)] if rnd.random() < 0.4 else []
        parts += [date] if rnd.random() < 0.7 else []
        parts += [clock] if rnd.random() < 0.8 or not parts else []
        zones = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu")
        return " ".join([*parts, rnd.choice(zones)] if rnd.random() < 0.3 else parts)

    return list(dict.fromkeys(one() for _ in range(number)))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("base", BASES)
def test_calendars_elapse_when_systemd_says(base: str, zone: str) -> None:
    assert not differing(SPECS, base, zone)


@pytest.mark.parametrize(
    "base", [*BASES, "2026-12-30 23:50:55", "2026-11-30 22:00:00", "2026-12-31 22:50:59"]
)
def test_what_does_not_divide_its_field_is_carried_over(base: str) -> None:
    assert not differing(CARRIED, base, "UTC", times=40)


@pytest.mark.parametrize("seed", range(8))
def test_any_calendar_elapses_when_systemd_says(seed: int) -> None:
    specs = random_specs(seed, 100)
    assert not differing(specs, BASES[seed], ZONES[seed % len(ZONES)])


@pytest.mark.parametrize("text", NONE)
def test_what_systemd_does_not_take(text: str) -> None:
    argv = ["systemd-analyze", "calendar", "--", text]
    done = subprocess.run(argv, capture_output=True, timeout=60, check=False)
    assert done.returncode != 0
    assert worked_out(text, BASES[0], "UTC") is None
