"""What a process has used, from /proc: of all its threads and children, CPU in nanoseconds where
the kernel counts them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import NamedTuple

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


class Usage(NamedTuple):
    """Since the start of the process: seconds on a CPU, times it was switched away from (voluntary
    and not: for a program at rest that is how often it woke), the most memory it held, and how
    many threads it has now."""

    cpu_s: float
    switches: int
    peak_rss_bytes: int
    threads: int


class Account:
    """Adds up a process and its children. Ask it now and then: what a thread used is lost when it
    ends unasked, save for its CPU time to a hundredth of a second."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._cpu_ns: dict[int, int] = {}
        self._switches: dict[int, int] = {}
        self._rss: dict[int, int] = {}
        self._ticks = 0

    def usage(self) -> Usage:
        """What was used so far."""
        threads = 0
        ticks = 0
        for pid in tree(self.pid):
            with contextlib.suppress(
                OSError, ValueError, IndexError, KeyError
            ):  # it has just ended
                for task in os.listdir(f"/proc/{pid}/task"):
                    threads += 1
                    self._one_thread(pid, int(task))
                self._rss[pid] = _status(f"/proc/{pid}/status")["VmHWM"] * 1024
                text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
                fields = text.rpartition(")")[2].split()
                ticks += sum(int(n) for n in fields[11:15])
        self._ticks = max(self._ticks, ticks)
        exact = sum(self._cpu_ns.values()) / 1e9
        coarse = self._ticks * _TICK_S
        cpu_s = (
            coarse if coarse > exact + 2 * _TICK_S else exact
        )  # some thread ended between two looks
        return Usage(cpu_s, sum(self._switches.values()), sum(self._rss.values()), threads)

    def _one_thread(self, pid: int, task: int) -> None:
        with contextlib.suppress(OSError, ValueError, IndexError, KeyError):
            at = f"/proc/{pid}/task/{task}"
            self._cpu_ns[task] = int(Path(f"{at}/schedstat").read_text(errors="replace").split()[0])
            status = _status(f"{at}/status")
            self._switches[task] = (
                status["voluntary_ctxt_switches"] + status["nonvoluntary_ctxt_switches"]
            )


def tree(pid: int) -> list[int]:
    """`pid` and all its living descendants."""
    out, todo = [], [pid]
    while todo:
        one = todo.pop()
        out.append(one)
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{one}/task"):
                children = Path(f"/proc/{one}/task/{task}/children").read_text(errors="replace")
                todo += [int(child) for child in children.split()]
    return out


def session(sid: int) -> list[int]:
    """Every process of the session that `sid` began, itself and zombies left out."""
    out = []
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == sid:
            continue
        with contextlib.suppress(OSError, IndexError):
            fields = (
                Path(f"/proc/{name}/stat").read_text(errors="replace").rpartition(")")[2].split()
            )
            if int(fields[3]) == sid and fields[0] != "Z":
                out.append(int(name))
    return out


def state(pid: int) -> str:
    """The kernel's letter for what a process does: R, S, D, T (stopped), Z; empty when it is
    gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


def _status(path: str) -> dict[str, int]:
    out = {}
    for line in Path(path).read_text(errors="replace").splitlines():
        key, _, rest = line.partition(":")
        words = rest.split()
        if words and words[0].isdigit():
            out[key] = int(words[0])
    return out
