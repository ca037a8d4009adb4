"""The processes of a unit, from its control group: what systemd answers to GetUnitProcesses."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice

from sptui.system.process_files import ProcessFiles
from sptui.system.unit_groups import members

_MOST = 1000
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
        there = members(f"{root}/sys/fs/cgroup{top}", group.rstrip("/"))
        with suppress(OSError, ValueError):
            found = [(path, pid, _command(files, str(pid))) for path, pid in islice(there, _MOST)]
            if found:
                return found
    return []


def _command(files: ProcessFiles, pid: str) -> str:
    try:
        argv = files.argv(pid)
        return " ".join(argv) if argv else f"[{files.name(pid)}]"
    except OSError:
        return ""
