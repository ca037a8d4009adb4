"""What units use, from control groups: made-up ones of each kind, and a real process."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from sptui.system import unit_use
from sptui.system.unit_use import UnitUse

WEB, GROUP = "web.service", "/system.slice/web.service"
V2 = f"sys/fs/cgroup{GROUP}"
WHOLE = {
    f"{V2}/cpu.stat": "usage_usec 1000000\nuser_usec 1\n",
    f"{V2}/memory.current": "2097152\n",
    f"{V2}/pids.current": "3\n",
    f"{V2}/io.stat": "8:0 rbytes=1000 wbytes=500 rios=1 wios=1\n",
    f"{V2}/cpu.pressure": "some avg10=1.50 avg60=0.00 avg300=0.00 total=7\n"
    "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
    f"{V2}/cgroup.procs": "",
}


def lay(root: Path, spec: Mapping[str, str]) -> None:
    for name, text in spec.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def stacked(root: Path) -> None:
    """A disk and an encrypted one on it."""
    for name, number in (("sda", "8:0"), ("dm-0", "253:0")):
        real = root / "sys/devices" / ("virtual/block" if name[0] == "d" else "pci") / name
        lay(real, {"dev": number + "\n"})
        (root / "sys/block").mkdir(parents=True, exist_ok=True)
        (root / "sys/block" / name).symlink_to(real)


class Clock:
    """The seconds of the monotonic clock, as the reader sees them."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(unit_use, "time", found)
    return found


def test_every_figure_of_version_2(tmp_path: Path, clock: Clock) -> None:
    lay(tmp_path, WHOLE)
    reader = UnitUse(str(tmp_path))
    first = reader.read({WEB: GROUP})[WEB]
    assert (first.cpu_pct, first.io_bps) == (None, None), "a rate needs two looks"
    assert (first.memory_bytes, first.tasks, first.pressure_pct) == (2 << 20, 3, 1.5)
    clock.now += 2
    lay(tmp_path, {f"{V2}/cpu.stat": "usage_usec 1500000\n"})
    lay(tmp_path, {f"{V2}/io.stat": "8:0 rbytes=3000 wbytes=2500 rios=1 wios=1\n"})
    second = reader.read({WEB: GROUP})[WEB]
    assert second.cpu_pct == pytest.approx(25.0)
    assert second.io_bps == pytest.approx(2000.0)
    assert not second.about


def test_a_counter_that_steps_back_or_a_long_pause_gives_no_rate(
    tmp_path: Path, clock: Clock
) -> None:
    lay(tmp_path, WHOLE)
    reader = UnitUse(str(tmp_path))
    reader.read({WEB: GROUP})
    clock.now += 2
    lay(tmp_path, {f"{V2}/cpu.stat": "usage_usec 5\n", f"{V2}/io.stat": ""})
    row = reader.read({WEB: GROUP})[WEB]
    assert (row.cpu_pct, row.io_bps) == (None, None)
    clock.now += 3600
    lay(tmp_path, {f"{V2}/cpu.stat": "usage_usec 900\n"})
    assert reader.read({WEB: GROUP})[WEB].cpu_pct is None


def mounted(root: Path, *options: str, at: str = "/sys/fs/cgroup/") -> None:
    """Controllers of version 1, in folders of their names."""
    lines = [
        f"{n} 23 0:{n} / {at}{each} rw,nosuid - cgroup cgroup rw,{each}\n"
        for n, each in enumerate(options, 32)
    ]
    lay(root, {"proc/self/mountinfo": "31 23 0:28 / /sys rw - sysfs x rw\n" + "".join(lines)})


@pytest.mark.parametrize("both", ["cpu,cpuacct", "cpuacct,cpu", "cpuacct", "cpuacct,x\\040y"])
@pytest.mark.parametrize("top", ["/sys/fs/cgroup/", "/cgroup/"])
def test_version_1_has_what_version_2_lacks(
    tmp_path: Path, clock: Clock, both: str, top: str
) -> None:
    mounted(tmp_path, "cpu", "memory", both, "pids", at=top)
    accounts = both.replace("\\040", " ")
    lay(
        tmp_path,
        {
            f"sys/fs/cgroup/systemd{GROUP}/cgroup.procs": "",
            f"{top[1:]}memory{GROUP}/memory.usage_in_bytes": "4096\n",
            f"{top[1:]}pids{GROUP}/pids.current": "2\n",
            f"{top[1:]}{accounts}{GROUP}/cpuacct.usage": "5000000\n",
        },
    )
    reader = UnitUse(str(tmp_path))
    row = reader.read({WEB: GROUP})[WEB]
    assert (row.memory_bytes, row.tasks, row.about) == (4096, 2, False)
    clock.now += 2
    lay(tmp_path, {f"{top[1:]}{accounts}{GROUP}/cpuacct.usage": "1005000000\n"})
    assert reader.read({WEB: GROUP})[WEB].cpu_pct == pytest.approx(50.0)


