"""From Overviews to rows: whose minute a value is, and what happens when they can't be kept."""

import pytest

from sptui.model.errors import HistoryError
from sptui.model.machine import CpuShare, Sample
from sptui.model.msg import msg
from sptui.model.overview import Overview
from sptui.model.series import NO_HISTORY
from sptui.paint.words import say
from sptui.services.history import History
from sptui.services.recorder import MOST_WAITING, Keeper, Minutes
from sptui.services.ring import Ring
from sptui.services.sampler import Sampler, Setup
from tests.fakes.machine import HOST, Counters, Loop, SlowFacts, facts, reading
from tests.fakes.past import FakePast, FakeStore

# The start of a minute.
START = 1_700_000_040.0


def looked(second: float, cpu: float = 10.0, at: float | None = None) -> Overview:
    moment = START + second if at is None else at
    read = reading(1000.0 + second)._replace(at=moment)
    share = CpuShare(cpu, cpu, 0.0, 0.0, 0.0)
    sample = Sample(read, share, (), (), (), None, None, None, None)
    return Overview(read.at, HOST, sample, facts(), (), NO_HISTORY)


def error(kind: str) -> HistoryError:
    return HistoryError(kind, msg("history.damaged", path=kind), msg("next.history_busy"))


# ---------------------------------------------------------------- minutes


