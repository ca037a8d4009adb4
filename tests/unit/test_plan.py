"""How lines are shared out: all of them, worst things first."""

from hypothesis import given
from hypothesis import strategies as st

from sptui.paint.plan import Plan, plan


def lines(p: Plan) -> int:
    return sum(p) + 3  # three headings


@given(st.integers(60, 400), st.integers(17, 117), st.integers(1, 60), st.integers(3, 60))
def test_it_fits(width: int, height: int, needs: int, sections: int) -> None:
    p = plan(width, height, needs, sections)
    assert lines(p) <= height
    assert p.upper >= 1 and p.lower >= 1 and 1 <= p.needs <= needs and p.sections <= sections
    if lines(p) < height:  # only when everything is there, and graphs are as high as they get
        assert (p.upper, p.lower) == (20, 16)


@given(st.integers(60, 400), st.integers(17, 117), st.integers(1, 60))
def test_more_lines_take_nothing_away(width: int, height: int, needs: int) -> None:
    less, more = plan(width, height, needs, 9), plan(width, height + 1, needs, 9)
    assert more.needs >= less.needs and more.sections >= less.sections


def test_as_drawn() -> None:
    # 80x24 with the two findings there are: 3 and 2 rows of graph, as drawn.
    assert plan(80, 21, 2, 9) == Plan(0, 2, 1, 3, 0, 2, 1, 9, 0)
    # The drawn four.
    assert plan(80, 21, 4, 9) == Plan(0, 4, 1, 3, 0, 2, 1, 7, 0)


def test_graphs_take_the_rows_of_findings() -> None:
    assert plan(80, 21, 1, 9).upper > plan(80, 21, 3, 9).upper
