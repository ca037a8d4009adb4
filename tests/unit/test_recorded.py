"""What is recorded, and the columns that a graph of it has."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.machine import (
    CpuShare,
    DiskRate,
    LinkRate,
    Memory,
    Pressure,
    Sample,
    Temperature,
)
from sptui.model.overview import Overview
from sptui.model.recorded import buckets, columns, last_bucket, means, most_wanted, values
from sptui.model.series import NO_HISTORY
from tests.fakes.machine import GIB, HOST, facts, reading, stall, volume

SHARE = CpuShare(30.0, 20.0, 10.0, 5.0, 1.0)


def view(sample: Sample | None = None, told: object = None) -> Overview:
    return Overview(1e9, HOST, sample, told, (), NO_HISTORY)


def sampled(**other: object) -> Sample:
    nothing = Sample(reading(), None, (None,), None, None, None, None, None, None)
    return nothing._replace(**other)


# ---------------------------------------------------------------- names and values


def test_every_figure_has_its_name() -> None:
    looked = reading(
        memory=Memory(8 * GIB, 6 * GIB, 4 * GIB, 2 * GIB, 4 * GIB, 3 * GIB),
        pressure=Pressure(stall(1), stall(2), stall(3)),
    )
    sample = sampled(
        reading=looked,
        cpu=SHARE,
        cores=(SHARE, None, SHARE._replace(busy_pct=40.0)),
        disks=(DiskRate("sda", True, 1.0, 2.0, 50.0), DiskRate("dm-0", False, 3.0, 4.0, 0.0)),
        links=(LinkRate("eth0.10", True, True, 5.0, 6.0),),
        read_bps=1.0,
        write_bps=2.0,
        rx_bps=5.0,
        tx_bps=6.0,
    )
    told = facts(volume("/srv/a.b"), temperatures=(Temperature("CPU", 51.0, None),))
    assert values(view(sample, told)) == {
        "cpu": 30.0,
        "cpu.user": 20.0,
        "cpu.system": 10.0,
        "cpu.iowait": 5.0,
        "cpu.steal": 1.0,
        "cpu.0": 30.0,
        "cpu.2": 40.0,
        "memory": 25.0,
        "swap": 25.0,
        "pressure.cpu": 1.0,
        "pressure.memory": 2.0,
        "pressure.io": 3.0,
        "load": 0.1,
        "disk.read": 1.0,
        "disk.write": 2.0,
        "net.rx": 5.0,
        "net.tx": 6.0,
        "disk.sda.read": 1.0,
        "disk.sda.write": 2.0,
        "disk.dm-0.read": 3.0,
        "disk.dm-0.write": 4.0,
        "net.eth0.10.rx": 5.0,
        "net.eth0.10.tx": 6.0,
        "temp.CPU": 51.0,
        "space./srv/a.b": 50e9,
    }


def test_what_is_not_known_is_not_there() -> None:
    assert values(view()) == {}
    lacking = reading(memory=None, load=None, pressure=Pressure(None, None, None))
    assert values(view(sampled(reading=lacking))) == {}
    no_swap = reading(memory=Memory(0, 0, 0, 0, 0, 0), load=None)
    assert "memory" not in values(view(sampled(reading=no_swap)))
    assert "swap" not in values(view(sampled(reading=no_swap)))
    silent = volume("/nas")._replace(space=None)
    assert "space./nas" not in values(view(None, facts(silent)))
    odd = (Temperature("a", math.nan, None), Temperature("b", math.inf, None))
    assert not any("temp" in name for name in values(view(None, facts(temperatures=odd))))


def test_of_sensors_with_one_label_the_hottest_counts() -> None:
    sensors = (Temperature("Core 0", 40.0, None), Temperature("Core 0", 60.0, None))
    assert values(view(None, facts(temperatures=sensors)))["temp.Core 0"] == 60.0


def test_a_name_from_outside_stays_as_it_is() -> None:
    assert values(view(None, facts(volume("/\x1b[31m\udcff"))))["space./\x1b[31m\udcff"] == 50e9


def test_means_are_of_what_is_known() -> None:
    assert means([{"a": 1.0, "b": 5.0}, {"a": 3.0}, {}]) == {"a": 2.0, "b": 5.0}
    assert means([]) == {}


def test_what_matters_most_is_kept_first() -> None:
    found = {f"net.veth{n}.rx": float(n) for n in range(500)}
    found |= {f"cpu.{n}": 1.0 for n in range(64)}
    whole = {"cpu": 1.0, "cpu.user": 1.0, "memory": 1.0, "disk.read": 1.0, "space./": 1e9}
    kept = most_wanted({**found, **whole, "temp.x": 40.0}, 20)
    assert len(kept) == 20
    assert kept.keys() >= {*whole, "temp.x", "net.veth499.rx"}
    assert "net.veth0.rx" not in kept
    assert most_wanted(whole, 5) == whole


# ---------------------------------------------------------------- columns


def steady(count: int, step: float, value: float = 7.0, start: float = 0.0) -> list:
    return [(start + n * step, start + (n + 1) * step, value) for n in range(count)]


# Whole seconds, so that a list of seconds can be counted through beside it.
@st.composite
def _pieces(draw: st.DrawFn) -> list[tuple[float, float, float]]:
    at, out = draw(st.integers(0, 50)), []
    for _ in range(draw(st.integers(0, 25))):
        length = draw(st.integers(1, 40))
        out.append((float(at), float(at + length), draw(st.floats(-1e6, 1e6))))
        at += length + draw(st.sampled_from([0, 0, 0, 7, 30]))
    return out


@given(_pieces(), st.integers(1, 30), st.integers(1, 12), st.integers(0, 600))
def test_a_bucket_is_the_mean_of_its_seconds(pieces, width, count, first_second) -> None:
    first = first_second // width
    known: dict[int, float] = {}
    for start, stop, value in pieces:
        known |= dict.fromkeys(range(int(start), int(stop)), value)
    made = buckets(pieces, float(width), first, first + count)
    assert len(made) == count
    for at, value in enumerate(made, first):
        inside = [known[s] for s in range(at * width, (at + 1) * width) if s in known]
        if value is not None:
            assert value == pytest.approx(sum(inside) / len(inside), rel=1e-9, abs=1e-6)
        else:  # nothing, or less than a tenth of a long piece
            assert len(inside) <= width / 10


@given(_pieces(), st.integers(1, 5), st.integers(2, 40), st.integers(1, 900), st.integers(0, 300))
def test_a_bucket_that_is_over_never_changes(pieces, width, n, now, later) -> None:
    """Else a graph would flicker, and not move by whole cells."""
    seconds = width * n

    def seen(at: float) -> list:
        return [(a, min(b, at), v) for a, b, v in pieces if a < at]

    one = columns(seen(now), seconds, now, n)
    two = columns(seen(now + later), seconds, now + later, n)
    assert len(one.values) == len(two.values) == n
    assert two.end - one.end == last_bucket(now + later, seconds, n) - last_bucket(now, seconds, n)
    of_one = dict(zip(range(one.end - n, one.end), one.values, strict=True))
    of_two = dict(zip(range(two.end - n, two.end), two.values, strict=True))
    over = [at for at in of_one.keys() & of_two.keys() if (at + 1) * width <= now]
    assert [of_one[at] for at in over] == [of_two[at] for at in over]


@given(st.lists(st.floats(-0.03, 0.03), min_size=40, max_size=40), st.floats(0, 2))
def test_a_tick_that_comes_a_little_late_leaves_no_gap(jitter: list[float], phase: float) -> None:
    times = [1.7e9 + phase + 2.0 * n + late for n, late in enumerate(jitter)]
    pieces = [(a, b, 1.0) for a, b in pairwise(times)]
    made = columns(pieces, 60, times[-1], 30)
    assert None not in made.values


@given(st.floats(1.6e9, 1.9e9), st.integers(1, 400), st.sampled_from([60, 300, 3600, 2_592_000]))
def test_the_newest_column_has_what_is_newest(now: float, n: int, seconds: int) -> None:
    step = max(2.0, seconds / 500)
    pieces = [(now - (k + 1) * step, now - k * step, 1.0) for k in reversed(range(600))]
    made = columns(pieces, seconds, now, n)
    assert made.values == pytest.approx((1.0,) * n)


def test_a_long_piece_fills_several_columns_and_a_gap_stays_one() -> None:
    pieces = [(0.0, 60.0, 5.0), (120.0, 180.0, 9.0)]
    made = columns(pieces, 240, 240.0, 8)
    assert made.values == (5.0, 5.0, None, None, 9.0, 9.0, None, None)
    assert made.end == 8


def test_what_is_there_by_rounding_only_is_no_column() -> None:
    made = columns([(0.0, 10.05, 5.0), (40.02, 50.0, 7.0)], 60, 60.0, 6)
    assert made.values == (5.0, None, None, None, pytest.approx(7.0), None)


def test_a_peak_keeps_its_size() -> None:
    """A second at 100 % of a minute of ten seconds each is seen as ten percent."""
    pieces = [*steady(29, 2.0, 0.0), (58.0, 60.0, 100.0), *steady(30, 2.0, 0.0, start=60.0)]
    made = columns(pieces, 120, 120.0, 12)
    assert made.values == (0.0,) * 5 + (20.0,) + (0.0,) * 6
