"""Any span: ticks where there are any, rows before them, and never a wait for a dead disk."""

import random
import threading
import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sptui.model.errors import HistoryError
from sptui.model.growth import growth
from sptui.model.machine import CpuShare, Sample
from sptui.model.msg import msg
from sptui.model.overview import Overview
from sptui.model.recorded import columns
from sptui.model.resources import RANGES, Span
from sptui.model.series import NO_HISTORY, Series
from sptui.services.history import PATIENCE_S, History, load
from sptui.services.past import Both, growths
from sptui.services.ring import Ring
from tests.fakes.machine import HOST, facts, reading
from tests.fakes.past import FakePast

DAY = 86_400.0
NOW = reading(100_000.0).at // 3600 * 3600 + 1800.0  # half past


def looked(at: float, cpu: float) -> Overview:
    read = reading(at - 1.7e9)._replace(at=at)
    share = CpuShare(cpu, cpu, 0.0, 0.0, 0.0)
    sample = Sample(read, share, (share,), (), (), None, None, None, None)
    return Overview(at, HOST, sample, facts(), (), NO_HISTORY)


def seen(seconds: float, *, until: float = NOW, tick: float = 2.0) -> Ring:
    ring = Ring(tick)
    count = int(seconds / tick)
    for n in range(count):
        at = until - (count - 1 - n) * tick
        ring.put(looked(at, at % 97))
    return ring


def shown(history: History, names: list[str], span: Span, now: float, columns: int) -> dict:
    """The span once all is there, however slow this machine is today."""
    history.series(names, span, now, columns)
    settle(history)
    return dict(history.series(names, span, now, columns))


def settle(history: History) -> None:
    """Until the worker has nothing to do."""
    assert history._worker.ask(lambda: None).wait(30)


# ---------------------------------------------------------------- spans


@pytest.mark.parametrize("seconds", RANGES)
@pytest.mark.parametrize("width", [38, 114, 228])
def test_a_month_behind_it_every_span_is_full(seconds: int, width: int) -> None:
    history = History(seen(700), FakePast(NOW, days=31, late_s=70))
    made = shown(history, ["cpu", "memory"], Span(seconds, None), NOW, width)
    for name in ("cpu", "memory"):
        assert len(made[name].values) == width
        assert None not in made[name].values
    assert made["cpu"].end == made["memory"].end


def test_what_is_not_recorded_is_gaps() -> None:
    history = History(seen(60), FakePast(NOW, days=2))
    made = shown(history, ["cpu", "nope"], Span(30 * 86_400, None), NOW, 30)
    assert made["nope"].values == (None,) * 30
    assert made["cpu"].values[:27] == (None,) * 27
    assert None not in made["cpu"].values[28:]


def test_without_a_store_there_is_the_ring() -> None:
    history = History(seen(120), None)
    assert None not in history.series(["cpu"], Span(60, None), NOW, 30)["cpu"].values
    month = history.series(["cpu"], Span(30 * 86_400, None), NOW, 100)["cpu"].values
    assert month[:-1] == (None,) * 99
    assert month[-1] is not None
    assert history.names() >= {"cpu", "memory", "space./"}


def test_a_span_in_the_past_is_that_one() -> None:
    past = FakePast(NOW, days=31)
    end = NOW - 5 * DAY
    made = shown(History(seen(60), past), ["cpu"], Span(3600, end), NOW, 60)["cpu"]
    assert made == columns(past.read("minute", end - 3700, end + 60, ["cpu"])["cpu"], 3600, end, 60)


def test_where_minutes_are_gone_hours_are_shown() -> None:
    past = FakePast(NOW, days=31, minutes=2)
    made = shown(History(seen(60), past), ["cpu"], Span(6 * 3600, NOW - 5 * DAY), NOW, 60)
    assert None not in made["cpu"].values


def test_rows_of_an_hour_that_is_not_over_are_minutes() -> None:
    past = FakePast(NOW, days=31)
    found = load(past, ["cpu"], NOW - 30 * DAY, NOW, 20_000.0).pieces["cpu"]
    lengths = [stop - start for start, stop, _ in found]
    assert lengths == [3600.0] * lengths.count(3600.0) + [60.0] * 30
    assert all(a[1] == b[0] for a, b in pairwise(found))


