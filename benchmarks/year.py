"""The history of a machine that was recorded for a year, made in seconds: as many rows and values
as there would be, through the writer itself."""

from __future__ import annotations

import os
import random
from contextlib import closing
from pathlib import Path

from sptui.system.store import MINUTES_KEPT, MOST_SERIES, Store

DAYS = 365
_DAY_MINUTES = 24 * 60
# What the graphs and figures of Resources ask for on a small server.
NAMES = (
    *("cpu", "cpu.0", "cpu.1", "memory", "swap", "pressure.cpu", "pressure.memory", "pressure.io"),
    *("disk.read", "disk.write", "net.rx", "net.tx"),
)


def fill(path: str, now: float, *, days: int = DAYS, seed: int = 4) -> int:
    """Write the history of the `days` before `now` (seconds since 1970) to `path`, with as many
    series as are kept at most. Returns the size of the file in bytes.

    Of the hours whose minutes are no longer kept one minute is written: their rows are the same
    size, and it takes a minute less."""
    dice = random.Random(seed)
    others = [f"net.veth{n:04}.rx" for n in range(MOST_SERIES - len(NAMES))]
    level = dict.fromkeys((*NAMES, *others), 40.0)
    last = int(now // 60) - 1
    first, fine = last - days * _DAY_MINUTES, last - MINUTES_KEPT
    with closing(Store(path)) as store:
        for day in range(first, last + 1, _DAY_MINUTES):
            rows = []
            for minute in range(day, min(day + _DAY_MINUTES, last + 1)):
                if minute >= fine or minute % 60 == 0:
                    level = {n: abs(v + dice.uniform(-3, 3)) % 100 for n, v in level.items()}
                    rows.append((minute, level))
            store.add(rows, now)
    return sum([os.path.getsize(file) for file in Path(path).parent.iterdir()])
