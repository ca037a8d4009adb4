"""Counters over a recorded folder and over this machine: the same promises, and faults."""

import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from sptui.model.machine import LinkCounters, Reading
from sptui.model.rates import sample
from sptui.system import counters as module
from sptui.system.counters import OOM_EVERY_S, Counters
from tests.folders import RECORDED
from tests.rubbish import HOSTILE, text_of

# What each file is called when it can't be read.
FILES = {
    "stat": "cpu",
    "loadavg": "load",
    "meminfo": "memory",
    "pressure/cpu": "pressure.cpu",
    "pressure/memory": "pressure.memory",
    "pressure/io": "pressure.io",
    "diskstats": "disks",
    "net/dev": "links",
    "vmstat": "oom_kills",
}


@pytest.fixture(params=["folder", "real"])
def counters(request: pytest.FixtureRequest, folder: Path) -> Iterator[Counters]:
    made = Counters(str(folder) if request.param == "folder" else "/")
    yield made
    made.close()


def figure(reading: Reading, what: str) -> object:
    """The figure that is missing when `what` is."""
    name, _, part = what.partition(".")
    found = getattr(reading, name)
    return getattr(found, part) if part else found


def reasons(reading: Reading) -> dict[str, str]:
    return {missing.what: missing.why.id for missing in reading.missing}


# What both keep


def test_every_figure_is_there_or_has_a_reason(counters: Counters) -> None:
    reading = counters.read()
    for what in FILES.values():
        assert (figure(reading, what) is None) == (what in reasons(reading)), what
    assert (reading.cpu is None) == (reading.cores == ())


def test_figures_are_such_as_can_be(counters: Counters) -> None:
    reading = counters.read()
    assert reading.cpu is not None
    assert sum(reading.cpu) > 0
    assert reading.memory is not None
    assert 0 < reading.memory.used_bytes < reading.memory.total_bytes
    assert 0 <= reading.memory.swap_used_bytes <= reading.memory.swap_total_bytes
    assert reading.links is not None
    assert "lo" in [link.name for link in reading.links]
    assert all(not link.physical for link in reading.links if link.name == "lo")


def test_stamps_are_those_of_the_three_clocks(counters: Counters) -> None:
    before = time.time(), time.monotonic(), time.clock_gettime(time.CLOCK_BOOTTIME)
    reading = counters.read()
    after = time.time(), time.monotonic(), time.clock_gettime(time.CLOCK_BOOTTIME)
    for low, stamp, high in zip(before, reading[:3], after, strict=True):
        assert low <= stamp <= high


def test_counters_never_step_back_between_two_readings(counters: Counters) -> None:
    found = sample(counters.read(), counters.read())
    first, second = counters.read(), counters.read()
    assert first.disks is None or second.disks is None or len(first.disks) <= len(second.disks)
    assert len(found.links or ()) == len(first.links or ())


def test_it_reads_again_after_it_was_closed(counters: Counters) -> None:
    first = counters.read()
    counters.close()
    assert reasons(counters.read()) == reasons(first)


# The recorded folder


def test_the_recorded_folder_reads_as_it_was() -> None:
    reading = Counters(str(RECORDED)).read()
    assert reading.missing == ()
    assert len(reading.cores) == 2
    assert [(disk.name, disk.physical) for disk in reading.disks or ()] == [("vda", True)]
    assert [(link.name, link.physical, link.up) for link in reading.links or ()] == [
        ("lo", False, None),
        ("ifb0", False, False),
        ("ifb1", False, False),
        ("eth0", True, True),
    ]


@pytest.mark.parametrize(("file", "what"), FILES.items())
def test_a_file_that_vanishes_is_a_reason_and_costs_no_other_figure(
    folder: Path, file: str, what: str
) -> None:
    counters = Counters(str(folder))
    whole = counters.read()
    os.unlink(folder / "proc" / file)
    due_again(counters)
    reading = counters.read()
    assert reasons(reading) == {what: "missing.absent"}
    assert figure(reading, what) is None
    for other in FILES.values():
        assert other == what or figure(reading, other) == figure(whole, other)
    shutil.copy(RECORDED / "proc" / file, folder / "proc" / file)
    due_again(counters)
    assert figure(counters.read(), what) == figure(whole, what)


@pytest.mark.parametrize(("file", "what"), FILES.items())
@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "missing.empty"), (b"\xff\x00 rubbish - -1\n" * 3, "missing.rubbish")],
)
def test_an_empty_or_senseless_file_is_a_reason(
    folder: Path, file: str, what: str, content: bytes, reason: str
) -> None:
    (folder / "proc" / file).write_bytes(content)
    reading = Counters(str(folder)).read()
    assert reasons(reading) == {what: reason}
    assert figure(reading, what) is None


