"""What is refused, by a made-up pkcheck; by the real one in tests/rig/test_polkit.py."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from sptui.system import polkit
from sptui.system.polkit import refused_of

UNITS = "org.freedesktop.systemd1.manage-units"
FILES = "org.freedesktop.systemd1.manage-unit-files"
RELOAD = "org.freedesktop.systemd1.reload-daemon"
ALL = (UNITS, FILES, RELOAD)


def began() -> int:
    """When this process began, in clock ticks after boot."""
    return int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "etc/polkit-1/rules.d").mkdir(parents=True)
    (tmp_path / "etc/polkit-1/rules.d/10-admin.rules").write_text("polkit.addAdminRule(x);")
    return tmp_path


def pkcheck(root: Path, script: str) -> Sequence[str]:
    path = root / "pkcheck"
    path.write_text(f'echo "$*" >>{root}/asked\n{script}\n', encoding="utf-8")
    return ("/bin/sh", str(path))


async def refused(root: Path, script: str) -> frozenset[str]:
    return await refused_of(ALL, pkcheck(root, script), str(root))


async def test_what_is_asked_and_for_whom(root: Path):
    await refused(root, "exit 0")
    asked = sorted((root / "asked").read_text().splitlines())
    assert len(asked) == 3
    for line, action in zip(asked, sorted(ALL), strict=True):
        option, given, process, subject = line.split()
        assert (option, given, process) == ("--action-id", action, "--process")
        pid, start, uid = subject.split(",")
        assert (int(pid), int(uid), int(start)) == (os.getpid(), os.getuid(), began())


@pytest.mark.parametrize("status", [1, 2])
async def test_a_sure_no(root: Path, status: int):
    assert await refused(root, f"exit {status}") == frozenset(ALL)


async def test_each_for_itself(root: Path):
    script = f'case "$*" in *{FILES}*) exit 2;; *{RELOAD}*) exit 0;; esac; exit 1'
    assert await refused(root, script) == {UNITS, FILES}


@pytest.mark.parametrize(
    "script", ["exit 0", "exit 3", "exit 126", "exit 127", "kill -9 $$", "echo x; exit 77"]
)
async def test_whatever_else_it_says_nothing_is_known(root: Path, script: str):
    assert await refused(root, script) == frozenset()


async def test_without_it_nothing_is_known(root: Path):
    assert await refused_of(ALL, ["/nonexistent/pkcheck"], str(root)) == frozenset()


async def test_one_that_never_answers(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(polkit, "_LIMIT_S", 0.05)
    assert await refused(root, "sleep 600") == frozenset()


async def test_of_nothing_nothing_is_refused(root: Path):
    assert await refused_of((), pkcheck(root, "exit 1"), str(root)) == frozenset()
    assert not (root / "asked").exists()


@pytest.mark.parametrize(
    "folder", ["etc/polkit-1/rules.d", "run/polkit-1/rules.d", "usr/share/polkit-1/rules.d"]
)
async def test_a_rule_that_may_tell_units_apart_makes_it_unsure(root: Path, folder: str):
    (root / folder).mkdir(parents=True, exist_ok=True)
    rule = 'if (action.lookup("unit") == "web.service") return polkit.Result.YES;'
    (root / folder / "20-web.rules").write_text(rule)
    assert await refused(root, "exit 2") == {FILES, RELOAD}


async def test_what_is_no_rule_does_not(root: Path):
    (root / "etc/polkit-1/rules.d/20-web.rules.bak").write_text("lookup")
    assert await refused(root, "exit 2") == frozenset(ALL)


async def test_rules_that_may_not_be_read_make_it_unsure(
    root: Path, monkeypatch: pytest.MonkeyPatch
):
    def denied(path: str) -> list[str]:
        raise PermissionError(path)

    monkeypatch.setattr(polkit.os, "listdir", denied)
    assert await refused(root, "exit 2") == {FILES, RELOAD}
