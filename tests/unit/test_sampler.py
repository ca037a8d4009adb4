"""The clock: one wake a tick, only while somebody looks, and nothing stays as if it were new."""

from itertools import pairwise

import pytest

from sptui.model.overview import Overview
from sptui.model.series import EMPTY, Series
from sptui.services.feed import Feed
from sptui.services.sampler import KEEP, Sampler, Setup, append
from tests.fakes.machine import HOST, Counters, Loop, SlowFacts, facts, low, reading, volume


def ticking(loop: Loop) -> Counters:
    """Counters whose monotonic time is the loop's."""

    class Live(Counters):
        def read(self):
            self.calls += 1
            return reading(loop.now)

    return Live([])


def sampler(counters: object, **other: object) -> Sampler:
    return Sampler(Setup(counters, SlowFacts(), HOST, **other))


@pytest.mark.parametrize("tick", [1.0, 2.0, 5.0])
@pytest.mark.parametrize("early", [0.0, 1e-6])
def test_one_wake_a_tick_at_multiples_of_the_tick(tick: float, early: float) -> None:
    loop = Loop(1000.3, early)
    source = sampler(ticking(loop), tick_s=tick)
    source.subscribe(loop, lambda view: None)
    loop.run(1000.3 + 20 * tick)
    first, *rest = loop.woke
    assert first == pytest.approx(1000.3), "at once: the rates need a second reading"
    assert [when / tick for when in rest] == pytest.approx([round(when / tick) for when in rest])
    steps = [b - a for a, b in pairwise(rest)]
    assert steps == pytest.approx([tick] * len(steps))
    assert 18 <= len(rest) <= 20


def test_nobody_looks_nothing_is_read() -> None:
    loop = Loop()
    counters = ticking(loop)
    source = sampler(counters)
    loop.run(1010.0)
    assert counters.calls == 0
    leave = source.subscribe(loop, lambda view: None)
    also = source.subscribe(loop, lambda view: None)
    loop.run(1020.0)
    assert counters.calls == 6
    leave()
    loop.run(1024.0)
    assert counters.calls == 8, "one still looks"
    also()
    also()
    loop.run(1100.0)
    assert counters.calls == 8
    assert not source.running


def test_what_is_only_recorded_takes_every_other_tick_and_leaves_no_gap() -> None:
    loop = Loop(1000.0)
    source = sampler(ticking(loop))
    source.subscribe(loop, lambda view: None, watches=False)
    loop.run(1041.0)
    assert [when for when in loop.woke if when > 1000.0] == list(range(1004, 1041, 4))
    seen: list[Overview] = []
    leave = source.subscribe(loop, seen.append)
    loop.run(1041.1)
    assert len(seen) == 2, "who looks has a look at once"
    loop.run(1047.0)
    assert loop.woke[-3:] == [1041.0, 1044.0, 1046.0]
    leave()
    leave()
    loop.run(1060.5)
    assert loop.woke[-3:] == [1052.0, 1056.0, 1060.0]
    recorded = source.overviews.value
    assert recorded is not None
    assert recorded.history.memory_pct.values == (25.0,) * len(recorded.history.memory_pct.values)


def test_a_page_that_comes_back_catches_up_and_shows_the_gap() -> None:
    loop = Loop(1000.0)
    source = sampler(ticking(loop))
    leave = source.subscribe(loop, lambda view: None)
    loop.run(1006.5)
    leave()
    loop.run(1060.0)
    seen: list[Overview] = []
    source.subscribe(loop, seen.append)
    assert len(seen) == 1, "the last known at once"
    loop.run(1060.1)
    assert len(seen) == 2
    values = seen[-1].history.memory_pct.values
    assert values[:4] == (25.0,) * 4
    assert values[4:-1] == (None,) * 26
    assert values[-1] == 25.0


def test_the_second_look_is_not_so_soon_that_it_says_nothing() -> None:
    loop = Loop(1000.0)
    source = sampler(ticking(loop))
    source.look()
    loop.now = 1000.05
    source.subscribe(loop, lambda view: None)
    loop.run(1000.1)
    assert loop.woke == []
    loop.run(1001.0)
    assert loop.woke == [pytest.approx(1000.2)]


def test_a_look_by_key_shows_figures_and_moves_no_graph() -> None:
    loop = Loop(1000.0)
    counters = ticking(loop)
    source = sampler(counters)
    first = source.look()
    assert source.look() is first, "in the same moment there is nothing new"
    loop.now += 0.5
    second = source.look()
    assert second.sample is not None
    assert second.sample.cpu is not None
    assert second.sample.cpu.busy_pct == pytest.approx(10.0, abs=1)
    assert second.history == first.history


