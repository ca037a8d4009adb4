"""Figures: three digits that count, fixed widths, and never 0 for what is not known."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.paint import numbers

GIB = 2**30
FIGURES = st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.integers(0, 10**24)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1, "1 B"),
        (999, "999 B"),
        (999.7, "1.0 kB"),
        (4_000, "4.0 kB"),
        (84_000, "84 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (317_000_000, "317 MB"),
        (8_100_000_000, "8.1 GB"),
        (14_600_000_000, "14.6 GB"),
        (99_960_000_000, "100 GB"),
        (148_000_000_000, "148 GB"),
        (2_000_000_000_000, "2.0 TB"),
        (None, "-"),
        (math.nan, "-"),
        (math.inf, "-"),
    ],
)
def test_size(value: float | None, text: str) -> None:
    assert numbers.size(value) == text


def test_memory_is_binary_and_rates_are_decimal() -> None:
    assert numbers.mem(1.9 * GIB) == "1.9 GiB"
    assert numbers.mem(212 * 2**20) == "212 MiB"
    assert numbers.mem(1023 * 2**20) == "1.0 GiB"
    assert numbers.rate(84_000) == "84 kB/s"
    assert numbers.rate(2_100_000) == "2.1 MB/s"
    assert numbers.rate(0) == "0"
    assert numbers.rate(None) == "-"
    assert numbers.round_rate(10_000_000) == "10 MB/s"
    assert numbers.round_rate(2_000_000_000) == "2 GB/s"


def test_two_figures_in_one_unit() -> None:
    assert numbers.mem_of(5.2 * GIB, 7.8 * GIB) == "5.2 of 7.8 GiB"
    assert numbers.mem_of(0.3 * GIB, 2 * GIB) == "0.3 of 2 GiB"
    assert numbers.mem_of(None, 2 * GIB) == "-"
    assert numbers.mem_like(0.3 * GIB, 7.8 * GIB) == "0.3 GiB"
    assert numbers.mem_like(0, 7.8 * GIB) == "0"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 %"),
        (62.4, "62 %"),
        (99.4, "99 %"),
        (99.9, "99 %"),
        (100, "100 %"),
        (100.2, "100 %"),
        (1600, "999 %"),
        (None, "-"),
    ],
)
def test_percent(value: float | None, text: str) -> None:
    assert numbers.pct(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (-5, "0 s"),
        (119.9, "119 s"),
        (120, "2 min"),
        (41 * 60, "41 min"),
        (7199, "119 min"),
        (7200, "2 h"),
        (48 * 3600 - 1, "47 h"),
        (48 * 3600, "2 d"),
        (12 * 86400, "12 d"),
        (999 * 86400, "999 d"),
        (1000 * 86400, "2 y"),
        (None, "-"),
    ],
)
def test_age(seconds: float | None, text: str) -> None:
    assert numbers.age(seconds) == text


def test_load_and_counts() -> None:
    assert [numbers.load(v) for v in (0.84, 9.99, 9.996, 12.34, 148.2)] == [
        "0.84",
        "9.99",
        "10.0",
        "12.3",
        "148",
    ]
    assert numbers.count(1204) == "1,204"
    assert numbers.count(None) == "-"


def at(*parts: int) -> float:
    return time.mktime((*parts, 0, 0, -1))


def test_dates() -> None:
    now = at(2026, 11, 22, 19, 46, 0)
    assert numbers.date(at(2026, 11, 3, 2, 10, 0), now) == " 3 Nov 02:10"
    assert numbers.date(at(2025, 11, 22, 2, 10, 0), now) == "22 Nov 2025"
    assert numbers.date(at(2025, 11, 22, 2, 10, 0)) == "22 Nov 02:10"
    assert numbers.clock(now) == "19:46"
    assert numbers.day(now) == "Sun 22 Nov"


@pytest.mark.parametrize("value", [None, math.nan, math.inf, 1e30, -1e30])
def test_no_date(value: float | None) -> None:
    assert numbers.date(value) == numbers.clock(value) == numbers.day(value) == "-"


@given(FIGURES)
def test_widths_hold(value: float | None) -> None:
    if value is not None and value < 0:
        value = -value
    if value is not None and value > 9e20:  # beyond any disk
        value = 9e20
    assert len(numbers.size(value)) <= numbers.SIZE_W
    assert len(numbers.mem(value)) <= numbers.SIZE_W
    assert len(numbers.rate(value)) <= numbers.RATE_W
    assert len(numbers.pct(value)) <= numbers.PCT_W


@given(st.floats(0, 1e10))
def test_ages_keep_their_width(seconds: float) -> None:
    assert len(numbers.age(seconds)) <= numbers.AGE_W  # "119 min" is the widest there is


@given(FIGURES)
def test_nothing_raises(value: float | None) -> None:
    for words in (
        numbers.size,
        numbers.mem,
        numbers.rate,
        numbers.pct,
        numbers.age,
        numbers.load,
        numbers.count,
        numbers.date,
        numbers.clock,
        numbers.day,
    ):
        assert isinstance(words(value), str)


@given(st.floats(1, 1e17))
def test_a_size_says_what_it_is(value: float) -> None:
    number, unit = numbers.size(value).split(" ")
    said = float(number) * 1000 ** ("B", "kB", "MB", "GB", "TB", "PB", "EB").index(unit)
    assert said == pytest.approx(value, rel=0.05, abs=0.5)
