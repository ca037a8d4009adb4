"""The arithmetic of the benchmark of Services: what was missed, or not seen, never reads as
reached."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks import units
from benchmarks.units import Figures, Run

GOOD = Run(0.2, 2.0, 300.0, 50 << 20)
FROZEN = GOOD._replace(cpu_pct=0.04)


def figures(**changed: Any) -> Figures:
    good = Figures(
        machine=dict.fromkeys(("processor", "memory", "kernel", "python", "load"), "x"),
        units_few=175,
        units_many=5177,
        still_s=60,
        changes={"sptui": [0.1, 0.2], "isd": [2.0, None]},
        calls={"sptui": {}, "isd": {"execve": 90, "clone": 90, "sendto": 7}},
        few={"sptui": [GOOD], "sptui, figures frozen": [FROZEN], "isd": [GOOD]},
        many={"sptui": [GOOD]},
        list_s=[0.1, 0.1],
        filter_s=[0.001, 0.01],
        scroll_s=[0.02, 0.1, 0.02],
        first_s={"sptui": [0.3]},
        pid1={"nobody": [0.01], "sptui": [0.01], "isd": [3.0]},
    )
    return good._replace(**changed)


def verdicts(of: Figures) -> list[str]:
    return [goal.verdict for goal in units.goals(of)]


def test_all_reached():
    assert verdicts(figures()) == ["reached"] * 10


@pytest.mark.parametrize(
    ("changed", "index", "verdict"),
    [
        ({"changes": {"sptui": [0.1, 0.31]}}, 0, "MISSED"),
        ({"changes": {"sptui": [0.1, None]}}, 0, "MISSED"),
        ({"changes": {}}, 0, "not measured"),
        ({"calls": {"sptui": {"clone3": 1}}}, 1, "MISSED"),
        ({"calls": {"sptui": {"sendmsg": 1}}}, 2, "MISSED"),
        ({"calls": {}}, 2, "not measured"),
        ({"few": {"sptui": [GOOD._replace(cpu_pct=0.26)]}}, 3, "MISSED"),
        ({"few": {"sptui": [GOOD], "sptui, figures frozen": [GOOD]}}, 4, "MISSED"),
        ({"list_s": [0.2]}, 5, "MISSED"),
        ({"filter_s": [0.001] * 50 + [0.021]}, 6, "MISSED"),
        ({"scroll_s": []}, 7, "not measured"),
        ({"many": {"sptui": [GOOD._replace(rss_bytes=61 << 20)]}}, 8, "MISSED"),
        ({"pid1": {"nobody": [0.01], "sptui": [0.07]}}, 9, "MISSED"),
        ({"pid1": {"sptui": [0.01]}}, 9, "not measured"),
    ],
)
def test_a_goal_that_was_missed_says_so(changed: dict[str, Any], index: int, verdict: str):
    assert verdicts(figures(**changed))[index] == verdict


def test_the_table_has_every_program_and_every_goal():
    table = units.markdown(figures())
    assert "| isd, 175 units | 0.200 (0.200 to 0.200) |" in table
    assert "2.000 (2.000 to 2.000, 1 of 2 lost)" in table
    assert "isd started 180 processes and sent 7 messages." in table
    assert "sptui started 0 processes and sent 0 messages." in table
    assert table.count("| reached |") == 10
