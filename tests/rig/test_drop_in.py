"""An admin's drop-in, with systemd's own check and in systemd's own folders."""

# ruff: noqa: ASYNC240 - nothing else goes on in these loops

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sptui.paint.words import say
from sptui.system import drop_in
from sptui.system.drop_in import Done
from sptui.system.unit_folder_rights import why_not_for_good
from tests.rig import units
from tests.rig.machine import run, shown, systemctl

UNIT = "dropped.service"
FOLDER = Path(f"/etc/systemd/system/{UNIT}.d")
PATH = FOLDER / "50-sptui.conf"
GOOD = "[Service]\nTimeoutStopSec=7\n"
DRAFTS = Path("/var/lib/sptui/drafts")


@pytest.fixture(autouse=True)
def unit() -> Iterator[None]:
    with units.loaded({UNIT: units.RUNS}, stop=[UNIT]):
        yield
        shutil.rmtree(FOLDER, ignore_errors=True)
        shutil.rmtree(DRAFTS, ignore_errors=True)
    systemctl("daemon-reload")


async def write(text: str, unit: str = UNIT, path: Path = PATH) -> Done:
    """What `sptui do unit.edit` does, with this text from the editor."""

    async def edit(draft: str) -> int:
        Path(draft).write_text(text, "utf-8")
        return 0

    return await drop_in.write(unit, str(path), "", edit, "# template\n")


async def test_a_good_one_counts_and_is_taken_back():
    done = await write(GOOD)
    assert (done.ok, done.changed) == (True, True), (say(done.text), done.lines)
    systemctl("daemon-reload")
    assert shown(UNIT, "TimeoutStopUSec", "DropInPaths") == {
        "TimeoutStopUSec": "7s", "DropInPaths": str(PATH),
    }  # fmt: skip
    assert (await write("[Service]\nTimeoutStopSec=8\n")).changed
    systemctl("daemon-reload")
    assert shown(UNIT, "TimeoutStopUSec")["TimeoutStopUSec"] == "8s"
    for value in ("7s", "1min 30s"):
        assert (await drop_in.revert(UNIT, str(PATH))).changed
        systemctl("daemon-reload")
        assert shown(UNIT, "TimeoutStopUSec")["TimeoutStopUSec"] == value
    assert shown(UNIT, "DropInPaths")["DropInPaths"] == ""
    assert not FOLDER.exists() and list(DRAFTS.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[Service]\nFoo=1\n", f"{PATH}:2: Unknown key 'Foo' in section [Service], ignoring."),
        ("[Service]\nTimeoutStopSec=soon\n", f"{PATH}:2: Failed to parse TimeoutStopSec=soon"),
        ("[Service]\nrubbish\n", f"{PATH}:2: Missing '=', ignoring line."),
        ("[Servcie]\nNice=5\n", f"{PATH}:1: Unknown section 'Servcie'. Ignoring."),
        ("[Service]\nExecStart=/bin/true\n", f"{UNIT}: Service has more than one ExecStart="),
        ("[Service]\nExecStart=\nExecStart=/nonexistent/x\n", "/nonexistent/x is not executable"),
        ("[Unit]\nRequires=no-such-thing.service\n", "Unit no-such-thing.service not found."),
    ],
    ids=range(7),
)
async def test_what_systemd_has_against_one_is_said_before_it_counts(text: str, complaint: str):
    done = await write(text)
    assert (done.ok, done.changed, done.text.id) == (False, False, "drop_in.refused")
    assert any(complaint in line for line in done.lines), done.lines
    assert not FOLDER.exists()
    assert (DRAFTS / f"{UNIT}.conf").read_text() == text
    assert DRAFTS.stat().st_mode & 0o077 == 0


async def test_what_was_wrong_before_is_no_reason_against_it():
    FOLDER.mkdir()
    (FOLDER / "10-old.conf").write_text("[Service]\nOldMistake=1\n")
    assert (await write(GOOD)).changed


async def test_what_was_wrong_in_ours_may_be_mended():
    FOLDER.mkdir()
    PATH.write_text("[Service]\nOldMistake=1\n")
    assert (await write("[Service]\nOldMistake=1\nNice=3\n")).changed, "no worse than before"
    assert (await write(GOOD)).changed


@pytest.mark.parametrize(
    "unit", ["-dash-dropped.service", "a@b\\x2dc.service", "host@\\xff.service"]
)
async def test_odd_names(unit: str):
    name = "a@.service" if unit.startswith("a@") else "host@.service" if "host" in unit else unit
    path = Path(f"/etc/systemd/system/{unit}.d/50-sptui.conf")
    with units.loaded({name: units.RUNS}):
        bad = await write("[Service]\nFoo=1\n", unit, path)
        assert any("Unknown key 'Foo'" in line for line in bad.lines)
        done = await write(GOOD, unit, path)
        assert done.changed, (say(done.text), done.lines)
        systemctl("daemon-reload")
        assert shown(unit, "TimeoutStopUSec")["TimeoutStopUSec"] == "7s"
        assert (await drop_in.revert(unit, str(path))).changed
        assert not path.parent.exists()


async def test_a_name_with_a_colon_can_t_be_checked():
    done = await write(GOOD, "unit:with:colons.service")
    assert done.text.id == "drop_in.unchecked"
    assert not FOLDER.exists()


async def test_a_full_disk_is_said_and_leaves_nothing():
    """A file system with room for names, and for no text."""
    FOLDER.mkdir()
    run("mount", "-t", "tmpfs", "-o", "size=4k,nr_inodes=20", "tmpfs", str(FOLDER))
    try:
        (FOLDER / "full").write_bytes(b"x" * 4096)
        done = await write(GOOD)
        assert (done.ok, done.changed) == (False, False)
        assert "no room is left on the disk" in say(done.text)
        assert [path.name for path in FOLDER.iterdir()] == ["full"]
        assert (DRAFTS / f"{UNIT}.conf").read_text() == GOOD
    finally:
        run("umount", str(FOLDER))


async def test_a_read_only_file_system_is_said():
    run("mount", "--bind", "/etc/systemd/system", "/etc/systemd/system")
    run("mount", "-o", "remount,bind,ro", "/etc/systemd/system")
    try:
        done = await write(GOOD)
        assert (done.ok, done.changed) == (False, False)
        assert "the file system is read-only" in say(done.text)
        found = why_not_for_good("/")
        assert found is not None
        assert say(found) == "/etc/systemd/system is read-only"
    finally:
        run("umount", "/etc/systemd/system")
    assert why_not_for_good("/") is None
    assert (await write(GOOD)).changed
