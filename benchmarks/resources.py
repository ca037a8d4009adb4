"""Resources with the list of processes beside btop, with 300 processes on the machine and with
5,000; what recording costs, and what was recorded; then each goal, reached or missed."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from benchmarks import measure, programs, sleepers, year
from benchmarks.machine import machine
from benchmarks.measure import Command, Running
from benchmarks.programs import COLS, INTERVAL_S, ROWS
from benchmarks.report import Goal, middle, ratio, span, write_section
from sptui.model.resources import Span
from sptui.services.history import History
from sptui.services.ring import Ring
from sptui.system.store import Store
from tests.terminal.console import resources
from tests.terminal.harness import Terminal
from tests.terminal.vt import Vt

ROOT = Path(__file__).parent.parent
FEW, MANY = 300, 5000
MONTH_S = 30 * 86_400
_BACKGROUND = "#14171b"
_WITH_FEW, _WITH_MANY, _COLLECT = f"sptui, {FEW} processes", f"sptui, {MANY:,}", "collect --loop"
_BTOP = f"btop, {FEW} processes"
# A picture of a month is there when so much of its graphs is.
_DRAWN = 0.9
_LATE_S = 1.5
# Of the processes so many may be others' that come and go.
_OTHERS = 0.1
_GRAPH_ROWS = range(2, 9)


class Figures(NamedTuple):
    """All that one run measured. `shown_s`: from the last press of + until the graphs of 30 days
    were on the screen; `series_s`: until History had their values, nothing known before. `there`:
    how many processes there were before and after each round, by how many there should be."""

    machine: dict[str, str]
    running: dict[str, list[Running]]
    there: dict[int, list[int]]
    year_bytes: int
    shown_s: list[float]
    series_s: list[float]
    motd: list[Command]
    bare: list[Command]


def goals(figures: Figures) -> list[Goal]:
    """Each goal of Resources and of history that one run can judge: none about the list of
    processes where others meanwhile made it much longer or shorter."""
    running = figures.running
    if not _as_many(figures.there.get(FEW, []), FEW):
        running = {_COLLECT: running[_COLLECT]}
    if not _as_many(figures.there.get(MANY, []), MANY):
        running = {name: runs for name, runs in running.items() if name != _WITH_MANY}
    few, many, btop, collect = (
        middle([run.cpu_pct for run in running.get(name, [])])
        for name in (_WITH_FEW, _WITH_MANY, _BTOP, _COLLECT)
    )
    sent = middle([run.bytes_ps / 1000 for run in running.get(_WITH_FEW, [])])
    login = ratio(*(middle([c.wall_s for c in each]) for each in (figures.motd, figures.bare)))
    return [
        _goal(f"CPU of Resources with {FEW} processes, of btop's", "x", 0.8, ratio(few, btop)),
        _goal("To the terminal", "kB/s", 2.5, sent),
        _goal(f"CPU with {MANY:,} processes, of that with {FEW}", "x", 3, ratio(many, few)),
        _goal("CPU of `collect --loop`", "%", 0.1, collect),
        _goal("A year of history", "MB", 50, figures.year_bytes / 1e6),
        _goal("`motd`, of a bare `python3 -I -c pass`", "x", 5, login),
        _goal("30 days: from the key to the graphs, worst", "s", 0.1, max(figures.shown_s)),
        _goal("30 days: their values from a store of a year", "s", 0.1, max(figures.series_s)),
    ]


def main(argv: list[str] | None = None) -> int:
    """Exit status 0: no goal is missed; 1: one is; 2: btop is not installed."""
    ask = argparse.ArgumentParser(prog="benchmarks.resources", description=__doc__)
    ask.add_argument("--quick", action="store_true", help="to try it: no figures to keep")
    ask.add_argument("--rounds", type=int, default=6, help="rounds of running")
    ask.add_argument("--seconds", type=float, default=20.0, help="of one round of running")
    ask.add_argument("--settle", type=float, default=240.0, help="until btop's graphs are full")
    ask.add_argument(
        "--settle-many", type=float, default=150.0, help="until all of them were read once"
    )
    ask.add_argument("--json", type=Path, help="write every single figure to this file")
    ask.add_argument("--write", action="store_true", help="write the table into README.md")
    given = ask.parse_args(argv)
    if given.quick:
        given.rounds, given.seconds, given.settle, given.settle_many = 2, 8.0, 8.0, 20.0
    if not shutil.which("btop"):
        print("Not installed: btop.", file=sys.stderr)
        return 2
    figures = take(given)
    table = markdown(figures)
    print(table)
    if given.json:
        told = {**figures._asdict(), "goals": [goal._asdict() for goal in goals(figures)]}
        given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if given.write:
        write_section(ROOT / "README.md", table, "bench-resources")
    return 1 if any(goal.verdict == "MISSED" for goal in goals(figures)) else 0


def take(given: argparse.Namespace) -> Figures:
    """Measure all of it; what happens now is said on standard error."""
    on = machine()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _say("a year of history")
        size = year.fill(str(_state(home, "console") / "history.db"), time.time())
        series = [_series_s(home) for _ in range(5)]
        running: dict[str, list[Running]] = {}
        counts: dict[int, list[int]] = {FEW: [], MANY: []}

        def rounds(on: dict[str, Terminal], settle_s: float, most: int) -> None:
            found = measure.rounds_of(
                on,
                settle_s=settle_s,
                seconds=given.seconds,
                rounds=given.rounds,
                watch=lambda: counts[most].append(sleepers.count()),
            )
            running.update(found)

        with sleepers.processes(FEW) as there:
            _say(f"{there} processes, {given.settle:g} s to settle, {given.rounds} rounds")
            shown = [_shown_s(home) for _ in range(3)]
            shutil.copytree(_state(home, "console"), _state(home, "collect"), dirs_exist_ok=True)
            beside = {
                _WITH_FEW: _console(home),
                _BTOP: _btop(home),
                _COLLECT: _terminal(home, "collect", "--loop", state="collect"),
            }
            rounds(beside, given.settle, FEW)
        with sleepers.processes(MANY) as there:
            _say(f"{there} processes")
            rounds({_WITH_MANY: _console(home)}, given.settle_many, MANY)
        _say("motd")
        motd, bare = [], []
        greet = [*programs.sptui_command(), "motd", "--state", str(_state(home, "collect"))]
        for _ in range(20):
            bare.append(measure.command(measure.bare_python()))
            motd.append(measure.command(greet, {"PYTHONPATH": str(ROOT)}))
    return Figures(on, running, counts, size, shown, series, motd, bare)


def markdown(figures: Figures) -> str:
    """Both tables, with the machine."""
    on = figures.machine
    out = [
        f"Measured in one run: {on['processor']}, {on['memory']}, {on['kernel']}, Python "
        f"{on['python']}; load before it {on['load']}. {COLS}x{ROWS}, {INTERVAL_S} s, median "
        "(least to most); sptui shows Resources with the list of processes, and a year was "
        "recorded before. btop and the first sptui run side by side.",
        *[
            f"There were {min(counts):,} to {max(counts):,} processes where {most:,} were wanted."
            for most, counts in figures.there.items()
            if counts
        ],
        "",
        "| | CPU % | to the terminal kB/s | wakeups/s | most memory MiB |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, runs in figures.running.items():
        cells = (
            span([run.cpu_pct for run in runs], 3),
            span([run.bytes_ps / 1000 for run in runs], 2),
            span([run.switches_ps for run in runs], 1),
            f"{max(run.rss_bytes for run in runs) / 2**20:.1f}",
        )
        out.append(f"| {name} | " + " | ".join(cells) + " |")
    out += ["", "| goal | wanted | hard limit | measured | |", "|---|--:|--:|--:|---|"]
    return "\n".join([*out, *[goal.line for goal in goals(figures)]])


def _as_many(counts: list[int], wanted: int) -> bool:
    """Whether there were about as many processes as wanted, all the time."""
    return bool(counts) and all(abs(count - wanted) <= _OTHERS * wanted for count in counts)


def _goal(what: str, unit: str, most: float, measured: float | None) -> Goal:
    return Goal(what, unit, most, most, measured)


def _state(home: Path, name: str) -> Path:
    (home / name).mkdir(exist_ok=True)
    return home / name


def _terminal(home: Path, *arguments: str, state: str = "console") -> Terminal:
    argv = [*programs.sptui_command(), *arguments, "--state", str(_state(home, state))]
    env = {"HOME": str(home), "XDG_STATE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    return Terminal(argv, cols=COLS, rows=ROWS, env=env, background=_BACKGROUND)


def _console(home: Path) -> Terminal:
    """Resources, on the list of processes."""
    return resources(_terminal(home), "processes")


def _btop(home: Path) -> Terminal:
    program = next(each for each in programs.others() if each.name == "btop")
    for name, text in program.files:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    env = {"HOME": str(home)}
    return Terminal(program.argv, cols=COLS, rows=ROWS, env=env, background=_BACKGROUND)


def _series_s(home: Path) -> float:
    """Until a history that was just opened has a month's values."""
    now, wide = time.time(), 2 * COLS
    with closing(Store(str(home / "console" / "history.db"))) as store:
        history = History(Ring(INTERVAL_S), store)
        began = time.perf_counter()
        while True:
            found = history.series(year.NAMES, Span(MONTH_S, None), now, wide)
            took = time.perf_counter() - began
            if all(any(v is not None for v in found[name].values) for name in year.NAMES):
                return took
            if took > _LATE_S:
                raise RuntimeError("there is no month in the history")


