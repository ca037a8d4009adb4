"""Processes, control groups, sockets: what the kernel writes, and anything else."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.cgroup import (
    parse_count,
    parse_io_stat,
    parse_pids,
    parse_usage,
    unit_of,
)
from sptui.model.listening import Listening, parse_sockets, socket_inode
from sptui.model.proc_pid import (
    Stat,
    not_to_be_touched,
    parse_cgroup,
    parse_cmdline,
    parse_io,
    parse_stat,
)
from sptui.model.process import Process, ProcessRow, ServiceRow
from sptui.model.process_rates import (
    age_s,
    bytes_a_second,
    cpu_pct,
    filled,
    sum_services,
    usage_pct,
)
from tests.fakes.proc import TCP, stat_line
from tests.rubbish import HOSTILE, rubbish, text_of

IO = b"rchar: 9\nwchar: 8\nsyscr: 1\nsyscw: 1\nread_bytes: 4096\nwrite_bytes: 12\ncancelled: 0\n"
IO_STAT = b"8:0 rbytes=10 wbytes=20 rios=1 wios=1 dbytes=0 dios=0\n253:0 rbytes=5 wbytes=5\n8:16\n"
CGROUP = b"9:name=systemd:/system.slice/x.service\n3:cpu:/\n0::/y.scope\n"
SOCKETS = TCP.format(inode=77, uid=1000).encode()

# ---------------------------------------------------------------- /proc/PID


def test_a_line_of_the_kernel_is_read() -> None:
    line = stat_line(
        7, b"a", state="R", parent=3, user=5, system=6, nice=-4, threads=2, start=9, rss=3
    )
    assert parse_stat(line) == Stat(7, "a", "R", 3, False, 11, -4, 2, 9, 3)


@pytest.mark.parametrize(
    "name", [*HOSTILE[:6], b"a) S 1 1 (b", b"(", b")", b"", b"\n", b"a b", b"tmux: server"]
)
def test_a_name_may_hold_anything(name: bytes) -> None:
    found = parse_stat(stat_line(12, name, start=5))
    assert found.name == text_of(name)
    assert (found.pid, found.start) == (12, 5)


@given(st.binary(max_size=16))
def test_any_name_comes_through(name: bytes) -> None:
    assert parse_stat(stat_line(12, name)).name == text_of(name)


def test_a_kernel_thread_is_told_by_its_flag() -> None:
    assert parse_stat(stat_line(2, flags=0x208040)).kernel
    assert not parse_stat(stat_line(2, flags=0x400100)).kernel


def test_a_line_cut_behind_what_is_wanted_is_read() -> None:
    line = stat_line(7)
    head, _, tail = line.partition(b") ")
    assert parse_stat(head + b") " + b" ".join(tail.split(b" ")[:23])) == parse_stat(line)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"7 (a) S 1",
        stat_line(0),
        stat_line(7, state="SS"),
        stat_line(7, state="7"),
        stat_line(7, nice=40),
        stat_line(7, user=-1),
        stat_line(7, start=-5),
        stat_line(7, parent=-5),
        stat_line(7, rss="x"),
    ],
)
def test_what_is_no_process_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_stat(line)


def test_memory_is_never_below_nothing() -> None:
    assert parse_stat(stat_line(7, rss=-3)).rss_pages == 0


def test_io_is_what_reached_a_disk() -> None:
    assert parse_io(IO) == (4096, 12)
    with pytest.raises(ValueError, match="no bytes"):
        parse_io(b"rchar: 9\nread_bytes: 5\n")


@pytest.mark.parametrize(
    ("data", "cut", "argv"),
    [
        (b"a\0-b\0c d\0", False, ("a", "-b", "c d")),
        (b"a\0\0b\0", False, ("a", "", "b")),
        (b"nginx: worker process\0\0\0\0\0", False, ("nginx: worker process",)),
        (b"postgres: idle", False, ("postgres: idle",)),
        (b"", False, ()),
        (b"\0\0", False, ()),
        (b"a\0b\0half", True, ("a", "b")),
        (b"half", True, ()),
        (b"a\xff\0", False, ("a\udcff",)),
    ],
)
def test_command_lines(data: bytes, cut: bool, argv: tuple[str, ...]) -> None:
    assert parse_cmdline(data, cut=cut) == argv


def test_the_group_that_systemd_made_goes_first() -> None:
    assert parse_cgroup(CGROUP) == "/system.slice/x.service"
    assert parse_cgroup(b"3:cpu:/a\n0::/y.scope\n") == "/y.scope"
    assert parse_cgroup(b"0::/odd:name\n") == "/odd:name"
    assert parse_cgroup(b"") == ""


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("/system.slice/nginx.service", "nginx.service"),
        ("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service"),
        ("/init.scope", "init.scope"),
        ("/user.slice/user-1000.slice/session-3.scope", "session-3.scope"),
        ("/user.slice/user-1000.slice/user@1000.service/init.scope", "user@1000.service"),
        ("/user.slice/user-1000.slice/user@1000.service", "user@1000.service"),
        (
            "/user.slice/user-1000.slice/user@1000.service/app.slice/app-x.slice/foo.service",
            "user@1000/foo.service",
        ),
        ("/system.slice/docker-0123.scope/init.scope", "docker-0123.scope"),
        ("/machine.slice/x.service/system.slice/nginx.service", "x.service"),
        ("/../../system.slice/a.service", "a.service"),
        ("/system.slice", ""),
        ("/lxc.payload.web/system.slice/nginx.service", ""),
        ("/", ""),
        ("", ""),
    ],
)
def test_the_unit_of_a_group(path: str, unit: str) -> None:
    assert unit_of(path) == unit


@given(st.text(max_size=60))
def test_any_path_has_a_unit_or_none(path: str) -> None:
    unit = unit_of(path)
    assert unit == "" or unit.rpartition("/")[2] in path.split("/")


@pytest.mark.parametrize(
    ("pid", "kernel", "state", "why"),
    [
        (1, False, "S", "process.first"),
        (50, False, "S", "process.itself"),
        (0, False, "S", "process.gone"),
        (-7, False, "S", "process.gone"),
        (9, True, "I", "process.kernel"),
        (9, False, "Z", "process.zombie"),
    ],
)
def test_some_are_not_to_be_touched(pid: int, kernel: bool, state: str, why: str) -> None:
    refused = not_to_be_touched(pid, 50, kernel=kernel, state=state)
    assert refused is not None
    assert refused.id == why


def test_all_others_may_be() -> None:
    assert not_to_be_touched(9, 50, kernel=False, state="S") is None


# ---------------------------------------------------------------- control groups


def test_files_of_a_group() -> None:
    assert parse_usage(b"usage_usec 17\nuser_usec 9\n") == 17
    assert parse_count(b"4096\n") == 4096
    assert parse_io_stat(IO_STAT) == 40
    assert parse_io_stat(IO_STAT, leave_out={b"253:0"}) == 30
    assert parse_io_stat(b"") == 0
    assert parse_pids(b"7\n0\n12\n") == (7, 12)


@pytest.mark.parametrize("data", [b"", b"user_usec 5\n", b"usage_usec -5\n", b"usage_usec x\n"])
def test_no_usage_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_usage(data)


# ---------------------------------------------------------------- sockets


def host_order(address: str) -> bytes:
    packed = ipaddress.ip_address(address).packed
    return b"".join(b"%08X" % word for word in struct.unpack(f"<{len(packed) // 4}I", packed))


def test_only_listening_ones_count_and_then_it_ends() -> None:
    table = parse_sockets(SOCKETS, "tcp")
    assert table.sockets == (Listening("tcp", "127.0.0.1", 631, 1000, 77),)
    assert table.last


def test_a_line_without_its_end_waits_for_it() -> None:
    whole = SOCKETS[: SOCKETS.index(b"\n   1:") + 1]
    assert parse_sockets(whole[:-30], "tcp").sockets == ()
    assert not parse_sockets(whole, "tcp").last


def test_udp_listens_when_it_is_connected_to_nobody() -> None:
    row = b"h\n 9: 00000000:0035 00000000:0000 07 0:0 0:0 0 33 0 55 2 0\n"
    assert parse_sockets(row, "udp").sockets == (Listening("udp", "0.0.0.0", 53, 33, 55),)
    assert parse_sockets(row.replace(b" 07 ", b" 01 "), "udp").sockets == ()


@given(st.ip_addresses(), st.integers(0, 65535))
def test_every_address_is_read(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int
) -> None:
    row = b"h\n 0: %s:%04X 0:0 0A 0:0 0:0 0 0 0 7 1 0\n" % (host_order(str(address)), port)
    (found,) = parse_sockets(row, "tcp6").sockets
    assert ipaddress.ip_address(found.address) == address
    assert found.port == port


@pytest.mark.parametrize(
    ("link", "inode"),
    [
        (b"socket:[123]", 123),
        (b"socket:[]", None),
        (b"socket:[x]", None),
        (b"pipe:[5]", None),
        (b"/dev/null", None),
    ],
)
def test_inodes_of_sockets(link: bytes, inode: int | None) -> None:
    assert socket_inode(link) == inode


PARSERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "stat": (parse_stat, stat_line(7)),
    "io": (parse_io, IO),
    "usage": (parse_usage, b"usage_usec 17\nuser_usec 9\n"),
    "count": (parse_count, b"4096\n"),
    "io.stat": (parse_io_stat, IO_STAT),
    "pids": (parse_pids, b"7\n12\n"),
    "tcp": (lambda data: parse_sockets(data, "tcp"), SOCKETS),
    "udp6": (lambda data: parse_sockets(data, "udp6", "big"), SOCKETS),
}


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
def test_anything_else_is_a_value_error(name: str, data: st.DataObject) -> None:
    parse, valid = PARSERS[name]
    try:
        parse(data.draw(rubbish(valid)))
    except ValueError:
        return


@given(rubbish(b"a\0b\0"), rubbish(CGROUP), rubbish(b"socket:[12]"), st.booleans())
def test_these_never_raise(one: bytes, two: bytes, three: bytes, cut: bool) -> None:
    assert isinstance(parse_cmdline(one, cut=cut), tuple)
    assert isinstance(unit_of(parse_cgroup(two)), str)
    assert isinstance(socket_inode(three), int | None)


# ---------------------------------------------------------------- rates


def test_percent_is_of_one_core() -> None:
    assert cpu_pct(100, 150, 2.0, 100, 4) == 25.0
    assert cpu_pct(0, 800, 2.0, 100, 4) == 400.0
    assert cpu_pct(0, 801, 2.0, 100, 4) == 400.0
    assert cpu_pct(5, 4, 2.0, 100, 4) is None
    assert cpu_pct(5, 6, 0.0, 100, 4) is None


@given(st.integers(0, 2**40), st.integers(0, 2**40), st.floats(0, 1e6), st.integers(1, 256))
def test_percent_is_never_out_of_range(old: int, new: int, seconds: float, cores: int) -> None:
    found = cpu_pct(old, new, seconds, 100, cores)
    assert found is None or 0 <= found <= 100 * cores


def test_usage_is_of_one_core() -> None:
    assert usage_pct(1_000_000, 2_000_000, 2.0) == 50.0
    assert usage_pct(0, 4_000_000, 1.0) == 400.0
    for old, new, seconds in [(None, 1, 1.0), (1, None, 1.0), (1, 2, 0.0), (2, 1, 1.0)]:
        assert usage_pct(old, new, seconds) is None


def test_bytes_a_second() -> None:
    assert bytes_a_second(10, 30, 2.0) == 10.0
    for old, new, seconds in ((None, 3, 1.0), (3, None, 1.0), (3, 2, 1.0), (2, 3, 0.0)):
        assert bytes_a_second(old, new, seconds) is None
    assert bytes_a_second(0, 2**63, 1.0) is None


def test_age() -> None:
    assert age_s(500, 12.0, 100) == 7.0
    assert age_s(5000, 12.0, 100) == 0.0


def row(unit: str, **more: object) -> ProcessRow:
    process = Process(9, 1, 1, "x", "S", 0, "root", 0, 2, False, 5, 1000, None, None, ("x",), unit)
    rates = {"cpu_pct": 1.0, "read_bps": None, "write_bps": None, "age_s": 60.0} | more
    return ProcessRow(process, **rates)  # type: ignore[arg-type]


def test_sums_by_unit() -> None:
    rows = [
        row("a.service", cpu_pct=2.0, read_bps=10.0, write_bps=5.0, age_s=90.0),
        row("a.service"),
        row("b.service", cpu_pct=None),
        row(""),
    ]
    assert sum_services(rows) == (
        ServiceRow("a.service", 3.0, 2000, 15.0, 4, None, 90.0, True),
        ServiceRow("b.service", None, 1000, None, 2, None, 60.0, True),
    )


def test_only_what_lacks_is_filled_from_sums() -> None:
    whole = ServiceRow("a.service", 3.0, 5, 15.0, 4, 0.0, 90.0, False)
    lacks = whole._replace(unit="b.service", memory_bytes=None)
    alone = lacks._replace(unit="c.service")
    sums = [row_._replace(memory_bytes=77, tasks=9, about=True) for row_ in (whole, lacks)]
    assert filled([whole, lacks, alone], sums) == (
        whole,
        lacks._replace(memory_bytes=77, about=True),
        alone,
    )
