"""Timers: whether one missed a run, what came of the last one, and in which order they stand."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.timers_view import listed_timers, missed_run, outcome_of
from sptui.model.unit import TimerFacts, Unit, UnitFacts, Units
from sptui.model.units_view import SORTS, How


def at(text: str) -> float:
    return datetime.fromisoformat(f"2026-11-{text}+00:00").timestamp()


NOW = at("25 10:00")
DAILY = ("*-*-* 02:00:00 UTC",)


def timer(
    last: str = "", next: str = "", calendar: tuple[str, ...] = DAILY, result: str = "success"
) -> TimerFacts:
    times = [at(text) if text else None for text in (next, last)]
    return TimerFacts("a.timer", "a.service", times[0], times[1], calendar, result=result)


def units(*rows: Unit, timers: tuple[TimerFacts, ...] = (), **facts: UnitFacts) -> Units:
    known = {f"{name}.service": fact for name, fact in facts.items()}
    by_name = {row.name: row for row in rows}
    return Units(by_name, known, {}, {each.unit: each for each in timers}, "bus", NOW)


WAITS = Unit("a.timer", "Runs a", "loaded", "active", "waiting")
OFF = Unit("a.service", "A", "loaded", "inactive", "dead")


@pytest.mark.parametrize(
    ("last", "next", "missed"),
    [
        ("25 02:00:07", "26 02:00", None),  # it ran when it had to
        ("24 02:00:07", "26 02:00", "25 02:00"),  # today it did not
        ("21 02:00:07", "26 02:00", "22 02:00"),  # since days
        ("24 02:17", "25 10:25", None),  # today's run is still to come, late by chance
        ("24 02:17", "25 02:00", None),  # it is being started
        ("25 01:59:50", "26 02:00", None),  # the clock was set back since
        ("", "26 02:00", None),  # it never ran: nobody knows what it should have done
        ("24 02:00", "", None),  # nothing is planned
    ],
)
def test_a_missed_run(last: str, next: str, missed: str | None) -> None:
    assert missed_run(timer(last, next), NOW) == (at(missed) if missed else None)


def test_of_several_calendars_any_can_be_missed() -> None:
    both = ("*-*-* 02:00:00 UTC", "*-*-* 08:00:00 UTC")
    assert missed_run(timer("25 02:00:01", "26 02:00", both), NOW) == at("25 08:00")


@pytest.mark.parametrize("calendar", [(), ("what?",), ("*-*-* 02:00:00 Nowhere/Else",)])
def test_what_has_no_calendar_that_is_known_misses_nothing(calendar: tuple[str, ...]) -> None:
    assert missed_run(timer("20 02:00", "26 02:00", calendar), NOW) is None


def test_the_hourly_timer_a_moment_after_its_hour() -> None:
    hourly = ("*-*-* *:00:00 UTC",)
    assert missed_run(timer("25 09:00:01", "25 10:00", hourly), NOW + 30) is None
    assert missed_run(timer("25 09:00:01", "25 11:00", hourly), NOW + 90) == NOW


@pytest.mark.parametrize(
    ("facts", "own", "started", "known", "outcome"),
    [
        (timer("25 02:00", "26 02:00"), WAITS, OFF, None, "ran"),
        (timer("25 02:00", "26 02:00"), WAITS, None, None, "ran"),
        (timer("25 02:00", "26 02:00"), None, None, None, "ran"),
        (timer("", "26 02:00"), WAITS, OFF, None, "never"),
        (timer("24 02:00", "26 02:00"), WAITS, OFF, None, "missed"),
        (timer("24 02:00", ""), WAITS._replace(active="inactive"), OFF, None, "stopped"),
        (timer("25 02:00", ""), WAITS, OFF._replace(active="activating"), None, "running"),
        (timer("25 02:00", ""), WAITS, OFF._replace(active="active", sub="exited"), None, "ran"),
        (timer("25 02:00", ""), WAITS, OFF._replace(active="active", sub="run"), None, "running"),
        (timer("24 02:00", "26 02:00"), WAITS, OFF._replace(active="failed"), None, "failed"),
        (timer("25 02:00", "26 02:00"), WAITS, OFF, UnitFacts(result="timeout"), "failed"),
        (timer("25 02:00", "26 02:00"), WAITS, OFF, UnitFacts(result="success"), "ran"),
        (timer("25 02:00", ""), WAITS._replace(active="failed"), OFF, None, "failed"),
        (timer("25 02:00", "", result="resources"), WAITS, OFF, None, "failed"),
        (
            timer("25 02:00", "26 02:00"), WAITS,
            OFF._replace(active="activating", sub="auto-restart"), None, "failed",
        ),
    ],
)  # fmt: skip
def test_what_came_of_the_last_run(
    facts: TimerFacts, own: Unit | None, started: Unit | None, known: UnitFacts | None, outcome: str
) -> None:
    rows = [row for row in (own, started) if row]
    seen = units(*rows, **({"a": known} if known else {}))
    assert outcome_of(facts, seen, NOW) == outcome


def named(name: str, last: str = "25 02:00", next: str = "26 02:00") -> TimerFacts:
    return timer(last, next)._replace(unit=f"{name}.timer", activates=f"{name}.service")


def kiwi() -> Units:
    names = ("backup", "certs", "late", "new", "worker")
    rows = [Unit(f"{name}.timer", f"Runs {name}", "loaded", "active", "waiting") for name in names]
    rows += [Unit("worker.service", "", "loaded", "failed", "failed")]
    rows += [Unit("gone.timer", "gone.timer", "not-found", "inactive", "dead")]
    timers = (
        named("certs", next="25 12:00"), named("late", "23 02:00"), named("backup"),
        named("worker", next="25 11:00"),
    )  # fmt: skip
    return units(*rows, timers=timers)


def test_the_worst_timer_is_first_and_the_rest_by_name() -> None:
    found = listed_timers(kiwi(), How("timers"), NOW)
    order = ["worker", "late", "backup", "certs", "new"]
    assert found.keys == tuple(f"{name}.timer" for name in order)
    assert (found.total, found.failed, found.loaded, found.bad) == (5, 2, 5, (0, 1))


def test_the_next_one_first() -> None:
    assert SORTS["timers"] == ("state", "name", "next")
    found = listed_timers(kiwi(), How("timers", sort="next"), NOW)
    assert found.keys[:3] == ("worker.timer", "certs.timer", "late.timer")
    assert found.keys[-1] == "new.timer"
    found = listed_timers(kiwi(), How("timers", sort="name"), NOW)
    assert found.keys[0] == "backup.timer"
    assert found.bad == (2, 4)


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ("missed", ["late"]),
        ("fail", ["worker"]),
        ("unit:certs", ["certs"]),
        ("unit:certs.timer", ["certs"]),
        ("unit:cert", []),
        ("state:ran", ["backup", "certs"]),
        ("bkp", ["backup"]),
        ("runs LATE", ["late"]),
        ("\x1b[2J", []),
    ],
)
def test_a_filter(filter: str, names: list[str]) -> None:
    found = listed_timers(kiwi(), How("timers", filter), NOW)
    assert list(found.keys) == [f"{name}.timer" for name in names]
    assert (found.total, found.failed) == (5, 2)


moments = st.none() | st.floats(-1e12, 1e12)
texts = st.text(max_size=20) | st.sampled_from(["daily", "*:0/5", "Mon..Fri *-*-* 10:00:00 UTC"])


@given(moments, moments, st.tuples(texts), texts, st.floats(-1e12, 1e12))
def test_nothing_is_too_odd(
    next: float | None, last: float | None, calendar: tuple[str], text: str, now: float
) -> None:
    row = Unit("a.timer", text, text, text, text)
    seen = units(row, timers=(TimerFacts("a.timer", text, next, last, calendar, result=text),))
    assert listed_timers(seen, How("timers"), now).total == 1
    listed_timers(seen, How("timers", text), now)
