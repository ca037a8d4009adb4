"""What is printed of units without a screen: by each way, as everybody, and through faults."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

import pytest

from tests.rig import faults, units
from tests.rig.machine import run, systemctl, truth
from tests.rig.ways import WAYS

NOWHERE = ("--state", "/nonexistent")


def sptui(*argv: str, user: str = "") -> str:
    """What it prints; `check` may end with any status that it has."""
    as_user = ["setpriv", "--reuid", user, "--clear-groups"] if user else []
    done = subprocess.run(
        [*as_user, sys.executable, "-m", "sptui", *argv, *NOWHERE],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        cwd="/srv/sptui",
    )
    assert done.stderr == ""
    return done.stdout


def told(*argv: str, user: str = "") -> dict:
    return json.loads(sptui("status", "--json", *argv, user=user))


def failed() -> set[str]:
    """As systemctl has it."""
    return {name for name, unit in truth().items() if unit.active == "failed"}


def rules(data: dict) -> set[str]:
    return {each["rule"] for each in data["health"]["findings"] if each["rule"].startswith("unit")}


@pytest.fixture(autouse=True)
def fails():
    """A unit that failed."""
    with units.tried():
        systemctl("start", "rig-fails.service", check=False)
        yield
        systemctl("reset-failed", "rig-fails.service", check=False)


@pytest.mark.parametrize("way", WAYS)
def test_failed_units_are_told_by_each_way(way: str) -> None:
    data = told("--bus", way)
    seen = data["units"]
    assert seen is not None, data["unavailable"]
    assert seen["way"] == way
    assert {unit["unit"] for unit in seen["failed"]} == failed()
    [mine] = [unit for unit in seen["failed"] if unit["unit"] == "rig-fails.service"]
    assert (mine["result"], mine["exit_code"]) == ("exit-code", 1)
    assert mine["since"] is not None
    assert rules(data) == {"unit.failed"}


def test_the_number_of_units_is_that_of_those_that_are_loaded() -> None:
    true = truth()
    there = [
        each for each in true.values() if (each.load, each.active) != ("not-found", "inactive")
    ]
    assert abs(told()["units"]["total"] - len(there)) <= 1, "our own scope may come and go"


@pytest.mark.parametrize("user", ["", "nobody"])
def test_everybody_is_told(user: str) -> None:
    seen = told(user=user)["units"]
    assert seen["way"] == "bus"
    assert {unit["unit"] for unit in seen["failed"]} == failed()


def test_without_a_bus_root_is_told_and_others_hear_why_not() -> None:
    with faults.no_bus():
        assert told()["units"]["way"] == "private"
        data = told(user="nobody")
        assert data["units"] is None
        assert "units" in {each["what"] for each in data["unavailable"]}


def test_one_line_says_how_many_are_well_and_the_rest_is_there() -> None:
    lines = sptui("status").splitlines()
    [line] = [line for line in lines if line.startswith("units")]
    assert line.split()[1].isdigit()
    assert any("failed: exit code" in line for line in lines)
    assert sptui("check").startswith("bad")


def test_five_thousand_units_hold_up_nobody() -> None:
    with units.many():
        assert told()["units"]["total"] > 4000, "those that run; files alone are no units"
        took = [timed(sys.executable, "-m", "sptui", "status", *NOWHERE) for _ in range(5)]
        bare = [timed(sys.executable, "-I", "-c", "pass") for _ in range(5)]
        ratio = statistics.median(took) / statistics.median(bare)
        print(f"status: {statistics.median(took) * 1000:.0f} ms, {ratio:.1f} x a bare python")
        assert ratio < 60


def test_status_takes_what_it_takes() -> None:
    took = [timed(sys.executable, "-m", "sptui", "status", *NOWHERE) for _ in range(9)]
    bare = [timed(sys.executable, "-I", "-c", "pass") for _ in range(9)]
    ratio = statistics.median(took) / statistics.median(bare)
    print(f"status: {statistics.median(took) * 1000:.0f} ms, {ratio:.1f} x a bare python")
    assert ratio < 24, "12 is the goal; this machine has others on it"


def timed(*argv: str) -> float:
    began = time.perf_counter()
    run(*argv)
    return time.perf_counter() - began
