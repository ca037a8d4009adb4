"""Units are watched: what is shown is what systemd has, soon, and at rest nothing is asked."""

from __future__ import annotations

import asyncio

from tests.fakes.systemd import STATES, Systemd
from tests.fakes.watched import AT, NAMES, clock, virtual, watching

# ------------------------------------------------------------------ soon, and nothing else


@virtual
async def test_a_change_is_there_within_a_quarter_of_a_second() -> None:
    async with watching() as it:
        it.watcher.want(frozenset(NAMES), timers=False)
        await asyncio.sleep(2)
        for state in ("running", "failed", "stopped"):
            it.systemd.change("a.service", state)
            await asyncio.sleep(0.25)
            row = it.now.rows["a.service"]
            assert (row.active, row.sub) == STATES[state]
            assert it.now.facts["a.service"].since == it.systemd.facts["a.service"].since
            await asyncio.sleep(0.4)


@virtual
async def test_a_unit_that_fails_is_on_the_overview_at_once_with_its_reason() -> None:
    async with watching() as it:
        told: list[object] = []
        it.sampler.overviews.subscribe(told.append)
        before = len(told)
        it.systemd.change("b.service", "failed")
        await asyncio.sleep(0.3)
        assert it.failed() == ["b.service"]
        [found] = [f for f in told[-1].findings if f.rule == "unit.failed"]
        assert found.level == "bad"
        assert found.since == it.systemd.facts["b.service"].since
        assert found.detail.id.startswith("because."), "why it failed, not only that it did"
        assert len(told) == before + 1
        it.systemd.change("b.service", "running")
        await asyncio.sleep(0.3)
        assert it.failed() == []


@virtual
async def test_a_timer_among_other_units_says_when_it_runs_next() -> None:
    async with watching() as it:
        it.systemd.schedule("d.timer", AT)
        it.watcher.want(frozenset(["a.service"]), timers=False)
        await asyncio.sleep(2)
        assert it.now.timers == {} and it.systemd.asked["timer"] == 0
        it.watcher.want(frozenset(["a.service", "d.timer"]), timers=False)
        await asyncio.sleep(2)
        assert it.now.timers["d.timer"].next == AT
        assert it.systemd.asked["timer"] == 1


@virtual
async def test_at_rest_nothing_is_asked() -> None:
    async with watching() as it:
        it.watcher.want(frozenset(NAMES), timers=True)
        await asyncio.sleep(5)
        before, seen = it.systemd.asked.copy(), len(it.seen)
        await asyncio.sleep(600)
        assert it.systemd.asked == before
        assert len(it.seen) == seen
        assert before["list"] == 1


@virtual
async def test_a_unit_that_flaps_redraws_no_more_than_five_times_a_second() -> None:
    async with watching() as it:
        told: list[object] = []
        undo = it.watcher.subscribe(asyncio.get_running_loop(), told.append)
        it.watcher.want(frozenset(NAMES), timers=False)
        await asyncio.sleep(1)
        told.clear()
        before = it.systemd.asked.copy()
        for n in range(2000):
            it.systemd.change("a.service", ("failed", "restarting", "starting", "running")[n % 4])
            await asyncio.sleep(0.005)
        assert 30 < len(told) <= 10 * 5 + 6, "the ticks of the sampler come on top"
        assert sum((it.systemd.asked - before).values()) <= 60, "what is told is not asked"
        undo()


@virtual
async def test_each_change_is_told_once() -> None:
    async with watching() as it:
        told: list[object] = []
        it.watcher.subscribe(asyncio.get_running_loop(), lambda view: told.append(it.now))
        await asyncio.sleep(4.01)  # just after a tick
        told.clear()
        it.systemd.change("a.service", "running")
        await asyncio.sleep(0.4)
        assert len(told) == 1, "nothing in the overview changed"
        it.systemd.change("a.service", "failed")
        await asyncio.sleep(0.4)
        assert len(told) == 2
        assert told[-1].rows["a.service"].active == "failed"


@virtual
async def test_a_burst_is_gathered() -> None:
    systemd = Systemd(*[f"u{n}.service" for n in range(500)], now=clock)
    async with watching(systemd=systemd) as it:
        seen, asked = len(it.seen), it.systemd.asked.copy()
        for n in range(500):
            it.systemd.change(f"u{n}.service", "running")
        await asyncio.sleep(1)
        assert len(it.seen) == seen + 1
        assert it.systemd.asked == asked


# ------------------------------------------------------------------ reload


@virtual
async def test_a_reload_is_one_new_list_and_no_picture_without_units() -> None:
    async with watching() as it:
        it.watcher.want(frozenset(NAMES), timers=False)
        await asyncio.sleep(1)
        before, seen, scans = it.systemd.asked.copy(), len(it.seen), it.folders.scans
        it.systemd.reload(begins=True)
        await asyncio.sleep(2)
        it.systemd.reload(begins=False)
        await asyncio.sleep(2)
        after = it.systemd.asked - before
        assert (after["list"], after["rows"]) == (1, 0)
        assert after["facts"] == after["state"] == len(NAMES), "asked again, since they may differ"
        assert it.folders.scans == scans + 1
        assert all(len(each.rows) == len(NAMES) for _, each in it.seen[seen:])


@virtual
async def test_a_reload_that_never_ends_is_not_waited_for() -> None:
    async with watching() as it:
        it.systemd.reload(begins=True)
        it.systemd.change("a.service", "failed")
        await asyncio.sleep(60)
        assert it.now.rows == it.systemd.rows


@virtual
async def test_a_reload_every_second_hides_nothing() -> None:
    async with watching() as it:
        for n in range(20):
            it.systemd.reload(begins=True)
            await asyncio.sleep(0.3)
            it.systemd.reload(begins=False)
            it.systemd.change("a.service", ("running", "failed")[n % 2])
            await asyncio.sleep(0.6)
            assert it.now.rows == it.systemd.rows


@virtual
async def test_a_change_while_an_older_list_is_on_its_way_is_not_forgotten() -> None:
    async with watching() as it:
        it.systemd.delay_s["list"] = 0.5
        it.systemd.reload(begins=True)
        it.systemd.reload(begins=False)
        await asyncio.sleep(0.3)
        it.systemd.change("a.service", "failed")
        it.systemd.unload("b.service")
        it.systemd.load("new.service")
        await asyncio.sleep(1)
        assert it.now.rows == it.systemd.rows


@virtual
async def test_who_has_just_changed_a_unit_file_has_them_read_anew() -> None:
    async with watching() as it:
        assert (await it.watcher.files())["a.service"].state == "enabled"
        it.systemd.states["a.service"] = "disabled"  # and nothing tells of it
        assert (await it.watcher.files())["a.service"].state == "enabled"
        scans = it.folders.scans
        assert (await it.watcher.files(anew=True))["a.service"].state == "disabled"
        assert it.folders.scans == scans + 1
        await it.watcher.files(anew=True)
        assert it.folders.scans == scans + 1, "they did not change"
