"""The half of `benchmarks.logs` that runs inside the rig: measures, and prints JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from benchmarks.journal_made import RARE_TEXT
from benchmarks.machine import machine
from benchmarks.programs import COLS, ROWS
from sptui.config import load
from sptui.model.journal_rows import LogsSeen
from sptui.model.log_query import Query, Text
from sptui.paint.words import word
from sptui.services.logs import LogWatcher
from sptui.wire import sampler
from sptui.wire.logs import logs
from tests.rig.machine import run
from tests.terminal.console import expect, live
from tests.terminal.harness import Terminal

_BACKGROUND = "#14171b"
_PAGE = os.sysconf("SC_PAGE_SIZE")
# What each asks for is found by looking at messages one by one: far from the end, and near.
_TEXTS = (RARE_TEXT, "cron job done in 13", "renewed lease of 12 192.0.2.7")


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--rate", type=int, default=10_000)
    ask.add_argument("--seconds", type=float, default=60.0)
    ask.add_argument("--times", type=int, default=10)
    given = ask.parse_args()
    say("the tail of a large journal")
    found: dict[str, Any] = {
        "machine": machine(),
        "entries": entries(),
        "tail_s": [asyncio.run(tail_s()) for _ in range(given.times)],
        "screen_s": [screen_s() for _ in range(given.times)],
    }
    say("a text in it")
    found["filter_s"] = {text: [filter_s(text) for _ in range(3)] for text in _TEXTS}
    say(f"{given.rate} lines a second for {given.seconds:g} s")
    found["flood"] = flood(given.rate, given.seconds)
    json.dump(found, sys.stdout)
    return 0


def entries() -> int:
    """How many are in the journal, by its own files."""
    told = run("journalctl", "--header")
    return sum(int(count) for count in re.findall(r"^Entry objects: (\d+)", told, re.MULTILINE))


# ------------------------------------------------------------ a large journal


@asynccontextmanager
async def watching() -> AsyncIterator[LogWatcher]:
    """A watcher of this machine's journal, at which nobody looks yet."""
    source = sampler(load(None), demo=True)
    source.look()
    watcher = logs(source)
    try:
        yield watcher
    finally:
        await watcher.close()


async def when(watcher: LogWatcher, holds: Callable[[LogsSeen], bool]) -> float:
    """Seconds until it has published something that is so."""
    began = time.monotonic()
    done: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def look(seen: LogsSeen) -> None:
        if holds(seen) and not done.done():
            done.set_result(time.monotonic() - began)

    undo = watcher.seen.subscribe(look)
    try:
        return await asyncio.wait_for(done, 60)
    finally:
        undo()


async def tail_s() -> float:
    """From nothing until the last rows are published."""
    async with watching() as watcher:
        watcher.subscribe(asyncio.get_running_loop(), lambda view: None)
        return await when(watcher, lambda seen: seen.ready and seen.end - seen.first >= 200)


def screen_s() -> float:
    """From the key of the page until its rows are on the screen."""
    with sptui() as found:
        found.pump(1.5)
        began = time.monotonic()
        found.press("9")
        expect(found, found.pump(20, ROW), "shows no rows")
        return found.chunks[-1].at - began


def filter_s(text: str) -> tuple[float, float]:
    """Seconds until journalctl prints the first entry with that text, and until it is published."""
    return journalctl_s(text), asyncio.run(ours_s(text))


def journalctl_s(text: str) -> float:
    argv = ["journalctl", "--reverse", "--output=json", "--no-pager", f"--grep={re.escape(text)}"]
    buffered = shutil.which("stdbuf")
    began = time.monotonic()
    with subprocess.Popen(
        [*([buffered, "-oL"] if buffered else []), *argv], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline()
        took = time.monotonic() - began
        child.kill()
    return took


async def ours_s(text: str) -> float:
    async with watching() as watcher:
        watcher.subscribe(asyncio.get_running_loop(), lambda view: None)
        await when(watcher, lambda seen: seen.ready)
        await asyncio.sleep(0.5)
        query = Query(texts=(Text("exact", text),))
        watcher.ask(query)
        return await when(watcher, lambda seen: seen.query == query and seen.end > seen.first)


# ------------------------------------------------------------ a flood


# A row of the stream: a time, and what was said.
ROW = r"\d\d:\d\d:\d\d .*\w"


@contextmanager
def sptui() -> Iterator[Terminal]:
    """sptui on its first screen."""
    argv = [sys.executable, "-m", "sptui"]
    env = {"HOME": "/root", "PYTHONPATH": "/srv/sptui"}
    with Terminal(argv, cols=COLS, rows=ROWS, env=env, background=_BACKGROUND) as found:
        live(found)
        yield found


def flood(rate: int, seconds: float) -> dict[str, Any]:
    """While it is said: how old the newest row on the screen is, how long keys take, and how much
    more memory it takes than before."""
    with sptui() as found:
        found.press("9")
        expect(found, found.pump(20, ROW), "shows no rows")
        found.pump(10)
        rest, cpu, began = rss(found.pid), cpu_s(found.pid), time.monotonic()
        argv = [sys.executable, "-m", "benchmarks.log_flood", str(rate), str(seconds)]
        writer = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
        ages, keys, most = [], [], rest
        found.pump(2, "@")
        while writer.poll() is None:
            for _ in range(10):
                found.pump(0.1)
                most = max(most, rss(found.pid))
                if (age := newest_age_s(found)) is not None and writer.poll() is None:
                    ages.append(age)
            keys += [help_s(found), *typed_s(found)]
        used = 100 * (cpu_s(found.pid) - cpu) / (time.monotonic() - began)
        said, took = writer.communicate()[0].split()
        found.pump(5)
        left = rss(found.pid)
    return {
        "said": int(said), "took_s": float(took), "age_s": ages, "key_s": keys, "rest_bytes": rest,
        "most_bytes": most, "after_bytes": left, "cpu_pct": used,
    }  # fmt: skip


def newest_age_s(found: Terminal) -> float | None:
    """How old the newest line on the screen is, by the clock that stands in it."""
    stamps = [int(stamp) for stamp in re.findall(r"@(\d{6,})", found.text())]
    return time.monotonic() - max(stamps) / 1000 if stamps else None


def help_s(found: Terminal) -> float | None:
    """From its key until help is on the screen, which is then closed again. None: not within
    5 s."""
    took = key_s(found, "?", HELP)
    found.press("ESC")
    found.pump(1)
    return took


def typed_s(found: Terminal) -> list[float | None]:
    """For each letter that is typed into the filter: until it stands there. Each is a new query of
    a journal that grows."""
    found.press("/")
    found.pump(0.5)
    out = [key_s(found, letter, _TYPED[: n + 1]) for n, letter in enumerate(_TYPED)]
    found.pump(0.5)
    found.press("ESC")
    found.pump(1)
    return out


def key_s(found: Terminal, key: str, shows: str) -> float | None:
    began = time.monotonic()
    found.press(key)
    return found.chunks[-1].at - began if found.pump(5, shows) else None


# Nothing else on the screen has these letters.
_TYPED = "ZQJ"
HELP = re.escape(word("help.everywhere"))


def rss(pid: int) -> int:
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * _PAGE


def cpu_s(pid: int) -> float:
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