def test_a_minute_is_the_mean_of_what_was_seen_in_it() -> None:
    minutes = Minutes()
    done = [minutes.add(looked(second, float(second))) for second in range(0, 64, 2)]
    rows = [row for row in done if row is not None]
    assert len(rows) == 1
    minute, values = rows[0]
    assert minute == START // 60
    # The rate of second 60 is of the two seconds before it.
    assert values["cpu"] == sum(range(0, 62, 2)) / 31
    assert values["space./"] == 50e9
    minute, values = minutes.close()
    assert (minute, values["cpu"]) == (START // 60 + 1, 62.0)
    assert minutes.close() is None


def test_the_same_look_twice_counts_once_and_none_at_all_nothing() -> None:
    minutes = Minutes()
    view = looked(0.0, 10.0)
    for each in (view, view, view._replace(sample=None), looked(2.0, 20.0)):
        minutes.add(each)
    assert minutes.close()[1]["cpu"] == 15.0


@pytest.mark.parametrize("jump", [-3600.0, 3600.0])
def test_a_clock_that_jumps_ends_the_minute(jump: float) -> None:
    minutes = Minutes()
    for second in range(0, 20, 2):
        assert minutes.add(looked(float(second), 10.0)) is None
    row = minutes.add(looked(20.0, 90.0, at=START + 20 + jump))
    assert row == (START // 60, row[1])
    assert row[1]["cpu"] == 10.0
    assert minutes.close()[0] == (START + jump) // 60


# ---------------------------------------------------------------- keeping


def test_a_row_is_written_and_the_facts_are_left() -> None:
    store, published = FakeStore(START), []
    keeper = Keeper(store, store, publish=published.append)
    view = looked(60.0)
    state = keeper.keep([(1, {"cpu": 1.0})], view)
    assert store.rows == [(1, {"cpu": 1.0})]
    assert published == [view]
    assert (state.problem, state.findings) == (None, ())


@pytest.mark.parametrize("kind", ["busy", "full", "denied", "failed", "newer", "foreign"])
def test_what_can_not_be_written_waits(kind: str) -> None:
    store, published = FakeStore(START), []
    keeper = Keeper(store, store, publish=published.append)
    store.fail = error(kind)
    for n in range(3):
        state = keeper.keep([(n, {"cpu": 1.0})], looked(60.0 * n))
        assert state.problem == msg("history.damaged", path=kind)
        rules = [finding.rule for finding in state.findings]
        assert rules == ([] if kind == "busy" else ["history.unkept"])
        for finding in state.findings:
            assert "{" not in " ".join(map(say, finding[3:7]))
    assert len(published) == 3, "the facts are another file"
    store.fail = None
    state = keeper.keep([(3, {"cpu": 1.0})], looked(180.0))
    assert [row[0] for row in store.rows] == [0, 1, 2, 3]
    assert (state.problem, state.findings) == (None, ())


def test_no_more_than_a_day_waits() -> None:
    store = FakeStore(START)
    keeper = Keeper(store, store)
    store.fail = error("full")
    for n in range(MOST_WAITING + 50):
        keeper.keep([(n, {"cpu": 1.0})], looked(60.0 * n))
    store.fail = None
    keeper.keep([], looked(1.0))
    assert [row[0] for row in store.rows] == list(range(50, MOST_WAITING + 50))


def test_while_another_one_writes_nothing_waits_and_nothing_is_published() -> None:
    store, published = FakeStore(START), []
    keeper = Keeper(store, store, publish=published.append)
    store.refuse = error("taken")
    for n in range(3):
        state = keeper.keep([(n, {"cpu": 1.0})], looked(60.0 * n))
        assert state.findings == ()
        assert state.problem is not None
    store.refuse = None
    keeper.keep([(3, {"cpu": 1.0})], looked(180.0))
    assert [row[0] for row in store.rows] == [3], "the other one wrote the rest"
    assert len(published) == 1


def test_a_person_does_not_write_what_the_machine_writes() -> None:
    store, shared = FakeStore(START), FakePast(START)
    keeper = Keeper(store, shared, shared)
    keeper.keep([(1, {"cpu": 1.0})], looked(0.0))
    assert store.rows == []
    later = looked(600.0)
    keeper.keep([(11, {"cpu": 1.0})], later)
    assert store.rows == [(11, {"cpu": 1.0})], "nobody writes that one any more"
    shared.error = error("damaged")
    keeper.keep([(12, {"cpu": 1.0})], later)
    assert len(store.rows) == 2


def test_a_damaged_history_is_told_for_a_day() -> None:
    store = FakeStore(START)
    keeper = Keeper(store, store)
    store.moved = "/state/history.db.2026-11-22-194600.damaged"
    (finding,) = keeper.keep([], looked(0.0)).findings
    assert finding.rule == "history.damaged"
    assert "history.db.2026-11-22-194600.damaged" in say(finding.detail)
    assert keeper.keep([], looked(80_000.0)).findings
    assert not keeper.keep([], looked(90_000.0)).findings


def test_facts_that_can_not_be_left_are_said() -> None:
    store = FakeStore(START)

    def full(view: Overview) -> None:
        raise OSError(28, "No space left on device")

    state = Keeper(store, store, publish=full).keep([(1, {"cpu": 1.0})], looked(0.0))
    assert store.rows
    assert say(state.problem) == "facts.json can't be written: No space left on device"
    assert [finding.rule for finding in state.findings] == ["history.unkept"]


def test_growth_is_worked_out_once_an_hour() -> None:
    store = FakeStore(START)
    store.makers["space./srv"] = lambda at: 1e9 * (at - START) / 86_400 + 100e9
    keeper = Keeper(store, store)
    assert [each.mount for each in keeper.keep([], looked(0.0)).growth] == ["/srv"]
    reads = store.reads
    keeper.keep([], looked(3000.0))
    assert store.reads == reads
    keeper.keep([], looked(3700.0))
    assert store.reads > reads
    store.error = error("busy")
    assert keeper.keep([], looked(9000.0)).growth, "what was known is still known"


# ---------------------------------------------------------------- with the sampler


def test_while_it_records_the_sampler_looks_and_hears_what_it_says() -> None:
    loop = Loop(1000.0)

    class Live(Counters):
        def read(self):
            return reading(loop.now)

    source = Sampler(Setup(Live([]), SlowFacts(), HOST))
    store = FakeStore(reading(1000.0).at)
    store.makers["space./"] = lambda at: 50e9 + 5e9 * (at - store.now) / 86_400
    store.moved = "/state/history.db.x.damaged"
    history = History(Ring(2.0), store, Keeper(store, store))
    history.start(source, loop)
    for until in (1010.0, 1130.0, 1190.0):
        loop.run(until)
        assert history._worker.ask(lambda: None).wait(10)
    loop.run(1192.0)
    view = source.overviews.value
    assert [finding.rule for finding in view.findings] == ["disk.growth", "history.damaged"]
    assert view.growth[0].bytes_per_day == pytest.approx(5e9, rel=0.01)
    assert len(store.rows) >= 2
    history.close()
    assert not source.running
    assert store.closed
    first = reading(1000.0).at // 60
    assert [row[0] for row in store.rows] == [first + n for n in range(len(store.rows))]
    assert store.rows[-1][0] == reading(1192.0).at // 60, "what was known of this minute too"