def _shown_s(home: Path) -> float:
    """From the press of + until a month's graphs are on the screen."""
    with _console(home) as terminal:
        for title in ("1 h", "6 h", "24 h", "7 d"):
            terminal.press("+")
            if not terminal.pump(10, f"CPU {title}"):
                raise RuntimeError(f"no {title}:\n{terminal.text()}")
        terminal.pump(0.5)
        terminal.draw()
        before = len(terminal.chunks)
        pressed = time.monotonic()
        terminal.press("+")
        terminal.pump(_LATE_S)
        vt = Vt(COLS, ROWS)
        for chunk in terminal.chunks[:before]:
            vt.feed(chunk.data)
        drawn = []
        for chunk in terminal.chunks[before:]:
            vt.feed(chunk.data)
            if "CPU 30 d" in vt.text():
                drawn.append((chunk.at - pressed, _filled(vt)))
        if not drawn:
            raise RuntimeError(f"no 30 d:\n{terminal.text()}")
        whole = drawn[-1][1]
        return next(at for at, filled in drawn if filled >= _DRAWN * whole)


def _filled(vt: Vt) -> int:
    """Cells of the upper graphs with something in them."""
    return sum([len(vt.lines()[row].replace(" ", "")) for row in _GRAPH_ROWS])


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
