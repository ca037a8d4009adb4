"""The processes of a unit, from its control group: what systemd answers to GetUnitProcesses."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sptui.system.process_files import ProcessFiles

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST, _DEEPEST = 1000, 12
# The one hierarchy, else systemd's own beside others (cgroup v1 and hybrid).
_TOPS = ("", "/systemd", "/unified")


def processes_in(group: str, root: str = "") -> list[tuple[str, int, str]]:
    """(control group, PID, command line without secrets) of each process in `group`, a path below
    /sys/fs/cgroup, and in the groups below it; at most 1,000. What vanishes meanwhile is left out.

    Blocks for as long as the kernel takes. Never raises."""
    if not group.startswith("/") or "/../" in f"{group}/":
        return []
    files = ProcessFiles(root)
    for top in _TOPS:
        base = f"{root}/sys/fs/cgroup{top}"
        found: list[tuple[str, int, str]] = []
        for path, pid in _members(base, group.rstrip("/"), _DEEPEST):
            if len(found) >= _MOST:
                break
            found.append((path, pid, _command(files, str(pid))))
        if found:
            return found
    return []


def _members(base: str, group: str, depth: int) -> Iterator[tuple[str, int]]:
    try:
        with open(f"{base}{group}/cgroup.procs", "rb") as file:
            data = file.read()
        below = [entry.name for entry in os.scandir(base + group) if entry.is_dir()]
    except OSError:
        return
    for word in data.split():
        if word.isdigit() and word != b"0":  # 0: of another PID namespace
            yield group, int(word)
    for name in sorted(below) if depth else ():
        yield from _members(base, f"{group}/{name}", depth - 1)


def _command(files: ProcessFiles, pid: str) -> str:
    try:
        argv = files.argv(pid)
        return " ".join(argv) if argv else f"[{files.name(pid)}]"
    except OSError:
        return ""
