"""Unit folders that are made up, and what a scan of them finds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sptui.system import unit_folder
from sptui.system.unit_files import UnitFiles

ETC, RUN, LIB = "etc/systemd/system", "run/systemd/system", "usr/lib/systemd/system"
LOCAL = "usr/local/lib/systemd/system"
PLAIN = "[Unit]\nDescription=x\n"
WANTED = PLAIN + "[Install]\nWantedBy=multi-user.target\n"
WANTS = f"{ETC}/multi-user.target.wants"


def lay(root: Path, spec: Mapping[str, str | bytes]) -> None:
    """Files by path; what begins with -> is a link. All as old as if it had long been there."""
    for name, what in spec.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(what, str) and what.startswith("->"):
            path.unlink(missing_ok=True)
            path.symlink_to(what[2:])
        else:
            path.write_bytes(what.encode() if isinstance(what, str) else what)


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits until a time stamp is old."""
    monkeypatch.setattr(unit_folder, "_SETTLED_NS", -(10**9))


def states(root: Path) -> dict[str, str]:
    return {name: file.state for name, file in UnitFiles(str(root)).scan().items()}


def drop_ins(root: Path, name: str) -> list[str]:
    found = UnitFiles(str(root)).scan()[name].drop_ins
    return [path.removeprefix("/") for path in found]
