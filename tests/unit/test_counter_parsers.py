"""The parsers that run at every tick: /proc/stat, loadavg, meminfo, vmstat, pressure, diskstats,
net/dev."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.cpu import parse_loadavg, parse_stat
from sptui.model.disks import kinds_by_link, kinds_by_name, parse_diskstats
from sptui.model.links import LinkKind, LinkTraits, link_kinds, parse_net_dev, parse_operstate
from sptui.model.machine import CpuTimes, DiskCounters, LinkCounters, Memory, Stall
from sptui.model.memory import parse_meminfo, parse_oom_kills
from sptui.model.pressure import parse_pressure
from tests.rubbish import HOSTILE, rubbish, text_of

STAT = b"""cpu  100 2 30 400 5 6 7 8 90 1
cpu0 60 1 10 200 3 4 5 6 50 1
cpu2 40 1 20 200 2 2 2 2 40 0
intr 12345 1 0 0
ctxt 99
btime 1795590153
"""
MEMINFO = b"""MemTotal:        8000000 kB
MemFree:         1000000 kB
MemAvailable:    3000000 kB
Buffers:          100000 kB
Cached:          1500000 kB
SwapCached:         7777 kB
Active(file):      39816 kB
SwapTotal:       2000000 kB
SwapFree:        1700000 kB
SReclaimable:     200000 kB
"""
PRESSURE = b"""some avg10=1.17 avg60=0.66 avg300=0.78 total=8569830
full avg10=0.50 avg60=0.25 avg300=0.10 total=123
"""
DISKSTATS = b"""   8       0 sda 100 5 2000 30 200 6 4000 70 0 90 100 1 2 3 4 5 6
   8       1 sda1 90 5 1900 30 200 6 4000 70 0 90 100 1 2 3 4 5 6
 253       0 dm-0 90 5 1900 30 200 6 4000 70 0 90 100
   7       0 loop0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
   7       1 loop1 4 0 8 0 0 0 0 0 0 2 0 0 0 0 0 0 0
"""
NET_DEV = b"""Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo
    lo:    3193      29    0    0    0     0          0         0     3193      29    0    0    0
  eth0:102692911    2849    0    0    0     0          0         0   195696    2070    0    0    0
