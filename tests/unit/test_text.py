"""Texts from outside: nothing invisible, nothing that a terminal obeys, nothing without end."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sptui.model.text import clean, uncoloured

NASTY = st.text(alphabet=st.characters(), max_size=60)


@given(NASTY)
def test_nothing_invisible_is_left(text: str) -> None:
    left = {unicodedata.category(c) for c in clean(text)}
    assert not left & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(NASTY, st.integers(0, 80))
def test_cleaning_twice_changes_nothing(text: str, limit: int) -> None:
    once = clean(text, limit)
    assert clean(once, limit) == once
    assert len(once) <= limit


@given(NASTY)
def test_what_can_be_shown_stays(text: str) -> None:
    def keeps(c: str) -> bool:
        return c.isprintable() and not "\ufe00" <= c <= "\ufe0f"

    kept = "".join([c for c in text if keeps(c)])
    assert clean(kept) == kept
    rest = [c for c in text if not keeps(c)]
    assert len(clean(text)) == len(kept) + sum(
        [4 if c == "\t" else 0 if "\ufe00" <= c <= "\ufe0f" else 1 for c in rest]
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/volumes/sdb", "/volumes/sdb"),
        ("a\x1b[31mred", "a\ufffd[31mred"),
        ("\x1b]0;title\x07", "\ufffd]0;title\ufffd"),
        ("c1 \x9b31m", "c1 \ufffd31m"),
        ("evil\u202egnp.exe", "evil\ufffdgnp.exe"),
        ("zero\u200bwidth", "zero\ufffdwidth"),
        ("line\nline\u2028line", "line\ufffdline\ufffdline"),
        ("a\tb", "a    b"),
        ("no\u00a0break", "no break"),
        ("\udcff", "\ufffd"),
        ("\u2764\ufe0f", "\u2764"),
        ("[markup]", "[markup]"),
        ("\u00e9\u6f22", "\u00e9\u6f22"),
    ],
)
def test_examples(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_long_text_is_cut() -> None:
    assert clean("x" * 10_000) == "x" * 4096
    assert clean("\x1b" * 10_000, 10) == "\ufffd" * 10


@given(NASTY)
def test_widths_agree_character_by_character(text: str) -> None:
    # Nothing is left that joins with its neighbour into another width.
    shown = clean(text)
    assert cell_len(shown) == sum([cell_len(c) for c in shown])


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\x1b[1;31mFATAL\x1b[0m: \x1b[mno", "FATAL: no"),
        ("\x1b[38:2::1:2:3mx", "x"),
        ("\x1b[2Jx\x1b[", "\x1b[2Jx\x1b["),
        ("\x1b[31", "\x1b[31"),
        ("m\x1b[xm", "m\x1b[xm"),
        ("", ""),
    ],
)
def test_colours_of_programs_are_dropped_and_nothing_else(text: str, plain: str) -> None:
    assert uncoloured(text) == plain


@given(st.text(alphabet="\x1b[0;mJx", max_size=12))
def test_what_has_no_colour_stays(text: str) -> None:
    once = uncoloured(text)
    assert len(once) <= len(text)
    assert once == text or "m" in text
