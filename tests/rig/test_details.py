"""Why real units failed, in words, and details of all units of a real machine as they are drawn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from sptui.glyphs import SETS
from sptui.model.unit import Units
from sptui.model.unit_because import because
from sptui.paint import unit as paint
from sptui.paint.line import line_width
from sptui.paint.words import say
from sptui.services.unit_sources import Manager
from sptui.system.unit_text import read
from tests.rig import units
from tests.rig.machine import state, systemctl, until
from tests.rig.ways import WAYS, open_manager

FALSE = "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'exit 3'\n"
EXEC = "[Service]\nType=exec\nExecStart=/bin/sleep 9\n"
# By name: its text, how it ends up, and why, as people read it; "...": and so on.
WHY: dict[str, tuple[str, str, str]] = {
    "rig-w-exit": (FALSE, "failed", "exit code 3"),
    "rig-w-shell": (
        FALSE.replace("exit 3", "rig-no-such-command"),
        "failed",
        "exit code 127: mostly a command that is missing",
    ),
    "rig-w-gone": (
        EXEC.replace("/bin/sleep 9", "/opt/rig-gone -v"),
        "failed",
        "/opt/rig-gone is missing, or may not be run (exit code 203)",
    ),
    "rig-w-user": (
        EXEC + "User=rig-nobody\n",
        "failed",
        "its user rig-nobody is unknown (exit code 217)",
    ),
    "rig-w-group": (EXEC + "Group=rig-nobody\n", "failed", "its group is unknown (exit code 216)"),
    "rig-w-folder": (
        EXEC + "WorkingDirectory=/rig-nowhere\n",
        "failed",
        "its working directory is missing (exit code 200)",
    ),
    "rig-w-secret": (
        EXEC + "LoadCredential=a:/rig-nowhere\n",
        "failed",
        "its credentials (secret files) can't be read (exit code 243)",
    ),
    "rig-w-sandbox": (
        EXEC + "ReadOnlyPaths=/rig-nowhere\n",
        "failed",
        "a folder or mount of its sandbox is missing (exit code 226)",
    ),
    "rig-w-killed": (
        FALSE.replace("exit 3", "kill -KILL $$$$"),
        "failed",
        "killed by signal KILL",
    ),
    "rig-w-crashed": (
        FALSE.replace("exit 3", "ulimit -c 0; kill -SEGV $$$$") + "LimitCORE=0\n",
        "failed",
        "crashed with signal SEGV...",
    ),
    "rig-w-late": (
        "[Service]\nType=notify\nTimeoutStartSec=100ms\nExecStart=/bin/sleep infinity\n",
        "failed",
        "it took longer to start, run or stop than it may: ended by TERM",
    ),
    "rig-w-dog": (
        "[Service]\nWatchdogSec=100ms\nExecStart=/bin/sleep infinity\n",
        "failed",
        "it gave systemd's watchdog no sign of life, and was ended",
    ),
    "rig-w-quiet": (
        "[Service]\nType=notify\nExecStart=/bin/true\n",
        "failed",
        "it ended without telling that it was ready (Type=notify)",
    ),
    "rig-w-limit": (
        "[Unit]\nStartLimitBurst=2\nStartLimitIntervalSec=60\n"
        "[Service]\nExecStart=/bin/false\nRestart=always\nRestartSec=1ms\n",
        "failed",
        "exit code 1; restarted 2 times, then systemd gave up",
    ),
    "rig-w-before": (
        EXEC + "ExecStartPre=/bin/false\n",
        "failed",
        "a command around its start or stop failed",
    ),
    "rig-w-no": (EXEC + "ExecCondition=/bin/false\n", "inactive", "its ExecCondition said no"),
    "rig-w-condition": (
        "[Unit]\nConditionPathExists=/rig-nowhere\n" + EXEC,
        "inactive",
        "not started, since ConditionPathExists=/rig-nowhere does not hold",
    ),
    "rig-w-bad": (
        "[Service]\nType=oneshot\n",
        "inactive",
        "systemd can't use its unit file: ...",
    ),
    "rig-w-needs": (
        "[Unit]\nRequires=rig-w-exit.service\nAfter=rig-w-exit.service\n" + EXEC,
        "inactive",
        "it needs rig-w-exit.service, which failed",
    ),
}


@pytest.fixture(scope="module", autouse=True)
def made() -> Iterator[None]:
    files = {f"{name}.service": text for name, (text, _, _) in WHY.items()}
    # what starts others keeps what did not start in systemd's memory
    files["rig-w.target"] = f"[Unit]\nWants={' '.join(files)}\n"
    with units.loaded(files, stop=list(files)):
        systemctl("start", "rig-w.target", check=False)
        for name, (_, active, _) in WHY.items():
            ends_up(f"{name}.service", active)
        yield
        systemctl("reset-failed", "rig-w-*", check=False)


def ends_up(unit: str, active: str) -> None:
    until(lambda: state(unit)[0] == active, f"{unit} {active}")


@pytest.fixture(params=WAYS)
async def manager(request: pytest.FixtureRequest) -> AsyncIterator[Manager]:
    async with open_manager(request.param) as found:
        yield found


async def test_why_it_failed_in_words(manager: Manager) -> None:
    others = {unit.name: unit for unit in await manager.units()}
    said: dict[str, str] = {}
    for name in WHY:
        details = await manager.details(f"{name}.service")
        why = because(details.unit, details.facts, details, others)
        said[name] = say(why) if why is not None else ""
    if manager.way == "systemctl":
        del said["rig-w-condition"]  # the command prints no conditions, and the page says so
        details = await manager.details("rig-w-condition.service")
        seen = Units({}, {}, {}, {}, manager.way, 0.0)
        lines = paint.body(details, seen, None, 0.0, 80, 40, SETS["braille"]).lines
        assert "not told by systemctl" in "".join([s for line in lines for s, _ in line])
    wrong = {name: words for name, words in said.items() if not _same(words, WHY[name][2])}
    assert not wrong


def _same(said: str, wanted: str) -> bool:
    return said.startswith(wanted[:-3]) if wanted.endswith("...") else said == wanted


async def test_details_of_every_unit_can_be_drawn(manager: Manager) -> None:
    rows = {unit.name: unit for unit in await manager.units()}
    seen = Units(rows, {}, {}, {}, manager.way, 0.0)
    names = sorted(rows)
    if manager.way == "systemctl":
        names = names[::8]
    for name in names:
        details = await manager.details(name)
        body = paint.body(details, seen, None, 0.0, 80, 21, SETS["braille"], 0, 0)
        assert {line_width(line) for line in body.lines} == {80}
        if details.path:
            text = await asyncio.to_thread(read, details.path, details.drop_ins)
            assert [file.path for file in text.files] == [details.path, *details.drop_ins]
            assert not any(file.missing for file in text.files), text


async def test_dependencies_go_both_ways(manager: Manager) -> None:
    needs = await manager.details("rig-w-needs.service")
    assert ("requires", "rig-w-exit.service") in needs.dependencies
    assert ("wanted_by", "rig-w.target") in needs.dependencies
    exits = await manager.details("rig-w-exit.service")
    assert ("required_by", "rig-w-needs.service") in exits.dependencies
