"""What others need of facts.json, which is `status --json` as its writer saw it: the login text,
and how file systems grow."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

from sptui.model.health import Growth, Level, Sureness

SCHEMA = 1
# The writer writes once a minute: what is older is written by nobody.
FRESH_S = 300.0
# Growth changes slowly, but a disk that was replaced last week does not grow as the old one did.
GROWTH_FRESH_S = 7 * 86_400.0

_LEVELS: dict[str, Level] = {"bad": "bad", "warning": "warning", "unknown": "unknown", "ok": "ok"}
_SURENESS: dict[str, Sureness] = {"sure": "sure", "rough": "rough", "guess": "guess"}


class Newer(ValueError):
    """The facts are of a newer schema."""


class Said(NamedTuple):
    """One finding: its title in words, and since when it is so (seconds since 1970), if known."""

    level: Level
    title: str
    since: float | None


class FactsFile(NamedTuple):
    """Of one host, as of `at` (seconds since 1970); findings worst first."""

    host: str
    at: float
    findings: tuple[Said, ...]
    growth: tuple[Growth, ...]


def from_json(data: object) -> FactsFile:
    """The facts in a decoded JSON document.

    Raises ValueError: it is none of ours, or lacks what it must have; Newer: of a later schema. A
    finding or a growth that makes no sense is left out."""
    top = _object(data)
    schema = top.get("schema")
    if isinstance(schema, int) and schema > SCHEMA:
        raise Newer(str(schema))
    host, at = top.get("host"), top.get("at")
    if schema != SCHEMA or not isinstance(host, str) or not isinstance(at, str):
        raise ValueError("no facts of sptui")
    health = _object(top.get("health"))
    said = [_said(each) for each in _list(health.get("findings"))]
    disks = top.get("disks")
    grown = [_growth(each) for each in _list(disks)] if disks is not None else []
    return FactsFile(
        host,
        seconds(at),
        tuple([each for each in said if each is not None]),
        tuple([each for each in grown if each is not None]),
    )


def growth_at(facts: FactsFile, now: float) -> tuple[Growth, ...]:
    """The growth that the facts tell, unless they are too old (or from a clock that was wrong)."""
    return facts.growth if abs(now - facts.at) <= GROWTH_FRESH_S else ()


def seconds(text: str) -> float:
    """RFC 3339, as `status --json` writes it, in seconds since 1970: "2026-11-22T19:46:00+01:00".

    Raises ValueError: it is not that."""
    date, _, rest = text.partition("T")
    year, month, day = (_number(part) for part in date.split("-"))
    clock, sign = rest, 0
    for mark, way in (("+", 1), ("-", -1)):
        if mark in rest:
            clock, _, zone = rest.partition(mark)
            hours, minutes = (_number(part) for part in zone.split(":"))
            sign = way * (hours * 3600 + minutes * 60)
    hour, minute, second = (_number(part) for part in clock.split(":"))
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        raise ValueError(text)
    return float(_days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - sign)


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970 of a date of the Gregorian calendar, counted from March on: then a leap day
    is the last of its year. (datetime takes 4 ms to import.)"""
    years = year - (month < 3)
    era, of_era = divmod(years, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise ValueError(text)
    return int(text)


def _object(data: object) -> dict[str, object]:
    if not isinstance(data, dict):
        raise ValueError("no facts of sptui")
    return data


def _list(data: object) -> list[object]:
    return data if isinstance(data, list) else []


def _said(data: object) -> Said | None:
    if not isinstance(data, dict):
        return None
    level, title, since = data.get("level"), data.get("title"), data.get("since")
    if not isinstance(level, str) or level not in _LEVELS or not isinstance(title, str):
        return None
    try:
        when = seconds(since) if isinstance(since, str) else None
    except ValueError:
        when = None
    return Said(_LEVELS[level], title, when)


def _growth(data: object) -> Growth | None:
    if not isinstance(data, dict):
        return None
    mount, told = data.get("mount"), data.get("growth")
    if not isinstance(mount, str) or not isinstance(told, dict):
        return None
    per_day, days = _float(told.get("bytes_per_day")), _float(told.get("days_seen"))
    sureness = told.get("sureness")
    if per_day is None or days is None or not isinstance(sureness, str):
        return None
    return Growth(mount, per_day, days, _SURENESS[sureness]) if sureness in _SURENESS else None


def _float(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value) if isfinite(value) else None
    except OverflowError:
        return None
