"""The machine that the tests are in: systemd asked and changed by its own command, which knows
nothing of sptui. All of it blocks: call it in a thread where a loop must go on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

IN_RIG = os.environ.get("SPTUI_RIG") == "1"
LIMIT_S = 60.0


class Truth(NamedTuple):
    """A unit as systemctl has it."""

    load: str
    active: str
    sub: str
    description: str


def run(*argv: str, check: bool = True, limit_s: float = LIMIT_S) -> str:
    """What a command prints. Raises AssertionError with its words when it fails."""
    done = subprocess.run(argv, capture_output=True, text=True, timeout=limit_s, check=False)
    if check and done.returncode:
        raise AssertionError(f"{' '.join(argv[:6])}: {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def systemctl(*argv: str, check: bool = True, limit_s: float = LIMIT_S) -> str:
    return run("systemctl", "--no-pager", *argv, check=check, limit_s=limit_s)


def truth() -> dict[str, Truth]:
    """All units that are loaded, as systemctl lists them."""
    listed = json.loads(systemctl("list-units", "--all", "--full", "-o", "json"))
    return {
        row["unit"]: Truth(row["load"], row["active"], row["sub"], row["description"])
        for row in listed
    }


def shown(unit: str, *names: str) -> dict[str, str]:
    """Properties of a unit, as systemctl writes them."""
    asked = systemctl("show", *[f"-p{name}" for name in names], "--", unit)
    return dict(line.split("=", 1) for line in asked.splitlines() if "=" in line)


def state(unit: str) -> tuple[str, str]:
    """ActiveState and SubState."""
    found = shown(unit, "ActiveState", "SubState")
    return found["ActiveState"], found["SubState"]


def until(true: Callable[[], bool], what: str, limit_s: float = 20.0) -> None:
    """Look again until it holds. Raises AssertionError: it did not."""
    end = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"not within {limit_s:g} s: {what}")
        time.sleep(0.05)


def settled(units: Sequence[str], active: str, limit_s: float = 30.0) -> None:
    """Wait until all of these are in that state. Raises AssertionError."""

    def there() -> bool:
        values = systemctl("show", "-p", "ActiveState", "--value", *units).split()
        return all(value == active for value in values)

    until(there, f"{len(units)} units {active}", limit_s)


def write(files: Mapping[str, str], folder: str = "/run/systemd/system") -> None:
    """Unit files, or what lies in folders beside them, and nothing read yet."""
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)


def remove(names: Sequence[str], folder: str = "/run/systemd/system") -> None:
    """Take unit files away again, as far as they are there."""
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        elif os.path.lexists(path):
            os.unlink(path)


def pid1_cpu_s() -> float:
    """CPU time of PID 1 so far."""
    with open("/proc/1/schedstat", encoding="ascii") as file:
        return int(file.read().split()[0]) / 1e9
