"""Rows that are kept are numbered, bounded, and never torn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sptui.model.journal import Entry
from sptui.model.journal_rows import Gap
from sptui.services.log_ring import LogRing

STEPS = st.lists(
    st.tuples(st.sampled_from(["append", "keep", "prepend"]), st.integers(0, 12)), max_size=30
)


def entry(n: int, size: int = 10) -> Entry:
    return Entry(f"{n}".ljust(size), seq=n, cursor=str(n))


@given(STEPS, st.integers(-100, 100))
def test_any_steps_leave_one_run_of_rows_within_bounds(
    steps: list[tuple[str, int]], number: int
) -> None:
    ring = LogRing(number, most_rows=20)
    old, new = 0, 1  # the next numbers of entries on each side
    for what, count in steps:
        known = dict(enumerate(ring.rows(ring.first, 99), ring.first))
        if what == "prepend":
            went = ring.prepend([entry(old - n) for n in range(count)])
            old -= count
            new -= went
        else:
            left = ring.append([entry(new + n) for n in range(count)], keep=what == "keep")
            assert what == "keep" or left == 0
            new += count - left
            old = max(old, new - 1 - len(ring))
        rows = ring.rows(ring.first, 99)
        assert len(rows) == len(ring) == ring.end - ring.first <= 20
        numbers = [row.seq for row in rows if isinstance(row, Entry)]
        assert numbers == list(range(old + 1, new))
        for at, row in enumerate(rows, ring.first):
            assert known.get(at, row) == row, "a row keeps its number"


def test_bytes_are_bounded_too_but_one_row_is_always_kept() -> None:
    ring = LogRing(most_bytes=10_000)
    ring.append([entry(n, 1_000) for n in range(100)])
    assert 4 < len(ring) < 10
    assert ring.bytes <= 10_000
    ring.append([entry(100, 50_000)])
    assert [row.seq for row in ring.rows(ring.first, 9) if isinstance(row, Entry)] == [100]
    assert ring.append([entry(101)], keep=True) == 1
    ring.clear()
    assert (len(ring), ring.bytes, ring.first) == (0, 0, ring.end)


def test_rows_outside_are_none() -> None:
    ring = LogRing(100)
    ring.append([entry(1), entry(2)])
    assert ring.rows(0, 50) == []
    assert [row.seq for row in ring.rows(99, 2) if isinstance(row, Entry)] == [1]
    assert ring.rows(102, 5) == []
    assert ring.rows(100, 0) == []


def test_gaps_are_no_entries() -> None:
    ring = LogRing(most_rows=3)
    assert (ring.oldest, ring.newest) == (None, None)
    ring.append([Gap(3, 1), entry(1), Gap(None, 2)])
    assert ring.oldest == ring.newest == entry(1)
    assert ring.prepend([entry(0)]) == 0, "what went was a gap"
    assert ring.prepend([entry(-1)]) == 1
