"""What units use, over time, and whose sockets listen: in a folder that changes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sptui.model.process import ServiceRow, Socket
from sptui.system import sockets
from sptui.system.process_files import ProcessFiles
from sptui.system.sockets import LOOK_AGAIN_S, SocketReader
from sptui.system.units import UnitReader
from tests.fakes.proc import TCP, FakeProc, small_machine

DAEMON = "system.slice/daemon.service"
WALK_S = 31.0


class Units:
    """A folder, its reader, and a clock that a look moves by two seconds."""

    def __init__(self, root: Path) -> None:
        self.made = small_machine(root)
        self.reader = UnitReader(str(root), ProcessFiles(str(root)), keep=False)
        self.mono = 1000.0

    def look(self, after: float = 2.0) -> dict[str, ServiceRow]:
        self.mono += after
        rows = self.reader.read(self.mono, 5000.0)
        assert len({row.unit for row in rows}) == len(rows)
        return {row.unit: row for row in rows}


@pytest.fixture
def units(tmp_path: Path) -> Units:
    return Units(tmp_path / "root")


def test_percent_is_of_one_core_between_two_looks(units: Units) -> None:
    assert units.look()["daemon.service"].cpu_pct is None
    units.made.group(DAEMON, 2_000_000)
    assert units.look()["daemon.service"].cpu_pct == 50.0
    assert units.look()["daemon.service"].cpu_pct == 0.0
    units.made.group(DAEMON, 5)  # made anew under the same name
    assert units.look()["daemon.service"].cpu_pct is None
    assert units.look(after=500.0)["daemon.service"].cpu_pct is None


def test_two_looks_in_a_moment_are_one(units: Units) -> None:
    units.look()
    units.made.group(DAEMON, 2_000_000)
    units.look()
    units.made.group(DAEMON, 3_000_000)
    assert units.look(after=0.1)["daemon.service"].cpu_pct == 50.0


def test_who_works_is_read_whole_and_who_rests_now_and_then(units: Units) -> None:
    units.look()
    units.made.group(DAEMON, 1_000_000, memory_current="7\n")
    assert units.look()["daemon.service"].memory_bytes == 1 << 20
    units.made.group(DAEMON, 2_000_000, memory_current="8\n", pids_current="9\n")
    found = units.look()["daemon.service"]
    assert (found.memory_bytes, found.tasks) == (8, 9)
    units.made.group(DAEMON, 2_000_000, memory_current="9\n")
    assert units.look(after=11.0)["daemon.service"].memory_bytes == 9


def test_bytes_moved_a_second(units: Units) -> None:
    assert units.look()["daemon.service"].io_bps is None
    units.made.group(DAEMON, 2_000_000, io_stat="8:0 rbytes=5000 wbytes=2000 rios=1 wios=1\n")
    assert units.look()["daemon.service"].io_bps == 2000.0


def test_disks_that_lie_on_others_are_not_counted_twice(units: Units) -> None:
    block = units.made.root / "sys/block"
    block.mkdir()
    for name, number in (("sda", "8:0"), ("dm-0", "253:0")):
        real = units.made.root / "sys/devices" / ("virtual/block" if name[0] == "d" else "x") / name
        real.mkdir(parents=True)
        (real / "dev").write_text(number + "\n")
        (block / name).symlink_to(real)
    units.look()
    both = "8:0 rbytes=5000 wbytes=2000\n253:0 rbytes=900000 wbytes=0\n"
    units.made.group(DAEMON, 2_000_000, io_stat=both)
    assert units.look()["daemon.service"].io_bps == 2000.0


@pytest.mark.parametrize(
    ("leaf", "field"),
    [
        ("memory_current", "memory_bytes"),
        ("pids_current", "tasks"),
        ("cpu_pressure", "pressure_pct"),
        ("io_stat", "io_bps"),
    ],
)
@pytest.mark.parametrize("text", ["", "rubbish\n", "8:0 rbytes=-4\n"])
def test_a_file_that_lacks_is_no_zero(units: Units, leaf: str, field: str, text: str) -> None:
    units.made.group(DAEMON, 1, **{leaf: text})
    units.look()
    units.made.group(DAEMON, 2_000_000, **{leaf: text})
    found = units.look()["daemon.service"]
    assert getattr(found, field) is None
    assert found.cpu_pct is not None


def test_usage_that_can_not_be_understood_is_no_zero(units: Units) -> None:
    units.look()
    units.made.group(DAEMON, 5, cpu_stat="rubbish\n")
    assert units.look()["daemon.service"].cpu_pct is None


def test_units_come_and_go(units: Units) -> None:
    units.look()
    units.made.group("system.slice/new.service", 5)
    assert "new.service" in units.look(after=WALK_S)
    (units.made.groups / DAEMON / "cpu.stat").unlink()
    assert "daemon.service" not in units.look()
    for path in (units.made.groups / DAEMON).iterdir():
        path.unlink()
    (units.made.groups / DAEMON).rmdir()
    assert set(units.look()) == {"init.scope", "new.service"}


def test_a_new_unit_is_seen_at_the_next_look_where_folders_count_theirs(units: Units) -> None:
    units.look()
    before = os.stat(units.made.groups / "system.slice").st_nlink
    units.made.group("system.slice/new.service", 5)
    if os.stat(units.made.groups / "system.slice").st_nlink == before:
        pytest.skip("this file system does not count folders in folders, as cgroup2 does")
    assert "new.service" in units.look()


def test_groups_without_processes_are_no_rows(units: Units) -> None:
    units.made.group("system.slice/dev-hugepages.mount", 5, pids_current="0\n")
    assert "dev-hugepages.mount" not in units.look()


def test_units_of_users_are_told_apart_and_what_lies_below_a_unit_is_its_own(
    units: Units,
) -> None:
    for uid in (1000, 1001):
        manager = f"user.slice/user-{uid}.slice/user@{uid}.service"
        units.made.group(manager, 5)
        units.made.group(f"{manager}/init.scope", 5)
        units.made.group(f"{manager}/app.slice/app-x.slice/foo.service", 5)
    units.made.group("user.slice/user-1000.slice/session-3.scope", 5)
    units.made.group(f"{DAEMON}/inner.service", 5)
    assert set(units.look()) == {
        *("init.scope", "daemon.service", "session-3.scope"),
        *("user@1000.service", "user@1001.service"),
        *("user@1000/foo.service", "user@1001/foo.service"),
    }


def test_age_is_that_of_the_oldest_process(units: Units) -> None:
    units.made.process(77)
    units.made.group(DAEMON, 5, "300\n77\n99999\n")
    hz = os.sysconf("SC_CLK_TCK")
    assert units.look()["daemon.service"].age_s == 5000.0 - 7700 / hz


# ---------------------------------------------------------------- sockets


class Listening:
    """A folder, its reader of sockets, and a clock."""

    def __init__(self, root: Path) -> None:
        self.made = FakeProc(root)
        self.files = ProcessFiles(str(root))
        self.reader = SocketReader(str(root), self.files)
        self.mono = 1000.0
        self.names: list[str] = []

    def look(self, after: float = LOOK_AGAIN_S + 1) -> tuple[Socket, ...]:
        self.mono += after
        self.names = sorted(self.files.names(), key=int)
        return self.reader.read(self.mono, self.names)


@pytest.fixture
def listening(tmp_path: Path) -> Listening:
    return Listening(tmp_path / "root")


def opens(listening: Listening, pid: int, inode: int, name: bytes = b"daemon") -> None:
    listening.made.process(pid, name=name)
    listening.made.listens(inode, pid)


def test_the_owner_is_found_and_forgotten(listening: Listening) -> None:
    opens(listening, 30, 5)
    assert listening.look()[0].pid == 30
    listening.made.end(30)
    (found,) = listening.look()
    assert (found.pid, found.process) == (None, "")


def test_another_process_with_the_pid_is_no_owner(listening: Listening) -> None:
    opens(listening, 30, 5)
    listening.look()
    (listening.made.proc / "30/fd/3").unlink()
    listening.made.process(30, start=99_999)
    assert listening.look()[0].pid is None


def test_the_first_process_holds_sockets_for_others(listening: Listening) -> None:
    opens(listening, 1, 5)
    opens(listening, 40, 5)
    assert listening.look()[0].pid == 40


def test_between_looks_nothing_is_read(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(listening, 30, 5)
    first = listening.look()

    def never(*args: object) -> None:
        raise AssertionError

    monkeypatch.setattr(os, "listdir", never)
    monkeypatch.setattr(os, "open", never)
    assert listening.reader.read(listening.mono + 1, listening.names) == first


def test_a_long_search_goes_on_at_the_next_look(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pid in range(10, 30):
        listening.made.process(pid)
    opens(listening, 30, 5)
    monkeypatch.setattr(sockets, "_SEARCH_S", -1.0)  # one process a look
    looks = 0
    while listening.look(after=0.1)[0].pid is None:
        looks += 1
        assert looks <= 21
    assert looks >= 15


def test_who_was_sought_in_vain_is_not_sought_at_every_look(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening.made.process(30)
    listening.made.listens(5)
    listening.look()
    sought: list[str] = []
    monkeypatch.setattr(listening.reader, "_inodes", lambda name: sought.append(name) or [])
    listening.look()
    assert sought == []
    listening.look(after=61.0)
    assert sought == ["30"]


def test_one_row_for_an_address_that_several_share(listening: Listening) -> None:
    opens(listening, 30, 5)
    twice = TCP.format(inode=9, uid=0).splitlines()[1]
    path = listening.made.proc / "net/tcp"
    head, *rest = path.read_text().splitlines()
    path.write_text("\n".join([head, twice, *rest]) + "\n")
    (found,) = listening.look()
    assert found.pid == 30


def test_a_table_that_lacks_has_its_reason(listening: Listening) -> None:
    opens(listening, 30, 5)
    (listening.made.proc / "net/tcp6").unlink()
    (listening.made.proc / "net/udp").write_text("head\n1 2 3\n")
    assert len(listening.look()) == 1
    assert {(each.what, each.why.id) for each in listening.reader.missing} == {
        ("sockets.tcp6", "missing.absent"),
        ("sockets.udp", "missing.rubbish"),
    }


def test_thousands_of_connections_are_not_read(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(listening, 30, 5)
    path = listening.made.proc / "net/tcp"
    text = path.read_text()
    path.write_text(text + text.splitlines()[-1].join(["", "\n"]) * 100_000)
    sizes: list[int] = []
    real: Callable[[int, int], bytes] = os.read

    def counted(handle: int, size: int) -> bytes:
        data = real(handle, size)
        sizes.append(len(data))
        return data

    monkeypatch.setattr(os, "read", counted)
    assert listening.look()[0].pid == 30
    assert sum(sizes) < 300_000
