"""Everything that can go wrong with processes while they are read: in a folder, and for real."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sptui.model.process import ProcessRow, Want
from sptui.system.process_files import ProcessFiles
from sptui.system.process_table import NEW_AT_ONCE, ProcessTable
from sptui.system.processes import ProcessReader
from sptui.system.users import Users
from tests.fakes.process_table import Machine
from tests.folders import until
from tests.rubbish import HOSTILE, text_of


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "root")


@pytest.mark.parametrize("name", [*HOSTILE, b"a) R 1 (", b"\n", b" "])
def test_names_with_anything_in_them(machine: Machine, name: bytes) -> None:
    machine.made.process(7, name + b"\0" + name + b"\0", name=name[:15])
    found = machine.look()[7].process
    assert found.name == text_of(name[:15])
    assert found.argv[0] == text_of(name)[:4096]
    assert sum(map(len, found.argv)) <= 4096


def test_a_name_gives_no_secret_away(machine: Machine) -> None:
    machine.made.process(7, b"sshpass -p geheim ssh x\0", name=b"sshpass -p gehe")
    found = machine.look()[7].process
    assert (found.name, found.argv) == ("sshpass -p ***", ("sshpass -p *** ssh x",))


def test_they_vanish_while_they_are_read(machine: Machine) -> None:
    for pid in range(2, 20):
        machine.made.process(pid)
    machine.look()
    machine.files.fails = {"5": errno.ESRCH, "6": errno.ENOENT}
    found = machine.look()
    assert not {5, 6} & set(found)
    assert len(found) == 17
    for leaf in ("cmdline", "cgroup", "io"):
        (machine.made.proc / "7" / leaf).unlink()
    machine.made.process(8, b"", io=None)
    machine.files.fails = {}
    assert {5, 6, 7, 8} <= set(machine.look((8, 800)))
    machine.made.end(7)
    assert 7 not in machine.look()


def test_who_waits_for_a_disk_is_not_waited_for(machine: Machine) -> None:
    machine.made.process(7, b"tar\0", state="D")
    found = machine.look((7, 700))[7].process
    assert "argv 7" not in machine.files.read
    assert (found.state, found.argv, found.unit) == ("D", (), "daemon.service")
    machine.made.process(7, b"tar\0", state="S")
    for _ in range(6):
        found = machine.look((7, 700))[7].process
    assert found.argv == ("tar",)


def test_one_that_can_not_be_understood_is_left_out_until_it_can(machine: Machine) -> None:
    machine.made.process(7)
    (machine.made.proc / "7/stat").write_bytes(b"rubbish")
    assert set(machine.look()) == {1}
    machine.made.process(7)
    machine.made.process(8)
    assert {1, 7, 8} == set(machine.look()) | set(machine.look())


def test_what_is_not_ours_to_see_is_said(machine: Machine) -> None:
    machine.made.process(7)
    machine.look()
    assert not machine.table.hidden
    machine.files.fails = {"7": errno.EPERM}
    for _ in range(3):
        assert set(machine.look()) == {1}
        assert machine.table.hidden
        assert machine.table.total == 2
    assert machine.files.stats == ["1"]  # not asked again and again


def test_a_hidden_first_process_is_said(machine: Machine) -> None:
    machine.made.process(7)
    machine.made.end(1)
    machine.look()
    assert machine.table.hidden


def test_io_that_only_its_owner_may_know(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(pid: str) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(machine.files, "io", denied)
    machine.look((1, 100))
    found = machine.look((1, 100))[1]
    assert (found.process.read_bytes, found.read_bps) == (None, None)
    assert found.cpu_pct == 0.0


def test_a_fork_bomb_does_not_hold_the_look_up(machine: Machine) -> None:
    machine.look()
    for pid in range(1000, 1000 + 3 * NEW_AT_ONCE):
        machine.made.process(pid)
    machine.look()
    assert machine.table.total == 1 + 3 * NEW_AT_ONCE
    assert len(machine.files.stats) <= NEW_AT_ONCE + 1
    machine.look()
    machine.look()
    assert len(machine.look()) == 1 + 3 * NEW_AT_ONCE
    for pid in range(1000, 1000 + 3 * NEW_AT_ONCE):
        machine.made.end(pid)
    assert set(machine.look()) == {1}


# ---------------------------------------------------------------- this machine


@pytest.fixture
def table() -> Iterator[ProcessTable]:
    made = ProcessTable(ProcessFiles(""), Users(""))
    yield made
    made.close()


def now(table: ProcessTable, *visible: tuple[int, int]) -> dict[int, ProcessRow]:
    rows = table.look(time.monotonic(), time.clock_gettime(time.CLOCK_BOOTTIME), visible)
    return {row.process.pid: row for row in rows}


def handles() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_descriptors_are_few_and_given_back(table: ProcessTable) -> None:
    before = handles()
    me = now(table)[os.getpid()].process
    time.sleep(0.25)
    now(table, (me.pid, me.start))
    assert before < handles() <= before + 400
    table.close()
    assert handles() == before
    now(table)


@pytest.mark.parametrize("spare", [4, 12])
def test_without_descriptors_it_does_without(table: ProcessTable, spare: int) -> None:
    held = handles()
    with at_most(held + spare):
        for _ in range(4):
            rows = now(table)
            time.sleep(0.25)
    assert len(rows) > 0.9 * table.total
    assert handles() <= held + spare


def test_when_none_is_left_to_list_them_again(table: ProcessTable) -> None:
    for _ in range(3):  # so many are kept
        now(table)
        time.sleep(0.25)
    kept = handles()
    ours: list[int] = []
    last = max(map(int, os.listdir("/proc/self/fd")))
    while (one := os.dup(0)) < last:  # no number is free below it
        ours.append(one)
    os.close(one)
    child = subprocess.Popen(["true"])
    child.wait()  # there are others than before
    with at_most(one):
        with pytest.raises(OSError, match="Too many open files"):
            os.listdir("/proc")
        rows = now(table)
    for each in ours:
        os.close(each)
    assert len(rows) > 0.9 * table.total
    assert handles() < kept, "some were given back"


@contextmanager
def at_most(descriptors: int) -> Iterator[None]:
    """No descriptor has this number, or one above it."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_zombies_and_their_end(table: ProcessTable) -> None:
    child = subprocess.Popen([sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE)
    begun = now(table)[child.pid].process.start
    child.kill()
    until(lambda: Path(f"/proc/{child.pid}/stat").read_bytes().split(b") ")[-1][:1] == b"Z")
    time.sleep(0.25)
    found = now(table, (child.pid, begun))[child.pid]
    assert found.process.state == "Z"
    assert found.process.argv == ()
    assert found.process.rss_bytes == 0
    child.communicate()
    assert child.pid not in now(table)


def test_a_storm_of_short_lives(table: ProcessTable) -> None:
    storm = "import os\nwhile 1:\n p = os.fork()\n if not p: os._exit(0)\n os.waitpid(p, 0)"
    with subprocess.Popen([sys.executable, "-S", "-c", storm]) as child:
        try:
            for _ in range(30):
                start = time.monotonic()
                rows = now(table)
                assert time.monotonic() - start < 5
                assert child.pid in rows
                assert os.getpid() in rows
        finally:
            child.send_signal(signal.SIGKILL)
    assert table.total < 10_000


def test_the_stamp_changes_with_every_beginning_and_end() -> None:
    files = ProcessFiles("")
    before = files.stamp()
    assert before is not None
    with subprocess.Popen(["sleep", "600"]) as child:
        begun = files.stamp()
        child.kill()
    ended = files.stamp()
    assert begun is not None
    assert ended is not None
    assert before[1] != begun[1]
    assert ended != begun


def test_pids_from_one_on_are_listed() -> None:
    files = ProcessFiles("")
    with subprocess.Popen(["sleep", "600"]) as child:
        found = files.names_from(child.pid)
        assert str(child.pid) in found
        assert all(int(name) >= child.pid for name in found)
        assert str(child.pid) not in files.names_from(child.pid + 1)
        child.kill()
    assert "1" in files.names_from(1)


def test_the_machine_uses_what_its_processes_use() -> None:
    files = ProcessFiles("")
    before = files.used_ticks()
    end = time.process_time() + 0.3
    while time.process_time() < end:
        sum(range(1000))
    after = files.used_ticks()
    assert before is not None
    assert after is not None
    assert after - before >= 0.2 * os.sysconf("SC_CLK_TCK")


HIDDEN = """
import os, sys
sys.path.insert(0, {house!r})
import sptui.system.redact
from sptui.system.processes import ProcessReader
from sptui.model.process import Want
os.setgroups([]); os.setgid(65534); os.setuid(65534)
seen = ProcessReader({root!r}).read(Want(processes=True, sockets=True))
print(len(seen.rows), *[missing.why.id for missing in seen.missing])
"""


@pytest.mark.parametrize("how", ["1", "2"])
def test_proc_that_hides_others(how: str) -> None:
    if os.getuid() != 0:
        pytest.skip("only root may mount a /proc of its own")
    tmp_path = Path(tempfile.mkdtemp())  # pytest's own lies where nobody else may look
    tmp_path.chmod(0o755)
    (tmp_path / "proc").mkdir()
    house = str(Path(__file__).resolve().parent.parent.parent)
    code = HIDDEN.format(house=house, root=str(tmp_path))
    mount = f'mount -t proc -o hidepid={how} proc "$1/proc" && exec "$2" -c "$3"'
    argv = ["unshare", "-m", "sh", "-c", mount, "sh", str(tmp_path), sys.executable, code]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if "mount:" in done.stderr or "unshare:" in done.stderr:
        pytest.skip("no /proc can be mounted here")
    (tmp_path / "proc").rmdir()
    tmp_path.rmdir()
    assert done.stdout.split() == ["1", "missing.hidden_processes"], done.stderr


def test_a_reader_that_saw_the_rows_keeps_seeing_them() -> None:
    reader = ProcessReader("/")
    first = reader.read(Want(processes=True))
    me = next(row for row in first.rows if row.process.pid == os.getpid())
    key = (me.process.pid, me.process.start)
    time.sleep(0.25)
    again = reader.read(Want(processes=True, visible=frozenset({key})))
    found = next(row for row in again.rows if (row.process.pid, row.process.start) == key)
    assert found.process.write_bytes is not None
    assert found.cpu_pct is not None
    reader.close()
