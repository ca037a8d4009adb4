"""What a terminal answers is never taken for a key, however it arrives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sptui.system.answers import Answers

pieces = st.lists(
    st.sampled_from(
        [
            b"\x1b[0n",
            b"a",
            b"q",
            b"\x1b[A",
            b"\x1bOP",
            b"0n",
            b"[",
            b"\x1b]11;rgb:1111/8080/ffff\x1b\\",
        ]
    ),
    max_size=12,
)


@given(pieces, st.lists(st.integers(1, 7), max_size=80))
def test_any_cutting_into_pieces_gives_the_same_keys_and_answers(parts, cuts):
    whole = b"".join(parts)
    answers, keys, confirmed = Answers(), b"", 0
    at = 0
    for size in [*cuts, len(whole)]:
        heard = answers.feed(whole[at : at + size])
        at += size
        keys += heard.keys
        confirmed += heard.confirmed
    keys += answers.release()
    expected = whole.replace(b"\x1b]11;rgb:1111/8080/ffff\x1b\\", b"").replace(b"\x1b[0n", b"")
    assert confirmed == sum(part == b"\x1b[0n" for part in parts)
    assert keys == expected


def test_a_lone_escape_is_held_until_released():
    answers = Answers()
    assert answers.feed(b"\x1b").keys == b""
    assert answers.holding
    assert answers.release() == b"\x1b"
    assert not answers.holding


def test_the_background_is_told_in_both_lengths():
    answers = Answers()
    assert answers.feed(b"\x1b]11;rgb:ff/00/80\x07").background == (1.0, 0.0, 128 / 255)
    assert answers.feed(b"x\x1b]11;rgb:0000/ffff/0000\x1b\\y") == (b"xy", 0, (0.0, 1.0, 0.0))
