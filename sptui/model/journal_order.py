"""Which of two entries came first, by the journal's own numbers."""

from __future__ import annotations

from sptui.model.journal import Entry


def is_after(entry: Entry, known: Entry | None) -> bool:
    """Whether it came later than that one; where that can't be known: whether it is another."""
    if known is None:
        return True
    if entry.seq and known.seq and entry.seq_of == known.seq_of:
        return entry.seq > known.seq
    return entry.cursor != known.cursor


def is_newer(entry: Entry, known: Entry | None) -> bool:
    """Whether it is known to have come later."""
    return known is not None and entry.seq_of == known.seq_of and entry.seq > known.seq


def between(known: Entry | None, later: Entry) -> int | None:
    """How many the journal has between the two; None: nobody knows."""
    if known is None or not known.seq or not later.seq or known.seq_of != later.seq_of:
        return None
    return max(0, later.seq - known.seq - 1)
