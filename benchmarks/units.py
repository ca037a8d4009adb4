"""Services on a real systemd (tests/rig), with a few units and with 5,000, beside isd: how soon a
change is seen, what it costs to look, what the list costs; then each goal, reached or missed."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.in_rig import told as told_inside
from benchmarks.report import Goal, middle, span, write_section
from tests.rig import packages, runner

ROOT = Path(__file__).parent.parent
ISD, ISD_AT = "isd-tui==0.6.1", "opt/isd"
# Not on PyPI nor in Debian 12 or 13: it can't be installed as the others are.
MISSING = "systemctl-tui is not beside it: neither PyPI nor Debian has it."
_LIMIT_S = 1800
# Kinds of `units_inside.kind_of_call`. Threads ask disks whether they answer, the kernel is asked
# for links and routes, the network whether the resolver is there: as on every screen.
_DONE = {
    "process": "processes started",
    "local": "messages on local sockets (the bus is one)",
    "thread": "threads",
    "kernel": "messages to the kernel",
    "network": "to the network",
}


class Run(NamedTuple):
    """One program at rest for one round: as benchmarks.measure has it."""

    cpu_pct: float
    switches_ps: float
    bytes_ps: float
    rss_bytes: int


class Figures(NamedTuple):
    """All that one run measured. Seconds, None: not seen. `changes` from systemd's own time of a
    change until it was on the screen; `calls` system calls at rest by program and kind; `few` and
    `many` the programs at rest; the rest with `units_many` units: `list_s` until the rows were in
    order, `filter_s` and `scroll_s` for each key, `first_s` from the start until units were on the
    screen (None: never), `pid1` percent of a core that PID 1 took while each looked, and while
    `nobody` did; `ended` how a program ended by itself."""

    machine: Mapping[str, str]
    units_few: int
    units_many: int
    still_s: float
    changes: Mapping[str, Sequence[float | None]]
    calls: Mapping[str, Mapping[str, int]]
    few: Mapping[str, Sequence[Run]]
    many: Mapping[str, Sequence[Run]]
    list_s: Sequence[float]
    filter_s: Sequence[float]
    scroll_s: Sequence[float]
    first_s: Mapping[str, float | None]
    pid1: Mapping[str, Sequence[float]]
    ended: Mapping[str, str]


def main(argv: list[str] | None = None) -> int:
    """Exit status 0: no goal is missed; 1: one is; 2: there is no rig."""
    ask = argparse.ArgumentParser(prog="benchmarks.units", description=__doc__)
    ask.add_argument("--quick", action="store_true", help="to try it: no figures to keep")
    ask.add_argument("--json", type=Path, help="write every single figure to this file")
    ask.add_argument("--write", action="store_true", help="write the table into README.md")
    given = ask.parse_args(argv)
    if lacking := runner.lacking():
        print(f"benchmarks.units: needs {lacking}", file=sys.stderr)
        return 2
    options = ["--rounds", "5", "--seconds", "20", "--still", "60", "--times", "25"]
    if given.quick:
        options = ["--rounds", "1", "--seconds", "5", "--still", "5", "--times", "5"]
    told = take(options)
    figures = read(told, float(options[options.index("--still") + 1]))
    table = markdown(figures)
    print(table)
    if given.json:
        told["goals"] = [goal._asdict() for goal in goals(figures)]
        given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if given.write:
        write_section(ROOT / "README.md", table, "bench-units")
    return 1 if any(goal.verdict == "MISSED" for goal in goals(figures)) else 0


def take(options: Sequence[str]) -> dict[str, object]:
    """Measure in a rig of its own. Raises SystemExit: it did not end well."""
    with runner.booted() as place:
        install_isd(runner.root_of(place))
        return told_inside(place, "benchmarks.units_inside", options, _LIMIT_S)


def install_isd(root: Path) -> None:
    """isd and what it needs, beside the venv of sptui."""
    only = ["--only-binary=:all:", "--python-version", packages.PYTHON, "--target"]
    argv = [sys.executable, "-m", "pip", "install", "-qq", "--no-warn-script-location", *only]
    subprocess.run([*argv, str(root / ISD_AT), ISD], check=True)


def read(told: Mapping[str, object], still_s: float) -> Figures:
    """What the half inside printed, as values."""
    few, many = told["few"], told["many"]
    assert isinstance(few, dict)
    assert isinstance(many, dict)
    runs = [
        {name: [Run(**each) for each in rounds] for name, rounds in part["running"].items()}
        for part in (few, many)
    ]
    return Figures(
        machine=told["machine"],  # type: ignore[arg-type]
        units_few=few["units"],
        units_many=many["units"],
        still_s=still_s,
        changes=few["change_s"],
        calls=few["calls"],
        few=runs[0],
        many=runs[1],
        list_s=many["list_s"],
        filter_s=many["filter_s"],
        scroll_s=many["scroll_s"],
        first_s={name: found["first_s"] for name, found in many["beside"].items()},
        pid1={"nobody": many["nobody"]}
        | {name: found["pid1_pct"] for name, found in many["beside"].items()},
        ended={name: found["ended"] for name, found in many["beside"].items() if found["ended"]},
    )


def goals(figures: Figures) -> list[Goal]:
    """Each goal of Services that one run can judge."""
    ours, frozen = figures.few.get("sptui", []), figures.few.get("sptui, figures frozen", [])
    changes = figures.changes.get("sptui", [])
    calls = figures.calls.get("sptui")
    most = max((run.rss_bytes / 2**20 for run in figures.many.get("sptui", [])), default=None)
    moved = None
    if figures.pid1.get("nobody") and figures.pid1.get("sptui"):
        moved = (middle(figures.pid1["sptui"]) or 0) - (middle(figures.pid1["nobody"]) or 0)
    return [
        _goal("A change from outside is on the screen, worst", "s", 0.3, worst(changes)),
        _goal("Processes started at rest", "", 0, count(calls, "process")),
        _goal("Bus messages sent at rest", "", 0, count(calls, "local")),
        _goal("CPU at rest", "%", 0.25, middle([run.cpu_pct for run in ours])),
        _goal("CPU with figures frozen", "%", 0.05, middle([run.cpu_pct for run in frozen])),
        _goal("5,000 units: the list, before it is painted", "s", 0.15, middle(figures.list_s)),
        _goal("5,000: a key of a filter, before it is painted, worst", "s", 0.02,
              worst(figures.filter_s)),
        _goal("5,000: a key that scrolls, until it is drawn", "s", 0.03, middle(figures.scroll_s)),
        _goal("5,000: memory, at most", "MiB", 60, most),
        _goal("5,000: what PID 1 takes more with us than without", "%", 0.05, moved),
    ]  # fmt: skip


def markdown(figures: Figures) -> str:
    """Both tables, with the machine."""
    on = figures.machine
    out = [
        f"Measured in one run in the rig (Debian 13, systemd 257): {on['processor']}, "
        f"{on['memory']}, {on['kernel']}, Python {on['python']}; load before it {on['load']}. "
        f"120x40, median (least to most); {ISD.replace('==', ' ')} with its preview of one unit. "
        f"{MISSING}",
        "",
        "| | CPU % | to the terminal kB/s | wakeups/s | most memory MiB "
        "| a change is seen after s |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for units, runs in ((figures.units_few, figures.few), (figures.units_many, figures.many)):
        for name, rounds in runs.items():
            seen = figures.changes.get(name, []) if runs is figures.few else []
            cells = (
                span([run.cpu_pct for run in rounds], 3),
                span([run.bytes_ps / 1000 for run in rounds], 2),
                span([run.switches_ps for run in rounds], 1),
                f"{max(run.rss_bytes for run in rounds) / 2**20:.1f}",
                span(seen, 3) if seen else "",
            )
            out.append(f"| {name}, {units:,} units | " + " | ".join(cells) + " |")
    out += ["", f"In {figures.still_s:g} s at rest:", ""]
    for name, made in figures.calls.items():
        told = ", ".join(f"{count(made, kind):,} {what}" for kind, what in _DONE.items())
        out.append(f"- {name}: {told}.")
    pid1 = "; ".join(f"{name} {span(pct, 3)} %" for name, pct in figures.pid1.items())
    first = "; ".join(
        f"{name} {'never' if took is None else f'{took:.2f} s'}"
        for name, took in figures.first_s.items()
    )
    out += [f"- PID 1, of one core with {figures.units_many:,} units, while looks: {pid1}."]
    out += [f"- {figures.units_many:,} units, from the start until units are shown: {first}."]
    for name, how in figures.ended.items():
        out.append(f"- {name} then ended by itself: {how}.")
    out += ["", "| goal | wanted | hard limit | measured | |", "|---|--:|--:|--:|---|"]
    return "\n".join([*out, *[re.sub(" +", " ", goal.line) for goal in goals(figures)]])


def worst(values: Sequence[float | None]) -> float | None:
    """The most; beyond any goal where one was not seen, None where there is none."""
    there = [float("inf") if value is None else value for value in values]
    return max(there, default=None)


def count(calls: Mapping[str, int] | None, kind: str) -> int | None:
    """How many of this kind were made; None where nobody counted."""
    return None if calls is None else calls.get(kind, 0)


def _goal(what: str, unit: str, most: float, measured: float | None) -> Goal:
    return Goal(what, unit, most, most, measured)


if __name__ == "__main__":
    sys.exit(main())
