"""Is what sptui shows true? A burner that reports what it did, and a reader of its own kind beside
it.

The burner does one thing at a time (burns time, writes, touches memory, sends) and reports its own
getrusage, bytes and pages. Before and after, in the same moment, sptui reads, and so does `Truth`,
which shares no code with it and takes other files where there are any. Others use this machine too,
and that only ever adds: each thing is tried up to six times, and one try must agree. A wrong
factor would agree in none, which `test_a_planted_factor_is_found` shows.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sptui.model.machine import CpuTimes, Reading, Sample
from sptui.model.rates import sample
from sptui.system.counters import Counters

WITHIN = 0.05
TRIES = 6
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
MIB = 1 << 20
BURNER = Path(__file__).with_name("burner.py")


class Truth(NamedTuple):
    """What the kernel says, read in another way: seconds of CPU that all processes have used, busy
    seconds of all cores, bytes written to each disk, received by each interface, bytes of memory in
    use."""

    processes_s: float
    busy_s: float
    written: dict[str, int]
    received: dict[str, int]
    used_bytes: int


def truth() -> Truth:
    words = re.search(r"^cpu +(.+)$", Path("/proc/stat").read_text(), re.MULTILINE)
    memory = dict(
        re.findall(r"^(\w+): +(\d+) kB$", Path("/proc/meminfo").read_text(), re.MULTILINE)
    )
    assert words
    user, nice, system, _, _, irq, softirq, *_ = (int(word) for word in words[1].split())
    return Truth(
        sum(map(seconds_of, Path("/proc").glob("[0-9]*"))),
        (user + nice + system + irq + softirq) * TICK_S,
        {
            path.parent.name: int(path.read_text().split()[6]) * 512
            for path in Path("/sys/block").glob("*/stat")
        },
        {
            path.parent.parent.name: int(path.read_text())
            for path in Path("/sys/class/net").glob("*/statistics/rx_bytes")
        },
        (int(memory["MemTotal"]) - int(memory["MemAvailable"])) * 1024,
    )


def seconds_of(process: Path) -> float:
    """CPU of a process and of its children that it has waited for: what a child used is never lost
    and never counted twice, whenever it ends."""
    try:
        fields = (process / "stat").read_bytes().rpartition(b")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(map(int, fields[11:15])) * TICK_S


class Stamp(NamedTuple):
    reading: Reading
    truth: Truth


class Run(NamedTuple):
    """One thing that the burner did, between two stamps, and what it says of it."""

    before: Stamp
    after: Stamp
    told: dict[str, float]

    @property
    def sample(self) -> Sample:
        return sample(self.before.reading, self.after.reading)

    @property
    def elapsed_s(self) -> float:
        return self.after.reading.mono - self.before.reading.mono

    def changed(self, what: Callable[[Truth], float]) -> float:
        return what(self.after.truth) - what(self.before.truth)


class Burner:
    """The process that does as it is told, and says what it did."""

    def __init__(self, folder: Path) -> None:
        argv = [sys.executable, str(BURNER), str(folder)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True)
        self.disk = disk_of(folder)
        assert self._heard() == {"ready": 1}

    def run(self, command: str) -> Run:
        counters = Counters()
        try:
            before = Stamp(counters.read(), truth())
            self._say(command)
            told = self._heard()
            # The other way round: what happens between the two is not always on one side.
            independent = truth()
            return Run(before, Stamp(counters.read(), independent), told)
        finally:
            counters.close()
            self._say("forget")
            self._heard()

    def _say(self, command: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()

    def _heard(self) -> dict[str, float]:
        assert self._process.stdout
        told: dict[str, float] = json.loads(self._process.stdout.readline())
        return told

    def end(self) -> None:
        self._process.communicate("", timeout=30)


@pytest.fixture(scope="module")
def burner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Burner]:
    made = Burner(place(tmp_path_factory.mktemp("truth")))
    yield made
    made.end()


def place(folder: Path) -> Path:
    """A folder on a disk: the temporary one may be in memory."""
    return next((path for path in (folder, Path.cwd()) if disk_of(path)), folder)


def disk_of(folder: Path) -> str | None:
    """The whole disk that a folder lies on, if there is nothing between the two."""
    number = folder.stat().st_dev
    device = Path("/sys/dev/block", f"{os.major(number)}:{os.minor(number)}").resolve()
    disk = device.parent if (device / "partition").exists() else device
    return (
        disk.name if (disk / "device").exists() and Path("/sys/block", disk.name).exists() else None
    )


# Of one run: (what, how much it was, how much sptui shows). All are amounts, not rates.
Figures = Iterator[tuple[str, float, float]]


def disagreements(figures: Figures) -> list[str]:
    """Where sptui shows more than 5 % more or less than was."""
    return [
        f"{what}: was {was:.6g}, shown {shown:.6g}"
        for what, was, shown in figures
        if abs(shown - was) > WITHIN * was
    ]


def cpu_figures(run: Run) -> Figures:
    """Percent are of all cores; what a hypervisor took is no work of ours."""
    share, cores = run.sample.cpu, len(run.after.reading.cores)
    old, new = run.before.reading.cpu, run.after.reading.cpu
    assert share and old and new
    shown = (share.busy_pct - share.steal_pct) / 100 * cores * run.elapsed_s
    others = run.changed(lambda truth: truth.processes_s) - run.told["process_s"]
    yield "busy time, by what processes used", run.told["cpu_s"] + others, shown
    yield "busy time, by the other reader", run.changed(lambda truth: truth.busy_s), shown
    jiffies = sum(new) - sum(old)
    yield "time of all cores, by the clock", cores * run.elapsed_s, jiffies * TICK_S


def disk_figures(run: Run, disk: str) -> Figures:
    rate = next(rate for rate in run.sample.disks or () if rate.name == disk)
    shown = rate.write_bps * run.elapsed_s
    yield "written, by the burner", run.told["written"], shown
    yield "written, by the other reader", run.changed(lambda truth: truth.written[disk]), shown


def link_figures(run: Run) -> Figures:
    rate = next(rate for rate in run.sample.links or () if rate.name == "lo")
    shown = rate.rx_bps * run.elapsed_s
    yield "received, by the burner", run.told["sent"], shown
    yield "received, by the other reader", run.changed(lambda truth: truth.received["lo"]), shown


def memory_figures(run: Run) -> Figures:
    old, new = run.before.reading.memory, run.after.reading.memory
    assert old
    assert new
    shown = new.used_bytes - old.used_bytes
    yield "memory, by the burner's pages", run.told["touched"], shown
    yield "memory, by the other reader", run.changed(lambda truth: truth.used_bytes), shown


def test_cpu(burner: Burner) -> None:
    agree(burner, "burn 1.2", cpu_figures)


def test_disk(burner: Burner) -> None:
    disk = burner.disk or pytest.skip("no folder here lies on a disk itself")
    agree(burner, f"write {48 * MIB}", lambda run: disk_figures(run, disk))


def test_network(burner: Burner) -> None:
    agree(burner, f"send {32 * MIB}", link_figures)


def test_memory(burner: Burner) -> None:
    memory = Counters().read().memory
    assert memory
    size = min(256 * MIB, memory.available_bytes // 16)
    burner.run(f"touch {size}")  # takes what the kernel has put aside for the core
    agree(burner, f"touch {size}", memory_figures)


def agree(burner: Burner, command: str, figures: Callable[[Run], Figures]) -> None:
    wrong: list[list[str]] = []
    while len(wrong) < TRIES:
        wrong.append(disagreements(figures(burner.run(command))))
        if not wrong[-1]:
            return
        time.sleep(0.1)
    raise AssertionError(f"no try agreed: {wrong}")


def doubled_jiffies(reading: Reading) -> Reading:
    """As if a jiffy of work were two: guest time counted twice, or a wrong number of them a
    second."""
    assert reading.cpu
    user, nice, system, idle, iowait, irq, softirq, steal = reading.cpu
    twice = CpuTimes(2 * user, 2 * nice, 2 * system, idle, iowait, 2 * irq, 2 * softirq, steal)
    return reading._replace(cpu=twice)


def planted(run: Run, plant: Callable[[Reading], Reading]) -> Run:
    before, after = run.before, run.after
    return run._replace(
        before=before._replace(reading=plant(before.reading)),
        after=after._replace(reading=plant(after.reading)),
    )


def test_a_planted_factor_is_found_in_jiffies(burner: Burner) -> None:
    run = planted(burner.run("burn 0.5"), doubled_jiffies)
    assert len(disagreements(cpu_figures(run))) >= 1


def test_a_planted_factor_is_found_in_sectors(
    burner: Burner, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = burner.disk or pytest.skip("no folder here lies on a disk itself")
    monkeypatch.setattr("sptui.model.disks.SECTOR_BYTES", 1024)
    run = burner.run(f"write {16 * MIB}")
    assert len(disagreements(disk_figures(run, disk))) == 2
