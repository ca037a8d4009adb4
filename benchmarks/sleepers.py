"""Processes that do nothing, so that there are as many on the machine as are wanted."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A command line as services have them; one of a script's text takes longer to show than most.
_FORKS = Path(__file__).with_name("forks.py")
_LIMIT_S = 60.0


def count() -> int:
    """How many processes there are, as /proc lists them."""
    return sum([name.isdigit() for name in os.listdir("/proc")])


@contextmanager
def processes(total: int) -> Iterator[int]:
    """While it lasts there are about `total` processes: as many as lacked when it began sleep.
    Gives how many there are. Raises RuntimeError: they don't come."""
    lacking = max(0, total - count() - 1)
    argv = [sys.executable, "-I", "-S", str(_FORKS), str(lacking)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        try:
            assert parent.stdout is not None
            if parent.stdout.read(1) != b".":
                raise RuntimeError(f"no {lacking} processes can be started here")
            yield count()
        finally:
            assert parent.stdin is not None
            parent.stdin.close()
            parent.wait(_LIMIT_S)
    end = time.monotonic() + _LIMIT_S
    while count() > total and time.monotonic() < end:
        time.sleep(0.1)
