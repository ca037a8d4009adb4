"""Processes below their parents."""

from collections.abc import Iterable, Sequence

from sptui.model.process import ProcessRow


def tree(
    rows: Sequence[ProcessRow], every: Iterable[ProcessRow], by_most: bool
) -> tuple[list[ProcessRow], tuple[int, ...], tuple[bool, ...]]:
    """`rows` with children below their parents, siblings in the order of `rows`; with each how deep
    it stands, and whether it is its parent's last child. With `by_most` a process stands where the
    first of all below it would: what uses most is on top, however deep.

    A process whose parent is not among `rows` stands below the nearest one above it that is
    (`every` knows them); one that has none, or comes after itself, begins a tree of its own.
    """
    by_pid = {row.process.pid: row for row in rows}
    parents = {row.process.pid: row.process.parent for row in every}
    above = _above(by_pid, parents)
    children: dict[int | None, list[int]] = {}
    placed = set[int]()
    for pid in by_pid:
        chain: list[int] = []
        at: int | None = pid
        while at is not None and at not in placed:
            placed.add(at)
            chain.append(at)
            at = above[at] if by_most else None
        for each in reversed(chain):
            children.setdefault(above[each], []).append(each)
    return _walked(by_pid, children)


def _above(by_pid: dict[int, ProcessRow], parents: dict[int, int]) -> dict[int, int | None]:
    """The nearest process above each that is shown; None for a root. Without circles."""
    above: dict[int, int | None] = {}
    for pid in by_pid:
        up = parents.get(pid)
        above[pid] = up if up in by_pid else _nearest(pid, by_pid, parents)
    done = set[int | None]((None,))
    for pid in sorted(by_pid):  # a parent is nearly always older, and has the lower number
        if pid not in done and above[pid] in done:
            done.add(pid)
            continue
        chain = set[int]()
        at: int | None = pid
        while at is not None and at not in done:
            chain.add(at)
            up = above[at]
            if up in chain:
                above[at] = up = None
            at = up
        done |= chain
    return above


def _nearest(pid: int, by_pid: dict[int, ProcessRow], parents: dict[int, int]) -> int | None:
    at, seen = parents.get(pid), {pid}
    while at is not None and at not in by_pid and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at if at in by_pid else None


def _walked(
    by_pid: dict[int, ProcessRow], children: dict[int | None, list[int]]
) -> tuple[list[ProcessRow], tuple[int, ...], tuple[bool, ...]]:
    """Depth first, without recursion: a fork bomb's tree is deeper than Python's stack."""
    rows: list[ProcessRow] = []
    depths: list[int] = []
    ends: list[bool] = []
    waiting = [(pid, 0, nth == 0) for nth, pid in enumerate(reversed(children.get(None, [])))]
    while waiting:
        pid, depth, last = waiting.pop()
        rows.append(by_pid[pid])
        depths.append(depth)
        ends.append(last)
        below = children.get(pid, ())
        waiting += [(each, depth + 1, nth == 0) for nth, each in enumerate(reversed(below))]
    return rows, tuple(depths), tuple(ends)
