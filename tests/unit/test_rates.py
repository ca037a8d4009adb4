"""Rates: what two readings say, and what they must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.machine import (
    CpuTimes,
    DiskCounters,
    DiskRate,
    LinkCounters,
    LinkRate,
    Pressure,
    Reading,
    Sample,
)
from sptui.model.rates import WRAP, WRAP_SECTORS, cpu_share, grown, sample

IDLE = CpuTimes(1000, 0, 1000, 5000, 100, 0, 50, 10)
DISK = DiskCounters("sda", True, 10_000, 20_000, 1_000)
LINK = LinkCounters("eth0", True, True, 5_000, 6_000)


def reading(mono: float, **fields: object) -> Reading:
    start = Reading(
        at=1e9 + mono,
        mono=mono,
        boot=mono,
        cpu=IDLE,
        cores=(IDLE, IDLE),
        load=None,
        memory=None,
        pressure=Pressure(None, None, None),
        disks=(DISK,),
        links=(LINK,),
        oom_kills=0,
        missing=(),
    )
    return start._replace(**fields)  # type: ignore[arg-type]


OLD = reading(100)


def test_one_reading_has_no_rates() -> None:
    assert sample(None, OLD) == Sample(OLD, None, (None, None), None, None, None, None, None, None)


def test_rates_are_per_second_of_the_monotonic_clock() -> None:
    cpu = IDLE._replace(
        user=1060, nice=10, system=1010, idle=5080, iowait=120, irq=5, softirq=55, steal=20
    )
    new = reading(
        102,
        cpu=cpu,
        disks=(DiskCounters("sda", True, 30_000, 20_000, 1_500),),
        links=(LinkCounters("eth0", True, True, 5_000, 8_000),),
    )
    found = sample(OLD, new)
    assert found.cpu is not None
    assert found.cpu == pytest.approx((50, 35, 10, 10, 5))
    assert found.disks == (DiskRate("sda", True, 10_000, 0, 25),)
    assert found.links == (LinkRate("eth0", True, True, 0, 1_000),)
    assert (found.read_bps, found.write_bps, found.rx_bps, found.tx_bps) == (10_000, 0, 0, 1_000)


def test_iowait_may_step_back() -> None:
    share = cpu_share(IDLE, IDLE._replace(user=1100, iowait=40, idle=5100))
    assert share == pytest.approx((50, 50, 0, 0, 0))


@pytest.mark.parametrize("field", ["user", "nice", "system", "irq", "softirq", "steal"])
def test_any_other_time_that_steps_back_gives_no_share(field: str) -> None:
    before = CpuTimes(*[500] * 8)
    assert cpu_share(before, before._replace(**{"idle": 600, field: 499})) is None


def test_no_time_gives_no_share() -> None:
    assert cpu_share(IDLE, IDLE) is None


def test_cores_that_went_or_came_have_no_share() -> None:
    more = IDLE._replace(user=1100)
    assert sample(OLD, reading(102, cores=(more,))).cores == (None,)
    assert sample(OLD, reading(102, cores=(more, more, more))).cores == (None, None, None)


def test_what_was_plugged_in_has_no_rate_at_first_sight() -> None:
    stick = DiskCounters("sdb", True, 9_999_999, 0, 0)
    usb = LinkCounters("usb0", True, True, 9_999_999, 0)
    new = reading(102, disks=(DISK, stick), links=(LINK, usb))
    found = sample(OLD, new)
    assert [disk.name for disk in found.disks or ()] == ["sda"]
    assert [link.name for link in found.links or ()] == ["eth0"]
    assert (found.read_bps, found.rx_bps) == (0, 0)
    after = sample(new, new._replace(mono=104, boot=104))
    assert [disk.name for disk in after.disks or ()] == ["sda", "sdb"]


@pytest.mark.parametrize("field", ["read_bytes", "write_bytes", "busy_ms"])
def test_a_disk_counter_that_steps_back_leaves_that_disk_out(field: str) -> None:
    other = DiskCounters("sdb", True, 0, 0, 0)
    old = reading(100, disks=(DISK, other))
    new = reading(102, disks=(DISK._replace(**{field: 5}), other._replace(read_bytes=2_000)))
    found = sample(old, new)
    assert found.disks == (DiskRate("sdb", True, 1_000, 0, 0),)
    assert (found.read_bps, found.write_bps) == (1_000, 0)


def test_the_only_disk_stepping_back_leaves_no_sum() -> None:
    found = sample(
        OLD, reading(102, disks=(DISK._replace(read_bytes=5),), links=(LINK._replace(tx_bytes=5),))
    )
    assert (found.disks, found.links) == ((), ())
    assert (found.read_bps, found.write_bps, found.rx_bps, found.tx_bps) == (None, None, None, None)


def test_counters_of_32_bits_wrap() -> None:
    old = reading(
        100,
        disks=(DiskCounters("sda", True, WRAP_SECTORS - 512, 0, WRAP - 500),),
        links=(LinkCounters("eth0", True, True, WRAP - 1_000, WRAP - 3_000),),
    )
    new = reading(
        102,
        disks=(DiskCounters("sda", True, 1_536, 0, 500),),
        links=(LinkCounters("eth0", True, True, 1_000, 1_000),),
    )
    found = sample(old, new)
    assert found.disks == (DiskRate("sda", True, 1_024, 0, 50),)
    assert found.links == (LinkRate("eth0", True, True, 1_000, 2_000),)


def test_a_counter_that_was_set_back_did_not_wrap() -> None:
    assert grown(WRAP // 2, 1_000, WRAP, 1 << 40) is None
    assert grown(WRAP * 3, 1_000, WRAP, 1 << 40) is None
    assert grown(WRAP - 10, 10, WRAP, 19) is None
    assert grown(WRAP - 10, 10, WRAP, 20) == 20


def test_sums_leave_out_what_lies_on_others() -> None:
    disks = (DISK, DiskCounters("dm-0", False, 0, 0, 0))
    links = (LINK, LinkCounters("lo", False, None, 0, 0))
    new = reading(
        102,
        disks=(DISK._replace(read_bytes=12_000), disks[1]._replace(read_bytes=2_000)),
        links=(LINK._replace(rx_bytes=7_000), links[1]._replace(rx_bytes=9_000)),
    )
    found = sample(reading(100, disks=disks, links=links), new)
    assert (found.read_bps, found.rx_bps) == (1_000, 1_000)
    assert len(found.disks or ()) == len(found.links or ()) == 2


def test_a_suspend_leaves_no_rate_for_one_tick() -> None:
    busy = IDLE._replace(user=1100)
    woken = reading(102, boot=3700, cpu=busy)
    assert sample(OLD, woken)[1:] == (None, (None, None), None, None, None, None, None, None)
    assert sample(woken, reading(104, boot=3702, cpu=busy._replace(idle=5100))).cpu is not None


@pytest.mark.parametrize("year", [-1, 1])
def test_a_wall_clock_that_jumps_a_year_changes_no_rate(year: int) -> None:
    fields = {"cpu": IDLE._replace(user=1100), "disks": (DISK._replace(read_bytes=12_000),)}
    straight = sample(OLD, reading(102, **fields))
    jumped = sample(OLD, reading(102, at=1e9 + 102 + year * 31_536_000, **fields))
    assert jumped[1:] == straight[1:]
    assert jumped.read_bps == 1_000


def test_no_time_between_two_readings_gives_no_rate() -> None:
    for mono in (100, 99):
        assert sample(OLD, reading(mono))[1:] == (
            None,
            (None, None),
            None,
            None,
            None,
            None,
            None,
            None,
        )


def test_what_could_not_be_read_has_no_rate_and_the_rest_has() -> None:
    found = sample(OLD, reading(102, cpu=None, cores=(), disks=None))
    assert (found.cpu, found.cores, found.disks, found.read_bps) == (None, (), None, None)
    assert found.rx_bps == 0


big = st.integers(0, 2**33)
times = st.builds(CpuTimes, *[big] * 8)
disk_lists = st.lists(
    st.builds(DiskCounters, st.sampled_from("abc"), st.booleans(), big, big, big), max_size=4
)
link_lists = st.lists(
    st.builds(LinkCounters, st.sampled_from("abc"), st.booleans(), st.none(), big, big), max_size=4
)
readings = st.builds(
    reading,
    st.floats(0, 1e6),
    boot=st.floats(0, 1e6),
    cpu=times | st.none(),
    cores=st.lists(times, max_size=3).map(tuple),
    disks=disk_lists.map(tuple) | st.none(),
    links=link_lists.map(tuple) | st.none(),
)


@given(readings, readings, st.booleans())
def test_no_rate_is_negative_and_no_share_above_100(
    old: Reading, new: Reading, asleep: bool
) -> None:
    if not asleep:  # else hardly any two would have rates at all
        new = new._replace(boot=new.mono + old.boot - old.mono)
    found = sample(old, new)
    for share in (found.cpu, *found.cores):
        assert share is None or all(0 <= part <= 100 for part in share)
        assert share is None or share.busy_pct + share.iowait_pct <= 100 + 1e-9
    for disk in found.disks or ():
        assert disk.read_bps >= 0
        assert disk.write_bps >= 0
        assert 0 <= disk.busy_pct <= 100
    for link in found.links or ():
        assert link.rx_bps >= 0
        assert link.tx_bps >= 0
    assert len(found.cores) == len(new.cores)
    assert all(rate is None or rate >= 0 for rate in found[5:])
