"""A query's line, changed key by key."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sptui.model.log_line import RANGES, asked_of, next_range, other_boot, value_of, with_value
from sptui.model.log_query import QueryError, parse
from sptui.model.logs_view import headline, level

NOW = 1_700_000_000.0
LINES = st.lists(
    st.sampled_from(
        ["unit:nginx", 'unit:"a b"', "prio:err", "boot:-1", "since:2h", "word", '"two words"',
         "/a b/", "~fz", "a:b", '"since:1h"']
    ),
    max_size=6,
).map(" ".join)  # fmt: skip


@given(LINES, st.sampled_from(["since", "boot", "prio"]), st.sampled_from(["1h", "0", "x y", ""]))
def test_a_value_is_put_and_all_else_stays(line: str, key: str, value: str) -> None:
    changed = with_value(line, key, value)
    assert value_of(changed, key) == value
    for other in {"since", "boot", "prio", "unit"} - {key}:
        assert value_of(changed, other) == value_of(line, other)
    assert with_value(changed, key, value) == changed


@given(LINES, st.integers(-9, 9))
def test_what_a_key_makes_is_a_query(line: str, step: int) -> None:
    try:
        parse(line, NOW)
    except QueryError:
        return
    parse(next_range(line, step), NOW)
    parse(other_boot(line, 1 if step > 0 else -1), NOW)


def test_longer_and_shorter_end_where_there_is_no_more() -> None:
    line, seen = "prio:err", []
    for _ in RANGES:
        line = next_range(line, -1)
        seen.append(value_of(line, "since"))
    assert seen == ["30d", "7d", "24h", "6h", "1h", "15min", "15min"]
    for _ in RANGES:
        line = next_range(line, 1)
    assert line == "prio:err"


def test_boots_go_back_from_all_and_forth_to_all() -> None:
    line, seen = "x", []
    for step in (-1, -1, -1, 1, 1, 1, 1):
        line = other_boot(line, step)
        seen.append(value_of(line, "boot"))
    assert seen == ["0", "-1", "-2", "-1", "0", "", ""]
    assert line == "x"


def test_units_are_asked_for_whatever_they_are_called() -> None:
    names = ("a.service", 'b"c d.service', "-.mount")
    assert parse(asked_of(names), NOW).units == names


def test_the_headline_says_something() -> None:
    assert headline("\n\n  a \nb") == ("  a ", 1)
    assert headline("") == ("", 0)
    assert headline("\x1b[31mred\x1b[0m") == ("red", 0)
    assert headline("Traceback (most recent call last):\n  x\nValueError") == ("ValueError", 2)


def test_how_grave_it_is() -> None:
    found = [level(each) for each in (None, 0, 3, 4, 5, 7)]
    assert found == ["", "bad", "bad", "warning", "", ""]
