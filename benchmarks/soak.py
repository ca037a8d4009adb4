"""The console on Resources for an hour: does its memory, do its handles or its threads grow?

It sees a world of its own (root: a PID namespace), always the same: hundreds of processes that
stay, and one a second that comes and goes. What else runs on the machine has no part in it."""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.programs import COLS, ROWS, sptui_command
from tests.terminal.console import resources
from tests.terminal.harness import Terminal

ROOT = Path(__file__).parent.parent
# What an hour may add before it counts as growing: caches that fill up, and less than a leak of a
# hundred bytes a tick would.
_RSS_PER_HOUR = 1.0 * 2**20
_ONE_PER_HOUR = 1.0


class Sample(NamedTuple):
    """After so many seconds: bytes of memory, open descriptors (less those of files of processes
    that are there: they come and go with them), threads, seconds on a CPU."""

    at_s: float
    rss_bytes: int
    handles: int
    threads: int
    cpu_s: float


class Trend(NamedTuple):
    """A least-squares line through what was seen after the first quarter: so much more each hour,
    of which no more than `allowed` counts as flat."""

    what: str
    per_hour: float
    allowed: float

    @property
    def flat(self) -> bool:
        """Whether it does not grow."""
        return self.per_hour <= self.allowed


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Of the least-squares line; 0 for fewer than two moments."""
    n = len(points)
    mean_x = sum(x for x, _ in points) / n if n else 0.0
    mean_y = sum(y for _, y in points) / n if n else 0.0
    across = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / across if across else 0.0


def trends(samples: Sequence[Sample], settle_s: float = 0.0) -> list[Trend]:
    """Of memory, descriptors and threads, after `settle_s` seconds, but at least a quarter of the
    samples, in which caches and histories in memory fill."""
    quarter = samples[len(samples) // 4 :]
    later = [sample for sample in quarter if sample.at_s >= settle_s]

    def per_hour(values: Sequence[float]) -> float:
        return 3600 * slope([(s.at_s, v) for s, v in zip(later, values, strict=True)])

    return [
        Trend("bytes of memory", per_hour([s.rss_bytes for s in later]), _RSS_PER_HOUR),
        Trend("descriptors", per_hour([s.handles for s in later]), _ONE_PER_HOUR),
        Trend("threads", per_hour([s.threads for s in later]), _ONE_PER_HOUR),
    ]


def look(terminal: Terminal) -> Sample:
    """What it holds now."""
    at = f"/proc/{terminal.pid}"
    pages = int(Path(f"{at}/statm").read_text(encoding="ascii").split()[1])
    used = terminal.usage()
    return Sample(
        time.monotonic() - terminal.started,
        pages * os.sysconf("SC_PAGE_SIZE"),
        _handles(f"{at}/fd"),
        used.threads,
        used.cpu_s,
    )


class World:
    """Processes to look at: so many that sleep, and one that comes and goes each second, each with
    another command line (its arguments are looked through for secrets)."""

    def __init__(self, staying: int) -> None:
        sleep = ["sleep", "infinity"]
        self._staying = [subprocess.Popen(sleep) for _ in range(staying)]
        self._passing: subprocess.Popen[bytes] | None = None
        self._count = 0

    def turn(self) -> None:
        """A second is over: one goes, another comes."""
        if self._passing is not None:
            self._passing.kill()
            self._passing.communicate()
        self._count += 1
        argv = ["sh", "-c", "read _", f"job-{self._count}", f"--password=p{self._count}"]
        self._passing = subprocess.Popen(argv, stdin=subprocess.PIPE)

    def end(self) -> None:
        """All of them."""
        for child in (*self._staying, *((self._passing,) if self._passing else ())):
            child.kill()
            child.wait()


def run(seconds: float, every_s: float, home: Path, world: World) -> list[Sample]:
    """Let it run, and look at it every so often. Raises RuntimeError: it has ended."""
    env = {"HOME": str(home), "XDG_STATE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    argv = [*sptui_command(), "--state", str(home)]
    samples = []
    with Terminal(argv, cols=COLS, rows=ROWS, env=env, background="#14171b") as terminal:
        resources(terminal, "processes")
        end = terminal.started + seconds
        while (left := end - time.monotonic()) > 0:
            _play(terminal, min(every_s, left), world)
            if not terminal.alive():
                raise RuntimeError(f"it ended with {terminal.status}:\n{terminal.text()}")
            samples.append(look(terminal))
            print(_told(samples[-1]), flush=True)
    return samples


def main(argv: list[str] | None = None) -> int:
    """Exit status 0: all is flat; 1: something grows."""
    ask = argparse.ArgumentParser(prog="benchmarks.soak", description=__doc__)
    ask.add_argument("--seconds", type=float, default=3600.0)
    ask.add_argument("--every", type=float, default=60.0, help="seconds between two looks")
    ask.add_argument("--settle", type=float, default=0.0, help="seconds before it is judged")
    ask.add_argument("--processes", type=int, default=300, help="that stay, beside it")
    ask.add_argument("--here", action="store_true", help="in no world of its own")
    given = ask.parse_args(argv)
    if not given.here and os.geteuid() == 0:
        again = [sys.executable, "-m", "benchmarks.soak", "--here", *(argv or sys.argv[1:])]
        alone = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
        return subprocess.run([*alone, *again], check=False).returncode
    world = World(given.processes)
    try:
        with tempfile.TemporaryDirectory() as home:
            samples = run(given.seconds, given.every, Path(home), world)
    finally:
        world.end()
    found = trends(samples, given.settle)
    for trend in found:
        verdict = "flat" if trend.flat else "GROWS"
        print(f"{trend.what}: {trend.per_hour:+.1f} an hour, {verdict}")
    return 0 if all(trend.flat for trend in found) else 1


def _play(terminal: Terminal, seconds: float, world: World) -> None:
    """Take what it sends, and forget it: an hour of it is nothing to keep."""
    end = time.monotonic() + seconds
    due = time.monotonic()
    while (left := end - time.monotonic()) > 0 and terminal.alive():
        if time.monotonic() >= due:
            due += 1.0
            world.turn()
        terminal.read_some(min(left, 1.0))
        terminal.draw()
        terminal.forget()


def _handles(folder: str) -> int:
    """Open descriptors, but for files below /proc of processes that still run."""
    count = 0
    for name in os.listdir(folder):
        with contextlib.suppress(OSError):
            to = os.readlink(f"{folder}/{name}").split("/")
            of_process = to[:2] == ["", "proc"] and to[2].isdigit() and len(to) > 3
            count += not (of_process and os.path.exists(f"/proc/{to[2]}"))
    return count


def _told(sample: Sample) -> str:
    return (
        f"{sample.at_s:7.0f} s  {sample.rss_bytes / 2**20:7.2f} MiB  {sample.handles:3} "
        f"descriptors  {sample.threads:2} threads  {100 * sample.cpu_s / sample.at_s:5.2f} % CPU"
    )


if __name__ == "__main__":
    sys.exit(main())
