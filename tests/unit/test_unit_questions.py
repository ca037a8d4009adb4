"""What is asked for the rows that somebody looks at, and when."""

from __future__ import annotations

import asyncio

from sptui.model.process import ServiceRow
from tests.fakes.systemd import Connection, Systemd, error
from tests.fakes.watched import AT, NAMES, clock, virtual, watching


@virtual
async def test_only_rows_that_stay_on_the_screen_are_asked_for() -> None:
    systemd = Systemd(*[f"u{n}.service" for n in range(200)], now=clock)
    async with watching(systemd=systemd) as it:
        for top in range(0, 160, 2):  # somebody scrolls
            it.watcher.want(frozenset([f"u{n}.service" for n in range(top, top + 2)]), timers=False)
            await asyncio.sleep(0.05)
        assert it.systemd.asked["facts"] == it.systemd.asked["state"] == 0
        await asyncio.sleep(0.15)
        assert it.systemd.asked["facts"] == 2
        assert it.systemd.asked["state"] == 0
        await asyncio.sleep(1)
        assert it.systemd.asked["state"] == 2
        assert it.systemd.asked["timer"] == 0
        assert it.now.facts["u158.service"].file_state == "enabled"


@virtual
async def test_unit_files_are_asked_for_one_after_the_other() -> None:
    systemd = Systemd(*[f"u{n}.service" for n in range(20)], now=clock)
    most = 0

    class Counting(Connection):
        on_their_way = 0

        async def file_state(self, unit):
            nonlocal most
            self.on_their_way += 1
            most = max(most, self.on_their_way)
            answer = await super().file_state(unit)
            self.on_their_way -= 1
            return answer

    async with watching(Counting, systemd=systemd) as it:
        it.watcher.want(frozenset(systemd.rows), timers=False)
        await asyncio.sleep(3)
        assert most == 1
        assert {facts.file_state for facts in it.now.facts.values()} == {"enabled"}


@virtual
async def test_what_is_asked_for_besides_holds_up_no_row() -> None:
    async with watching() as it:
        it.systemd.delay_s.update(facts=20, state=20, timer=20)
        it.watcher.want(frozenset(NAMES), timers=True)
        await asyncio.sleep(1)
        it.systemd.change("a.service", "failed")
        await asyncio.sleep(0.3)
        assert it.now.rows["a.service"].active == "failed"
        assert it.failed() == ["a.service"]


@virtual
async def test_a_refusal_is_an_answer_and_what_is_late_is_asked_for_again() -> None:
    async with watching() as it:
        it.systemd.fails.update(facts=error("refused"), state=error("denied"), timer=error("late"))
        it.watcher.want(frozenset(NAMES), timers=True)
        await asyncio.sleep(30)
        assert it.systemd.asked["facts"] == it.systemd.asked["state"] == len(NAMES)
        assert 4 <= it.systemd.asked["timer"] <= 8
        assert it.now.timers == {}
        it.systemd.fails.clear()
        it.systemd.schedule("d.timer", AT)
        await asyncio.sleep(6)
        assert it.now.timers["d.timer"].next == AT
        assert it.now.why is None


@virtual
async def test_a_state_of_a_file_is_asked_for_again_when_files_changed() -> None:
    async with watching() as it:
        it.watcher.want(frozenset(NAMES), timers=False)
        await asyncio.sleep(2)
        it.systemd.enable("a.service", "masked")
        await asyncio.sleep(1)
        assert it.now.facts["a.service"].file_state == "masked"


@virtual
async def test_figures_are_read_once_a_tick_for_the_rows_on_the_screen() -> None:
    read: list[dict[str, str]] = []

    class Use:
        def read(self, groups):
            read.append(dict(groups))
            return {name: ServiceRow(name, 1, 1.0, 1, None, None, None, False) for name in groups}

    async with watching(use=Use()) as it:
        it.systemd.change("a.service", "running")
        undo = it.watcher.subscribe(asyncio.get_running_loop(), lambda view: None)
        it.watcher.want(frozenset(("a.service", "b.service")), timers=False)
        await asyncio.sleep(4.01)
        read.clear()
        for state in ("failed", "running", "failed", "running", "running"):
            it.systemd.change("a.service", state)
            await asyncio.sleep(2)
        assert len(read) == 5
        assert read[-1] == {"a.service": "/system.slice/a.service"}
        assert set(it.watcher.use) == {"a.service"}
        undo()
        undo()
        await asyncio.sleep(20)
        assert len(read) == 5, "nobody looks"