def test_a_folder_without_anything_is_all_reasons(tmp_path: Path) -> None:
    reading = Counters(str(tmp_path)).read()
    assert reasons(reading) == dict.fromkeys(FILES.values(), "missing.absent")
    assert (
        sample(reading, reading._replace(mono=reading.mono + 2, boot=reading.boot + 2)).cpu is None
    )


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, "missing.denied"),
        (errno.EPERM, "missing.denied"),
        (errno.ESRCH, "missing.absent"),
        (errno.EOPNOTSUPP, "missing.unsupported"),  # PSI that was turned off at boot
        (errno.EIO, "missing.error"),
    ],
)
def test_a_file_that_refuses_to_be_read_is_a_reason(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    counters = Counters(str(folder))
    counters.read()
    pread = os.pread
    inode = (folder / "proc/pressure/io").stat().st_ino

    def refuse(handle: int, size: int, offset: int) -> bytes:
        if os.fstat(handle).st_ino == inode:
            raise OSError(number, os.strerror(number))
        return pread(handle, size, offset)

    monkeypatch.setattr(os, "pread", refuse)
    open_before = len(os.listdir("/proc/self/fd"))
    assert reasons(counters.read()) == {"pressure.io": reason}
    assert len(os.listdir("/proc/self/fd")) == open_before


def test_numbers_that_shrink_give_no_rate_below_zero(folder: Path) -> None:
    counters = Counters(str(folder))
    old = counters.read()
    for file in ("stat", "diskstats", "net/dev"):
        path = folder / "proc" / file
        path.write_bytes(path.read_bytes().translate(bytes.maketrans(b"23456789", b"11111111")))
    new = counters.read()
    found = sample(old, new._replace(mono=old.mono + 2, boot=old.boot + 2))
    assert found.cpu is None
    assert found.disks == ()
    assert (found.read_bps, found.rx_bps) == (None, None)
    assert [link.name for link in found.links or ()] == ["ifb0", "ifb1"]  # always 0


def test_a_disk_and_an_interface_that_are_plugged_in_are_found_and_known(folder: Path) -> None:
    counters = Counters(str(folder))
    old = counters.read()
    with (folder / "proc/diskstats").open("ab") as file:
        file.write(b" 8 0 sda 1 0 8 0 1 0 8 0 0 1 1\n 8 1 sda1 1 0 8 0 1 0 8 0 0 1 1\n")
        file.write(b" 253 0 dm-0 1 0 8 0 1 0 8 0 0 1 1\n")
    (folder / "sys/block/sda").symlink_to("../devices/pci0000:00/usb1/host3/block/sda")
    (folder / "sys/block/dm-0").symlink_to("../devices/virtual/block/dm-0")
    with (folder / "proc/net/dev").open("ab") as file:
        file.write(b" usb0: 7 0 0 0 0 0 0 0 8 0 0 0 0 0 0 0\n")
    (folder / "sys/class/net/usb0/device").mkdir(parents=True)
    new = counters.read()
    assert [(disk.name, disk.physical) for disk in new.disks or ()] == [
        ("vda", True),
        ("sda", True),
        ("dm-0", False),
    ]
    assert (new.links or ())[-1] == LinkCounters("usb0", True, None, 7, 8)
    found = sample(old, new._replace(mono=old.mono + 2, boot=old.boot + 2))
    assert [disk.name for disk in found.disks or ()] == ["vda"]
    assert "usb0" not in [link.name for link in found.links or ()]


def test_when_the_last_real_interface_goes_the_others_count(folder: Path) -> None:
    counters = Counters(str(folder))
    counters.read()
    path = folder / "proc/net/dev"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    shutil.rmtree(folder / "sys/class/net/eth0")
    links = counters.read().links or ()
    assert [link.name for link in links if link.physical] == ["ifb0", "ifb1"]


def test_a_cable_that_is_pulled_is_seen_at_the_next_reading(folder: Path) -> None:
    counters = Counters(str(folder))
    assert (counters.read().links or ())[-1].up is True
    (folder / "sys/class/net/eth0/operstate").write_text("down\n")
    assert (counters.read().links or ())[-1].up is False


def test_without_sys_a_container_still_has_its_sums(folder: Path) -> None:
    shutil.rmtree(folder / "sys")
    reading = Counters(str(folder)).read()
    assert reading.missing == ()
    assert [disk.name for disk in reading.disks or () if disk.physical] == ["vda"]
    assert [link.name for link in reading.links or () if link.physical] == ["ifb0", "ifb1", "eth0"]


def test_in_a_container_where_no_interface_has_a_device_all_but_bridges_count(folder: Path) -> None:
    os.unlink(folder / "sys/class/net/eth0/device")
    (folder / "sys/class/net/ifb0/bridge").mkdir()
    (folder / "sys/class/net/ifb1/type").write_text("65534\n")
    reading = Counters(str(folder)).read()
    assert [link.name for link in reading.links or () if link.physical] == ["eth0"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_of_disks_and_interfaces(folder: Path, name: bytes) -> None:
    (folder / "proc/net/dev").write_bytes(
        b"Inter-| \n face |\n" + name + b": 1 0 0 0 0 0 0 0 2 0 0 0 0 0 0 0\n"
    )
    (folder / "proc/diskstats").write_bytes(b" 8 0 " + name + b" 1 0 2 0 1 0 4 0 0 1 1\n")
    leaf = name.replace(b"/", b"!")[:255]  # as sysfs does it
    os.symlink("../devices/pci/block/x", os.path.join(os.fsencode(folder), b"sys/block", leaf))
    reading = Counters(str(folder)).read()
    assert reading.missing == ()
    assert [link.name for link in reading.links or ()] == [text_of(name)]
    assert len(reading.disks or ()) == (1 if len(name) < 256 else 0)


def test_unchanged_bytes_give_the_same_value(folder: Path) -> None:
    counters = Counters(str(folder))
    first, second = counters.read(), counters.read()
    assert first.cpu is second.cpu
    assert first.disks is second.disks
    assert first.links is second.links


def test_kills_are_read_every_ten_seconds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    clocks = SimpleNamespace(
        time=lambda: 0.0, monotonic=lambda: now, clock_gettime=lambda _: now, CLOCK_BOOTTIME=7
    )
    monkeypatch.setattr(module, "time", clocks)
    counters = Counters(str(folder))
    assert counters.read().oom_kills == 0
    path = folder / "proc/vmstat"
    path.write_bytes(path.read_bytes().replace(b"\noom_kill 0\n", b"\noom_kill 2\n"))
    now += OOM_EVERY_S / 2
    assert counters.read().oom_kills == 0
    now += OOM_EVERY_S / 2
    assert counters.read().oom_kills == 2


def test_a_wall_clock_that_jumps_a_year_moves_no_rate(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    wall = 1e9
    clocks = SimpleNamespace(
        time=lambda: wall, monotonic=lambda: now, clock_gettime=lambda _: now, CLOCK_BOOTTIME=7
    )
    monkeypatch.setattr(module, "time", clocks)
    counters = Counters(str(folder))
    old = counters.read()
    wall, now = wall + 31_536_000, now + 2
    path = folder / "proc/net/dev"
    received = (old.links or ())[-1].rx_bytes
    path.write_bytes(path.read_bytes().replace(b"%d" % received, b"%d" % (received + 2_000)))
    new = counters.read()
    assert new.at - old.at == 31_536_000
    assert sample(old, new).rx_bps == 1_000


def due_again(counters: Counters) -> None:
    counters._oom_due = 0.0  # else it would be looked at only every ten seconds


# This machine


def test_a_descriptor_that_fails_is_opened_again() -> None:
    counters = Counters("/")
    first = counters.read()
    for source in counters._sources:
        if source.handle is None:
            continue
        os.close(source.handle)
        due_again(counters)
        second = counters.read()
        assert reasons(second) == reasons(first)
        assert second.memory is not None
    counters.close()


def test_closing_leaves_no_descriptor_open() -> None:
    before = os.listdir("/proc/self/fd")
    counters = Counters("/")
    counters.read()
    assert len(os.listdir("/proc/self/fd")) > len(before)
    counters.close()
    assert len(os.listdir("/proc/self/fd")) == len(before)


HIDDEN = "import sys; from sptui.system.counters import Counters; r = Counters().read()\n"
HIDDEN += "print(*sorted(m.what + '=' + m.why.id for m in r.missing))"


def hidden(options: str) -> str:
    """What is missing where only /proc/PID is mounted, or processes are hidden, in a mount
    namespace."""
    script = f'mount -t proc -o {options} proc /proc && exec "$0" -c "$1"'
    argv = ["unshare", "--mount", "sh", "-c", script, sys.executable, HIDDEN]
    try:
        done = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=30)
    except FileNotFoundError:
        pytest.skip("no unshare here")
    if done.returncode and ("mount" in done.stderr or "unshare" in done.stderr):
        pytest.skip(f"no mount namespace here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_hidden_processes_hide_no_counter() -> None:
    assert hidden("hidepid=2") == " ".join(
        sorted(f"{missing.what}={missing.why.id}" for missing in Counters("/").read().missing)
    )


def test_where_proc_holds_only_processes_everything_else_says_so() -> None:
    told = dict(entry.split("=") for entry in hidden("subset=pid").split())
    assert told.keys() == set(FILES.values())
    assert set(told.values()) == {"missing.absent"}
