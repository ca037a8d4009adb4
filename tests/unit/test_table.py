"""Tables: what goes when room is short, what grows, cursor and marks."""

from hypothesis import given
from hypothesis import strategies as st

from sptui.glyphs import SETS
from sptui.paint import table
from sptui.paint.line import Line, line_width
from sptui.paint.table import Column, Row, Sort, layout

G = SETS["braille"]
COLUMNS = (
    Column("Unit", 20, grow=True),
    Column("State", 8),
    Column("CPU", 5, right=True, rank=2),
    Column("Memory", 8, right=True, rank=1),
)
UNIT = Row((("sshd.service", "text"), ("running", "ok"), ("3 %", "text"), ("41 MiB", "dim")))


def text(line: Line) -> str:
    return "".join([t for t, _ in line])


def test_columns_are_dropped_by_rank_and_never_squeezed() -> None:
    assert [n for n, _ in layout(COLUMNS, 80)] == [0, 1, 2, 3]
    assert [n for n, _ in layout(COLUMNS, 48)] == [0, 1, 3]
    assert [n for n, _ in layout(COLUMNS, 41)] == [0, 1]
    assert [n for n, _ in layout(COLUMNS, 10)] == [0, 1]


def test_names_grow() -> None:
    assert dict(layout(COLUMNS, 80))[0] == 51
    two = (Column("a", 3, grow=True), Column("b", 3, grow=True))
    assert [width for _, width in layout(two, 15)] == [6, 5]


def test_titles_and_rows_share_their_columns() -> None:
    title = table.titles(COLUMNS, 60, G, Sort(2))
    (row,) = table.rows(COLUMNS, [UNIT], 60, G)
    assert text(title) == " Unit                             State      CPU\u2193    Memory "
    assert text(row) == " sshd.service                     running     3 %    41 MiB "
    assert text(table.titles(COLUMNS, 60, G, Sort(3, down=False))).endswith("Memory\u2191 ")


def test_cursor_and_mark() -> None:
    rows = table.rows(COLUMNS, [UNIT, UNIT._replace(marked=True), UNIT], 60, G, 0)
    assert [text(row)[0] for row in rows] == [G.cursor, G.mark, " "]
    assert all(look.endswith("@select") for _, look in rows[0])
    assert not any("@" in look for row in rows[1:] for _, look in row)


CELL = st.tuples(st.text(max_size=30), st.sampled_from(("text", "bad")))


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), max_size=4), st.integers(5, 120))
def test_rows_are_whole_and_clean(cells: list[tuple[tuple[str, str], ...]], width: int) -> None:
    rows = table.rows(COLUMNS, [Row(one) for one in cells], width, G, 1)
    for line in (table.titles(COLUMNS, width, G, Sort(0)), *rows):
        assert line_width(line) == width
        assert text(line).isprintable()
