"""The ring: the newest hour, flat in memory, whatever the clocks do."""

import pytest

from sptui.model.machine import DiskRate, Sample
from sptui.model.overview import Overview
from sptui.model.series import NO_HISTORY
from sptui.services.ring import Ring
from tests.fakes.machine import HOST, facts, reading


def looked(second: float, *disks: str, at: float | None = None, told: object = None) -> Overview:
    read = reading(second)
    read = read if at is None else read._replace(at=at)
    rates = tuple(DiskRate(name, True, second, 0.0, 0.0) for name in disks)
    sample = Sample(read, None, (None,), rates, (), None, None, None, None)
    return Overview(read.at, HOST, sample, told, (), NO_HISTORY)


def test_what_was_put_comes_out() -> None:
    ring = Ring(2.0)
    for n in range(30):
        ring.put(looked(1000.0 + 2 * n, "sda"))
    now = reading(1058.0).at
    made = ring.series("disk.sda.read", 60, now, 30)
    assert made.values == pytest.approx([1000.0 + 2 * n for n in range(30)])
    assert ring.begin() == pytest.approx(now - 60)
    assert ring.end() == now
    assert ring.names() >= {"disk.sda.read", "disk.sda.write", "memory", "load"}
    assert ring.series("disk.sdz.read", 60, now, 30).values == (None,) * 30


def test_the_same_reading_twice_is_kept_once_and_none_is_a_gap() -> None:
    ring = Ring(2.0)
    view = looked(1000.0)
    ring.put(view)
    ring.put(view)
    ring.put(view._replace(sample=None))
    assert len(ring) == 1
    ring.put(looked(1020.0))
    now = reading(1020.0).at
    values = ring.series("memory", 24, now, 12).values
    assert values[:2] == (None, 25.0)
    assert values[2:9] == (None,) * 7, "what nobody looked at is a gap"
    assert values[-1] == 25.0


def test_memory_is_flat_and_what_vanished_is_forgotten() -> None:
    ring = Ring(2.0, keep_s=600)
    for n in range(100):
        ring.put(looked(1000.0 + 2 * n, "sda", "usb"))
    lengths = []
    for n in range(100, 4000):
        ring.put(looked(1000.0 + 2 * n, "sda"))
        lengths.append(len(ring))
    assert "disk.usb.read" not in ring.names()
    assert "disk.sda.read" in ring.names()
    assert max(lengths) <= 2 * 300
    assert min(lengths[300:]) >= 300, "ten minutes are always there"
    assert {len(held) for held in ring._series.values()} == {len(ring)}


def test_hundreds_that_come_and_go_leave_nothing() -> None:
    ring = Ring(2.0, keep_s=120)
    for n in range(3000):
        ring.put(looked(1000.0 + 2 * n, f"loop{n}"))
    assert len(ring.names()) < 2 * (2 * 60 + 256) + 10


def test_a_new_device_has_gaps_before_it() -> None:
    ring = Ring(2.0)
    for n in range(10):
        ring.put(looked(1000.0 + 2 * n, *(["sdb"] if n > 5 else [])))
    values = ring.series("disk.sdb.read", 20, reading(1018.0).at, 10).values
    assert values[:6] == (None,) * 6
    assert None not in values[6:]


@pytest.mark.parametrize("jump", [-3600.0, 3600.0, -86_400 * 365.0])
def test_a_wall_clock_that_jumps_tears_no_graph(jump: float) -> None:
    ring = Ring(2.0)
    for n in range(30):
        at = reading(1000.0 + 2 * n).at + (jump if n >= 15 else 0)
        ring.put(looked(1000.0 + 2 * n, "sda", at=at))
    now = reading(1058.0).at + jump
    made = ring.series("disk.sda.read", 60, now, 30)
    assert made.values == pytest.approx([1000.0 + 2 * n for n in range(30)])


def test_space_and_temperatures_are_kept_too() -> None:
    ring = Ring(2.0)
    ring.put(looked(1000.0, told=facts()))
    assert ring.series("space./", 2, reading(1000.0).at, 1).values == pytest.approx((50e9,))