# ---------------------------------------------------------------- as it goes on


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([60, 300, 600, 3600]),
    st.integers(10, 160),
    st.lists(st.sampled_from([2.0, 2.0, 2.0, 2.0, 0.5, 4.0, 30.0]), min_size=1, max_size=25),
    st.booleans(),
)
# exactly the least share of a cell was seen
@example(seconds=600, width=97, steps=[2.0] * 4, between=True)
def test_what_is_added_is_as_if_it_were_all_new(seconds, width, steps, between) -> None:
    """Only the newest cells are worked out at a tick: the rest must be what it would be anew."""
    assume(seconds / width < 60)  # of a longer one all stands still for a minute
    past = FakePast(NOW, days=1)
    ring = seen(400)
    history = History(ring, past)
    now = NOW
    for step in steps:
        now += step
        ring.put(looked(now, now % 89))
        if between:
            history.series(["cpu"], Span(seconds, None), now, width)
    one = shown(history, ["cpu"], Span(seconds, None), now, width)["cpu"]
    same(one, shown(History(ring, past), ["cpu"], Span(seconds, None), now, width)["cpu"])


def same(one: Series, two: Series) -> None:
    """Equal but for the rounding of moments in a double."""
    assert (one.end, len(one.values)) == (two.end, len(two.values))
    for a, b in zip(one.values, two.values, strict=True):
        assert (a is None) == (b is None)
        assert a is None or a == pytest.approx(b, abs=1e-4)


def test_asked_between_two_ticks_nothing_is_lost() -> None:
    ring = seen(60)
    history = History(ring, None)
    for n in range(1, 20):
        history.series(["cpu"], Span(60, None), NOW + n + 0.4, 120)
        if n % 2 == 0:
            ring.put(looked(NOW + n, 5.0))
            history.series(["cpu"], Span(60, None), NOW + n, 120)
    now = NOW + 18
    made = history.series(["cpu"], Span(60, None), now, 120)["cpu"]
    same(made, History(ring, None).series(["cpu"], Span(60, None), now, 120)["cpu"])


def test_a_long_span_asks_once_a_minute() -> None:
    past = FakePast(NOW, days=31)
    ring = seen(60)
    history = History(ring, past)
    span = Span(30 * 86_400, None)
    first = shown(history, ["cpu"], span, NOW, 114)
    reads = past.reads
    for n in range(1, 29):
        ring.put(looked(NOW + 2 * n, 5.0))
        assert history.series(["cpu"], span, NOW + 2 * n, 114) == first
    assert past.reads == reads
    history.series(["cpu"], span, NOW + 61, 114)
    settle(history)
    assert past.reads > reads


def test_minutes_that_are_written_meanwhile_are_shown() -> None:
    past = FakePast(NOW, days=1)
    ring = seen(60)
    history = History(ring, past)
    span = Span(6 * 3600, None)
    history.series(["cpu"], span, NOW, 72)
    later = NOW + 40 * 60
    past.now = later
    for at in range(int(NOW) + 2, int(later), 2):
        ring.put(looked(float(at), at % 97))
    for _ in range(3):
        made = history.series(["cpu"], span, later, 72)["cpu"]
        settle(history)
    assert None not in made.values
    fresh = shown(History(Ring(2.0), past), ["cpu"], span, later, 72)["cpu"]
    assert made.values[:-2] == pytest.approx(fresh.values[:-2])


def test_the_hour_turns_and_nothing_falls_out() -> None:
    past = FakePast(NOW, days=31)
    history = History(Ring(2.0), past)
    span = Span(7 * 86_400, None)
    shown(history, ["cpu"], span, NOW, 114)
    for minute in range(120):
        past.now = NOW + minute * 60.0
        made = history.series(["cpu"], span, past.now, 114)["cpu"]
        settle(history)
        assert None not in made.values[:-1]


@pytest.mark.parametrize("seconds", [86_400, 7 * 86_400])
@pytest.mark.parametrize("away_min", [5, 35, 59, 200])
@pytest.mark.parametrize("hole_min", [0, 180])
def test_who_looks_away_for_a_while_sees_what_was_recorded(seconds, away_min, hole_min) -> None:
    past, span = FakePast(NOW, days=31), Span(seconds, None)
    history = History(Ring(2.0), past)
    history.series(["cpu"], span, NOW, 96)
    settle(history)
    past.hole = (NOW, NOW + hole_min * 60)
    past.now = now = NOW + (hole_min + away_min) * 60.0
    for _ in range(2):
        made = history.series(["cpu"], span, now, 96)["cpu"]
        settle(history)
    same(made, shown(History(Ring(2.0), past), ["cpu"], span, now, 96)["cpu"])


