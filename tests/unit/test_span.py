"""Cutting and spreading keeps widths, whatever the characters."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sptui.glyphs import SETS
from sptui.model.text import clean
from sptui.paint.line import fit, line_width, pieces, width_of
from sptui.paint.span import crop, padded, solid, spread

G = SETS["braille"]
TEXT = st.text(max_size=12).map(clean) | st.sampled_from(("\u6f22\u5b57", "e\u0301e", "abc", ""))
SPANS = st.lists(st.tuples(TEXT, st.sampled_from(("text", "dim"))), max_size=5)


@given(TEXT, st.integers(0, 20), st.booleans())
def test_fit_is_exact(text: str, width: int, right: bool) -> None:
    assert width_of(fit(text, width, right=right, cut=G.cut)) == width


def test_fit_never_cuts_a_character_in_half() -> None:
    assert fit("a\u6f22\u5b57", 3, cut="~") == "a ~"
    # Three characters in three cells, and yet not one cell each.
    assert fit("\u6f22e\u0301", 2, cut="~") == " ~"


@given(SPANS, st.integers(0, 40))
def test_crop_is_at_most(spans: list[tuple[str, str]], width: int) -> None:
    cropped = crop(spans, width, G)
    assert line_width(cropped) <= width
    if line_width(spans) <= width:
        assert "".join([t for t, _ in cropped]) == "".join([t for t, _ in spans])
    elif width:
        assert cropped[-1][0].endswith(G.cut)


@given(SPANS, SPANS, st.integers(0, 60))
def test_spread_and_padded_are_exact(
    left: list[tuple[str, str]], right: list[tuple[str, str]], width: int
) -> None:
    assert line_width(spread(left, right, width, G)) == width
    assert line_width(padded(left, width, G)) == width


@given(SPANS)
def test_solid_says_the_same_in_fewer_spans(spans: list[tuple[str, str]]) -> None:
    line = solid(spans)
    assert [(c, look) for t, look in line for c in t] == [(c, k) for t, k in spans for c in t]
    assert all(a[1] != b[1] for a, b in pairwise(line))


def test_what_stands_at_the_right_wins() -> None:
    line = spread([("a long title", "heading")], [("23 %", "heading")], 10, G)
    assert "".join([t for t, _ in line]) == "a lo\u2026 23 %"


@given(TEXT, st.integers(2, 9))
def test_pieces_are_all_of_it_and_none_too_wide(text: str, width: int) -> None:
    parts = pieces(text, width)
    assert "".join(parts) == text
    assert all(parts)
    assert all(width_of(part) <= width for part in parts)
