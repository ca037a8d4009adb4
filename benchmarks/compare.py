"""sptui beside btop, htop, glances and an empty Textual app, in one interleaved run; then each
goal, reached or missed."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks import measure, programs, report, slow_line
from benchmarks.machine import machine


def main(argv: list[str] | None = None) -> int:
    """Exit status 0: no hard limit is missed; 1: one is; 2: something to compare with is not
    installed."""
    ask = argparse.ArgumentParser(prog="benchmarks.compare", description=__doc__)
    ask.add_argument(
        "--quick", action="store_true", help="few rounds, to try it: no figures to keep"
    )
    ask.add_argument("--starts", type=int, default=10, help="rounds of start-up")
    ask.add_argument("--rounds", type=int, default=4, help="rounds of running")
    ask.add_argument("--seconds", type=float, default=15.0, help="of one round of running")
    ask.add_argument(
        "--settle", type=float, default=240.0, help="before running counts: until graphs are full"
    )
    ask.add_argument(
        "--slow-line", type=float, default=300.0, metavar="S", help="seconds at 960 B/s; 0: not"
    )
    ask.add_argument(
        "--option", action="append", default=[], help="for sptui, such as --textual-driver"
    )
    ask.add_argument("--json", type=Path, help="write every single figure to this file")
    ask.add_argument("--write", action="store_true", help="write the table into README.md")
    ask.add_argument("--without", action="append", default=[], choices=("btop", "htop", "glances"))
    given = ask.parse_args(argv)
    if given.quick:
        given.starts, given.rounds, given.seconds, given.slow_line = 3, 2, 6.0, 0.0
        given.settle = min(given.settle, 8.0)
    if lacking := [name for name in programs.missing() if name not in given.without]:
        print(
            f"Not installed: {', '.join(lacking)}. Install them, or say --without NAME.",
            file=sys.stderr,
        )
        return 2
    figures = take(given)
    table = report.markdown(figures)
    print(table)
    if given.json:
        given.json.write_text(json.dumps(_plain(figures), indent=1) + "\n", encoding="utf-8")
    if given.write:
        report.write_section(Path(__file__).parent.parent / "README.md", table)
    return 1 if any(goal.verdict == "MISSED" for goal in report.goals(figures)) else 0


def take(given: argparse.Namespace) -> report.Figures:
    """Measure all of it; what happens now is said on standard error."""
    on = machine()
    ours = programs.sptui(*given.option)
    rest = [p for p in programs.others() if p.name not in given.without]
    every = [ours, programs.empty(), *rest]
    starts: dict[str, list[measure.Start]] = {p.name: [] for p in every}
    status, bare = [], []
    with tempfile.TemporaryDirectory() as home:
        for n in range(given.starts):
            _say(f"start-up, round {n + 1} of {given.starts}")
            for program in every:
                starts[program.name].append(measure.start(program, Path(home)))
            for _ in range(2):
                bare.append(measure.command(measure.bare_python()))
                status.append(measure.command([*programs.sptui_command(), "status"]))
        _say(f"running, {given.settle:g} s to settle, {given.rounds} rounds of {given.seconds:g} s")
        running = measure.running(
            every,
            Path(home),
            settle_s=given.settle,
            seconds=given.seconds,
            rounds=given.rounds,
        )
    worst = None
    if given.slow_line:
        _say(f"a line of 960 B/s, {given.slow_line:g} s")
        result = slow_line.run(given.slow_line, options=given.option)
        worst = result.worst_s if result.same else float("inf")
    versions = {p.name: p.version for p in every}
    return report.Figures(on, versions, starts, running, status, bare, worst)


def _plain(figures: report.Figures) -> dict[str, object]:
    return {
        "machine": figures.machine,
        "versions": figures.versions,
        "starts": {name: [s._asdict() for s in all_] for name, all_ in figures.starts.items()},
        "running": {name: [r._asdict() for r in all_] for name, all_ in figures.running.items()},
        "status": [c._asdict() for c in figures.status],
        "bare": [c._asdict() for c in figures.bare],
        "goals": [{**goal._asdict(), "verdict": goal.verdict} for goal in report.goals(figures)],
    }


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
