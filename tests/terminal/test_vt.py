"""The screen that the other tests trust: what pyte lacks or does wrong is done right, whole and in
pieces."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tests.terminal.vt import Tokens, Vt

EVERYTHING = (
    b"hello\x1b[2;3Hthere\x1b[31;1mred\x1b[0m\x1b]0;a title\x07\x1b]2;other\x1b\\\x1b[?25l\x1b[>1u"
    b"\x1bPq#1\x1b\\\x1b[4:3mx\x1b[m\x1b[?2026$p\x1b[3;1Hxy\x1b[3b\xe2\x94\x80"
    b"\x1b[0 q\x1b[?1049h!\x1b[?1049l"
)


def shown(data: bytes, cols: int = 20, rows: int = 4) -> list[str]:
    vt = Vt(cols, rows)
    vt.feed(data)
    assert vt.unknown == []
    return [line.rstrip() for line in vt.lines()]


@given(st.lists(st.integers(0, len(EVERYTHING)), max_size=12))
def test_where_a_read_ends_makes_no_difference(cuts: list[int]) -> None:
    whole, pieces = Vt(20, 4), Vt(20, 4)
    whole.feed(EVERYTHING)
    places = [0, *sorted(cuts), len(EVERYTHING)]
    for start, end in itertools.pairwise(places):
        pieces.feed(EVERYTHING[start:end])
    assert pieces.cells() == whole.cells()
    assert pieces.lines()[:3] == [
        "hello               ",
        "  thereredx         ",
        "xyyyy─              ",
    ]
    assert pieces.modes == whole.modes == {7}
    assert pieces.titles == ["a title", "other"]
    assert pieces.keyboard_pushes == 1


@given(st.binary(max_size=200))
def test_any_bytes_are_cut_without_losing_one_but_escape(data: bytes) -> None:
    tokens = Tokens()
    joined = b"".join(token for _, token in tokens.cut(data)) + b"".join(
        token for _, token in tokens.cut(b"\x18" * 4096)
    )
    assert joined.startswith(data)


def test_delete_and_insert_shift_one_part_of_a_line() -> None:
    # One row of a graph moves left by one: delete at its start, insert at its end; what stands
    # right of it stays.
    assert shown(b"|abcd|right\x1b[1;2H\x1b[P\x1b[1;5H\x1b[@E")[0] == "|bcdE|right"
    # A full line: what the insertion pushes out does not come back.
    assert shown(b"0123456789\x1b[1;1H\x1b[@\x1b[1;1H\x1b[P", cols=10)[0] == "012345678"


def test_repeat_and_scroll() -> None:
    assert shown(b"-\x1b[4b")[0] == "-----"
    assert shown(b"1\r\n2\r\n3\r\n4\x1b[S") == ["2", "3", "4", ""]
    assert shown(b"1\r\n2\r\n3\r\n4\x1b[2T") == ["", "", "1", "2"]


def test_alternate_screen_gives_the_old_one_back() -> None:
    vt = Vt(20, 4)
    vt.feed(b"before\x1b[?1049h\x1b[2J\x1b[2;2Hover it\x1b[?25l")
    assert vt.text().split("\n") == ["", " over it", "", ""]
    assert vt.left_on() == ["the alternate screen is shown", "the cursor is hidden"]
    vt.feed(b"\x1b[?25h\x1b[?1049lafter")
    assert vt.text().split("\n")[0] == "beforeafter"
    assert vt.left_on() == []


def test_what_is_left_on_is_told() -> None:
    vt = Vt(20, 4)
    vt.feed(b"\x1b[?1000h\x1b[?2004h\x1b[>1u\x1b[31m\x1b[?7l")
    assert vt.left_on() == [
        "lines do not wrap",
        "modes [1000, 2004] are on",
        "1 keyboard modes were not taken back",
        "colours are left on",
    ]
    vt.feed(b"\x1b[?1000l\x1b[?2004l\x1b[<u\x1b[m\x1b[?7h")
    assert vt.left_on() == []


def test_shrinking_cuts_below_and_at_the_right() -> None:
    vt = Vt(10, 4)
    vt.feed(b"0123456789\r\n1\r\n2\r\n3")
    vt.resize(4, 2)
    assert vt.lines() == ["0123", "1   "]
    vt.resize(6, 3)
    assert vt.lines() == ["0123  ", "1     ", "      "]


def test_a_sequence_that_nobody_knows_is_not_passed_over() -> None:
    vt = Vt(10, 4)
    vt.feed(b"\x1b[3$z\x1b[5i")
    assert vt.unknown == [b"\x1b[5i"]
