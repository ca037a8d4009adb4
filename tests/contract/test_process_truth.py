"""What a process burnt, wrote and filled is in its row, with the right size: against what it says
of itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sptui.model.process import Processes, ProcessRow, Want
from sptui.system.processes import ProcessReader

BURNER = Path(__file__).with_name("burner.py")
TICK = 1 / os.sysconf("SC_CLK_TCK")
MIB = 1 << 20


class Watched:
    """A burner, and what the reader sees of it before and after it did something."""

    def __init__(self, folder: Path) -> None:
        self.reader = ProcessReader("/")
        argv = [sys.executable, str(BURNER), str(folder)]
        pipe = subprocess.PIPE
        self.child = subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True)
        self._key: frozenset[tuple[int, int]] = frozenset()
        self._heard()

    def run(self, command: str) -> tuple[ProcessRow, ProcessRow, float, dict[str, float]]:
        """Before, after, the seconds between, and what it says."""
        one, before = self._look()
        time.sleep(0.25)  # rates over less are not told
        assert self.child.stdin is not None
        self.child.stdin.write(command + "\n")
        self.child.stdin.flush()
        told = self._heard()
        two, after = self._look()
        return before, after, two.mono - one.mono, told

    def _look(self) -> tuple[Processes, ProcessRow]:
        """Where there are thousands, only what is seen is read at every look."""
        while True:
            seen = self.reader.read(Want(processes=True, visible=self._key))
            row = next(row for row in seen.rows if row.process.pid == self.child.pid)
            if self._key:
                return seen, row
            self._key = frozenset({(row.process.pid, row.process.start)})
            time.sleep(0.25)

    def _heard(self) -> dict[str, float]:
        assert self.child.stdout is not None
        told: dict[str, float] = json.loads(self.child.stdout.readline())
        return told


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    yield made
    made.child.communicate("", timeout=30)
    made.reader.close()


def test_burnt_time_is_percent_of_one_core(watched: Watched) -> None:
    before, after, seconds, told = watched.run("burn 0.6")
    assert told["cpu_s"] >= 0.6
    used = (after.process.cpu_ticks - before.process.cpu_ticks) * TICK
    assert abs(used - told["process_s"]) <= 2 * TICK
    assert after.cpu_pct == pytest.approx(100 * used / seconds, rel=0.02)


def test_filled_memory_is_there(watched: Watched) -> None:
    before, after, _, told = watched.run(f"touch {96 * MIB}")
    assert told["touched"] == 96 * MIB
    grown = after.process.rss_bytes - before.process.rss_bytes
    assert grown == pytest.approx(96 * MIB, rel=0.05)


def test_written_bytes_are_there(watched: Watched) -> None:
    before, after, seconds, told = watched.run(f"write {32 * MIB}")
    assert before.process.write_bytes is not None
    assert after.process.write_bytes is not None
    grown = after.process.write_bytes - before.process.write_bytes
    if grown == 0:
        pytest.skip("the temporary folder lies on no disk")
    assert grown == pytest.approx(told["written"], rel=0.05)
    assert after.write_bps == pytest.approx(grown / seconds, rel=0.05)
