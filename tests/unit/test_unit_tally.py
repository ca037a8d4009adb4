"""What units say of the machine's health, and one look at them."""

from __future__ import annotations

import asyncio

import pytest

from sptui.model.health_rules import worst_first
from sptui.model.health_units import MORE, NOT_ASKED, RULE, unit_findings
from sptui.model.machine import Reading
from sptui.model.msg import msg
from sptui.model.overview import Overview
from sptui.model.unit import FailedUnit, Unit, UnitFacts, Units, UnitTally
from sptui.paint.status import status_text
from sptui.paint.status_json import status_data
from sptui.paint.words import say
from sptui.services.sampler import UNITS_EVERY_S, Sampler, Setup
from sptui.services.unit_tally import MOST_FAILED, look_once, nobody, tally
from tests.fakes.machine import HOST, Counters, SlowFacts, reading
from tests.fakes.systemd import Connection, Systemd, error
from tests.fakes.virtual_time import run
from tests.fakes.watched import polled, private

NOW = 1_700_100_000.0
BUS_ABSENT = msg("bus.absent", where="/run/x", why="No such file")
NONE = UnitTally(0, (), "", NOW, nobody().what)


def failed(n: int) -> tuple[FailedUnit, ...]:
    facts = UnitFacts(NOW - 60, 5, "exit-code", 1, 3)
    return tuple([FailedUnit(f"u{m}.service", f"Unit {m}", NOW - m, facts) for m in range(n)])


def told(count: int, way: str = "bus", why: object = None, at: float = NOW) -> UnitTally:
    return UnitTally(214, failed(count), way, at, why)


def test_each_that_failed_is_a_finding_with_its_reason_and_what_to_do() -> None:
    [one] = unit_findings(told(1), NOW)
    assert (one.rule, one.subject, one.level, one.since) == (RULE, "u0.service", "bad", NOW)
    assert say(one.title) == "Unit 0 failed"
    assert say(one.detail) == "exit code 3; restarted 5 times, then systemd gave up"
    assert "(sptui do unit.restart u0.service)" in say(one.next)


def test_many_share_one_which_comes_last() -> None:
    found = worst_first(unit_findings(told(300), NOW))
    assert len(found) < 12
    assert [f.rule for f in found] == [RULE] * (len(found) - 1) + [MORE]
    assert say(found[-1].title) == f"{300 - len(found) + 1} more units failed"


def test_that_there_is_no_systemd_is_no_fault() -> None:
    assert unit_findings(None, NOW) == ()
    assert unit_findings(NONE, NOW) == ()
    assert unit_findings(told(0), NOW) == ()


def test_a_systemd_that_can_not_be_asked_is_unknown_and_never_ok() -> None:
    why = error("denied").what._replace(id="bus.lost", fields=(("where", "/run/x"),))
    [found] = unit_findings(UnitTally(0, (), "", NOW, why), NOW)
    assert (found.rule, found.level) == (NOT_ASKED, "unknown")
    assert unit_findings(told(0, why=why), NOW + 5) == (), "it may come back"
    assert [f.rule for f in unit_findings(told(1, why=why), NOW + 60)] == [RULE, NOT_ASKED]


def test_the_newest_comes_first_and_another_name_counts_once() -> None:
    rows = {
        name: Unit(name, name, "loaded", active, "x")
        for name, active in (("a.service", "failed"), ("b.service", "failed"), ("c", "active"))
    }
    rows["d"] = Unit("d", "d", "loaded", "active", "x", following="c")
    rows["gone"] = Unit("gone", "gone", "not-found", "inactive", "dead")
    facts = {"a.service": UnitFacts(NOW - 9), "b.service": UnitFacts(NOW - 1)}
    made = tally(Units(rows, facts, {}, {}, "bus", NOW))
    assert [unit.name for unit in made.failed] == ["b.service", "a.service"]
    assert made.total == 3


# ------------------------------------------------------------------ one look


def looked(systemd: Systemd, *ways, seconds: float = 5.0) -> UnitTally:
    made = [lambda way=way: way(systemd) for way in ways]
    return run(look_once(made, seconds, lambda: NOW))


def test_one_look_tries_the_ways_in_order_and_lets_go() -> None:
    systemd = Systemd("a.service", "b.service")
    systemd.change("b.service", "failed")
    systemd.refuses = {"bus": 1}
    seen = looked(systemd, Connection, private, polled)
    assert (seen.total, seen.way, seen.at, seen.why) == (2, "private", NOW, None)
    assert [(unit.name, unit.facts.exit_status) for unit in seen.failed] == [("b.service", 3)]
    assert systemd.connected == []
    assert systemd.asked["list"] == 1


def test_one_look_that_nobody_answers_says_so() -> None:
    systemd = Systemd()
    systemd.refuses = {"bus": 1, "private": 1}
    assert looked(systemd, Connection, private) == NONE


