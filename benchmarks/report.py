"""Turns figures into goals reached or missed, a table for people, and the README's section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.measure import Command, Running, Start
from benchmarks.programs import NOT_EQUAL_WORK

_COLUMNS = (
    "",
    "first character s",
    "figures in all panels s",
    "answers a key s",
    "CPU %",
    "wakeups/s",
    "to the terminal kB/s",
    "most memory MiB",
)


class Goal(NamedTuple):
    """One thing to reach: `measured` is at most `goal`, or at least below `limit`, beyond which it
    is missed."""

    what: str
    unit: str
    goal: float
    limit: float
    measured: float | None

    @property
    def verdict(self) -> str:
        """Reached, within the limit, missed, or not measured."""
        if self.measured is None:
            return "not measured"
        if self.measured <= self.goal:
            return "reached"
        return "within the limit" if self.measured <= self.limit else "MISSED"

    @property
    def line(self) -> str:
        """Its line of the table."""
        measured = "-" if self.measured is None else f"{self.measured:.3g} {self.unit}"
        return f"| {self.what} | {self.goal:g} | {self.limit:g} | {measured} | {self.verdict} |"


class Figures(NamedTuple):
    """All that one run of the benchmark measured; `machine` is what it ran on."""

    machine: dict[str, str]
    versions: dict[str, str]
    starts: dict[str, list[Start]]
    running: dict[str, list[Running]]
    status: list[Command]
    bare: list[Command]
    slow_line_worst_s: float | None


def goals(figures: Figures) -> list[Goal]:
    """Each goal of the project that one run can judge."""
    empty = middle([s.first_s for s in figures.starts.get("empty Textual app", [])])
    ours = figures.starts.get("sptui", [])
    running = figures.running.get("sptui", [])
    btop = middle([r.cpu_pct for r in figures.running.get("btop", [])])
    bare = middle([c.wall_s for c in figures.bare])
    return [
        _goal("Useful text, of an empty Textual app's first frame", "x", 0.25, 0.4,
              ratio(middle([s.useful_s for s in ours]), empty)),
        _goal("Live and answering keys, of the same", "x", 1.3, 1.6,
              ratio(middle([s.answered_s for s in ours]), empty)),
        _goal("CPU of the running Overview, of btop's", "x", 0.5, 0.8,
              ratio(middle([r.cpu_pct for r in running]), btop)),
        _goal("To the terminal", "kB/s", 1.5, 1.5, middle([r.bytes_ps / 1000 for r in running])),
        _goal("Memory, at most", "MiB", 44, 44,
              max((r.rss_bytes / 2**20 for r in running), default=None)),
        _goal("Wakeups at idle", "/s", 4, 4, middle([r.switches_ps for r in running])),
        _goal("`status`, of a bare `python3 -I -c pass`", "x", 12, 12,
              ratio(middle([c.wall_s for c in figures.status]), bare)),
        _goal("A key's effect at 960 B/s, worst", "s", 3, 3, figures.slow_line_worst_s),
    ]  # fmt: skip


def markdown(figures: Figures) -> str:
    """The whole table, with its machine and what is not equal."""
    on = figures.machine
    out = [
        f"Measured side by side in one run: {on['processor']}, {on['memory']}, {on['kernel']}, "
        f"Python {on['python']}, Textual {on['textual']}; load before it {on['load']}. "
        "120x40, every program at a 2 s interval, median (least to most).",
        "",
        "| " + " | ".join(_COLUMNS) + " |",
        "|---|" + "--:|" * (len(_COLUMNS) - 1),
    ]
    for name, version in figures.versions.items():
        starts, runs = figures.starts.get(name, []), figures.running.get(name, [])
        cells = [
            span([s.first_s for s in starts], 3),
            span([s.useful_s for s in starts], 3),
            span([s.answered_s for s in starts], 3),
            span([r.cpu_pct for r in runs], 3),
            span([r.switches_ps for r in runs], 1),
            span([r.bytes_ps / 1000 for r in runs], 2),
            f"{max(r.rss_bytes for r in runs) / 2**20:.1f}" if runs else "-",
        ]
        out.append(f"| {name} {version} | " + " | ".join(cells) + " |")
    out += [
        "",
        f"{NOT_EQUAL_WORK} A `-` in a column of seconds: not seen in 15 s; a key pressed at the "
        "first character was lost. Wakeups are context switches of all threads.",
        "",
        f"`sptui status` takes {span([c.wall_s for c in figures.status], 3)} s, "
        f"`python3 -I -c pass` {span([c.wall_s for c in figures.bare], 3)} s.",
        "",
        "| goal | wanted | hard limit | measured | |",
        "|---|--:|--:|--:|---|",
    ]
    out += [goal.line for goal in goals(figures)]
    return "\n".join(out)


def write_section(readme: Path, table: str, mark: str = "bench") -> None:
    """Put `table` between the markers of `readme`. Raises ValueError where they are not there."""
    text = readme.read_text(encoding="utf-8")
    section = re.compile(rf"(<!-- {mark} -->).*?(<!-- /{mark} -->)", re.DOTALL)
    if not section.search(text):
        raise ValueError(
            f"{readme} has no <!-- {mark} --> ... <!-- /{mark} --> to write the table into"
        )
    new = section.sub(lambda found: f"{found[1]}\n{table}\n{found[2]}", text, count=1)
    readme.write_text(new, encoding="utf-8")


def _goal(what: str, unit: str, goal: float, limit: float, measured: float | None) -> Goal:
    return Goal(what, unit, goal, limit, measured)


def middle(values: Sequence[float | None]) -> float | None:
    """The median; None where there is no value, or one was never seen."""
    there = [value for value in values if value is not None]
    return median(there) if there and len(there) == len(values) else None


def ratio(value: float | None, of: float | None) -> float | None:
    """None where one is not known."""
    return value / of if value is not None and of else None


def span(values: Sequence[float | None], digits: int) -> str:
    """The median, and (least to most)."""
    there = [value for value in values if value is not None]
    if not there:
        return "-"
    lost = f", {len(values) - len(there)} of {len(values)} lost" if len(there) < len(values) else ""
    middle, least, most = (f"{v:.{digits}f}" for v in (median(there), min(there), max(there)))
    return f"{middle} ({least} to {most}{lost})"
