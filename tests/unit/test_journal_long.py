"""Of an entry that is too long, all is known but the end of what is long."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.journal import entry_of
from sptui.model.journal_long import MOST_BYTES, entry_of_ends

BEFORE = {"__CURSOR": "s=1;i=2", "PRIORITY": "3", "SYSLOG_IDENTIFIER": 'quo",te":"d'}
AFTER = {"__REALTIME_TIMESTAMP": "1790000000000000", "_PID": "42", "_BOOT_ID": "b"}
TEXTS = st.text(max_size=40) | st.sampled_from(
    ['","PRIORITY":"0', '{"PRIORITY":"0', "\\", '\\"', "\x1b[31m", "\n", ",", "\u202e", "x" * 50]
)


def line(message: object, *, first: bool = False) -> bytes:
    fields = {"MESSAGE": message, **BEFORE, **AFTER}
    if not first:
        fields = {**BEFORE, "MESSAGE": message, **AFTER}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def ends(whole: bytes, begin: int, end: int):
    return entry_of_ends(whole[:begin], whole[max(0, len(whole) - end) :], len(whole))


@given(TEXTS, TEXTS, st.integers(300, 900), st.integers(200, 600), st.booleans())
def test_all_but_the_end_of_the_message(
    head: str, unit: str, begin: int, end: int, first: bool
) -> None:
    message = (head + unit * 900)[:2_000].ljust(1_500, "y")
    whole = line(message, first=first)
    found = ends(whole, begin, end)
    assert found is not None
    rest = found._replace(message="", left_out=0)
    expected = entry_of(json.loads(whole))
    assert expected is not None
    assert rest == expected._replace(message="")
    assert message.startswith(found.message)
    assert len(found.message) >= 20
    kept = len(json.dumps(found.message, ensure_ascii=False).encode()) - 2
    raw = len(json.dumps(message, ensure_ascii=False).encode()) - 2
    assert abs(kept + found.left_out - raw) <= 12, "but for half an escape"


@given(st.integers(300, 1_500), st.integers(200, 3_000))
def test_wherever_it_is_cut_each_field_is_there(begin: int, end: int) -> None:
    whole = line("z" * 1_000)
    if begin + end < len(whole) - 900:
        return
    found = ends(whole, begin, end)
    assert found is not None
    assert (found.cursor, found.priority, found.pid) == ("s=1;i=2", 3, 42)


@pytest.mark.parametrize("nested", [False, True])
def test_bytes_are_read_as_far_as_they_go(nested: bool) -> None:
    numbers = [27, 255, 97] * 20_000
    whole = line([numbers, "more"] if nested else numbers)
    found = ends(whole, 100_000, 1_000)
    assert found is not None and found.message.startswith("\x1b\udcffa\x1b")
    assert 15_000 < len(found.message) < 25_000
    assert abs(len(found.message) + found.left_out - 60_000) < 500
    assert found.pid == 42


def test_a_field_that_is_several_texts() -> None:
    found = ends(line(["x" * 5_000, "y" * 5_000]), 3_000, 500)
    assert found is not None and set(found.message) == {"x"}


def test_another_field_may_be_the_long_one() -> None:
    fields = {"MESSAGE": "said", "OTHER": "z" * 9_000, "_PID": "7"}
    whole = json.dumps(fields, separators=(",", ":")).encode()
    found = ends(whole, 1_000, 500)
    assert found is not None
    assert (found.message, found.pid, found.left_out) == ("said", 7, 0)


def test_no_more_than_so_much_is_kept() -> None:
    found = ends(line("x" * 1_000_000), 256 << 10, 16 << 10)
    assert found is not None and len(found.message) == MOST_BYTES - 1
    assert len(found.message) + found.left_out == 1_000_000 + 1


@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(0, 10**9))
def test_rubbish_is_no_error(begin: bytes, end: bytes, length: int) -> None:
    assert entry_of_ends(begin, end, length) is None