@pytest.mark.parametrize("told", ["", "rubbish\n", "1 2 3 4 5 6 - cgroup cgroup\n"])
def test_mounts_that_make_no_sense_have_no_version_1(tmp_path: Path, told: str) -> None:
    lay(tmp_path, {f"sys/fs/cgroup/systemd{GROUP}/cgroup.procs": "", "proc/self/mountinfo": told})
    row = UnitUse(str(tmp_path)).read({WEB: GROUP})[WEB]
    assert (row.memory_bytes, row.tasks, row.about) == (0, 0, True)


def test_disks_that_lie_on_others_are_not_counted_twice(tmp_path: Path, clock: Clock) -> None:
    stacked(tmp_path)
    both = "8:0 rbytes={} wbytes=500\n253:0 rbytes={} wbytes=0\n"
    lay(tmp_path, WHOLE | {f"{V2}/io.stat": both.format(1000, 1000)})
    reader = UnitUse(str(tmp_path))
    reader.read({WEB: GROUP})
    clock.now += 2
    lay(tmp_path, {f"{V2}/io.stat": both.format(5000, 900_000)})
    assert reader.read({WEB: GROUP})[WEB].io_bps == pytest.approx(2000.0)


def test_without_controllers_processes_are_summed_and_it_says_so(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        lay(tmp_path, {f"{V2}/cgroup.procs": "", f"{V2}/below/cgroup.procs": f"{child.pid}\n"})
        (tmp_path / "proc").symlink_to("/proc")
        try:
            row = UnitUse(str(tmp_path)).read({WEB: GROUP})[WEB]
            statm = Path(f"/proc/{child.pid}/statm").read_text().split()
        finally:
            child.kill()
    assert row.about
    assert row.tasks == 1
    assert row.memory_bytes == pytest.approx(int(statm[1]) * os.sysconf("SC_PAGE_SIZE"), rel=0.5)


def test_a_crowd_is_not_summed(tmp_path: Path) -> None:
    many = "".join(f"{pid}\n" for pid in range(4_000_000, 4_000_300))
    lay(tmp_path, {f"{V2}/cgroup.procs": many, f"{V2}/below/cgroup.procs": many})
    row = UnitUse(str(tmp_path)).read({WEB: GROUP})[WEB]
    assert (row.memory_bytes, row.tasks, row.about) == (None, None, False)


def test_links_and_what_is_no_number_are_no_processes(tmp_path: Path) -> None:
    lay(tmp_path, {f"{V2}/cgroup.procs": "", f"{V2}/below/cgroup.procs": "x\n"})
    (tmp_path / V2 / "round").symlink_to(".")
    row = UnitUse(str(tmp_path)).read({WEB: GROUP})[WEB]
    assert (row.tasks, row.about) == (0, True)


def test_what_burns_is_seen_with_its_size(tmp_path: Path) -> None:
    with subprocess.Popen(["sh", "-c", "while :; do :; done"]) as child:
        lay(tmp_path, {f"{V2}/cgroup.procs": f"{child.pid}\n"})
        (tmp_path / "proc").symlink_to("/proc")
        try:
            reader = UnitUse(str(tmp_path))
            reader.read({WEB: GROUP})
            began, spent = time.monotonic(), _cpu_s(child.pid)
            time.sleep(1.0)
            row = reader.read({WEB: GROUP})[WEB]
            share = 100 * (_cpu_s(child.pid) - spent) / (time.monotonic() - began)
        finally:
            child.kill()
    assert row.cpu_pct == pytest.approx(share, abs=15)


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_groups_that_vanish_are_left_out(tmp_path: Path) -> None:
    lay(tmp_path, WHOLE)
    reader = UnitUse(str(tmp_path))
    assert reader.read({WEB: GROUP, "gone.service": "/system.slice/gone.service"}).keys() == {WEB}
    shutil.rmtree(tmp_path / V2)
    assert reader.read({WEB: GROUP}) == {}


@pytest.mark.parametrize("group", ["", "system.slice", "/..", "/../../etc", "/a/../..", "/\0"])
def test_a_group_that_is_none_is_left_out(tmp_path: Path, group: str) -> None:
    lay(tmp_path, WHOLE)
    assert UnitUse(str(tmp_path)).read({WEB: group}) == {}


@pytest.mark.parametrize("text", ["", "max\n", "-1\n", "\xff", "1 2 3\n", "usage_usec x\n"])
def test_what_makes_no_sense_is_unknown_and_never_zero(tmp_path: Path, text: str) -> None:
    figures = ("cpu.stat", "memory.current", "pids.current", "io.stat", "cpu.pressure")
    lay(tmp_path, {f"{V2}/{leaf}": text for leaf in figures})
    row = UnitUse(str(tmp_path)).read({WEB: GROUP})[WEB]
    assert (row.cpu_pct, row.memory_bytes, row.tasks, row.pressure_pct) == (None,) * 4
    assert not row.about
