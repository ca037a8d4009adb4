"""The half of `benchmarks.units` that runs inside the rig: measures, and prints JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import measure
from benchmarks.machine import machine
from benchmarks.programs import COLS, ROWS
from sptui.model.unit import Units
from sptui.model.units_view import How, listed
from sptui.services.units import UnitWatcher
from tests.rig import units
from tests.rig.machine import pid1_cpu_s, run, shown, systemctl, truth
from tests.rig.ways import watching
from tests.terminal.console import NotLiveError, expect, live
from tests.terminal.harness import Terminal, pump_all

_BACKGROUND = "#14171b"
_TRIED = "rig-tried.service"
_FILTERS = ("mail", "web 1", "queue-0", "state:failed", "unit:many-proxy", "wrkr", "00042")
_PATIENCE_S = 300.0
_SYSCALLS = "execve,clone,clone3,fork,vfork,sendto,sendmsg,sendmmsg,connect"
ISD = "/opt/isd"


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--many", type=int, default=5000)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--seconds", type=float, default=20.0)
    ask.add_argument("--still", type=float, default=60.0)
    ask.add_argument("--times", type=int, default=15)
    given = ask.parse_args()
    say("a change made from outside")
    few: dict[str, Any] = {
        "units": len(truth()),
        "change_s": changes(given.times),
    }
    say("at rest")
    few["running"] = running(given, beside=True)
    say(f"system calls in {given.still:g} s")
    few["calls"] = calls(given.still)
    with units.many(given.many):
        say(f"{given.many} units")
        many: dict[str, Any] = {
            "units": len(truth()),
            "list_s": [asyncio.run(list_s()) for _ in range(5)],
            "filter_s": asyncio.run(filter_s()),
            "scroll_s": scroll_s(given.times * 2),
            "running": running(given, beside=False),
        }
        say(f"PID 1 with {given.many} units")
        many["nobody"] = [pid1_pct(time.sleep, given.seconds) for _ in range(given.rounds)]
        many["beside"] = {name: beside_many(open_, given) for name, open_ in PROGRAMS.items()}
    json.dump({"machine": machine(), "few": few, "many": many}, sys.stdout)
    return 0


# ------------------------------------------------------------ programs


@contextmanager
def sptui(filter: str = "", *, frozen: bool = False) -> Iterator[Terminal]:
    """sptui on its units."""
    with terminal([sys.executable, "-m", "sptui"], "/srv/sptui") as found:
        live(found)
        found.press("4")
        expect(found, found.pump(15, r"^ Unit +State"), "does not list units")
        if filter:
            found.press("/")
            found.type(filter)
            found.pump(3, filter)
            found.press("ENTER")
        found.pump(1)
        if frozen:
            found.press("p")
            found.pump(1)
        yield found


@contextmanager
def isd(filter: str = "", *, frozen: bool = False) -> Iterator[Terminal]:
    """isd, with its preview of the state of what is under the cursor."""
    argv = [sys.executable, "-c", "from isd_tui.isd import main; main()"]
    with terminal(argv, ISD) as found:
        # it has systemd list all unit files: with thousands that takes a minute
        listed = found.pump(_PATIENCE_S, r"\.(service|automount|mount)")
        expect(found, listed, "does not list units")
        found.pump(2)
        if filter:
            found.type(filter)
            expect(found, found.pump(20, rf"Loaded:.*{filter}"), f"does not show {filter}")
        found.pump(1)
        yield found


PROGRAMS: Mapping[str, Callable[..., Any]] = {"sptui": sptui, "isd": isd}
# How each shows that the unit runs, and that it does not.
_SHOWS = {
    "sptui": (rf"{_TRIED} +running", rf"{_TRIED} +failed"),
    "isd": (r"Active: active", r"Active: failed"),
}


def terminal(argv: list[str], path: str) -> Terminal:
    env = {"HOME": "/root", "PYTHONPATH": path}
    return Terminal(argv, cols=COLS, rows=ROWS, env=env, background=_BACKGROUND)


# ------------------------------------------------------------ figures


def changes(times: int) -> dict[str, list[float | None]]:
    """By program."""
    with units.tried():
        return {name: change_s(open_, times) for name, open_ in PROGRAMS.items()}


def change_s(open_: Callable[..., Any], times: int) -> list[float | None]:
    """From the moment at which systemd has changed a unit's state, by its own clock, until it is on
    the screen; None: not within 10 s."""
    out: list[float | None] = []
    runs, not_ = _SHOWS[open_.__name__]
    systemctl("stop", _TRIED)
    systemctl("reset-failed", _TRIED, check=False)
    with open_(_TRIED) as found:
        for n in range(times):
            (verb, *options), pattern, stamp = (
                (("kill", "-s", "KILL"), not_, "InactiveEnterTimestampMonotonic")
                if n % 2
                else (("start",), runs, "ActiveEnterTimestampMonotonic")
            )
            found.pump(0.37)  # not in step with anybody's clock
            systemctl(verb, *options, _TRIED)
            there = found.pump(10, pattern)
            at = found.chunks[-1].at
            out.append(at - int(shown(_TRIED, stamp)[stamp]) / 1e6 if there else None)
    return out


def running(given: argparse.Namespace, *, beside: bool) -> dict[str, list[dict[str, float]]]:
    """Each at rest, all at once; isd only where it is `beside`."""
    with sptui() as ours, sptui(frozen=True) as frozen:
        on = {"sptui": ours, "sptui, figures frozen": frozen}
        if not beside:
            return rounds(on, given)
        with isd() as theirs:
            return rounds(on | {"isd": theirs}, given)


def rounds(
    on: Mapping[str, Terminal], given: argparse.Namespace
) -> dict[str, list[dict[str, float]]]:
    """These at once."""
    found = measure.rounds_of(on, settle_s=10.0, seconds=given.seconds, rounds=given.rounds)
    return {name: [each._asdict() for each in runs] for name, runs in found.items()}


def quiet() -> None:
    """Wait until PID 1 has done what it was asked by who has gone."""
    end = time.monotonic() + _PATIENCE_S
    idle = 0
    while idle < 3:
        before = pid1_cpu_s()
        time.sleep(1)
        idle = idle + 1 if pid1_cpu_s() - before < 0.02 else 0
        if time.monotonic() > end:
            raise RuntimeError("PID 1 does not come to rest")


def calls(seconds: float) -> dict[str, dict[str, int]]:
    """Which of the calls that start a process or send a message were made in that time."""
    out: dict[str, dict[str, int]] = {}
    for name, open_ in PROGRAMS.items():
        with open_() as found:
            found.pump(5)
            into = f"/tmp/strace-{name}"
            argv = ["strace", "-f", "-qq", "-yy", "-e", f"trace={_SYSCALLS}", "-o", into]
            with terminal([*argv, "-p", str(found.pid)], "") as strace:
                pump_all([found, strace], seconds)
                strace.press("^C")
                strace.wait(5)
            counts: dict[str, int] = {}
            for line in Path(into).read_text("utf-8", "replace").splitlines():
                if kind := kind_of_call(line):
                    counts[kind] = counts.get(kind, 0) + 1
            out[name] = counts
    return out


def kind_of_call(line: str) -> str:
    """What a line of strace says was done: a program started ("process"), a thread, a message to
    somebody on this machine ("local": a bus is one), to the kernel, or to the network; "" else."""
    call = re.match(r"\d+ +(\w+)\((.*)", line)
    if call is None or "resumed>" in line:
        return ""
    name, rest = call[1], call[2]
    if name in ("execve", "fork", "vfork"):
        return "process"
    if name in ("clone", "clone3"):
        return "thread" if "CLONE_THREAD" in rest else "process"
    if "UNIX" in rest or "AF_UNIX" in rest:
        return "local"
    return "kernel" if "NETLINK" in rest else "network"


async def list_s() -> float:
    """From nothing, until the rows of all units are in order."""
    began = time.perf_counter()
    async with watching() as watcher:
        listed(await first(watcher, lambda seen: bool(seen.rows)), How())
        return time.perf_counter() - began


async def filter_s() -> list[float]:
    """Each key of some filters: until the rows that are left are in order."""
    out = []
    async with watching() as watcher:
        seen = await first(watcher, lambda seen: bool(seen.files))
        listed(seen, How())
        for text in _FILTERS:
            for n in range(1, len(text) + 1):
                began = time.perf_counter()
                listed(seen, How(filter=text[:n]))
                out.append(time.perf_counter() - began)
    return out


async def first(watcher: UnitWatcher, holds: Callable[[Units], bool]) -> Units:
    """The first snapshot that is so."""
    found: asyncio.Future[Units] = asyncio.get_running_loop().create_future()

    def look(seen: Units) -> None:
        if holds(seen) and not found.done():
            found.set_result(seen)

    undo = watcher.seen.subscribe(look)
    try:
        return await asyncio.wait_for(found, 30)
    finally:
        undo()


def scroll_s(times: int) -> list[float]:
    """From a key that scrolls until all that it changes is on the way to the terminal."""
    out = []
    with sptui() as found:
        for n in range(times):
            found.pump(0.31)
            before = len(found.chunks)
            pressed = time.monotonic()
            found.press("PGDN" if n % 2 else "DOWN")
            found.pump(0.25)
            came = [each.at for each in found.chunks[before:]]
            # the first burst: what a tick draws later is not of the key
            last = None
            for at in came:
                if last is None or at - last < 0.02:
                    last = at
            if last is not None:
                out.append(last - pressed)
    return out


def first_s(found: Terminal) -> float:
    """From the start of the process until it has listed units."""
    pattern = re.compile(rb"\.(service|automount|mount|timer)\b")
    seen = b""
    for chunk in found.chunks:
        seen = seen[-200:] + chunk.data
        if pattern.search(seen):
            return chunk.at - found.started
    raise RuntimeError("it lists no units")


def beside_many(open_: Callable[..., Any], given: argparse.Namespace) -> dict[str, Any]:
    """One program with thousands of units: when it lists them, what PID 1 takes meanwhile (percent
    of one core), and how it ended, if it did by itself."""
    first, taken, ended = None, [], ""
    try:
        with open_() as found:
            first = first_s(found)
            found.pump(10)
            for _ in range(given.rounds):
                taken.append(pid1_pct(found.pump, given.seconds))
                if not found.alive():
                    break
            if not found.alive():
                said = re.findall(r"b'(Failed .*?)[\\']", found.raw().decode("utf-8", "replace"))
                ended = said[-1] if said else f"status {found.status}"
    except NotLiveError:
        ended = f"lists no units within {_PATIENCE_S:g} s"
    quiet()
    return {"first_s": first, "pid1_pct": taken, "ended": ended}


def pid1_pct(pump: Callable[[float], object], seconds: float) -> float:
    """Percent of one core that PID 1 takes meanwhile."""
    cpu, began = pid1_cpu_s(), time.monotonic()
    pump(seconds)
    return 100 * (pid1_cpu_s() - cpu) / (time.monotonic() - began)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    run("true")
    sys.exit(main())
