"""A whole span in few cells: what is kept, and that nothing moves that did not change."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.glyphs import SETS
from sptui.model.series import EMPTY, Series
from sptui.paint.line import width_of
from sptui.paint.spark import added, shrunk, spark

G = SETS["braille"]
VALUES = st.lists(st.none() | st.floats(0, 100), max_size=130).map(tuple)


@given(VALUES, st.integers(0, 10**9), st.integers(1, 130), st.integers(1, 60))
def test_means_lie_between_the_values(
    values: tuple[float | None, ...], end: int, columns: int, fewer: int
) -> None:
    found = shrunk(Series(values, end + len(values)), columns, fewer)
    known = [value for value in values if value is not None]
    means = [value for value in found.values if value is not None]
    assert len(found.values) <= (len(values) if fewer >= columns else fewer)
    assert bool(means) <= bool(known)
    for mean in means:
        assert min(known) - 1e-9 <= mean <= max(known) + 1e-9


@given(st.integers(20, 120), st.integers(1, 19), st.integers(0, 10**6))
def test_as_time_goes_on_only_the_newest_mean_changes(columns: int, fewer: int, start: int) -> None:
    def at(now: int) -> Series:
        values = tuple([float(n * 37 % 101) for n in range(now - columns, now)])
        return shrunk(Series(values, now), columns, fewer)

    before, after = at(start + columns), at(start + columns + 1)
    moved = after.end - before.end
    assert moved in (0, 1)
    # The newest group grows, the oldest loses what is too old; all between stay as they were.
    old, new = before.values[1 + moved : -1], after.values[1 : len(before.values) - moved - 1]
    assert len(old) == len(new)
    assert all(math.isclose(a or 0, b or 0) for a, b in zip(old, new, strict=True))


def test_a_gap_stays_a_gap() -> None:
    values = (1.0,) * 40 + (None,) * 40 + (1.0,) * 40
    found = shrunk(Series(values, 120), 120, 12)
    assert found.values == (1.0,) * 4 + (None,) * 4 + (1.0,) * 4
    text, _ = spark(Series(values, 120), 6, 120, 1.0, G)
    assert text[2:4] == "  " and " " not in text[:2] + text[4:]
    partly = shrunk(Series((4.0, None, 2.0, None), 4), 4, 2)
    assert partly.values == (4.0, 2.0)


def test_what_is_short_enough_is_as_it_is() -> None:
    series = Series((1.0, None, 2.0), 3)
    assert shrunk(series, 3, 3) is series
    assert shrunk(series, 3, 0) is series


@given(VALUES, st.integers(0, 70), st.sampled_from(sorted(SETS)))
def test_exactly_as_wide_as_asked(values: tuple[float | None, ...], width: int, name: str) -> None:
    text, _ = spark(Series(values, len(values)), width, 116, 100.0, SETS[name])
    assert width_of(text) == width


@pytest.mark.parametrize("nasty", [math.nan, math.inf, -math.inf, -5.0, 1e300])
def test_no_figure_breaks_it(nasty: float) -> None:
    text, _ = spark(Series((1.0, nasty, 2.0) * 20, 60), 5, 60, 10.0, G)
    assert len(text) == 5


def test_sums_are_of_the_same_moments() -> None:
    one, other = Series((1.0, 2.0, None), 9), Series((10.0, None, 30.0), 9)
    assert added(one, other) == Series((11.0, None, None), 9)
    assert added(Series((5.0, 1.0), 9), Series((2.0,), 9)) == Series((3.0,), 9)
    assert added(EMPTY, one).values == ()
