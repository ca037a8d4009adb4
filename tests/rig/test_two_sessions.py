"""Two sessions that do something to one unit at the same instant: systemd has one job of it in its
record, and the other session is told by whom."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.rig import units
from tests.rig.machine import run, settled, shown, systemctl, until

UNIT = "both-want.service"
FILES = {UNIT: f"{units.RUNS}ExecStop=/bin/sleep 2\n"}
# Who sits where: anna by sudo.
SESSIONS = (
    {"SSH_CONNECTION": "198.51.100.7 50312 203.0.113.5 22"},
    {"SSH_CONNECTION": "192.0.2.9 50312 203.0.113.5 22", "SUDO_USER": "anna"},
)
SAID = ("root from 198.51.100.7 does ", "anna (root) from 192.0.2.9 does ")


@pytest.fixture(autouse=True)
def running() -> Iterator[None]:
    with units.loaded(FILES, stop=[UNIT]):
        systemctl("start", UNIT)
        yield
        until(lambda: not job(), "no job is left")


def job() -> str:
    return shown(UNIT, "Job")["Job"]


def session(n: int, id: str = "unit.restart") -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        ["sptui", "do", id, UNIT, "--yes"], stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe,
        text=True, env={**os.environ, **SESSIONS[n]},
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit status, and what it said against it."""
    _, err = process.communicate(timeout=30)
    return process.returncode, err


def jobs_since(cursor: str) -> int:
    """How often systemd began to stop it, in its own record."""
    said = run(
        "journalctl", "-q", "-o", "cat", f"--after-cursor={cursor}", f"UNIT={UNIT}", "_PID=1"
    )
    return said.count("Stopping ")


def cursor() -> str:
    run("journalctl", "--sync")
    return run("journalctl", "-q", "-n", "0", "--show-cursor").partition("cursor: ")[2].strip()


@pytest.mark.parametrize("apart_s", [0.0, 0.01, 0.05, 0.3])
def test_one_does_it_and_the_other_is_told(apart_s: float):
    before = cursor()
    both = []
    for n in (0, 1):
        both.append(session(n))
        time.sleep(apart_s)
    (one, first), (other, second) = [ended(process) for process in both]
    assert sorted((one, other)) == [0, 3]
    winner, words = (0, second) if one == 0 else (1, first)
    assert f"{SAID[winner]}unit.restart since " in words
    run("journalctl", "--sync")
    assert jobs_since(before) == 1


def test_another_thing_to_the_same_unit_waits_too():
    first = session(0)
    until(lambda: bool(job()), "the first one is at it")
    status, words = ended(session(1, "unit.stop"))
    assert status == 3
    assert f"{SAID[0]}unit.restart since " in words
    assert ended(first)[0] == 0


def test_a_session_that_is_killed_keeps_nobody_out():
    first = session(0)
    until(lambda: bool(job()), "the first one is at it")
    first.send_signal(signal.SIGKILL)
    first.communicate()
    until(lambda: not job(), "systemd has done it all the same")
    settled([UNIT], "active")
    assert ended(session(1)) == (0, "")