def test_one_look_by_a_way_that_was_named_says_why_not_that_one() -> None:
    systemd = Systemd()
    systemd.fails = {"open": error("absent")}
    systemd.fails["open"].what = BUS_ABSENT
    assert looked(systemd, Connection).why == BUS_ABSENT


def test_one_look_gives_up_in_time() -> None:
    systemd = Systemd()
    systemd.delay_s = {"list": 3600}
    seen = looked(systemd, Connection, seconds=0.5)
    assert seen.way == ""
    assert seen.why is not None
    assert seen.why.id == "units.late"
    assert systemd.connected == []


def test_one_look_asks_about_some_of_thousands() -> None:
    systemd = Systemd(*[f"u{n}.service" for n in range(1000)])
    for name in tuple(systemd.rows):
        systemd.change(name, "failed")
    seen = looked(systemd, Connection)
    assert len(seen.failed) == 1000
    assert systemd.asked["facts"] == MOST_FAILED


# ------------------------------------------------------------------ on the Overview


class Asked:
    """One look at all units, counted."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> UnitTally:
        self.seconds.append(seconds)
        return told(1)


def sampler(*readings: Reading, **more: object) -> Sampler:
    return Sampler(Setup(Counters(readings), SlowFacts(), HOST, **more))


def test_who_has_no_watcher_asks_at_the_first_look_and_once_a_minute() -> None:
    asked = Asked()
    times = (0.0, 10.0, 50.0, UNITS_EVERY_S, UNITS_EVERY_S + 10)
    source = sampler(*[reading(1000 + s) for s in times], ask_units=asked)
    views = [source.look() for _ in times]
    assert len(asked.seconds) == 2
    assert all(view.units == told(1) for view in views)
    assert {f.rule for f in views[0].findings} == {RULE}


def test_a_patient_look_gives_systemd_as_long_as_the_rest() -> None:
    asked = Asked()
    sampler(reading(), ask_units=asked).look(wait_s=2.5, far=True)
    assert asked.seconds == [2.5]


def test_what_units_say_is_published_between_two_looks_and_kept_at_the_next() -> None:
    source = sampler(reading(1000.0), reading(1002.0))
    source.tell_units(told(0))
    assert source.overviews.value is None, "nobody has looked yet"
    source.look()
    views: list[Overview] = []
    source.overviews.subscribe(views.append)
    source.tell_units(told(1))
    source.tell_units(told(1, at=NOW + 5))
    assert len(views) == 2, "nothing that people would notice"
    assert [f.rule for f in views[-1].findings] == [RULE]
    assert views[-1].sample is views[0].sample
    assert views[-1].history == views[0].history, "no tick has passed"
    assert [f.rule for f in source.look().findings] == [RULE]
    source.tell_units(told(0))
    assert views[-1].findings == ()


def test_findings_of_units_stay_one_where_the_machine_can_not_be_read() -> None:
    source = sampler(reading(1000.0), OSError("gone"))
    source.look()
    source.tell_units(told(1))
    with pytest.raises(OSError, match="gone"):
        source.look()
    source._failed("sampler.failed", OSError("gone"))
    source._failed("sampler.failed", OSError("gone"))
    view = source.overviews.value
    assert view is not None
    assert sorted(f.rule for f in view.findings) == ["sampler.failed", RULE]


# ------------------------------------------------------------------ in words and as data


def shown(units: UnitTally | None) -> Overview:
    source = sampler(reading())
    view = source.look()
    return view._replace(units=units)


def line(units: UnitTally | None) -> str:
    lines = [each for each in status_text(shown(units)).splitlines() if each.startswith("units")]
    return lines[0] if lines else ""


def test_status_has_one_line_of_units() -> None:
    assert line(told(1)) == "units    213 of 214 well"
    assert line(NONE).endswith("no systemd answers here")
    assert line(None) == ""


def test_data_has_those_that_failed_and_the_reason_where_nobody_knows() -> None:
    data = status_data(shown(told(1)))
    units = data["units"]
    assert isinstance(units, dict)
    assert (units["total"], units["way"], units["why"]) == (214, "bus", None)
    [unit] = units["failed"]
    assert (unit["unit"], unit["result"], unit["exit_code"], unit["exit_status"]) == (
        "u0.service", "exit-code", 1, 3,
    )  # fmt: skip
    none = status_data(shown(NONE))
    assert none["units"] is None
    assert {"what": "units", "why": "no systemd answers here"} in none["unavailable"]


def test_nothing_is_left_running() -> None:
    async def idle() -> int:
        before = len(asyncio.all_tasks())
        systemd = Systemd("a.service")
        systemd.delay_s = {"list": 3600}
        await look_once([lambda: Connection(systemd)], 0.1, lambda: NOW)
        return len(asyncio.all_tasks()) - before

    assert run(idle()) == 0
