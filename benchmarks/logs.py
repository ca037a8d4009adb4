"""Logs on a real journald (tests/rig): the tail of a journal of millions, a text in it, and a flood
of lines; then each goal, reached or missed."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import journal_made
from benchmarks.in_rig import told as told_inside
from benchmarks.report import Goal, span, write_section
from tests.rig import runner

ROOT = Path(__file__).parent.parent
ENTRIES = 5_000_000
_LIMIT_S = 1200
_MIB = 1 << 20
_WIDE = "[Journal]\\nSystemMaxUse=20G\\nSystemKeepFree=1M\\n"


class Flood(NamedTuple):
    """`said` lines in `took_s`; how old the newest row on the screen was, looked at ten times a
    second; seconds from each key to its answer (None: not within 5 s); memory before, at most, and
    5 s after; percent of a core."""

    said: int
    took_s: float
    age_s: Sequence[float]
    key_s: Sequence[float | None]
    rest_bytes: int
    most_bytes: int
    after_bytes: int
    cpu_pct: float


class Figures(NamedTuple):
    """All that one run measured. `tail_s` from nothing until the last 200 rows are published,
    `screen_s` from the key until rows are on the screen; `filter_s` by text: seconds until
    journalctl has the first match, and until it is published."""

    machine: Mapping[str, str]
    entries: int
    tail_s: Sequence[float]
    screen_s: Sequence[float]
    filter_s: Mapping[str, Sequence[tuple[float, float]]]
    flood: Flood


def main(argv: list[str] | None = None) -> int:
    """Exit status 0: no goal is missed; 1: one is; 2: there is no rig."""
    ask = argparse.ArgumentParser(prog="benchmarks.logs", description=__doc__)
    ask.add_argument("--quick", action="store_true", help="to try it: no figures to keep")
    ask.add_argument("--json", type=Path, help="write every single figure to this file")
    ask.add_argument("--write", action="store_true", help="write the table into README.md")
    given = ask.parse_args(argv)
    if lacking := runner.lacking() or ("" if journal_made.REMOTE.exists() else "journal-remote"):
        print(f"benchmarks.logs: needs {lacking}", file=sys.stderr)
        return 2
    entries, options = ENTRIES, ["--rate", "10000", "--seconds", "60", "--times", "10"]
    if given.quick:
        entries, options = 300_000, ["--rate", "10000", "--seconds", "5", "--times", "2"]
    told = take(options, entries)
    figures = read(told)
    table = markdown(figures)
    print(table)
    if given.json:
        told["goals"] = [goal._asdict() for goal in goals(figures)]
        given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if given.write:
        write_section(ROOT / "README.md", table, "bench-logs")
    return 1 if any(goal.verdict == "MISSED" for goal in goals(figures)) else 0


def take(options: Sequence[str], entries: int) -> dict[str, object]:
    """Measure in a rig of its own. Raises SystemExit: it did not end well."""
    made = journal_of(entries)
    with runner.booted() as place:
        conf = "/etc/systemd/journald.conf.d/wide.conf"
        restart = f"printf '{_WIDE}' >{conf}; systemctl restart systemd-journald"
        runner.inside(place, ["sh", "-c", restart])
        (folder,) = (runner.root_of(place) / "var/log/journal").iterdir()
        for path in made.iterdir():
            shutil.copyfile(path, folder / path.name)
        return told_inside(place, "benchmarks.logs_inside", options, _LIMIT_S)


def journal_of(entries: int) -> Path:
    """A journal of so many entries; it is kept, since to make it takes minutes."""
    folder = runner.CACHE / f"journal-{entries}"
    if not folder.is_dir():
        print(f"benchmarks.logs: making {folder}", file=sys.stderr)
        half = folder.with_name(folder.name + ".new")
        shutil.rmtree(half, ignore_errors=True)
        journal_made.make(half, entries)
        half.rename(folder)
    return folder


def read(told: Mapping[str, object]) -> Figures:
    """What the half inside printed, as values."""
    flood = told["flood"]
    assert isinstance(flood, dict)
    parts = {name: told[name] for name in Figures._fields if name != "flood"}
    return Figures(**parts, flood=Flood(**flood))  # type: ignore[arg-type]


def goals(figures: Figures) -> list[Goal]:
    """Each goal of Logs that one run can judge."""
    flood = figures.flood
    later = [ours - theirs for pairs in figures.filter_s.values() for theirs, ours in pairs]
    grown = (flood.most_bytes - flood.rest_bytes) / _MIB
    return [
        _goal("Flood: a key until it is answered, worst", "s", 0.05, worst(flood.key_s)),
        _goal("Flood: age of the newest line on the screen, worst", "s", 1, worst(flood.age_s)),
        _goal("Flood: memory above rest", "MiB", 20, grown),
        _goal("Flood: seconds for each 10,000 lines", "s", 1.02,
              flood.took_s * 10_000 / flood.said if flood.said else None),
        _goal("5 million: the tail, before it is painted, worst", "s", 0.5,
              worst(figures.tail_s) if figures.entries >= ENTRIES else None),
        _goal("5 million: from the key to its rows, worst", "s", 0.5,
              worst(figures.screen_s) if figures.entries >= ENTRIES else None),
        _goal("The first match of a text after journalctl's, worst", "s", 0.3, worst(later)),
    ]  # fmt: skip


def markdown(figures: Figures) -> str:
    """Both tables, with the machine."""
    on, flood = figures.machine, figures.flood
    out = [
        f"Measured in one run in the rig (Debian 13, systemd 257): {on['processor']}, "
        f"{on['memory']}, {on['kernel']}, Python {on['python']}; load before it {on['load']}. "
        f"120x40, median (least to most). The journal has {figures.entries:,} entries, and is in "
        "memory; journald and who says the lines take their part of the same cores.",
        "",
        f"- {flood.said:,} lines in {flood.took_s:.0f} s: the newest on the screen was "
        f"{span(flood.age_s, 2)} s old, a key took {span(flood.key_s, 3)} s; "
        f"{flood.cpu_pct:.0f} % of a core; memory {flood.rest_bytes / _MIB:.1f} MiB before, "
        f"{flood.most_bytes / _MIB:.1f} at most, {flood.after_bytes / _MIB:.1f} after.",
        f"- The tail: {span(figures.tail_s, 3)} s; from the key to its rows "
        f"{span(figures.screen_s, 3)} s.",
    ]
    for text, pairs in figures.filter_s.items():
        theirs, ours = ([pair[side] for pair in pairs] for side in (0, 1))
        out.append(
            f'- "{text}": journalctl has the first after {span(theirs, 3)} s, '
            f"sptui after {span(ours, 3)} s."
        )
    out += ["", "| goal | wanted | hard limit | measured | |", "|---|--:|--:|--:|---|"]
    return "\n".join([*out, *[goal.line for goal in goals(figures)]])


def worst(values: Sequence[float | None]) -> float | None:
    """The largest; None: nothing was measured, or one of them never came."""
    there = [value for value in values if value is not None]
    return max(there) if there and len(there) == len(values) else None


def _goal(what: str, unit: str, limit: float, measured: float | None) -> Goal:
    return Goal(what, unit, limit, limit, measured)


if __name__ == "__main__":
    sys.exit(main())