def test_a_clock_that_is_set_back_and_forth() -> None:
    ring = seen(600)
    history = History(ring, FakePast(NOW, days=31))
    for jump in (0.0, -7200.0, 3600.0, -40 * DAY, 0.0):
        for seconds in (600, 86_400, 30 * 86_400):
            for _ in range(2):
                made = history.series(["cpu"], Span(seconds, None), NOW + jump, 60)["cpu"]
                settle(history)
            fresh = History(ring, FakePast(NOW, days=31))
            same(made, shown(fresh, ["cpu"], Span(seconds, None), NOW + jump, 60)["cpu"])


# ---------------------------------------------------------------- when it can't be read


class Hanging(FakePast):
    """A disk that does not answer until it is told to."""

    def __init__(self, now: float) -> None:
        super().__init__(now, days=31)
        self.free = threading.Event()

    def read(self, tier: str, first: float, last: float, names: Sequence[str] | None = None):
        self.free.wait(30)
        return super().read(tier, first, last, names)


def test_a_disk_that_hangs_holds_nothing_up() -> None:
    past, ring = Hanging(NOW), seen(700)
    history = History(ring, past)
    begun = time.monotonic()
    for n in range(20):
        ring.put(looked(NOW + 2 * n, 5.0))
        made = history.series(["cpu"], Span(3600, None), NOW + 2 * n, 60)
    assert time.monotonic() - begun < PATIENCE_S + 2.0, "it is waited for once"
    assert None not in made["cpu"].values[-10:]
    assert made["cpu"].values[0] is None
    past.free.set()
    settle(history)
    assert None not in history.series(["cpu"], Span(3600, None), NOW + 40, 60)["cpu"].values


def test_what_can_not_be_read_is_said_and_tried_again() -> None:
    past = FakePast(NOW, days=31)
    past.error = HistoryError("busy", msg("history.damaged", path="x"), msg("next.history_busy"))
    history = History(seen(700), past)
    assert shown(history, ["cpu"], Span(3600, None), NOW, 60)["cpu"].values[0] is None
    assert history.problem == msg("history.damaged", path="x")
    past.error = None
    history.series(["cpu"], Span(3600, None), NOW + 61, 60)
    settle(history)
    made = history.series(["cpu"], Span(3600, None), NOW + 62, 60)
    assert made["cpu"].values[0] is not None


# ---------------------------------------------------------------- two histories as one


def test_what_the_machines_history_lacks_is_the_persons_own() -> None:
    shared, own = FakePast(NOW - 7200, days=1), FakePast(NOW, days=31)
    both = Both(shared, own)
    found = both.read("minute", NOW - 3 * 3600, NOW, ["cpu"])["cpu"]
    assert found == own.read("minute", NOW - 3 * 3600, NOW, ["cpu"])["cpu"]
    assert both.newest() == own.newest()
    shared.error = HistoryError("damaged", msg("a"), msg("b"))
    assert both.read("minute", NOW - 3600, NOW)["cpu"]
    assert both.names() == own.names()
    own.error = shared.error
    with pytest.raises(HistoryError):
        both.names()


def test_growth_is_of_all_file_systems() -> None:
    past = FakePast(NOW, days=31)
    chance = random.Random(1)
    past.makers["space./srv"] = lambda at: 1e9 * (at - NOW) / DAY + 100e9
    past.makers["space./"] = lambda at: 5e9 + chance.random()
    found = {each.mount: each for each in growths(past, NOW)}
    assert found["/srv"].bytes_per_day == pytest.approx(1e9, rel=0.01)
    assert abs(found["/"].bytes_per_day) < 1
    pieces = past.read("hour", NOW - 30 * DAY, NOW, ["space./srv"])["space./srv"]
    assert growth("/srv", [((a + b) / 2, v) for a, b, v in pieces]) == found["/srv"]
    past.error = HistoryError("damaged", msg("a"), msg("b"))
    with pytest.raises(HistoryError):
        growths(past, NOW)
