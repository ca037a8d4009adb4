"""What `sptui status` and the first frame import, and what each import costs: the dearest first."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import defaultdict
from statistics import median
from typing import NamedTuple

from tests.terminal.harness import environment


class Import(NamedTuple):
    """One module: microseconds for itself, and with what it imports in turn."""

    name: str
    self_us: int
    all_us: int


# Started as people start them, less the interpreter's own start; --once ends after the frame that
# is shown first.
PATHS = {"status": ("status",), "first frame": ("--demo", "--once")}


def parse(report: str) -> list[Import]:
    """The lines of `python -X importtime`. Lines of the program's own are passed over."""
    out = []
    for line in report.splitlines():
        if not line.startswith("import time:") or "[us]" in line:
            continue
        own, whole, name = line.removeprefix("import time:").split("|")
        out.append(Import(name.strip(), int(own), int(whole)))
    return out


def imports(arguments: tuple[str, ...]) -> list[Import]:
    """What one run with these arguments imported, the interpreter's own start left out."""
    bare = {one.name for one in parse(_run("-c", "pass"))}
    return [one for one in parse(_run("-m", "sptui", *arguments)) if one.name not in bare]


def main(argv: list[str] | None = None) -> int:
    """Print both tables."""
    ask = argparse.ArgumentParser(prog="benchmarks.imports", description=__doc__)
    ask.add_argument("--runs", type=int, default=5, help="each figure is the median of so many")
    ask.add_argument("--top", type=int, default=15)
    given = ask.parse_args(argv)
    for title, arguments in PATHS.items():
        cost: dict[str, list[int]] = defaultdict(list)
        totals = []
        for _ in range(given.runs):
            found = imports(arguments)
            totals.append(sum(one.self_us for one in found))
            for one in found:
                cost[one.name].append(one.self_us)
        print(
            f"{title}: {len(cost)} modules, {median(totals) / 1000:.1f} ms in all "
            "(traced, so dearer than untraced)"
        )
        for name in sorted(cost, key=lambda n: -median(cost[n]))[: given.top]:
            print(f"  {median(cost[name]) / 1000:6.2f} ms  {name}")
    return 0


def _run(*arguments: str) -> str:
    argv = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(
        argv,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
        env=environment(),
    )
    return done.stderr


if __name__ == "__main__":
    sys.exit(main())
