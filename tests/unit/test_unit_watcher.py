"""Units are watched: what is shown is what systemd has, soon, and at rest nothing is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sptui.model.errors import BusError
from sptui.model.process import ServiceRow
from sptui.model.unit import Units
from sptui.services.sampler import Sampler, Setup
from sptui.services.units import UnitWatcher
from tests.fakes.machine import HOST, Counters, SlowFacts, reading
from tests.fakes.systemd import STATES, Connection, Folders, Systemd, error
from tests.fakes.virtual_time import run

NAMES = ("a.service", "b.service", "c.socket", "d.timer")
OTHERS = ("new.service", "other.timer")
AT = 1_700_000_000.0


def clock() -> float:
    """The wall clock: it goes with the loop's, where one runs."""
    try:
        return AT + asyncio.get_running_loop().time()
    except RuntimeError:
        return AT


class Ticking(Counters):
    def __init__(self) -> None:
        super().__init__([])

    def read(self):
        self.calls += 1
        return reading(asyncio.get_running_loop().time())


class Watched:
    """A watcher, what it watches, and all that it published."""

    def __init__(self, systemd: Systemd, watcher: UnitWatcher, sampler: Sampler) -> None:
        self.systemd, self.watcher, self.sampler = systemd, watcher, sampler
        self.seen: list[tuple[float, Units]] = []
        self.logged: list[BaseException] = []
        self.folders = Folders(systemd)
        watcher.seen.subscribe(lambda seen: self.seen.append((clock(), seen)))

    @property
    def now(self) -> Units:
        assert self.watcher.seen.value is not None
        return self.watcher.seen.value

    def failed(self) -> list[str]:
        """The subjects of the Overview's findings about units."""
        view = self.sampler.overviews.value
        assert view is not None
        return [found.subject for found in view.findings if found.rule == "unit.failed"]


@asynccontextmanager
async def watching(
    *ways: Callable[[Systemd], Connection], systemd: Systemd | None = None, **more: object
):
    systemd = systemd or Systemd(*NAMES, files=OTHERS, now=clock)
    sampler = Sampler(Setup(Ticking(), SlowFacts(), HOST))
    sampler.look()
    logged: list[BaseException] = []
    made = [lambda way=way: way(systemd) for way in ways or (Connection,)]
    folders = Folders(systemd)
    watcher = UnitWatcher(made, sampler, folders, clock=clock, log=logged.append, **more)
    watched = Watched(systemd, watcher, sampler)
    watched.logged, watched.folders = logged, folders
    async with AsyncExitStack() as stack:
        stack.push_async_callback(watcher.close)
        watcher.start()
        await asyncio.sleep(1)
        yield watched


def private(systemd: Systemd) -> Connection:
    return Connection(systemd, "private")


def polled(systemd: Systemd) -> Connection:
    return Connection(systemd, "systemctl", signals=False)


def virtual(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """The test runs in virtual time."""

    def wrapped() -> None:
        run(test())

    wrapped.__name__, wrapped.__doc__ = test.__name__, test.__doc__
    return wrapped


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


# ------------------------------------------------------------------ connections


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


# ------------------------------------------------------------------ what is asked for


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


# ------------------------------------------------------------------ the truth

NAME = st.sampled_from((*NAMES, *OTHERS))
SECONDS = st.sampled_from((0.0, 0.001, 0.01, 0.06, 0.3, 2.0))
SLOW = ("list", "rows", "facts", "timer", "state")
OPS = st.one_of(
    st.tuples(st.just("change"), NAME, st.sampled_from(sorted(STATES))),
    st.tuples(st.just("load"), NAME),
    st.tuples(st.just("unload"), NAME),
    st.tuples(st.just("queue"), NAME, st.sampled_from(("start", "stop", ""))),
    st.tuples(st.just("enable"), NAME, st.sampled_from(("enabled", "disabled", "masked"))),
    st.tuples(st.just("schedule"), NAME.filter(lambda n: n.endswith("timer")), st.floats(1, 9)),
    st.tuples(st.just("lose")),
    st.tuples(st.just("refuse"), st.sampled_from(("bus", "private")), st.integers(0, 3)),
    st.tuples(st.just("begin")),
    st.tuples(st.just("end")),
    st.tuples(st.just("want"), st.frozensets(NAME), st.booleans()),
    st.tuples(st.just("late"), st.sampled_from(SLOW)),
    st.tuples(st.just("refuse facts"), st.booleans()),
)


def do(it: Watched, op: tuple) -> None:
    """One thing that happens."""
    what, *more = op
    systemd = it.systemd
    if what == "refuse":
        systemd.refuses[more[0]] = more[1]
    elif what in ("begin", "end"):
        systemd.reload(begins=what == "begin")
    elif what == "want":
        it.watcher.want(more[0], timers=more[1])
    elif what == "late":
        systemd.delay_s[more[0]] = 0.25
    elif what == "refuse facts":
        systemd.fails = {"facts": error("late")} if more[0] else {}
    else:
        getattr(systemd, what)(*more)


async def is_the_truth(it: Watched) -> None:
    """Once nothing happens any more, all that is shown is so."""
    systemd = it.systemd
    systemd.reload(begins=False)
    systemd.refuses, systemd.fails = {}, {}
    it.watcher.want(frozenset((*NAMES, "new.service")), timers=True)
    await asyncio.sleep(80)
    seen = it.now
    assert seen.why is None
    assert seen.rows == systemd.rows
    assert {name: file.state for name, file in seen.files.items()} == systemd.states
    for name in it.watcher._questions.wanted:
        told = seen.facts.get(name)
        assert told is not None
        assert told.file_state == systemd.states.get(name, "")
        if name in systemd.rows:
            true = systemd.facts[name]._replace(file_state=told.file_state)
            if systemd.rows[name].active not in ("active", "activating"):
                told, true = told._replace(group=""), true._replace(group="")
            assert told == true
    timers = {name for name in systemd.rows if name.endswith(".timer")}
    assert {name: timer.next for name, timer in seen.timers.items()} == {
        name: timer.next if (timer := systemd.timers.get(name)) else None for name in timers
    }
    failed = {name for name, unit in systemd.rows.items() if unit.active == "failed"}
    assert set(it.failed()) == failed
    assert it.logged == []


@pytest.mark.parametrize("ways", [(Connection, private), (polled,)], ids=["signals", "polled"])
@settings(max_examples=150, deadline=None)
@given(slow=st.booleans(), ops=st.lists(st.tuples(OPS, SECONDS), max_size=40))
def test_whatever_happens_it_ends_in_the_truth(ways, slow, ops) -> None:
    async def all_of_it() -> None:
        async with watching(*ways) as it:
            if slow:
                it.systemd.delay_s = dict.fromkeys(SLOW, 0.2)
            for op, seconds in ops:
                do(it, op)
                await asyncio.sleep(seconds)
            await is_the_truth(it)

    run(all_of_it())
