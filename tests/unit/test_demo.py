"""The demo's server: what is drawn of it, and that it lives."""

import pytest

from sptui.model.rates import sample
from sptui.model.recorded import values
from sptui.paint import numbers
from sptui.services.past import growths
from sptui.services.sampler import Sampler, Setup
from sptui.system.demo import GROWTH, HOST, PAST, DemoCounters, DemoFacts, now
from sptui.system.demo_past import DemoPast, ticks


def demo(tick_s: float = 2.0) -> Sampler:
    counters = DemoCounters(tick_s)
    history, before = counters.history(), counters.read()
    return Sampler(
        Setup(
            counters,
            DemoFacts(),
            HOST,
            tick_s,
            history=history,
            before=before,
            demo=True,
            growth=GROWTH,
        )
    )


@pytest.mark.parametrize("tick_s", [1.0, 2.0, 5.0])
def test_the_first_look_has_the_drawn_figures(tick_s: float) -> None:
    view = demo(tick_s).look()
    assert view.sample is not None
    reading = view.sample.reading
    assert reading.memory is not None
    assert reading.load is not None
    assert view.sample.cpu is not None
    assert numbers.clock(view.now) == "19:46"
    assert numbers.day(view.now) == "Sun 22 Nov"
    assert numbers.pct(view.sample.cpu.busy_pct) == "23 %"
    assert numbers.load(reading.load[0]) == "0.84"
    memory = reading.memory
    assert numbers.mem_of(memory.used_bytes, memory.total_bytes) == "5.2 of 7.8 GiB"
    assert numbers.mem_like(memory.swap_used_bytes, memory.total_bytes) == "0.3 GiB"
    assert [
        numbers.rate(rate)
        for rate in (
            view.sample.rx_bps,
            view.sample.tx_bps,
            view.sample.read_bps,
            view.sample.write_bps,
        )
    ] == ["1.2 MB/s", "240 kB/s", "84 kB/s", "2.1 MB/s"]
    assert len(view.sample.cores) == 4
    assert all(core is not None and 10 < core.busy_pct < 40 for core in view.sample.cores)


def test_two_things_are_wrong_on_it() -> None:
    assert [(f.rule, f.subject, f.level) for f in demo().look().findings] == [
        ("clock.unsynchronised", "clock", "warning"),
        ("disk.growth", "/volumes/sdb", "warning"),
    ]


def test_its_graphs_are_full_and_end_on_a_whole_cell() -> None:
    history = demo().look().history
    for series in history[1:]:
        assert len(series.values) == PAST
        assert None not in series.values
        assert series.end % 2 == 0


def test_it_is_the_same_at_every_run() -> None:
    one, other = demo(), demo()
    for _ in range(50):
        assert one.look() == other.look()


def test_it_goes_on_living() -> None:
    source = demo()
    views = [source.look() for _ in range(500)]
    shares = [view.sample.cpu.busy_pct for view in views]
    assert min(shares) >= 1
    assert max(shares) <= 100
    assert len({round(share) for share in shares}) > 10
    used = [
        100 * v.sample.reading.memory.used_bytes / v.sample.reading.memory.total_bytes
        for v in views
    ]
    assert 60 < min(used) <= max(used) < 75
    assert all([f.rule for f in v.findings] == [f.rule for f in views[0].findings] for v in views)
    assert views[-1].now - views[0].now == 499 * 2.0
    assert all(rate > 0 for view in views for rate in (view.sample.rx_bps, view.sample.write_bps))


def test_busy_jiffies_are_the_ones_that_were_asked_for() -> None:
    counters = DemoCounters()
    old, new = counters.read(), counters.read()
    for before, after in zip(old.cores, new.cores, strict=True):
        assert sum(after) - sum(before) == 200
        assert all(b >= a for a, b in zip(before, after, strict=True))
    assert sample(old, new).cpu.busy_pct == 23.0


# ---------------------------------------------------------------- its last 30 days


def test_its_disks_grow_as_it_says() -> None:
    found = growths(DemoPast(), now())
    assert [growth.mount for growth in found] == [growth.mount for growth in GROWTH]
    for made, told in zip(found, GROWTH, strict=True):
        assert made.bytes_per_day == pytest.approx(told.bytes_per_day, rel=0.01)
        assert made.sureness == told.sureness
        assert made.days == pytest.approx(told.days, abs=0.5)


def test_everything_that_is_seen_of_it_has_a_past() -> None:
    view = demo().look()
    assert values(view).keys() - DemoPast().names() == set()
    assert DemoPast().newest() == now() // 60 * 60


def test_its_past_is_30_days_and_the_same_at_every_run() -> None:
    for tier, length, most in (("minute", 60, 43_200), ("hour", 3600, 720)):
        found = DemoPast().read(tier, 0, 1e11, ["cpu", "space./", "nope"])
        assert found == DemoPast().read(tier, 0, 1e11, ["cpu", "space./"])
        assert most - 1 <= len(found["cpu"]) <= most + 1
        assert {stop - start for start, stop, _ in found["cpu"]} == {length}
        assert found["cpu"][-1][1] <= now()
        assert all(0 <= value <= 100 for *_, value in found["cpu"])
    assert DemoPast().read("minute", 0, now() - 31 * 86_400) == {}


def test_what_is_used_now_is_what_was_used_last() -> None:
    spaces = {name: v for name, v in values(demo().look()).items() if name.startswith("space.")}
    found = DemoPast().read("minute", now() - 300, now(), list(spaces))
    for name, used in spaces.items():
        assert found[name][-1][2] == pytest.approx(used, rel=0.001)


@pytest.mark.parametrize("tick_s", [1.0, 2.0, 5.0])
def test_its_last_minutes_are_those_of_its_graphs(tick_s: float) -> None:
    """The same server on both screens: what the Overview's graph shows, Resources shows."""
    seen = list(ticks(tick_s))
    last = now() - seen[-1].now
    assert last == tick_s
    assert seen[-1].now - seen[0].now >= 600
    drawn = demo(tick_s).look().history.cpu_pct.values
    shares = [view.sample.cpu.busy_pct for view in seen]
    assert shares[-50:] == pytest.approx(drawn[-51:-1], abs=1.5)
