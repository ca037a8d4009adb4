"""Whether unit files last, by folders that read like a machine's."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sptui.paint.words import say
from sptui.system import unit_folder_rights as module
from sptui.system.unit_folder_rights import why_not_for_good


def reason(root: Path) -> str:
    found = why_not_for_good(str(root))
    return found.id if found is not None else ""


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    (tmp_path / "etc/systemd").mkdir(parents=True)
    return tmp_path / "etc"


def test_a_folder_that_can_be_written(etc: Path):
    (etc / "systemd/system").mkdir()
    assert reason(etc.parent) == ""


def test_what_is_not_there_can_be_made(etc: Path):
    assert reason(etc.parent) == ""
    (etc / "systemd").rmdir()
    assert reason(etc.parent) == ""
    etc.rmdir()
    assert reason(etc.parent) == ""


def nixos(etc: Path) -> None:
    """As NixOS has it: one link into /etc/static, which is one into the store."""
    (etc / "systemd/system").symlink_to("/etc/static/systemd/system")
    (etc / "static").symlink_to("/nix/store/abc-etc/etc")


def direct(etc: Path) -> None:
    (etc / "systemd/system").symlink_to("/nix/store/abc-system-units")


def guix(etc: Path) -> None:
    (etc / "systemd").rmdir()
    (etc / "systemd").symlink_to("/gnu/store/abc-systemd")


def relative(etc: Path) -> None:
    (etc / "systemd/system").symlink_to("../../nix/store/abc/system")


@pytest.mark.parametrize("make", [nixos, direct, guix, relative])
def test_a_link_into_a_store(etc: Path, make: Callable[[Path], None]):
    make(etc)
    assert reason(etc.parent) == "not_now.store"
    found = why_not_for_good(f"{etc.parent}/")
    assert found is not None and "configuration" in say(found)


@pytest.mark.parametrize(
    "target", ["/nix/storehouse/x", "/srv/nix/store/x", "/nix", "/srv/units", "../../srv", "real"]
)
def test_a_link_to_somewhere_else(etc: Path, target: str):
    (etc / "systemd/system").symlink_to(target)
    assert reason(etc.parent) == ""


@pytest.mark.parametrize("target", ["system", "../systemd/system", "/etc/systemd/system/x"])
def test_links_that_go_round_in_a_circle(etc: Path, target: str):
    (etc / "systemd/system").symlink_to(target)
    assert reason(etc.parent) == ""


MOUNTS = """\
20 1 8:1 / / rw - ext4 /dev/sda1 rw
21 20 8:2 / {etc} {first} - ext4 /dev/sda2 rw
22 21 8:3 / {etc}/units {second} - ext4 /dev/sda3 rw
23 20 8:4 / /etcetera ro - ext4 /dev/sda4 ro
"""


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("rw", "ro", "not_now.read_only_folder"),
        ("ro", "rw", ""),
        ("ro", "ro", "not_now.read_only_folder"),
        ("rw", "rw", ""),
    ],
)
def test_a_read_only_file_system(etc: Path, first: str, second: str, says: str):
    (etc / "systemd/system").symlink_to("../units")
    (etc / "units").mkdir()
    (etc.parent / "proc/self").mkdir(parents=True)
    text = MOUNTS.format(etc="/etc", first=first, second=second)
    (etc.parent / "proc/self/mountinfo").write_text(text)
    assert reason(etc.parent) == says


def test_mounts_on_one_another(etc: Path):
    (etc / "systemd/system").mkdir()
    (etc.parent / "proc/self").mkdir(parents=True)
    text = "20 1 8:1 / / ro - ext4 a ro\n21 20 8:2 / / rw - overlay b rw\n"
    (etc.parent / "proc/self/mountinfo").write_text(text)
    assert reason(etc.parent) == ""
    (etc.parent / "proc/self/mountinfo").write_text("nonsense")
    assert reason(etc.parent) == "", "nothing is known against it"


def test_nothing_outside_of_etc_is_looked_at(etc: Path, monkeypatch: pytest.MonkeyPatch):
    """A dead network file system may be where the link leads."""
    (etc / "systemd/system").symlink_to("/mnt/dead/units")
    asked: list[str] = []
    for name in ("lstat", "readlink", "statvfs", "stat"):
        real = getattr(os, name)

        def noted(path: str, real: Callable[[str], object] = real) -> object:
            asked.append(path)
            return real(path)

        monkeypatch.setattr(module.os, name, noted)
    assert reason(etc.parent) == ""
    monkeypatch.undo()
    assert asked and all(path.startswith(str(etc)) for path in asked)


def test_a_folder_that_may_not_be_looked_into(etc: Path, monkeypatch: pytest.MonkeyPatch):
    def refuses(path: str) -> object:
        raise PermissionError(path)

    monkeypatch.setattr(module.os, "lstat", refuses)
    assert reason(etc.parent) == ""
