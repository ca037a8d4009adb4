"""What a screen may expect of processes, services and sockets: the demo's, a folder's, this
machine's."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sptui.model.process import Processes, ProcessRow, Want
from sptui.services.processes import ProcessSource
from sptui.system.demo_processes import DemoProcesses
from sptui.system.processes import ProcessReader
from tests.fakes.proc import FakeProc, small_machine
from tests.folders import until

ALL = Want(services=True, processes=True, sockets=True)
TICK = 1 / os.sysconf("SC_CLK_TCK")
SLEEPER = [sys.executable, "-S", "-c", "import sys; sys.stdin.read()"]


@pytest.fixture(params=["demo", "folder", "real"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ProcessSource]:
    if request.param == "demo":
        yield DemoProcesses()
        return
    root = "/" if request.param == "real" else str(small_machine(tmp_path / "root").root)
    reader = ProcessReader(root)
    yield reader
    reader.close()


def test_what_nobody_asked_for_is_empty_and_the_total_is_true(source: ProcessSource) -> None:
    seen = source.read(Want())
    assert (seen.rows, seen.services, seen.sockets) == ((), (), ())
    assert seen.total > 0


def test_every_process_is_there_once(source: ProcessSource) -> None:
    seen = source.read(ALL)
    keys = [(row.process.pid, row.process.start) for row in seen.rows]
    assert len(set(keys)) == len(keys) > 0
    assert len(keys) <= seen.total
    assert any(row.process.pid == 1 and row.process.parent == 0 for row in seen.rows)


def test_time_goes_on(source: ProcessSource) -> None:
    one, two = source.read(Want()), source.read(Want())
    assert one.mono < two.mono


def test_figures_are_in_range(source: ProcessSource) -> None:
    cores = os.cpu_count() or 1
    for seen in (source.read(ALL), source.read(ALL)):
        for row in seen.rows:
            process = row.process
            assert row.cpu_pct is None or 0 <= row.cpu_pct <= 100 * max(cores, 4)
            assert row.age_s >= 0
            assert process.rss_bytes >= 0
            assert process.cpu_ticks >= 0
            assert process.user
            assert len(process.state) == 1
            if process.kernel or process.state == "Z":
                assert process.argv == ()
        for service in seen.services:
            assert service.unit
            assert (service.tasks or 1) > 0
        for socket in seen.sockets:
            assert socket.protocol in ("tcp", "tcp6", "udp", "udp6")
            assert 0 <= socket.port <= 65535
            assert (socket.pid is None) == (socket.process == "")


def test_rows_of_a_kind_are_told_apart(source: ProcessSource) -> None:
    seen = source.read(ALL)
    units = [service.unit for service in seen.services]
    assert len(set(units)) == len(units)
    sockets = [(socket.protocol, socket.address, socket.port) for socket in seen.sockets]
    assert len(set(sockets)) == len(sockets)


def test_what_lacks_has_its_reason(source: ProcessSource) -> None:
    seen = source.read(ALL)
    if not seen.services:
        assert "services" in {missing.what for missing in seen.missing}


# ---------------------------------------------------------------- a folder


def row_of(seen: Processes, pid: int) -> ProcessRow:
    return next(row for row in seen.rows if row.process.pid == pid)


def test_a_folder_reads_as_it_was_made(tmp_path: Path) -> None:
    small_machine(tmp_path / "root")
    seen = ProcessReader(str(tmp_path / "root")).read(ALL)
    assert seen.total == 4
    daemon = row_of(seen, 300)
    process = daemon.process
    assert (process.name, process.parent, process.threads) == ("daemon", 1, 4)
    assert (process.cpu_ticks, process.argv) == (75, ("/usr/bin/daemon", "-v"))
    assert process.rss_bytes == 250 * os.sysconf("SC_PAGE_SIZE")
    assert process.unit == "daemon.service"
    assert (daemon.cpu_pct, daemon.read_bps, daemon.write_bps) == (None, None, None)
    assert daemon.age_s == 5000 - 300 * 100 * TICK
    assert row_of(seen, 2).process.kernel
    assert row_of(seen, 301).process.state == "Z"
    services = {service.unit: service for service in seen.services}
    assert set(services) == {"init.scope", "daemon.service"}
    unit = services["daemon.service"]
    assert (unit.memory_bytes, unit.tasks, unit.pressure_pct) == (1 << 20, 3, 1.5)
    assert unit.age_s == daemon.age_s
    assert not unit.about
    (socket,) = seen.sockets
    assert (socket.protocol, socket.address, socket.port) == ("tcp", "127.0.0.1", 631)
    assert (socket.pid, socket.process) == (300, "daemon")


def test_sums_stand_in_where_groups_count_nothing(tmp_path: Path) -> None:
    made = small_machine(tmp_path / "root")
    made.controllers("cpuset")
    reader = ProcessReader(str(made.root))
    (unit,) = [each for each in reader.read(ALL).services if each.unit == "daemon.service"]
    assert unit.about
    assert unit.tasks == 5
    assert reader.read(Want(services=True)).rows == ()


def test_a_group_without_a_memory_file_gets_the_sum(tmp_path: Path) -> None:
    made = small_machine(tmp_path / "root")
    made.group("system.slice/daemon.service", 1000, memory_current="")
    seen = ProcessReader(str(made.root)).read(Want(services=True))
    (unit,) = [each for each in seen.services if each.unit == "daemon.service"]
    assert unit.about
    assert unit.memory_bytes == 250 * os.sysconf("SC_PAGE_SIZE")
    assert unit.tasks == 3


def test_a_machine_without_units_says_so(tmp_path: Path) -> None:
    made = FakeProc(tmp_path / "root")
    made.process(1, unit="/")
    seen = ProcessReader(str(made.root)).read(Want(services=True))
    assert seen.services == ()
    assert [missing.why.id for missing in seen.missing] == ["missing.no_units"]


def test_no_proc_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="proc"):
        ProcessReader(str(tmp_path)).read(ALL)


def test_users_have_names_made_up_ones_too(tmp_path: Path) -> None:
    made = small_machine(tmp_path / "root")
    folder = made.root / "run/systemd/dynamic-uid"
    folder.mkdir(parents=True)
    uid = os.stat(made.proc / "300").st_uid
    (made.root / "etc/passwd").write_text("nobody:x:65534:65534::/:/bin/sh\n")
    (folder / f"direct:{uid}").symlink_to("made-up")
    assert row_of(ProcessReader(str(made.root)).read(ALL), 300).process.user == "made-up"
    (made.root / "etc/passwd").write_text(f"first:x:{uid}:0::/:\nsecond:x:{uid}:0::/:\n")
    assert row_of(ProcessReader(str(made.root)).read(ALL), 300).process.user == "first"
    (made.root / "etc/passwd").unlink()
    (folder / f"direct:{uid}").unlink()
    assert row_of(ProcessReader(str(made.root)).read(ALL), 300).process.user == str(uid)


# ---------------------------------------------------------------- this machine


@pytest.fixture
def reader() -> Iterator[ProcessReader]:
    made = ProcessReader("/")
    yield made
    made.close()


def test_a_process_is_as_another_reader_has_it(reader: ProcessReader) -> None:
    with subprocess.Popen(SLEEPER, stdin=subprocess.PIPE) as child:
        other = psutil.Process(child.pid)
        until(lambda: other.status() == psutil.STATUS_SLEEPING)
        key = (child.pid, row_of(reader.read(ALL), child.pid).process.start)
        time.sleep(0.25)  # two looks in a moment are one
        found = row_of(reader.read(ALL._replace(visible=frozenset({key}))), child.pid)
        process = found.process
        assert process.name == other.name()[:15]
        assert list(process.argv) == other.cmdline()
        assert process.parent == os.getpid()
        assert process.nice == other.nice()
        assert process.threads == other.num_threads()
        assert process.uid == other.uids().effective
        assert process.user == pwd.getpwuid(process.uid).pw_name
        assert abs(process.cpu_ticks * TICK - sum(other.cpu_times()[:2])) <= 2 * TICK
        assert abs(process.rss_bytes - other.memory_info().rss) < 1 << 20
        assert abs(found.age_s - (time.time() - other.create_time())) < 2
        counters = other.io_counters()
        assert process.write_bytes == counters.write_bytes
        child.communicate(b"")


def test_all_that_there_are_are_counted(reader: ProcessReader) -> None:
    for _ in range(20):  # others come and go meanwhile
        before = set(psutil.pids())
        seen = reader.read(ALL)
        if before == set(psutil.pids()):
            assert {row.process.pid for row in seen.rows} == before
            assert seen.total == len(before)
            return
    pytest.skip("processes come and go too fast here to be counted twice")


def test_a_listening_socket_has_its_process(reader: ProcessReader) -> None:
    code = (
        "import socket; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1],"
        " flush=True); input()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe) as child:
        assert child.stdout is not None
        port = int(child.stdout.readline())
        for _ in range(500):  # the search has a budget, and others' files come first
            found = [each for each in reader.read(ALL).sockets if each.port == port]
            if found[0].pid is not None:
                break
        (socket,) = found
        assert (socket.protocol, socket.address) == ("tcp", "127.0.0.1")
        assert socket.pid == child.pid
        assert socket.process == Path(f"/proc/{child.pid}/comm").read_text().strip()
        child.communicate(b"\n")