"""
KINDS = {b"sda": True, b"sda1": None, b"dm-0": False, b"loop0": False, b"loop1": False}
LINK_KINDS = {b"lo": LinkKind(False, None), b"eth0": LinkKind(True, True)}


def test_stat_gives_all_cores_and_each() -> None:
    total, cores = parse_stat(STAT)
    assert total == CpuTimes(100, 2, 30, 400, 5, 6, 7, 8)
    assert cores == (CpuTimes(60, 1, 10, 200, 3, 4, 5, 6), CpuTimes(40, 1, 20, 200, 2, 2, 2, 2))


def test_stat_may_be_cut_off_behind_the_cores() -> None:
    assert parse_stat(STAT[: STAT.index(b"ctxt")]) == parse_stat(STAT)


def test_loadavg() -> None:
    assert parse_loadavg(b"0.84 1.10 2.05 1/89 6925\n") == (0.84, 1.10, 2.05)


def test_meminfo() -> None:
    memory = parse_meminfo(MEMINFO)
    assert memory == Memory(
        total_bytes=8_192_000_000,
        available_bytes=3_072_000_000,
        free_bytes=1_024_000_000,
        cached_bytes=1_843_200_000,
        swap_total_bytes=2_048_000_000,
        swap_free_bytes=1_740_800_000,
    )
    assert memory.used_bytes == 5_120_000_000


def test_meminfo_without_memavailable_takes_what_could_be_freed() -> None:
    old = MEMINFO.replace(b"MemAvailable:    3000000 kB\n", b"")
    assert parse_meminfo(old).available_bytes == 2_600_000 * 1024


def test_no_more_is_available_than_there_is() -> None:
    odd = MEMINFO.replace(b"3000000", b"9000000").replace(b"1700000", b"2500000")
    assert parse_meminfo(odd).used_bytes == 0
    assert parse_meminfo(odd).swap_used_bytes == 0


def test_oom_kills() -> None:
    assert parse_oom_kills(b"nr_free_pages 1\noom_kill 3\nnuma_hit 9\n") == 3
    assert parse_oom_kills(b"nr_free_pages 1\noom_kill 4") == 4
    with pytest.raises(ValueError, match="no oom_kill line"):
        parse_oom_kills(b"nr_free_pages 1\n")


def test_pressure() -> None:
    assert parse_pressure(PRESSURE) == Stall(1.17, 0.66, 0.78, 0.50, 0.25, 0.10, 8569830)


def test_only_the_cpu_may_lack_its_full_line() -> None:
    some = PRESSURE.splitlines(keepends=True)[0]
    assert parse_pressure(some, full=False) == Stall(1.17, 0.66, 0.78, 0, 0, 0, 8569830)
    with pytest.raises(ValueError, match="no full line"):
        parse_pressure(some)


def test_diskstats_counts_sectors_of_512_bytes_of_whole_disks() -> None:
    disks, strangers = parse_diskstats(DISKSTATS, KINDS)
    assert disks == (
        DiskCounters("sda", True, 2000 * 512, 4000 * 512, 90),
        DiskCounters("dm-0", False, 1900 * 512, 4000 * 512, 90),
        DiskCounters("loop1", False, 8 * 512, 0, 2),
    )
    assert strangers == ()


def test_diskstats_names_what_it_was_not_told_of() -> None:
    disks, strangers = parse_diskstats(DISKSTATS, {b"sda": True, b"sda1": None})
    assert [disk.name for disk in disks] == ["sda"]
    assert strangers == (b"dm-0", b"loop0", b"loop1")


def test_kinds_by_where_sys_block_leads() -> None:
    links = {
        b"sda": b"../devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda",
        b"nvme0n1": b"../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1",
        b"dm-0": b"../devices/virtual/block/dm-0",
        b"md127": b"../devices/virtual/block/md127",
    }
    names = [b"sda", b"sda1", b"nvme0n1", b"nvme0n1p1", b"dm-0", b"md127"]
    assert kinds_by_link(names, links) == {
        b"sda": True,
        b"sda1": None,
        b"nvme0n1": True,
        b"nvme0n1p1": None,
        b"dm-0": False,
        b"md127": False,
    }


def test_kinds_by_name_alone() -> None:
    names = [
        b"sda",
        b"sda1",
        b"nvme0n1",
        b"nvme0n1p2",
        b"mmcblk0",
        b"mmcblk0p1",
        b"dm-0",
        b"md0",
        b"md0p1",
    ]
    expected = [True, None, True, None, True, None, False, False, None]
    assert kinds_by_name(names) == dict(zip(names, expected, strict=True))


def test_net_dev() -> None:
    links, strangers = parse_net_dev(NET_DEV, LINK_KINDS)
    assert links == (
        LinkCounters("lo", False, None, 3193, 3193),
        LinkCounters("eth0", True, True, 102692911, 195696),
    )
    assert strangers == ()
    assert parse_net_dev(NET_DEV, {})[1] == (b"lo", b"eth0")


def test_operstate() -> None:
    assert [parse_operstate(s) for s in (b"up\n", b"down\n", b"dormant\n", b"unknown\n", b"")] == [
        True,
        False,
        False,
        None,
        None,
    ]


def traits(*, device: bool = False, made: bool = False, master: bytes | None = None) -> LinkTraits:
    return LinkTraits(device, made, master, True)


def counted(found: dict[bytes, LinkTraits]) -> set[bytes]:
    return {name for name, kind in link_kinds(found).items() if kind.physical}


def test_only_what_has_a_device_counts_where_any_has() -> None:
    server = {
        b"lo": traits(),
        b"eth0": traits(device=True, master=b"bond0"),
        b"eth1": traits(device=True, master=b"bond0"),
        b"bond0": traits(made=True),
        b"docker0": traits(made=True),
        b"veth1": traits(master=b"docker0"),
        b"wg0": traits(made=True),
    }
    assert counted(server) == {b"eth0", b"eth1"}


def test_a_failover_pair_is_counted_once() -> None:
    assert counted(
        {b"eth0": traits(device=True), b"enP1": traits(device=True, master=b"eth0")}
    ) == {b"eth0"}


def test_in_a_container_all_count_but_lo_and_what_was_made_there() -> None:
    container = {
        b"lo": traits(made=True),
        b"host0": traits(),
        b"docker0": traits(made=True),
        b"veth1": traits(master=b"docker0"),
    }
    assert counted(container) == {b"host0"}
    assert counted({b"lo": traits(made=True), b"venet0": traits(made=True)}) == {b"venet0"}


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_kept_as_they_are(name: bytes) -> None:
    line = NET_DEV.splitlines(keepends=True)
    data = b"".join(line[:2]) + b" " + name + b": 1 0 0 0 0 0 0 0 2 0 0 0 0 0 0 0\n"
    (link,), _ = parse_net_dev(data, {name: LinkKind(True, None)})
    assert link == LinkCounters(text_of(name), True, None, 1, 2)
    (disk,), _ = parse_diskstats(b" 8 0 " + name + b" 1 1 3 1 1 1 4 1 0 5 1\n", {name: True})
    assert disk == DiskCounters(text_of(name), True, 3 * 512, 4 * 512, 5)


PARSERS: list[tuple[Callable[[bytes], object], bytes]] = [
    (parse_stat, STAT),
    (parse_loadavg, b"0.84 1.10 2.05 1/89 6925\n"),
    (parse_meminfo, MEMINFO),
    (parse_oom_kills, b"nr_free_pages 1\noom_kill 3\nnuma_hit 9\n"),
    (parse_pressure, PRESSURE),
    (lambda data: parse_diskstats(data, KINDS)[0], DISKSTATS),
    (lambda data: parse_net_dev(data, LINK_KINDS)[0], NET_DEV),
]


def numbers_in(value: object) -> list[float]:
    if isinstance(value, tuple):
        return [number for part in value for number in numbers_in(part)]
    return [value] if isinstance(value, int | float) else []


@pytest.mark.parametrize(("parse", "valid"), PARSERS)
@given(data=st.data())
def test_rubbish_raises_valueerror_or_gives_numbers_that_can_be(
    parse: Callable[[bytes], object], valid: bytes, data: st.DataObject
) -> None:
    try:
        value = parse(data.draw(rubbish(valid)))
    except ValueError:
        return
    assert all(number >= 0 for number in numbers_in(value))  # also no nan


@pytest.mark.parametrize(("parse", "valid"), PARSERS)
def test_empty_is_no_value(parse: Callable[[bytes], object], valid: bytes) -> None:
    try:
        value = parse(b"")
    except ValueError:
        return
    assert value == ()


@given(
    st.lists(st.binary(min_size=1, max_size=12), max_size=9),
    st.dictionaries(st.binary(), st.binary()),
)
def test_every_device_gets_a_kind(names: list[bytes], links: dict[bytes, bytes]) -> None:
    assert kinds_by_name(names).keys() == set(names)
    assert kinds_by_link(names, links).keys() == set(names)
