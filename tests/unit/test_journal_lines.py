"""Entries out of pieces: wherever they are cut, each entry is there once."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from sptui.system import journal_lines
from sptui.system.journal_lines import Lines
from tests.contract.journals import entry
from tests.rubbish import rubbish

MESSAGES = st.one_of(st.text(max_size=80), st.lists(st.integers(0, 255), max_size=40), st.none())


def line(seq: int, message: object) -> bytes:
    fields = {**entry(seq), "MESSAGE": message}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def taken(text: bytes, size: int) -> list[int]:
    lines, found = Lines(), []
    for at in range(0, len(text), size):
        found += lines.take(text[at : at + size])
    return [each.seq for each in found]


@given(st.lists(MESSAGES, max_size=12), st.integers(1, 2_000))
def test_wherever_they_are_cut(messages: list[object], size: int) -> None:
    text = b"".join([line(seq, each) for seq, each in enumerate(messages, 1)])
    assert taken(text, size) == list(range(1, len(messages) + 1))


@given(st.integers(-30, 30), st.integers(1, 60_000))
def test_about_as_long_as_may_be(over: int, size: int) -> None:
    bare = len(line(2, ""))
    message = "x" * (journal_lines.MOST - bare + over)
    text = line(1, "a") + line(2, message) + line(3, "b")
    lines, found = Lines(), []
    for at in range(0, len(text), size):
        found += lines.take(text[at : at + size])
    assert [each.seq for each in found] == [1, 2, 3]
    assert len(found[1].message) + found[1].left_out == len(message)
    assert (found[1].priority, found[1].unit) == (2, "a2.service")


@given(st.lists(rubbish(line(3, "c")[:-1]), max_size=5), st.integers(1, 500))
def test_rubbish_between_hides_nothing(between: list[bytes], size: int) -> None:
    noise = b"".join([each.replace(b"\n", b"") + b"\n" for each in between])
    seqs = taken(line(1, "a") + noise + line(2, "b"), size)
    assert (seqs[0], seqs[-1]) == (1, 2)
    assert len(seqs) <= 2 + len(between)


def test_what_was_cut_off_at_the_end_is_no_entry() -> None:
    lines = Lines()
    assert [each.seq for each in lines.take(line(1, "a") + line(2, "b")[:-5])] == [1]


def test_no_more_is_kept_than_may_be() -> None:
    lines = Lines()
    for _ in range(100):
        lines.take(b"x" * 100_000)
    assert len(lines._begun) == journal_lines.MOST
    assert len(lines._end) < 100_000
    assert lines.take(b"\n") == []
    assert lines.unread == 1
