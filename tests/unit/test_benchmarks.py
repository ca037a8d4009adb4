"""The benchmark's own arithmetic: a goal that was missed, or not measured, never reads as
reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import imports, report, resources, soak
from benchmarks.measure import Command, Running, Start

MACHINE = dict.fromkeys(("processor", "memory", "kernel", "python", "textual", "load"), "x")
BTOP = Running(0.4, 100.0, 7000.0, 6 << 20)
GOOD_START = Start(0.04, 0.05, 0.25)
GOOD_RUN = Running(0.1, 2.0, 300.0, 40 << 20)


def figures(
    *,
    ours: Start = GOOD_START,
    running: Running = GOOD_RUN,
    status_s: float = 0.1,
    slow: float | None = 2.5,
) -> report.Figures:
    return report.Figures(
        machine=MACHINE,
        versions={"sptui": "0.1", "empty Textual app": "8", "btop": "1"},
        starts={"sptui": [ours, ours], "empty Textual app": [Start(0.2, 0.2, 0.22)]},
        running={"sptui": [running, running], "btop": [BTOP]},
        status=[Command(status_s, status_s, 0)],
        bare=[Command(0.01, 0.01, 0)],
        slow_line_worst_s=slow,
    )


def verdicts(of: report.Figures) -> list[str]:
    return [goal.verdict for goal in report.goals(of)]


def test_all_reached() -> None:
    assert verdicts(figures()) == ["reached"] * 8


@pytest.mark.parametrize(
    ("change", "index", "verdict"),
    [
        ({"ours": Start(0.04, 0.06, 0.25)}, 0, "within the limit"),
        ({"ours": Start(0.04, 0.09, 0.25)}, 0, "MISSED"),
        ({"ours": Start(0.04, None, 0.25)}, 0, "not measured"),
        ({"ours": Start(0.04, 0.04, 0.31)}, 1, "within the limit"),
        ({"ours": Start(0.04, 0.04, 0.33)}, 1, "MISSED"),
        ({"ours": Start(0.04, 0.04, None)}, 1, "not measured"),
        ({"running": Running(0.3, 2.0, 300.0, 40 << 20)}, 2, "within the limit"),
        ({"running": Running(0.4, 2.0, 300.0, 40 << 20)}, 2, "MISSED"),
        ({"running": Running(0.1, 2.0, 1501.0, 40 << 20)}, 3, "MISSED"),
        ({"running": Running(0.1, 2.0, 300.0, 45 << 20)}, 4, "MISSED"),
        ({"running": Running(0.1, 4.1, 300.0, 40 << 20)}, 5, "MISSED"),
        ({"status_s": 0.121}, 6, "MISSED"),
        ({"slow": 3.1}, 7, "MISSED"),
        ({"slow": None}, 7, "not measured"),
    ],
)
def test_each_goal_can_be_missed_alone(change: dict[str, float], index: int, verdict: str) -> None:
    found = verdicts(figures(**change))  # type: ignore[arg-type]
    assert found[index] == verdict
    assert [v for n, v in enumerate(found) if n != index] == ["reached"] * 7


def test_one_lost_key_of_many_is_no_figure_and_is_told() -> None:
    some = figures()._replace(
        starts={
            "sptui": [Start(0.04, 0.05, 0.25), Start(0.04, 0.05, None)],
            "empty Textual app": [Start(0.2, 0.2, 0.2)],
        }
    )
    assert report.goals(some)[1].verdict == "not measured"
    assert "0.250 (0.250 to 0.250, 1 of 2 lost)" in report.markdown(some)


def test_table_goes_between_the_markers_and_nowhere_else(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- bench -->\nold\n<!-- /bench -->\nafter \\1\n", encoding="utf-8")
    report.write_section(readme, "new \\1 table")
    assert readme.read_text(encoding="utf-8") == (
        "before\n<!-- bench -->\nnew \\1 table\n<!-- /bench -->\nafter \\1\n"
    )
    readme.write_text("no place\n", encoding="utf-8")
    with pytest.raises(ValueError, match="bench"):
        report.write_section(readme, "new")


def test_import_report_is_read() -> None:
    text = (
        "import time: self [us] | cumulative | imported package\n"
        "import time:       112 |        112 |   _io\n"
        "something else\n"
        "import time:      2101 |       2213 | site\n"
    )
    assert imports.parse(text) == [
        imports.Import("_io", 112, 112),
        imports.Import("site", 2101, 2213),
    ]


SOAKED = [soak.Sample(60.0 * n, 40 << 20, 20, 2, 0.1 * n) for n in range(1, 61)]


def test_soak_tells_what_grows_from_what_does_not() -> None:
    assert [trend.flat for trend in soak.trends(SOAKED)] == [True, True, True]
    leaks = [s._replace(rss_bytes=s.rss_bytes + n * 40_000) for n, s in enumerate(SOAKED)]
    assert [trend.flat for trend in soak.trends(leaks)] == [False, True, True]
    more = [s._replace(handles=20 + n // 10, threads=2 + n // 20) for n, s in enumerate(SOAKED)]
    assert [trend.flat for trend in soak.trends(more)] == [True, False, False]


def test_soak_lets_caches_fill_in_the_first_quarter() -> None:
    filling = [s._replace(rss_bytes=s.rss_bytes - max(0, 15 - n) * 2**20) for n, s in
               enumerate(SOAKED)]  # fmt: skip
    assert soak.trends(filling)[0].flat


@pytest.mark.parametrize(
    ("change", "index"),
    [
        ({"few": 0.33}, 0),
        ({"sent": 2501.0}, 1),
        ({"many": 0.61}, 2),
        ({"collect": 0.11}, 3),
        ({"year": 50_000_001}, 4),
        ({"motd": 0.051}, 5),
        ({"shown": 0.11}, 6),
        ({"series": 0.11}, 7),
    ],
)
def test_each_goal_of_resources_can_be_missed(change: dict[str, float], index: int) -> None:
    assert [goal.verdict for goal in resources.goals(_resources())] == ["reached"] * 8
    assert resources.goals(_resources(**change))[index].verdict == "MISSED"


def _resources(
    few: float = 0.2,
    sent: float = 900.0,
    many: float = 0.5,
    collect: float = 0.05,
    year: float = 45e6,
    motd: float = 0.03,
    shown: float = 0.05,
    series: float = 0.05,
) -> resources.Figures:
    runs = {
        "sptui, 300 processes": [Running(few, 4.0, sent, 40 << 20)],
        "btop, 300 processes": [Running(0.4, 100.0, 7000.0, 6 << 20)],
        "sptui, 5,000": [Running(many, 4.0, sent, 40 << 20)],
        "collect --loop": [Running(collect, 0.1, 0.0, 17 << 20)],
    }
    bare = [Command(0.01, 0.01, 0)]
    login = [Command(motd, motd, 0)]
    there = {300: [300, 305], 5000: [5000, 4990]}
    return resources.Figures(MACHINE, runs, there, int(year), [0.03, shown], [series], login, bare)


def test_nothing_is_said_of_a_list_that_others_made_longer() -> None:
    verdicts = [goal.verdict for goal in resources.goals(
        _resources()._replace(there={300: [300, 5300], 5000: [5000, 5000]}))]  # fmt: skip
    assert verdicts == ["not measured"] * 3 + ["reached"] * 5
    verdicts = [goal.verdict for goal in resources.goals(
        _resources()._replace(there={300: [300, 300], 5000: [5000, 300]}))]  # fmt: skip
    assert verdicts == ["reached"] * 2 + ["not measured"] + ["reached"] * 5
