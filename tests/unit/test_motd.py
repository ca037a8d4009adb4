"""The text at login: five lines at most, one when all is well, and it never hides its age."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.facts_file import FactsFile, Said
from sptui.paint.line import width_of
from sptui.paint.motd import motd

NOW = time.mktime((2026, 11, 22, 19, 46, 0, 0, 0, -1))
BAD = Said("bad", "Archive of the mailing lists stopped", NOW - 41 * 60)
DISK = Said("warning", "Disk sdb will be full in 9 d", None)
CLOCK = Said("warning", "Clock is not synchronised", NOW - 7200)
LOST = Said("unknown", "Memory: unknown", None)


def facts(*findings: Said, age: float = 20.0, host: str = "kiwi") -> FactsFile:
    return FactsFile(host, NOW - age, findings, ())


def test_all_is_well_in_one_line() -> None:
    assert motd(facts(age=0), NOW) == "kiwi: all is well. 22 Nov 19:46\n"


def test_what_is_wrong_worst_first() -> None:
    assert motd(facts(BAD, DISK, CLOCK, LOST, age=0), NOW).splitlines() == [
        "kiwi: 1 bad, 2 warnings, 1 unknown. 22 Nov 19:46",
        "  bad      Archive of the mailing lists stopped (41 min)",
        "  warning  Disk sdb will be full in 9 d; Clock is not synchronised",
        "  unknown  Memory: unknown",
        "Type sptui.",
    ]


def test_old_facts_say_so_first() -> None:
    assert motd(facts(BAD, DISK, age=3 * 3600), NOW).splitlines() == [
        "kiwi: facts are 3 h old: sptui-collect does not run.",
        "  then     1 bad, 1 warning. 22 Nov 16:46",
        "  bad      Archive of the mailing lists stopped (41 min)",
        "  warning  Disk sdb will be full in 9 d",
        "Type sptui.",
    ]
    assert motd(facts(age=3 * 3600), NOW).splitlines() == [
        "kiwi: facts are 3 h old: sptui-collect does not run.",
        "  then     all was well. 22 Nov 16:46",
        "Type sptui.",
    ]


@pytest.mark.parametrize(("age", "old"), [(299.0, False), (301.0, True)])
def test_five_minutes_are_not_old(age: float, old: bool) -> None:
    assert ("old" in motd(facts(age=age), NOW)) is old


def test_facts_of_a_clock_that_was_ahead() -> None:
    assert motd(facts(BAD, age=-86_400), NOW) == (
        "kiwi: facts are from 23 Nov 19:46, which is later than this clock.\n"
    )
    assert "all is well" in motd(facts(age=-100), NOW)


def test_more_than_a_line_holds_is_counted() -> None:
    many = [Said("warning", f"Something number {n} is wrong", None) for n in range(9)]
    lines = motd(facts(*many), NOW).splitlines()
    assert lines[1] == (
        "  warning  Something number 0 is wrong; Something number 1 is wrong; 7 more"
    )
    long = motd(facts(Said("bad", "x" * 200, NOW - 60), DISK, BAD), NOW).splitlines()
    assert len(long[1]) == 80
    assert long[1].endswith("x...; 1 more")


def test_text_from_outside_sends_no_escape_codes() -> None:
    text = motd(facts(Said("bad", "\x1b[2J\x07", None), host="\x1b]0;x\x07"), NOW)
    assert "\x1b" not in text
    assert "\x07" not in text


SAID = st.builds(
    Said,
    st.sampled_from(["bad", "warning", "unknown"]),
    st.text(max_size=120),
    st.none() | st.floats(-1e12, 1e12),
)


@given(st.lists(SAID, max_size=12), st.floats(-1e7, 1e7), st.text(max_size=100))
def test_it_is_never_long(findings: list[Said], age: float, host: str) -> None:
    text = motd(facts(*findings, age=age, host=host), NOW)
    lines = text.splitlines()
    assert 1 <= len(lines) <= 5
    assert text.endswith("\n")
    for line in lines:
        assert width_of(line) <= 80
        assert line.isprintable()
