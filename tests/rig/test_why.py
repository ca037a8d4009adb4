"""Twelve ways to fail on a real systemd: each explained, told apart, and with what to do; and what
changed since a unit was last well."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sptui.actions.registry import by_id
from sptui.model.unit_why import Why
from sptui.paint.words import say
from sptui.services.units import UnitWatcher
from sptui.services.why import Explainer
from sptui.wire.why import explainer
from tests.rig import units
from tests.rig.machine import remove, state, systemctl, until, write
from tests.rig.ways import WAYS, watching

EXEC = "[Service]\nType=exec\nExecStart=/bin/sleep 9\n"
SHELL = "[Service]\nType=oneshot\nExecStart=/bin/sh -c '{}'\n"
# By name: its text, how it ends up, why, and the action that is offered next.
WAYS_TO_FAIL: dict[str, tuple[str, str, str, str]] = {
    "why-exit": (
        SHELL.format("echo bind: Address already in use; exit 3"),
        "failed", "exit code 3", "unit.restart",
    ),
    "why-signal": (
        SHELL.format("kill -KILL $$$$"), "failed", "killed by signal KILL", "unit.restart",
    ),
    "why-timeout": (
        "[Service]\nType=notify\nTimeoutStartSec=100ms\nExecStart=/bin/sleep infinity\n",
        "failed", "it took longer to start, run or stop than it may: ended by TERM", "unit.edit",
    ),
    "why-memory": (
        "[Service]\nMemoryMax=20M\nMemorySwapMax=0\nExecStart=/usr/bin/tail /dev/zero\n",
        "failed", "it used more memory than it may (20 MiB), and was killed for it", "unit.edit",
    ),
    "why-limit": (
        "[Unit]\nStartLimitBurst=2\nStartLimitIntervalSec=60\n"
        "[Service]\nExecStart=/bin/false\nRestart=always\nRestartSec=1ms\n",
        "failed", "exit code 1; restarted 2 times, then systemd gave up", "unit.restart",
    ),
    "why-program": (
        EXEC.replace("/bin/sleep 9", "/opt/why-gone -v"),
        "failed", "/opt/why-gone is missing, or may not be run (exit code 203)", "unit.edit",
    ),
    "why-user": (
        EXEC + "User=why-nobody\n",
        "failed", "its user why-nobody is unknown (exit code 217)", "unit.edit",
    ),
    "why-directory": (
        EXEC + "WorkingDirectory=/why-nowhere\n",
        "failed", "its working directory is missing (exit code 200)", "unit.edit",
    ),
    "why-condition": (
        "[Unit]\nConditionPathExists=/why-nowhere\n" + EXEC,
        "inactive", "not started, since ConditionPathExists=/why-nowhere does not hold",
        "unit.start",
    ),
    "why-needs": (
        "[Unit]\nRequires=why-exit.service\nAfter=why-exit.service\n" + EXEC,
        "inactive", "it needs why-exit.service, which failed", "unit.start",
    ),
    "why-file": (
        "[Service]\nType=oneshot\n", "inactive", "systemd can't use its unit file: ...",
        "unit.edit",
    ),
    "why-watchdog": (
        "[Service]\nWatchdogSec=100ms\nExecStart=/bin/sleep infinity\n",
        "failed", "it gave systemd's watchdog no sign of life, and was ended", "unit.restart",
    ),
}  # fmt: skip


def runs_out_of_memory(unit: str) -> None:
    """By the kernel, where this machine's control groups can limit memory. Where they can't (the
    host has that controller in its old hierarchy), as systemd-oomd does it: it marks the group and
    kills what is in it. Source: systemd, src/oom/oomd-util.c, oomd_cgroup_kill."""
    group = f"/sys/fs/cgroup/system.slice/{unit}"
    with open("/sys/fs/cgroup/cgroup.controllers", encoding="ascii") as controllers:
        if "memory" in controllers.read().split():
            return
    until(lambda: state(unit)[0] == "active", f"{unit} is up")
    os.setxattr(group, "user.oomd_ooms", b"1")
    os.setxattr(group, "user.oomd_kill", b"1")
    systemctl("kill", "--signal=KILL", unit)


@pytest.fixture(scope="module")
def made() -> Iterator[None]:
    files = {f"{name}.service": text for name, (text, *_) in WAYS_TO_FAIL.items()}
    # what starts others keeps what did not start in systemd's memory
    files["why.target"] = f"[Unit]\nWants={' '.join(files)}\n"
    with units.loaded(files, stop=list(files)):
        systemctl("start", "why.target", check=False)
        runs_out_of_memory("why-memory.service")
        for name, (_, active, *_) in WAYS_TO_FAIL.items():
            unit = f"{name}.service"
            until(lambda unit=unit, active=active: state(unit)[0] == active, f"{unit} {active}")
        yield
        systemctl("reset-failed", "why-*", check=False)


@asynccontextmanager
async def listed(way: str) -> AsyncIterator[UnitWatcher]:
    """A watcher that has its list."""
    async with watching(way) as found:
        for _ in range(500):
            if found.seen.value is not None and found.seen.value.rows:
                break
            await asyncio.sleep(0.02)
        yield found


@pytest.fixture(params=WAYS)
async def watcher(request: pytest.FixtureRequest) -> AsyncIterator[UnitWatcher]:
    async with listed(request.param) as found:
        yield found


def explains(watcher: UnitWatcher) -> Explainer:
    return explainer(lambda: watcher)


async def test_twelve_ways_to_fail_are_told_apart(made: None, watcher: UnitWatcher) -> None:
    assert len(WAYS_TO_FAIL) == 12
    seen = watcher.seen.value
    said: dict[str, str] = {}
    for name, (_, _, reason, action) in WAYS_TO_FAIL.items():
        if seen is not None and seen.way == "systemctl" and name == "why-condition":
            continue  # the command prints no conditions, and the page says so
        found = await explains(watcher).explain(f"{name}.service")
        assert found is not None, name
        said[name] = say(found.reason)
        assert _same(said[name], reason), name
        assert found.next is not None and found.next.action == action, name
        assert by_id(action) is not None and len(say(found.next.text)) > 10
    assert len(set(said.values())) == len(said), "each has a reason of its own"


def _same(said: str, wanted: str) -> bool:
    return said.startswith(wanted[:-3]) if wanted.endswith("...") else said == wanted


async def test_what_its_lines_mean_and_who_needs_it(made: None, watcher: UnitWatcher) -> None:
    found = await explains(watcher).explain("why-exit.service")
    assert found is not None and found.hint is not None
    assert say(found.hint) == "something else has its port or socket already"
    assert "bind: Address already in use" in found.lines
    assert any("status=3" in line for line in found.lines)
    assert "why-needs.service" in found.dependents
    needs = await explains(watcher).explain("why-needs.service")
    assert needs is not None and needs.next is not None
    assert needs.next.unit == "why-exit.service", "that is started first"


async def test_what_never_worked_has_nothing_that_changed(made: None, watcher: UnitWatcher) -> None:
    found = await explains(watcher).explain("why-user.service")
    assert found is not None and found.worked is None and found.changes == ()


async def test_what_is_well_is_not_explained(watcher: UnitWatcher) -> None:
    assert await explains(watcher).explain("dbus.service") is None


CONF = Path("/etc/why-changes/why.conf")
PROGRAM = Path("/usr/local/bin/why-changes")


@pytest.fixture
def works() -> Iterator[str]:
    """A service that works until its configuration says no."""
    CONF.parent.mkdir(exist_ok=True)
    CONF.write_text("exit 0\n")
    PROGRAM.write_text('#!/bin/sh\n. "$1"\n')
    PROGRAM.chmod(0o755)
    unit = "why-changes.service"
    text = f"[Service]\nType=oneshot\nExecStart={PROGRAM} {CONF}\n"
    with units.loaded({unit: text}, stop=[unit]):
        yield unit
        systemctl("reset-failed", unit, check=False)
    CONF.unlink()
    CONF.parent.rmdir()
    PROGRAM.unlink()


async def explained(unit: str) -> Why:
    async with listed("bus") as watcher:
        found = await explains(watcher).explain(unit)
        assert found is not None
        return found


def kinds(found: Why) -> set[tuple[str, str]]:
    return {(each.kind, each.what) for each in found.changes}


async def test_what_changed_since_it_was_last_well(works: str) -> None:
    systemctl("start", works)
    await asyncio.sleep(1.1)  # times of files are as coarse as the kernel's tick
    write({CONF.name: "echo syntax error in line 1; exit 5\n"}, str(CONF.parent))
    systemctl("start", works, check=False)
    found = await explained(works)
    assert kinds(found) == {("configuration", str(CONF))}
    assert found.worked is not None and 0 < time.time() - found.worked < 120
    assert found.hint is not None and say(found.hint) == "its configuration has an error"
    write({PROGRAM.name: "#!/bin/sh\nexit 6\n"}, str(PROGRAM.parent))
    drop_in = f"{works}.d/x.conf"
    write({drop_in: "[Service]\nNice=1\n"})
    systemctl("daemon-reload")
    systemctl("start", works, check=False)
    try:
        found = await explained(works)
    finally:
        remove([drop_in])
        systemctl("daemon-reload")
    assert kinds(found) == {
        ("configuration", str(CONF)),
        ("program", str(PROGRAM)),
        ("drop-in", f"/run/systemd/system/{drop_in}"),
    }
    assert found.next is not None and say(found.next.text).startswith("look at ")