def test_a_wall_clock_that_jumps_a_year_disturbs_nothing() -> None:
    year = 365 * 86_400.0
    plays = [reading(1000.0), reading(1002.0), reading(1004.0), reading(1006.0)]
    plays[2] = plays[2]._replace(at=plays[2].at + year)
    plays[3] = plays[3]._replace(at=plays[3].at - year)
    loop = Loop(1000.0)
    source = sampler(Counters(plays))
    seen: list[Overview] = []
    source.subscribe(loop, seen.append)
    loop.run(1006.0)
    assert [view.sample.cpu.busy_pct for view in seen[1:]] == pytest.approx([10.0] * 3, abs=0.1)
    assert loop.woke == [1000.0, 1002.0, 1004.0, 1006.0]
    assert all(None not in view.history.memory_pct.values for view in seen)
    assert seen[2].now - seen[1].now > 364 * 86_400


def test_a_suspend_is_a_gap_without_rates() -> None:
    slept = reading(1004.0)._replace(boot=1004.0 + 100.0)
    source = sampler(Counters([reading(1000.0), reading(1002.0), slept]))
    source.look()
    source.look()
    view = source.look()
    assert view.sample is not None
    assert view.sample.cpu is None
    assert view.history.cpu_pct.values[-51:] == (None,) * 51
    assert view.history.cpu_pct.end == 2 + 51


@pytest.mark.parametrize("error", [OSError(5, "I/O error"), ValueError("no cpu line")])
def test_a_tick_that_fails_is_said_and_the_next_one_is_tried(error: Exception) -> None:
    loop = Loop(1000.0)
    told = facts(volume(free=4, used=96))
    plays = [reading(1000.0), error, reading(1004.0)]
    source = Sampler(Setup(Counters(plays), SlowFacts(told), HOST))
    seen: list[Overview] = []
    source.subscribe(loop, seen.append)
    loop.run(1004.0)
    assert [[f.rule for f in view.findings] for view in seen] == [
        ["disk.space"],
        ["disk.space", "sampler.failed"],
        ["disk.space"],
    ]
    assert seen[1].sample is None, "no figure stays on the screen as if it were new"
    assert seen[1].history.memory_pct.values == (25.0, None)
    assert seen[1].facts is told


def test_an_error_that_nobody_foresaw_ends_it_and_is_said() -> None:
    loop = Loop(1000.0)
    logged: list[BaseException] = []
    counters = Counters([reading(1000.0), KeyError("x"), reading(1004.0)])
    source = Sampler(Setup(counters, SlowFacts(), HOST, log=logged.append))
    seen: list[Overview] = []
    leave = source.subscribe(loop, seen.append)
    loop.run(1020.0)
    assert counters.calls == 2
    assert [f.rule for f in seen[-1].findings] == ["sampler.stopped"]
    assert [type(error) for error in logged] == [KeyError]
    assert source.stopped
    leave()
    source.subscribe(loop, seen.append)
    loop.run(1040.0)
    assert counters.calls == 2, "for good"


def test_one_look_judges_by_itself() -> None:
    watched = sampler(Counters([low(1000.0)]))
    single = sampler(Counters([low(1000.0)]), one_look=True)
    assert [f.rule for f in watched.look().findings] == []
    assert [f.rule for f in single.look().findings] == ["memory.low"]


def test_slow_sources_are_waited_for_only_when_asked() -> None:
    slow = SlowFacts()
    source = Sampler(Setup(Counters([reading(1000.0 + 2 * n) for n in range(3)]), slow, HOST))
    source.look(wait_s=0.01)
    source.look()
    source.look(wait_s=2.0, far=True)
    assert slow.waited == [(0.01, False), (2.0, True)]


def test_rates_are_unknown_with_one_reading_and_there_with_one_before() -> None:
    assert sampler(Counters([reading(1000.0)])).look().sample.cpu is None
    with_one = sampler(Counters([reading(1002.0)]), before=reading(1000.0))
    view = with_one.look()
    assert view.sample.cpu is not None
    assert view.history.cpu_pct.end == 1


def test_a_graph_keeps_what_the_widest_terminal_shows() -> None:
    series = EMPTY
    for value in range(KEEP + 10):
        series = append(series, float(value))
    assert len(series.values) == KEEP
    assert series.end == KEEP + 10
    assert series.values[-1] == KEEP + 9
    assert append(series, 1.0, gaps=10**7) == Series(
        (None,) * (KEEP - 1) + (1.0,), KEEP + 10 + 10**7 + 1
    )


def test_a_feed_tells_what_differs_to_those_who_are_there() -> None:
    feed: Feed[int] = Feed()
    heard: list[int] = []
    undo = feed.subscribe(heard.append)
    assert heard == []
    for value in (1, 1, 2):
        feed.put(value)
    feed.put(float(2))  # type: ignore[arg-type]
    late: list[int] = []
    feed.subscribe(late.append)
    undo()
    undo()
    feed.put(3)
    assert (heard, late) == ([1, 2], [2, 3])


def test_a_subscriber_that_leaves_while_it_is_told_breaks_nothing() -> None:
    feed: Feed[int] = Feed()
    heard: list[int] = []
    undo = feed.subscribe(lambda value: undo())
    feed.subscribe(heard.append)
    feed.put(1)
    assert heard == [1]
