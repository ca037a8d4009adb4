"""Starts sptui on a machine on which something is wrong: `python -m tests.terminal.runner
FAULTS-AS-JSON [arguments]`.

What can't be done to a real machine from a test is done to the calls that look at it. Everything
else is as always.
"""

from __future__ import annotations

import builtins
import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any, NamedTuple


class Faults(NamedTuple):
    """`hangs`: statvfs of a mount point that starts with one of these never returns. `files`: what
    is read in place of a path. `host`: this machine's name."""

    hangs: tuple[str, ...] = ()
    files: dict[str, str] = {}  # noqa: RUF012 - never changed
    host: str = ""


def apply(faults: Faults) -> None:
    """Lay the faults over this process."""
    if faults.hangs:
        os.statvfs = _hanging(os.statvfs, tuple(faults.hangs))
    if faults.files:
        os.open = _elsewhere(os.open, faults.files)
        builtins.open = _elsewhere(builtins.open, faults.files)
    if faults.host:
        named = os.uname_result(("Linux", faults.host, *os.uname()[2:]))
        os.uname = lambda: named
        socket.gethostname = lambda: faults.host


def _hanging(real: Callable[..., Any], points: tuple[str, ...]) -> Callable[..., Any]:
    def statvfs(path: Any) -> Any:
        if os.fsdecode(path).startswith(points):
            threading.Event().wait()
        return real(path)

    return statvfs


def _elsewhere(real: Callable[..., Any], files: dict[str, str]) -> Callable[..., Any]:
    def opened(path: Any, *rest: Any, **more: Any) -> Any:
        return real(
            files.get(os.fsdecode(path), path) if not isinstance(path, int) else path, *rest, **more
        )

    return opened


if __name__ == "__main__":
    apply(Faults(**json.loads(sys.argv.pop(1))))
    from sptui.cli import main

    sys.exit(main())
