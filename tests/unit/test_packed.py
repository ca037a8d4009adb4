"""Rows as bytes: what goes in comes out, and what is no row is refused."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.packed import Picker, pack, unpack
from tests.rubbish import rubbish

SINGLES = st.floats(width=32, allow_nan=False, allow_infinity=False)
ROWS = st.dictionaries(st.integers(0, 0xFFFF), SINGLES, max_size=40)


@given(ROWS)
def test_a_row_comes_out_as_it_went_in(row: dict[int, float]) -> None:
    assert unpack(pack(row)) == row
    assert len(pack(row)) == 2 + 6 * len(row)


@given(st.lists(ROWS, max_size=8), st.frozensets(st.integers(0, 60), max_size=8))
def test_a_picker_gives_what_was_wanted_of_each_row(rows: list, wanted: frozenset[int]) -> None:
    picker = Picker(wanted)
    for row in [one for each in rows for one in (each, each)]:
        assert dict(picker.pick(pack(row))) == {n: v for n, v in row.items() if n in wanted}


@given(rubbish(pack({1: 2.0, 7: 9.5, 300: -1.0})))
def test_rubbish_is_refused_or_read_but_nothing_else(data: bytes) -> None:
    for read in (unpack, Picker([1]).pick):
        try:
            read(data)
        except ValueError as error:
            assert type(error) is ValueError


@pytest.mark.parametrize("row", [{-1: 1.0}, {0x10000: 1.0}, {1: 1e39}, {1: -1e39}])
def test_what_does_not_fit_is_refused(row: dict[int, float]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        pack(row)


def test_single_precision_keeps_seven_digits() -> None:
    assert unpack(pack({0: 1_234_567_890_123.0}))[0] == pytest.approx(1_234_567_890_123.0, rel=1e-7)
    assert math.isnan(unpack(struct.pack("<HHf", 1, 3, math.nan))[3])
