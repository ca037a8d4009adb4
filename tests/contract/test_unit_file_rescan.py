"""The second scan of unit folders: what changed is seen, and what did not costs little."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sptui.model.unit import UnitFile
from sptui.system import unit_folder
from sptui.system.unit_files import UnitFiles
from sptui.system.unit_folder import MOST_ASKED
from tests.contract.unit_tree import (
    ETC,
    LIB,
    PLAIN,
    RUN,
    WANTED,
    WANTS,
    lay,
    settled,
)

__all__ = ["settled"]


# ---------------------------------------------------------------- the next scan


def test_what_did_not_change_is_the_same_object(tmp_path: Path) -> None:
    lay(tmp_path, {f"{LIB}/{name}.service": WANTED for name in "abc"})
    lay(tmp_path, {f"{LIB}/d.service": "->a.service", f"{LIB}/c.service.d/x.conf": PLAIN})
    files = UnitFiles(str(tmp_path))
    first = files.scan()
    assert files.scan() is first
    lay(tmp_path, {f"{WANTS}/a.service": "->/usr/lib/systemd/system/a.service"})
    second = files.scan()
    assert second["a.service"].state == "enabled"
    changed = {name for name in first if second[name] is not first[name]}
    assert changed == {"a.service"}


CHANGES: Mapping[str, tuple[Mapping[str, str], str]] = {
    "enabled": ({f"{WANTS}/a.service": "->/usr/lib/systemd/system/a.service"}, "enabled"),
    "masked": ({f"{ETC}/a.service": "->/dev/null"}, "masked"),
    "another file before it": ({f"{ETC}/a.service": PLAIN}, "static"),
    "written where it lies": ({f"{LIB}/a.service": PLAIN}, "static"),
    "written with the same size": ({f"{LIB}/a.service": WANTED.replace("W", "V")}, "static"),
    "a drop-in": ({f"{ETC}/a.service.d/x.conf": "[Install]\nWantedBy=\n"}, "static"),
    "a drop-in written": ({f"{LIB}/a.service.d/x.conf": "[Install]\nWantedBy=\n"}, "static"),
    "a link elsewhere": ({f"{ETC}/a.service": "->/opt/a.service"}, "linked"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(tmp_path: Path, change: str) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/a.service": WANTED,
            f"{LIB}/a.service.d/x.conf": PLAIN,
            f"{LIB}/b.service": PLAIN,
            f"{WANTS}/b.service": "->/usr/lib/systemd/system/b.service",
            "opt/a.service": PLAIN,
        },
    )
    files = UnitFiles(str(tmp_path))
    spec, state = CHANGES[change]
    assert files.scan()["a.service"].state == "disabled"
    lay(tmp_path, spec)
    assert files.scan()["a.service"].state == state
    assert files.scan() == UnitFiles(str(tmp_path)).scan()


def test_a_file_that_a_link_leads_to_is_looked_at_again(tmp_path: Path) -> None:
    lay(tmp_path, {f"{ETC}/a.service": "->/opt/a.service", "opt/a.service": PLAIN})
    files = UnitFiles(str(tmp_path))
    assert files.scan()["a.service"].state == "linked"
    lay(tmp_path, {"opt/a.service": ""})
    assert files.scan()["a.service"].state == "masked"
    (tmp_path / "opt/a.service").unlink()
    assert files.scan()["a.service"].state == "bad"


def test_what_changed_a_moment_ago_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_folder, "_SETTLED_NS", 10**18)
    lay(tmp_path, {f"{LIB}/a.service": WANTED})
    files = UnitFiles(str(tmp_path))
    assert files.scan()["a.service"].state == "disabled"
    told = os.stat(tmp_path / LIB)
    lay(tmp_path, {f"{LIB}/b.service": PLAIN})
    os.utime(tmp_path / LIB, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert set(files.scan()) == {"a.service", "b.service"}


def test_the_stamp_is_another_one_when_something_came_or_went(tmp_path: Path) -> None:
    lay(tmp_path, {f"{LIB}/a.service": WANTED, f"{LIB}/a.service.d/x.conf": PLAIN})
    files = UnitFiles(str(tmp_path))
    stamps = [files.stamp()]
    files.scan()
    assert files.stamp() == stamps[0]
    for spec in (
        {f"{LIB}/b.service": PLAIN},
        {f"{WANTS}/a.service": "->/usr/lib/systemd/system/a.service"},
        {f"{WANTS}/b.service": "->/usr/lib/systemd/system/b.service"},
        {f"{LIB}/a.service.d/y.conf": PLAIN},
    ):
        lay(tmp_path, spec)
        stamps.append(files.stamp())
    (tmp_path / LIB / "b.service").unlink()
    stamps.append(files.stamp())
    assert len(set(stamps)) == len(stamps) == 6


# ---------------------------------------------------------------- thousands


@pytest.fixture(scope="module")
def thousands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("many")
    lay(root, {f"{RUN}/many-{n:05}.service": PLAIN for n in range(5000)})
    lay(root, {f"{LIB}/pkg-{n}.service": WANTED for n in range(245)})
    return root


def test_five_thousand_files(thousands: Path) -> None:
    files = UnitFiles(str(thousands))
    found = files.scan()
    assert len(found) == 5245
    assert sum(file.state == "static" for file in found.values()) == 5000


def test_a_later_scan_reads_nothing_and_asks_little(
    thousands: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = UnitFiles(str(thousands))
    found = files.scan()
    asked: list[object] = []

    def counted(name: str) -> None:
        real: Callable[..., object] = getattr(os, name)

        def call(path: object, *more: object, **named: object) -> object:
            asked.append(path)
            return real(path, *more, **named)

        monkeypatch.setattr(os, name, call)

    for name in ("stat", "lstat", "open", "scandir", "readlink", "listdir"):
        counted(name)
    assert files.scan() is found
    assert len(asked) < MOST_ASKED + 245 + 50


def test_of_thousands_each_is_asked_in_its_turn(thousands: Path) -> None:
    files = UnitFiles(str(thousands))
    files.scan()
    changed = thousands / RUN / "many-04999.service"
    changed.write_text(WANTED)
    try:
        scans = 1
        while files.scan()["many-04999.service"].state != "disabled":
            scans += 1
            assert scans <= 5000 / MOST_ASKED
    finally:
        changed.write_text(PLAIN)


def test_what_is_kept_of_files_long_gone_is_let_go(tmp_path: Path) -> None:
    (tmp_path / RUN).mkdir(parents=True)
    files = UnitFiles(str(tmp_path))
    for n in range(3000):
        path = tmp_path / RUN / f"run-{n}.service"
        path.write_text(PLAIN)
        if n % 10 == 0:
            files.scan()
        path.unlink()
    assert len(files._files._contents) <= 1100


def test_no_descriptor_stays_open(thousands: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    files = UnitFiles(str(thousands))
    files.scan()
    files.scan()
    assert len(os.listdir("/proc/self/fd")) == before


def found_of(root: Path) -> Mapping[str, UnitFile]:
    return UnitFiles(str(root)).scan()


def test_this_machine_s_own_folders_are_no_trouble() -> None:
    began = time.monotonic()
    found_of(Path("/"))
    assert time.monotonic() - began < 30
