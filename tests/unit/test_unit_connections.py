"""Connections to systemd come and go; what is shown says so."""

from __future__ import annotations

import asyncio

import pytest

from sptui.model.errors import BusError
from tests.fakes.systemd import Connection, Systemd, error
from tests.fakes.watched import AT, NAMES, clock, polled, private, virtual, watching


@virtual
async def test_what_was_known_stays_with_its_age_until_it_is_connected_again() -> None:
    async with watching() as it:
        await asyncio.sleep(10)
        rows = it.now.rows
        it.systemd.refuses["bus"] = 3
        it.systemd.lose()
        lost = clock()
        await asyncio.sleep(0.2)
        assert it.now.why == error("lost").what
        assert not it.now.live
        assert it.now.rows == rows
        assert it.now.at == pytest.approx(lost, abs=0.1)
        it.systemd.change("a.service", "failed")
        await asyncio.sleep(0.5)
        assert it.now.at == pytest.approx(lost, abs=0.1), "it grows old"
        await asyncio.sleep(10)
        assert it.now.why is None
        assert it.now.live
        assert it.now.rows == it.systemd.rows
        assert it.failed() == ["a.service"]


@virtual
async def test_it_goes_on_over_the_next_way() -> None:
    async with watching(Connection, private) as it:
        assert it.now.way == "bus"
        it.systemd.refuses["bus"] = 10**9
        it.systemd.lose()
        await asyncio.sleep(1)
        assert (it.now.way, it.now.why) == ("private", None)
        it.systemd.change("a.service", "failed")
        await asyncio.sleep(0.3)
        assert it.now.rows == it.systemd.rows


@virtual
async def test_a_way_that_has_to_ask_is_left_for_a_better_one() -> None:
    systemd = Systemd(*NAMES, now=clock)
    systemd.refuses["bus"] = 1
    async with watching(Connection, polled, systemd=systemd) as it:
        assert (it.now.way, it.now.live) == ("systemctl", False)
        await asyncio.sleep(70)
        assert (it.now.way, it.now.live) == ("bus", True)
        assert not any(seen.why for _, seen in it.seen), "it was never out of touch"


@virtual
async def test_it_asks_every_five_seconds_where_nothing_is_announced_and_somebody_looks() -> None:
    async with watching(polled) as it:
        undo = it.watcher.subscribe(asyncio.get_running_loop(), lambda view: None)
        it.watcher.want(frozenset(NAMES), timers=True)
        it.systemd.change("a.service", "running")
        it.systemd.schedule("d.timer", AT)
        await asyncio.sleep(6)
        assert it.now.rows == it.systemd.rows
        assert it.now.timers["d.timer"].next == AT
        assert it.now.facts["a.service"].main_pid == 77
        before = it.systemd.asked["list"]
        await asyncio.sleep(60)
        assert 11 <= it.systemd.asked["list"] - before <= 13
        undo()
        before = it.systemd.asked.copy()
        await asyncio.sleep(600)
        assert it.systemd.asked["list"] - before["list"] <= 21
        assert it.systemd.asked["facts"] == before["facts"], "no rows are on a screen"


@virtual
async def test_a_connection_that_ends_at_once_is_not_made_again_and_again() -> None:
    class Brief(Connection):
        async def units(self, names=None):
            rows = await super().units(names)
            asyncio.get_running_loop().call_soon(self.systemd.lose)
            return rows

    async with watching(Brief) as it:
        before = it.systemd.asked["open"]
        await asyncio.sleep(100)
        assert 8 <= it.systemd.asked["open"] - before <= 20


@virtual
async def test_no_systemd_is_one_reason_and_no_finding() -> None:
    systemd = Systemd(now=clock)
    systemd.refuses = {"bus": 10**9, "private": 10**9}
    async with watching(Connection, private, systemd=systemd) as it:
        await asyncio.sleep(600)
        assert it.now.way == ""
        assert it.now.why is not None
        assert it.now.why.id == "units.nobody"
        view = it.sampler.overviews.value
        assert view is not None
        assert view.findings == ()
        assert view.units is not None
        assert view.units.total == 0
        assert len(it.seen) == 1
        assert systemd.asked["open"] < 45, "it is asked for once a minute"


@virtual
async def test_what_hinders_is_said_before_what_is_not_there() -> None:
    class Denied(Connection):
        async def open(self, tell):
            raise error("denied")

    denied = error("denied").what
    systemd = Systemd(now=clock)
    systemd.refuses = {"bus": 10**9}
    async with watching(Connection, Denied, systemd=systemd) as it:
        assert it.now.why == denied


@virtual
async def test_an_error_that_nobody_foresaw_is_said_and_the_next_way_tried() -> None:
    class Broken(Connection):
        async def open(self, tell):
            raise ZeroDivisionError("oh")

    async with watching(Broken, private) as it:
        assert (it.now.way, it.now.why) == ("private", None)
        assert isinstance(it.logged[0], ZeroDivisionError)
        it.systemd.fails["rows"] = ZeroDivisionError("later")
        it.systemd.load("new.service")
        await asyncio.sleep(0.2)
        assert it.now.why is not None
        assert it.now.why.id == "units.unforeseen"
        it.systemd.fails.clear()
        await asyncio.sleep(20)
        assert it.now.why is None
        assert it.now.rows == it.systemd.rows


@virtual
async def test_closed_it_lets_go() -> None:
    async with watching() as it:
        it.watcher.want(frozenset(NAMES), timers=True)
        await it.watcher.close()
        await it.watcher.close()
        assert it.systemd.connected == []
        with pytest.raises(BusError):
            await it.watcher.details("a.service")


@virtual
async def test_who_waits_for_a_job_is_told_when_the_connection_is_given_up() -> None:
    """Also where it did not end by itself: an answer failed, as while systemd executes itself."""
    async with watching() as it:
        jobs = it.watcher.jobs
        waiting = asyncio.create_task(jobs.ended(99, jobs.connection))
        it.systemd.fails["rows"] = error("lost")
        it.systemd.load("new.service")
        await asyncio.sleep(1)
        assert waiting.done() and waiting.result() == ""
        del it.systemd.fails["rows"]
        await asyncio.sleep(30)
        assert it.now.live
