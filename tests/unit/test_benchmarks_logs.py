"""The arithmetic of the benchmark of Logs: what was missed, or not seen, never reads as reached."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks import logs
from benchmarks.journal_made import make
from benchmarks.logs import ENTRIES, Figures, Flood

MIB = 1 << 20
GOOD = Flood(600_000, 60.3, [0.2, 0.4], [0.01, 0.03], 40 * MIB, 52 * MIB, 45 * MIB, 20.0)


def figures(flood: Flood = GOOD, **changed: Any) -> Figures:
    good = Figures(
        machine=dict.fromkeys(("processor", "memory", "kernel", "python", "load"), "x"),
        entries=ENTRIES + 70,
        tail_s=[0.1, 0.3],
        screen_s=[0.2],
        filter_s={"needle": [(2.0, 2.1), (3.0, 3.25)]},
        flood=flood,
    )
    return good._replace(**changed)


def verdicts(of: Figures) -> list[str]:
    return [goal.verdict for goal in logs.goals(of)]


def test_all_is_reached() -> None:
    assert set(verdicts(figures())) == {"reached"}


@pytest.mark.parametrize(
    ("at", "bad"),
    [
        (0, figures(GOOD._replace(key_s=[0.01, 0.06]))),
        (1, figures(GOOD._replace(age_s=[0.1, 1.1]))),
        (2, figures(GOOD._replace(most_bytes=61 * MIB))),
        (3, figures(GOOD._replace(said=500_000))),
        (4, figures(tail_s=[0.1, 0.6])),
        (5, figures(screen_s=[0.6])),
        (6, figures(filter_s={"a": [(0.1, 0.2)], "b": [(0.1, 0.5)]})),
    ],
)
def test_each_goal_can_be_missed(at: int, bad: Figures) -> None:
    found = verdicts(bad)
    assert found.pop(at) == "MISSED"
    assert set(found) == {"reached"}


def test_what_was_not_seen_is_not_reached() -> None:
    assert verdicts(figures(GOOD._replace(key_s=[0.01, None])))[0] == "not measured"
    assert verdicts(figures(GOOD._replace(age_s=[])))[1] == "not measured"
    small = verdicts(figures(entries=100_000))
    assert small[4:6] == ["not measured", "not measured"]


def test_the_table_has_each_figure() -> None:
    table = logs.markdown(figures())
    for said in ("5,000,070", "600,000 lines", "needle", "52.0 at most", "2.500 (2.000 to 3.000)"):
        assert said in table


def test_a_made_journal_wants_its_writer(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr("benchmarks.journal_made.REMOTE", tmp_path / "no-such-program")
    with pytest.raises(FileNotFoundError):
        make(tmp_path / "made", 1)
